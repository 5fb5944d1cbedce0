#!/usr/bin/env python3
"""How good are suggestions where a coder has left a few units without a code by oversight?

From each set 300 coded units of train.jsonl are drawn at random, some of them lose their codes, and up to 500 coded units of test.jsonl
are judged, always the same. Such units look like talk that was passed over, and emic keeps silent about what is like that. emic has
rankers made without the set. Prints a Markdown table: macro F1 of accepted codes by how many units were forgotten, means over the samples.
"""
import random
import statistics

from options import options
from program import Program
from rivals import Rivals
from sets import made_up, read, sets
from table import heading, row

DRAWN = 300
JUDGED = 500


def main():
    parser = options(__doc__)
    parser.set_defaults(sets='serdif,trec,armanemo,clinc150,goemotions')
    parser.add_argument('--systems', default='svmc', help='systems of peers.py [%(default)s]')
    parser.add_argument('--forgotten', default='0,3,15,60', help='units that lose their codes [%(default)s]')
    parser.add_argument('--seeds', type=int, default=2, help='samples [%(default)s]')
    a = parser.parse_args()
    rivals, program, everything = Rivals(a.judge, a.minilm, a.peers), Program(a.emic, a.work, a.shipped_rankers), sets(a.data)
    systems, counts = a.systems.split(','), list(map(int, a.forgotten.split(',')))
    print(heading('set', *(f'{n} of {DRAWN}: best peer / emic' for n in counts)), flush=True)
    for folder in sets(a.data, a.sets):
        rankers, cells = program.rankers_without(folder, everything), []
        train, test = [[u for u in read(folder / f'{part}.jsonl') if u['codes']] for part in ('train', 'test')]
        judged = random.Random(JUDGED).sample(test, min(JUDGED, len(test)))
        for count in counts:
            ours, theirs = [], {}
            for seed in range(a.seeds):
                drawn = random.Random(seed).sample(train, DRAWN)
                learnt = [dict(unit, codes=[]) for unit in drawn[:count]] + drawn[count:]
                with made_up(folder.name, learnt, judged) as there:
                    for system, found in rivals.results(there, systems).items():
                        theirs.setdefault(system, []).append(found['macroF1'])
                    scored = program.score(there / 'train.jsonl', there / 'test.jsonl', there / 'scored.jsonl', 'shipped', rankers)
                    ours.append(rivals.judge()(judged, scored, {code for unit in learnt for code in unit['codes']})['macroF1'])
            cells.append(f'{max(map(statistics.mean, theirs.values())):.3f} / {statistics.mean(ours):.3f}')
        print(row(folder.name, *cells), flush=True)


main()
