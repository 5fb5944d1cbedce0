"""The systems that a user could pick instead: those of the judge's peers.py, their results kept in a file.

A result is found again by the content of train.jsonl, test.jsonl and peers.py, and the system's name.
"""
import contextlib
import hashlib
import io
import json
import pathlib
import sys


class Rivals:
    """Runs the systems of `judge_folder`/peers.py and keeps what they reached in the file `kept`."""

    def __init__(self, judge_folder, minilm, kept):
        self.source = pathlib.Path(judge_folder) / 'peers.py'
        self.minilm, self.kept = minilm, pathlib.Path(kept)
        self.rules = hashlib.sha256(self.source.read_bytes()).hexdigest()
        self.loaded = None

    def results(self, folder, systems, only_kept=False):
        """What each system reaches on the set in `folder`: {system: measures}. With `only_kept` nothing is run."""
        content = hashlib.sha256(self.rules.encode())
        for name in ('train.jsonl', 'test.jsonl'):
            content.update((pathlib.Path(folder) / name).read_bytes())
        known, found = self.read_kept(), {}
        for system in systems:
            key = f'{content.hexdigest()[:24]} {system}'
            if key not in known and not only_kept:
                known[key] = dict(self.run(folder, system), key=key)
                with self.kept.open('a', encoding='utf-8') as out:
                    out.write(json.dumps(known[key]) + '\n')
            if key in known:
                found[system] = known[key]
        return found

    def read_kept(self):
        """Results by their key, read anew each time: another process may be filling the file."""
        if not self.kept.exists():
            return {}
        results = map(json.loads, self.kept.read_text(encoding='utf-8').splitlines())
        return {result['key']: result for result in results}

    def judge(self):
        """The function `judge` of judge.py: (gold, predictions, known codes) to measures."""
        self.loaded = self.loaded or self.load()
        return self.loaded['judge']

    def run(self, folder, system):
        """One system within this process, so that sentence vectors of MiniLM are made once for all runs."""
        self.loaded = self.loaded or self.load()
        printed = io.StringIO()
        sys.argv = ['peers.py', str(folder), '--systems', system]
        if system == 'minilm':
            sys.argv += ['--minilm', str(self.minilm)]
        try:
            with contextlib.redirect_stdout(printed):
                self.loaded['main']()
        except ValueError as reason:
            return self.nothing(folder, system, reason)
        return json.loads(printed.getvalue())

    def nothing(self, folder, system, reason):
        """The measures of a system that gives up, as word counts do where no word occurs twice: it suggests nothing."""
        read = self.loaded['read']
        known = {code for unit in read(folder / 'train.jsonl') for code in unit['codes']}
        measures = self.loaded['judge'](read(folder / 'test.jsonl'), [], known)
        return dict(measures, set=folder.name, system=system, gave_up=str(reason))

    def load(self):
        """What peers.py defines. It runs when it is imported, hence its last line, the call, is left out."""
        sys.path.insert(0, str(self.source.parent))
        definitions, call, rest = self.source.read_text(encoding='utf-8').rpartition('\nmain()')
        if not call or rest.strip():
            sys.exit(f'{self.source} does not end with main()')
        names = {'__name__': 'peers'}
        exec(compile(definitions, str(self.source), 'exec'), names)
        make, encoders = names['minilm'], {}

        def one_encoder(folder):
            if folder not in encoders:
                encoders[folder] = make(folder)
            return encoders[folder]

        names['minilm'] = one_encoder
        return names
