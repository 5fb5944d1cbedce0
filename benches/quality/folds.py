#!/usr/bin/env python3
"""Small studies: how good are suggestions when every unit is judged once, beside what a user could pick instead?

A small set's test part has some fifty units, so that one of them is two points. Here the coded units of both parts of each set with
fewer than 500 are dealt out to five folds, those of one document to the same, and each fold is judged after learning from the other
four, by emic with rankers made without the set and by the peers. Codes that the other folds never show are left out.
Prints a Markdown table of means over the folds; the calibration error is that of all folds together.
"""
import random
import statistics

from options import options
from program import Program
from rivals import Rivals
from sets import coded, made_up, sets
from table import heading, row, signed

FOLDS, SMALL, SEED = 5, 500, 7
MODELS = ('none', 'shipped')
MEASURES = ('recall@3', 'macroF1')


def main():
    parser = options(__doc__)
    parser.add_argument('--systems', default='nb,lr,svm,svmc,knn,ft,minilm', help='systems of peers.py [%(default)s]')
    a = parser.parse_args()
    rivals = Rivals(a.judge, a.minilm, a.peers)
    program, everything = Program(a.emic, a.work, a.shipped_rankers), sets(a.data)
    print(heading('set (units, documents)', 'best peer', 'emic, words alone', 'emic', *(f'{m}: emic − best peer' for m in MEASURES)))
    for folder in sets(a.data, a.sets):
        units = coded(folder)
        if len(units) >= SMALL:
            continue
        rankers = program.rankers_without(folder, everything)
        ours, theirs = {model: Found() for model in MODELS}, {}
        for train, test in folds(units):
            with made_up(folder.name, train, test) as there:
                for system, found in rivals.results(there, a.systems.split(',')).items():
                    theirs.setdefault(system, []).append(found)
                for model in MODELS:
                    scored = program.score(there / 'train.jsonl', there / 'test.jsonl', there / 'scored.jsonl', model, rankers)
                    ours[model].add(rivals.judge(), train, test, scored)
        print(row(f"{folder.name} ({len(units)}, {len({u['doc'] for u in units})})", *compared(ours, theirs, rivals.judge())), flush=True)


class Found:
    """What emic reached in the folds."""

    def __init__(self):
        self.folds, self.gold, self.scored = [], [], []

    def add(self, judge, train, test, scored):
        known = {code for unit in train for code in unit['codes']}
        self.folds.append(judge(test, scored, known))
        self.gold += [dict(unit, codes=[c for c in unit['codes'] if c in known]) for unit in test if known & set(unit['codes'])]
        self.scored += scored

    def calibration(self, judge):
        return judge(self.gold, self.scored)['ece']


def compared(ours, theirs, judge):
    """The cells of a set: best peers, emic by words and whole, differences."""
    best, apart = [], []
    for measure in MEASURES:
        system = max(theirs, key=lambda s: mean(theirs[s], measure))
        best.append(f'{mean(theirs[system], measure):.3f} ({system})')
        apart.append(signed(mean(ours['shipped'].folds, measure) - mean(theirs[system], measure)))
    shown = [' / '.join(f'{mean(ours[model].folds, measure):.3f}' for measure in MEASURES) + f' / {ours[model].calibration(judge):.3f}' for model in MODELS]
    return [' / '.join(best), *shown, *apart]


def mean(folds, measure):
    return statistics.mean(fold[measure] for fold in folds)


def folds(units):
    """(train, test) five times; the largest documents are dealt out first, each to the smallest fold."""
    documents = {}
    for unit in units:
        documents.setdefault(unit['doc'], []).append(unit)
    names = sorted(documents)
    random.Random(SEED).shuffle(names)
    parts = [set() for _ in range(FOLDS)]
    for name in sorted(names, key=lambda name: -len(documents[name])):
        min(parts, key=lambda part: sum(len(documents[n]) for n in part)).add(name)
    for part in parts:
        yield [u for u in units if u['doc'] not in part], [u for u in units if u['doc'] in part]


main()
