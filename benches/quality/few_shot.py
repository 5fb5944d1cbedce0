#!/usr/bin/env python3
"""How good are suggestions after 1, 2, 4, 8 and 16 examples a code, beside what a user could pick instead?

From each set the codes with at least 20 units in train.jsonl are taken, the 40 most frequent of them, and up to 500 units of
test.jsonl that bear one, always the same. Units to learn from are drawn code by code, the rarest first, until each code has k;
those of a smaller k are among those of a larger one. Both parts keep only these codes. emic has rankers made without the set.
Prints the mean over the sets and the standard deviation over the seeds, and then each set.
"""
import collections
import random
import statistics
import sys

from options import options
from program import Program
from rivals import Rivals
from sets import made_up, read, sets
from table import heading, row, signed

SETS = 'serdif,nhs,trec,banking77,casino,goemotions,thucnews,cered,clinc150'
MEASURES = ('recall@3', 'macroF1')
LEAST, MOST, JUDGED = 20, 40, 500


def main():
    parser = options(__doc__)
    parser.set_defaults(sets=SETS)
    parser.add_argument('--systems', default='svm,svmc,knn,ft,minilm', help='systems of peers.py [%(default)s]')
    parser.add_argument('--examples', default='1,2,4,8,16', help='examples a code [%(default)s]')
    parser.add_argument('--seeds', type=int, default=5, help='samples of each size [%(default)s]')
    parser.add_argument('--peers-only', action='store_true', help='only fill the file of peers\' results')
    parser.add_argument('--kept-only', action='store_true', help='take peers from the file, run none')
    a = parser.parse_args()
    rivals = Rivals(a.judge, a.minilm, a.peers)
    judge = rivals.judge()
    program, everything = Program(a.emic, a.work, a.shipped_rankers), sets(a.data)
    chosen, systems = sets(a.data, a.sets), a.systems.split(',')
    # reached[k, set, system] = the measures of each seed
    reached = collections.defaultdict(list)
    sizes = [int(size) for size in a.examples.split(',')]
    # Seeds come first, so that a run that is stopped has whole curves.
    for seed in range(a.seeds):
        for folder in chosen:
            rankers = None if a.peers_only else program.rankers_without(folder, everything)
            train, test = part(folder)
            for k in sizes:
                drawn = sample(train, k, seed)
                with made_up(folder.name, drawn, test) as there:
                    for system, found in rivals.results(there, systems, a.kept_only).items():
                        reached[k, folder.name, system].append(found)
                    if not a.peers_only:
                        known = {code for unit in drawn for code in unit['codes']}
                        scored = program.score(there / 'train.jsonl', there / 'test.jsonl', there / 'scored.jsonl', 'shipped', rankers)
                        reached[k, folder.name, 'emic'].append(judge(test, scored, known))
            print(folder.name, 'seed', seed, file=sys.stderr, flush=True)
    if not a.peers_only:
        names = [folder.name for folder in chosen]
        tables(reached, sizes, names, systems)


def part(folder):
    """What is learnt from and judged on: units with the set's frequent codes alone."""
    train, test = read(folder / 'train.jsonl'), read(folder / 'test.jsonl')
    count = collections.Counter(code for unit in train for code in set(unit['codes']))
    frequent = [code for code, number in sorted(count.items(), key=lambda c: (-c[1], c[0])) if number >= LEAST]
    codes = set(frequent[:MOST])

    def kept(units):
        bearing = [dict(unit, codes=[c for c in unit['codes'] if c in codes]) for unit in units]
        return [unit for unit in bearing if unit['codes']]

    judged = kept(test)
    random.Random(13).shuffle(judged)
    return kept(train), judged[:JUDGED]


def sample(train, k, seed):
    """Units so that each code has at least k examples, in the order of the file."""
    order = list(range(len(train)))
    random.Random(seed).shuffle(order)
    bearing = collections.defaultdict(list)
    for place in order:
        for code in train[place]['codes']:
            bearing[code].append(place)
    drawn, examples = set(), collections.Counter()
    for code in sorted(bearing, key=lambda c: (len(bearing[c]), c)):
        for place in bearing[code]:
            if examples[code] >= k:
                break
            if place not in drawn:
                drawn.add(place)
                examples.update(train[place]['codes'])
    return [train[place] for place in sorted(drawn)]


def tables(reached, sizes, names, systems):
    """The mean over the sets for each number of examples, then each set beside its best peer."""
    def seeds_of(system):
        return min(len(reached[k, name, system]) for k in sizes for name in names)

    # Where peers were taken from the file, some may have fewer seeds than emic.
    systems = [system for system in systems if seeds_of(system)]
    seeds = min(map(seeds_of, ['emic', *systems]))
    for measure in MEASURES:
        def curve(k, system):
            """The mean over the sets, for each seed."""
            return [statistics.mean(reached[k, name, system][seed][measure] for name in names) for seed in range(seeds)]

        print(f'\n{measure}, mean over {len(names)} sets ± standard deviation over {seeds} seeds:\n')
        print(heading('examples a code', 'emic', *systems, 'emic − best peer'))
        for k in sizes:
            of_each = {system: curve(k, system) for system in ['emic', *systems]}
            cells = [f'{statistics.mean(c):.3f} ± {spread(c):.3f}' for c in of_each.values()]
            best = max(systems, key=lambda s: statistics.mean(of_each[s]), default=None)
            apart = f'{signed(statistics.mean(of_each["emic"]) - statistics.mean(of_each[best]))} ({best})' if best else '–'
            print(row(k, *cells, apart))
        print(f'\n{measure}, emic (difference to the best peer of that set and number of examples):\n')
        print(heading('set', *sizes))
        for name in names:
            cells = []
            for k in sizes:
                mean = {s: statistics.mean(m[measure] for m in reached[k, name, s][:seeds]) for s in ['emic', *systems]}
                best = max(systems, key=mean.get, default=None)
                cells.append(f'{mean["emic"]:.3f}' + (f' ({signed(mean["emic"] - mean[best])}, {best})' if best else ''))
            print(row(name, *cells))


def spread(values):
    return statistics.stdev(values) if len(values) > 1 else 0.0


main()
