"""emic, called as a user calls it."""
import hashlib
import json
import pathlib
import subprocess
import sys


class Program:
    """The program at `path`; default rankers made on the way are kept in the folder `work`, a folder for each build of the program."""

    def __init__(self, path, work, shipped_rankers=False):
        self.path, self.shipped_rankers = str(path), shipped_rankers
        build = hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()[:12]
        self.rankers = pathlib.Path(work) / 'rankers' / build

    def call(self, *arguments):
        """Runs it; what it says is shown only where it fails."""
        done = subprocess.run([self.path, *map(str, arguments)], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f'{self.path} {" ".join(map(str, arguments))}\n{done.stderr}')
        return done

    def rankers_without(self, left_out, corpora, *options):
        """Default rankers learnt from the train.jsonl of all `corpora` but `left_out`, or None for the shipped ones; `options` go to emic."""
        if self.shipped_rankers:
            return None
        corpora = sorted(corpora, key=lambda corpus: corpus.name)
        files = [str(corpus / 'train.jsonl') for corpus in corpora]
        told = hashlib.sha256('\n'.join([*files, *options]).encode()).hexdigest()[:8]
        number = 1 + [corpus.name for corpus in corpora].index(left_out.name)
        if not (self.rankers / told / f'without-{len(corpora)}' / 'meaning.json').exists():
            self.call('pretrain', '--leave-each-out', '--out', self.rankers / told, *options, *files)
        return self.rankers / told / f'without-{number}'

    def score(self, train, test, out, model, rankers=None, *options):
        """Suggestions for the units in `test` after learning from `train`."""
        where = ['--rankers', rankers] if rankers else []
        self.call('score', '--model', model, *where, *options, '--examples', train, '--out', out, test)
        with open(out, encoding='utf-8') as lines:
            return [json.loads(line) for line in lines]
