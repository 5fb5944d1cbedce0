#!/usr/bin/env python3
"""How long does it take to learn from a large set and score it, with sentence vectors and without, beside peers?

Wall time of the whole program `emic score`, which includes its own cross-validation, and of peers.py's fit_s + score_s; one after the
other on the same machine, so that only ratios within one table mean anything. Peers do not tune a threshold where
train.jsonl has more than 20,000 units.
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import time

from options import options
from sets import sets
from table import heading, row


def main():
    parser = options(__doc__)
    parser.set_defaults(sets='goemotions')
    parser.add_argument('--systems', default='svmc,minilm', help='systems of peers.py [%(default)s]')
    a = parser.parse_args()
    print(heading('set', 'system', 'seconds', 'times emic with vectors', 'recall@3', 'macro F1'))
    sys.path.insert(0, a.judge)
    from judge import judge, read
    for folder in sets(a.data, a.sets):
        rows = [timed_emic(a.emic, folder, model, judge, read) for model in ('shipped', 'none')]
        rows += [timed_peer(a, folder, system) for system in a.systems.split(',')]
        for name, seconds, found in rows:
            print(row(folder.name, name, f'{seconds:.1f}', f'{seconds / rows[0][1]:.2f}', f"{found['recall@3']:.3f}", f"{found['macroF1']:.3f}"),
                  flush=True)


def timed_emic(emic, folder, model, judge, read):
    with tempfile.TemporaryDirectory() as scratch:
        out = pathlib.Path(scratch) / 'scored.jsonl'
        started = time.monotonic()
        subprocess.run([emic, 'score', '--model', model, '--examples', folder / 'train.jsonl', '--out', out, folder / 'test.jsonl'],
                       check=True, capture_output=True)
        seconds = time.monotonic() - started
        known = {code for unit in read(folder / 'train.jsonl') for code in unit['codes']}
        name = {'shipped': 'emic', 'none': 'emic, words alone'}[model]
        return name, seconds, judge(read(folder / 'test.jsonl'), read(out), known)


def timed_peer(a, folder, system):
    call = [sys.executable, pathlib.Path(a.judge) / 'peers.py', folder, '--systems', system]
    if system == 'minilm':
        call += ['--minilm', a.minilm]
    found = json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)
    return system, found['fit_s'] + found['score_s'], found


main()
