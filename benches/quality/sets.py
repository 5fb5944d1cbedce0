"""Sets of coded units: folders with train.jsonl (to learn from) and test.jsonl (to be judged on)."""
import contextlib
import json
import pathlib
import tempfile


def read(path):
    """The units in a file, one JSON object a line."""
    with open(path, encoding='utf-8') as lines:
        return [json.loads(line) for line in lines if line.strip()]


def coded(folder):
    """The units of both parts that bear a code."""
    return [unit for part in ('train', 'test') for unit in read(folder / f'{part}.jsonl') if unit['codes']]


def write(path, units):
    """Writes units so that `read` and emic read them; NaN, which is no JSON, is left out."""
    with open(path, 'w', encoding='utf-8') as out:
        for unit in units:
            kept = {name: unit[name] for name in ('id', 'doc', 'participant', 'transcript', 'text', 'codes', 'themes') if name in unit}
            out.write(json.dumps(kept, ensure_ascii=False) + '\n')


@contextlib.contextmanager
def made_up(name, train, test):
    """The folder of a set of these units, for as long as it is worked with."""
    with tempfile.TemporaryDirectory() as scratch:
        there = pathlib.Path(scratch) / name
        there.mkdir()
        write(there / 'train.jsonl', train)
        write(there / 'test.jsonl', test)
        yield there


def sets(data, chosen=''):
    """The folders of the sets below `data`, the smallest first; `chosen` limits them to names (or their beginnings), set apart by commas."""
    folders = [path.parent for path in pathlib.Path(data).glob('*/train.jsonl') if (path.parent / 'test.jsonl').exists()]
    names = [name for name in chosen.split(',') if name]
    folders = [f for f in folders if not names or any(f.name.startswith(name) for name in names)]
    return sorted(folders, key=lambda f: (f / 'train.jsonl').stat().st_size + (f / 'test.jsonl').stat().st_size)
