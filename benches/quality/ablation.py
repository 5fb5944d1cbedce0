#!/usr/bin/env python3
"""Which evidence earns its place? Leaves out one view after the other, for learning and judging alike, and says what is lost.

Each set is cut to --learnt units of train.jsonl and --judged coded units of test.jsonl, drawn by a fixed seed. Default rankers are
learnt without the view, and for each set without that set. The names of the evidence are asked of emic itself. Prints a Markdown table: the difference to all evidence, so that what earns its
place is negative.
"""
import pathlib
import random
import statistics
import subprocess
import sys

from options import options
from program import Program
from rivals import Rivals
from sets import read, sets, write
from table import heading, row, signed

SETS = 'serdif,pdpilot,casino,cered,trec,nhs,banking77,clinc150,goemotions,thucnews'
MEASURES = ('recall@3', 'macroF1')


def main():
    parser = options(__doc__)
    parser.set_defaults(sets=SETS)
    parser.add_argument('--learnt', type=int, default=1500, help='units to learn from, at most [%(default)s]')
    parser.add_argument('--judged', type=int, default=500, help='units to be judged on, at most [%(default)s]')
    parser.add_argument('--only', metavar='LABEL,...', help='leave out these alone, of the labels of the table')
    parser.add_argument('--each-number', action='store_true', help='leave out each number by itself, too')
    a = parser.parse_args()
    judge, program = Rivals(a.judge, a.minilm, a.peers).judge(), Program(a.emic, a.work, a.shipped_rankers)
    parts = pathlib.Path(a.work) / f'parts-{a.learnt}-{a.judged}'
    folders = [part(folder, parts / folder.name, a.learnt, a.judged) for folder in sets(a.data, a.sets)]
    names = [folder.name for folder in folders]
    whole = reached(program, judge, folders, [])
    print(heading('left out', *(f'{m}, mean' for m in MEASURES), 'sets worse / better (recall@3)', *names))
    print(row('(nothing)', *(f'{mean(whole, m):.3f}' for m in MEASURES), '–',
              *(' / '.join(f'{whole[n][m]:.3f}' for m in MEASURES) for n in names)), flush=True)
    for label, numbers in left_out(evidence_names(a.emic), a.each_number):
        if a.only and label not in a.only.split(','):
            continue
        found = reached(program, judge, folders, numbers)
        apart = {n: [found[n][m] - whole[n][m] for m in MEASURES] for n in names}
        worse = sum(apart[n][0] < -0.0005 for n in names)
        better = sum(apart[n][0] > 0.0005 for n in names)
        print(row(label, *(signed(statistics.mean(apart[n][i] for n in names)) for i in range(2)), f'{worse} / {better}',
                  *(' / '.join(map(signed, apart[n])) for n in names)), flush=True)


def part(folder, there, learnt, judged):
    """Writes a cut set into the folder `there`."""
    there.mkdir(parents=True, exist_ok=True)
    train, test = read(folder / 'train.jsonl'), [unit for unit in read(folder / 'test.jsonl') if unit['codes']]
    write(there / 'train.jsonl', drawn(train, learnt))
    write(there / 'test.jsonl', drawn(test, judged))
    return there


def drawn(units, most):
    """At most so many of the units, in their order."""
    places = sorted(random.Random(13).sample(range(len(units)), min(most, len(units))))
    return [units[place] for place in places]


def evidence_names(emic):
    """The names of the evidence numbers: emic lists them where it is given one that it does not know."""
    asked = [emic, 'score', '--without', '?', '--examples', 'none', 'none']
    said = subprocess.run(asked, capture_output=True, text=True).stderr
    if 'there are: ' not in said:
        sys.exit(f'{emic} does not know --without')
    listed = said.split('there are: ')[1].split('\n\n')[0].strip()
    return [' '.join(name.split()) for name in listed.split(',')]


def left_out(names, each):
    """What to leave out: (label, names). Every view; both views of sentence vectors; within meaning, every kind of
    number; on request every number."""
    groups = {}
    for name in names:
        view, _, number = name.partition(': ')
        groups.setdefault(view, []).append(name)
        if view == 'meaning':
            groups.setdefault(f'{view}: {number.split()[0]}', []).append(name)
        if each:
            groups.setdefault(f'{name} (alone)', []).append(name)
    groups['meaning and together'] = groups['meaning'] + groups['together']
    return sorted(groups.items(), key=lambda group: (':' in group[0], '(alone)' in group[0]))


def reached(program, judge, folders, numbers):
    """The measures of every set without these numbers."""
    options_of_emic = ['--without', ','.join(numbers)] if numbers else []
    found = {}
    for folder in folders:
        rankers = program.rankers_without(folder, folders, *options_of_emic)
        train, test = folder / 'train.jsonl', folder / 'test.jsonl'
        scored = program.score(train, test, folder / 'scored.jsonl', 'shipped', rankers, *options_of_emic)
        found[folder.name] = judge(read(test), scored, {code for unit in read(train) for code in unit['codes']})
    return found


def mean(found, measure):
    return statistics.mean(measures[measure] for measures in found.values())


main()
