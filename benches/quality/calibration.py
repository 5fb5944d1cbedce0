#!/usr/bin/env python3
"""Is a first suggestion as often right as its probability says, in studies of 60 to 700 units?

From the coded units of each set's train.jsonl whole documents are drawn until a study has its size; up to 500 coded units of test.jsonl
are judged, always the same. emic has rankers made without the set. Codes that the study never shows are left out.
Prints the calibration error for each size, a mean over sets and samples, and recall@3 beside it.
"""
import collections
import random
import statistics

from options import options
from program import Program
from rivals import Rivals
from sets import made_up, read, sets
from table import heading, row

SETS = 'armanemo,banking77,casino,cered,goemotions,nhs,serdif,thucnews,trec'
SIZES = (60, 120, 180, 250, 400, 700)
JUDGED = 500


def main():
    parser = options(__doc__)
    parser.set_defaults(sets=SETS)
    parser.add_argument('--systems', default='lr,svmc,minilm', help='systems of peers.py [%(default)s]')
    parser.add_argument('--seeds', type=int, default=2, help='samples of each size [%(default)s]')
    a = parser.parse_args()
    rivals, systems = Rivals(a.judge, a.minilm, a.peers), [name for name in a.systems.split(',') if name]
    program, everything = Program(a.emic, a.work, a.shipped_rankers), sets(a.data)
    found = collections.defaultdict(list)
    for folder in sets(a.data, a.sets):
        rankers = program.rankers_without(folder, everything)
        train, test = ([unit for unit in read(folder / f'{part}.jsonl') if unit['codes']] for part in ('train', 'test'))
        for size in SIZES:
            for seed in range(a.seeds):
                drawn = study(train, size, seed)
                with made_up(folder.name, drawn, test[:JUDGED]) as there:
                    scored = program.score(there / 'train.jsonl', there / 'test.jsonl', there / 'scored.jsonl', 'shipped', rankers)
                    known = {code for unit in drawn for code in unit['codes']}
                    found[size, 'emic'].append(rivals.judge()(test[:JUDGED], scored, known))
                    for system, reached in rivals.results(there, systems).items():
                        found[size, system].append(reached)
    print(heading('units', *('calibration error: ' + name for name in ('emic', *systems)), 'recall@3: emic'))
    for size in SIZES:
        print(row(size, *(f'{mean(found[size, name], "ece"):.3f}' for name in ('emic', *systems)), f'{mean(found[size, "emic"], "recall@3"):.3f}'))


def study(units, size, seed):
    """Whole documents, in an order of their own for each seed, until there are `size` units."""
    documents = collections.defaultdict(list)
    for unit in units:
        documents[unit['doc']].append(unit)
    names = sorted(documents)
    random.Random(seed).shuffle(names)
    drawn = [unit for name in names for unit in documents[name]]
    return drawn[:size]


def mean(results, measure):
    return statistics.mean(result[measure] for result in results)


main()
