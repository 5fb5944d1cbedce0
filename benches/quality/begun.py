#!/usr/bin/env python3
"""Does coding the first units help where a whole codebook was there before?

The codebook has all codes of a set, by name (serdif: with definitions); N coded units of train.jsonl are drawn at random, so that many
codes have no example yet, and up to 200 coded units of test.jsonl are judged, always the same, by all codes. emic has rankers
made without the set. Prints a Markdown table of recall@3, and of the calibration error of the first suggestion; means over samples.
"""
import random
import statistics

from codebooks import definitions, write_codebook
from options import options
from program import Program
from rivals import Rivals
from sets import made_up, read, sets
from table import heading, row

SETS = 'armanemo,banking77,casino,cered,clinc150,goemotions,nhs,parsinlu,serdif,thucnews,trec'
JUDGED = 200


def main():
    parser = options(__doc__)
    parser.set_defaults(sets=SETS)
    parser.add_argument('--units', default='0,5,10,20,40,80', help='coded units [%(default)s]')
    parser.add_argument('--seeds', type=int, default=2, help='samples of each size [%(default)s]')
    a = parser.parse_args()
    judge = Rivals(a.judge, a.minilm, a.peers).judge()
    program, everything, sizes = Program(a.emic, a.work, a.shipped_rankers), sets(a.data), list(map(int, a.units.split(',')))
    print(heading('set (codes)', *(f'{size} coded' for size in sizes)), flush=True)
    means = []
    for folder in sets(a.data, a.sets):
        rankers = program.rankers_without(folder, everything)
        train, test = [[u for u in read(folder / f'{part}.jsonl') if u['codes']] for part in ('train', 'test')]
        codebook = definitions(folder, train + test)
        judged = random.Random(JUDGED).sample(test, min(JUDGED, len(test)))
        cells = []
        for size in sizes:
            found = [begun(program, judge, codebook, random.Random(seed).sample(train, size), judged, rankers) for seed in range(a.seeds)]
            cells.append([statistics.mean(f[measure] for f in found) for measure in ('recall@3', 'ece')])
        means.append(cells)
        print(row(f'{folder.name} ({len(codebook)})', *(f'{r:.3f} / {e:.3f}' for r, e in cells)), flush=True)
    print(row('mean', *(' / '.join(f'{statistics.mean(column):.3f}' for column in zip(*size)) for size in zip(*means))))


def begun(program, judge, codebook, drawn, judged, rankers):
    """emic's measures after learning from a codebook and the units drawn."""
    with made_up('begun', drawn, [dict(unit, codes=[]) for unit in judged]) as there:
        write_codebook(there / 'codebook.csv', codebook)
        examples = ['--examples', there / 'train.jsonl'] if drawn else []
        where = ['--rankers', rankers] if rankers else []
        program.call('score', '--codebook', there / 'codebook.csv', *examples, *where, '--out', there / 'scored.jsonl', there / 'test.jsonl')
        return judge(judged, read(there / 'scored.jsonl'), set(codebook))


main()
