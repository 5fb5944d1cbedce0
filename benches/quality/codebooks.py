"""The codebooks of sets."""
import csv
import json


def definitions(folder, units):
    """Name to definition of every code; empty definitions where the set has names only."""
    file = folder / 'codebook.json'
    written = json.loads(file.read_text(encoding='utf-8')) if file.exists() else {}
    names = sorted({code for unit in units for code in unit['codes']} | set(written))
    return {name: written.get(name, {}).get('definition', '') for name in names}


def write_codebook(path, codebook):
    """Writes {name: definition} as `emic score --codebook` reads it."""
    with open(path, 'w', encoding='utf-8', newline='') as out:
        table = csv.writer(out)
        table.writerow(['code', 'definition'])
        table.writerows(codebook.items())
