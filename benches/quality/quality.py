#!/usr/bin/env python3
"""Are emic's suggestions better than those of every system a user could pick instead?

For each set, default rankers are made without it, then `emic score` learns from train.jsonl and is judged on test.jsonl, with
words alone and with the sentence encoder, beside the systems of peers.py. Codes that train.jsonl never shows are left out.
Prints a Markdown table, and the cells in which emic is below the best single peer.
"""
import pathlib
import random
import tempfile

from options import options
from program import Program
from rivals import Rivals
from sets import read, sets
from table import heading, row, signed

MODELS = ('none', 'shipped')
MEASURES = ('recall@3', 'macroF1')


def main():
    parser = options(__doc__)
    parser.add_argument('--systems', default='nb,lr,svm,svmc,knn,ft,minilm', help='systems of peers.py [%(default)s]')
    parser.add_argument('--peers-only', action='store_true', help='only fill the file of peers\' results')
    parser.add_argument('--kept-only', action='store_true', help='take peers from the file, run none')
    a = parser.parse_args()
    rivals = Rivals(a.judge, a.minilm, a.peers)
    chosen = sets(a.data, a.sets)
    if a.peers_only:
        for folder in chosen:
            for system, found in rivals.results(folder, a.systems.split(',')).items():
                print(folder.name, system, found['recall@3'], found['macroF1'], flush=True)
        return
    judge = rivals.judge()
    program, everything = Program(a.emic, a.work, a.shipped_rankers), sets(a.data)
    print(heading('set (test units, codes)', 'best peer', 'emic, words alone', 'emic', *(f'{m}: emic − best peer' for m in MEASURES)))
    differences, below, missing = [], [], []
    for folder in chosen:
        rankers = program.rankers_without(folder, everything)
        ours = {model: judged(program, judge, folder, model, rankers) for model in MODELS}
        theirs = rivals.results(folder, a.systems.split(','), a.kept_only)
        missing += [f'{folder.name}: {s}' for s in a.systems.split(',') if s not in theirs]
        cells, apart = [], {}
        for measure in MEASURES:
            best = max(theirs, key=lambda s: theirs[s][measure], default=None)
            cells.append(f'{theirs[best][measure]:.3f} ({best})' if best else '–')
            if best:
                apart[measure] = [ours[model][measure] - theirs[best][measure] for model in MODELS]
        shown = ours['shipped']
        below += lower(folder, ours, theirs)
        print(row(f"{folder.name} ({shown['units']:,}, {shown['codes']})", ' / '.join(cells), *(three(ours[m]) for m in MODELS),
                  *(signed(apart[m][1]) if m in apart else '–' for m in MEASURES)), flush=True)
        if apart:
            differences.append(apart)
    print()
    if differences:
        for place, name in enumerate(('words alone', 'with meaning')):
            means = [sum(d[m][place] for d in differences) / len(differences) for m in MEASURES]
            print(f'Mean difference to the best peer of each set and measure ({len(differences)} sets), {name}: '
                  f'{signed(means[0])} recall@3, {signed(means[1])} macro F1.\n')
    print('emic is below a peer:\n' if below else 'emic is below no peer.\n')
    for line in below:
        print('-', line)
    if missing:
        print('\nNot run:', ', '.join(missing))


def judged(program, judge, folder, model, rankers):
    """emic's measures on the set in `folder`."""
    train = folder / 'train.jsonl'
    with tempfile.TemporaryDirectory() as scratch:
        found = program.score(train, folder / 'test.jsonl', pathlib.Path(scratch) / 'scored.jsonl', model, rankers)
    known, test = {code for unit in read(train) for code in unit['codes']}, read(folder / 'test.jsonl')
    return dict(judge(test, found, known), least_ece=least_calibration_error(judge, test, found, known))


def least_calibration_error(judge, test, found, known):
    """The calibration error that a perfectly calibrated system would show on so many units by chance: the mean of 20 draws.

    In each draw the first suggestion is right as often as its probability says, and only the first is judged.
    """
    first = {unit['id']: unit['suggestions'][0] for unit in found if unit['suggestions']}
    counted = [first[unit['id']] for unit in test if known & set(unit['codes']) and unit['id'] in first]
    chance, errors = random.Random(2026), []
    for _ in range(20):
        gold = [{'id': i, 'codes': [s['code'] if chance.random() < s['probability'] else None]} for i, s in enumerate(counted)]
        errors.append(judge(gold, [{'id': i, 'suggestions': [s]} for i, s in enumerate(counted)])['ece'])
    return sum(errors) / len(errors)


def lower(folder, ours, theirs):
    """In which measures emic with meaning is below the best peer; and calibration errors that are above the bound."""
    lines = []
    for measure in MEASURES:
        best = max(theirs, key=lambda s: theirs[s][measure], default=None)
        if best and ours['shipped'][measure] < theirs[best][measure]:
            apart = ours['shipped'][measure] - theirs[best][measure]
            lines.append(f"{folder.name}, {measure}: {ours['shipped'][measure]:.3f}, {best} {theirs[best][measure]:.3f} ({signed(apart)})")
    bound = 0.05 if ours['shipped']['units'] >= 500 else 0.10
    if ours['shipped']['ece'] > bound:
        lines.append(f"{folder.name}, calibration error {ours['shipped']['ece']:.3f} is above {bound:.2f}; "
                     f"a perfectly calibrated system would show {ours['shipped']['least_ece']:.3f} by chance")
    return lines


def three(measures):
    return f"{measures['recall@3']:.3f} / {measures['macroF1']:.3f} / {measures['ece']:.3f}"


main()
