#!/usr/bin/env python3
"""How good are suggestions after the first interviews, beside what a user could pick instead?

Interviews show codes as often as people speak of them: from each set N coded units of train.jsonl are drawn at random, whatever their
codes are, and up to 500 coded units of test.jsonl are judged, always the same. Codes that the N units never show are left out. emic has
rankers made without the set. Prints a Markdown table a size: means over the samples.
"""
import random
import statistics

from options import options
from program import Program
from rivals import Rivals
from sets import made_up, read, sets
from table import heading, row, signed

MEASURES = ('recall@3', 'macroF1')
JUDGED = 500


def main():
    parser = options(__doc__)
    parser.add_argument('--systems', default='nb,lr,svm,svmc,knn,ft,minilm', help='systems of peers.py [%(default)s]')
    parser.add_argument('--units', default='100,300', help='coded units to learn from [%(default)s]')
    parser.add_argument('--seeds', type=int, default=2, help='samples of each size [%(default)s]')
    a = parser.parse_args()
    rivals, program, everything = Rivals(a.judge, a.minilm, a.peers), Program(a.emic, a.work, a.shipped_rankers), sets(a.data)
    for size in map(int, a.units.split(',')):
        print(f'{size} coded units\n\n' + heading('set', 'best peer', 'emic', *(f'{m}: emic − best peer' for m in MEASURES)), flush=True)
        apart = []
        for folder in sets(a.data, a.sets):
            train, test = [[u for u in read(folder / f'{part}.jsonl') if u['codes']] for part in ('train', 'test')]
            if len(train) < 2 * size:
                continue
            rankers = program.rankers_without(folder, everything)
            ours, theirs = [], {}
            for seed in range(a.seeds):
                drawn = random.Random(seed).sample(train, size)
                judged = random.Random(JUDGED).sample(test, min(JUDGED, len(test)))
                with made_up(folder.name, drawn, judged) as there:
                    for system, found in rivals.results(there, a.systems.split(',')).items():
                        theirs.setdefault(system, []).append(found)
                    scored = program.score(there / 'train.jsonl', there / 'test.jsonl', there / 'scored.jsonl', 'shipped', rankers)
                    known = {code for unit in drawn for code in unit['codes']}
                    ours.append(rivals.judge()(judged, scored, known))
            best = [max((mean(found, m), system) for system, found in theirs.items()) for m in MEASURES]
            apart.append([mean(ours, m) - most for m, (most, _) in zip(MEASURES, best)])
            cells = [' / '.join(f'{most:.3f} ({system})' for most, system in best), ' / '.join(f'{mean(ours, m):.3f}' for m in (*MEASURES, 'ece'))]
            print(row(folder.name, *cells, *map(signed, apart[-1])), flush=True)
        print(row('mean', '', '', *(signed(statistics.mean(column)) for column in zip(*apart))), end='\n\n', flush=True)


def mean(found, measure):
    return statistics.mean(each[measure] for each in found)


main()
