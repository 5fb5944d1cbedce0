"""Which pieces to keep, in how many bits, their codes, and the checksum of the file they go into."""

import unicodedata
from collections import Counter

import numpy as np

# Lloyd-Max levels for a normal distribution (Max 1960, table I), positive half; the negative half mirrors it.
LEVELS = {
    1: [0.7979],
    2: [0.4528, 1.5104],
    3: [0.2451, 0.7560, 1.3439, 2.1520],
    4: [0.1284, 0.3881, 0.6568, 0.9424, 1.2562, 1.6181, 2.0690, 2.7326],
}
# Share of a row's energy lost at 0 to 4 bits a number, measured. Dropping a piece costs more than its row:
# the pieces that replace it change their neighbours too. 1.3 gave the best mean cosine.
LOSS = [1.3, 0.384, 0.115, 0.030, 0.0077]
# What emic's users write: English, Chinese, Arabic and Persian letters, and everything else the encoder knows.
SHARES = {"english": 0.5, "chinese": 0.2, "arabic": 0.1, "any": 0.2}
CAPITALISED = 0.1  # how often a word opens a sentence, roughly


def levels(bits):
    half = np.array(LEVELS[bits], np.float32)
    return np.concatenate([-half[::-1], half])


def letters(piece):
    return piece.replace("▁", "")


def is_script(piece, name):
    return any(unicodedata.name(letter, "").startswith(name) for letter in letters(piece))


def english_usage(tokenizer, words, count):
    """How often each piece occurs in English, from the count of its words."""
    usage = Counter()
    for word, times in words:
        for form, share in ((word, 1.0), (word.capitalize(), CAPITALISED)):
            for row in tokenizer.encode(form):
                usage[row] += times * share
    return np.array([usage[row] for row in range(count)])


def usage_of(pieces, scores, specials, english):
    """The probability of each piece in what emic's users write."""
    model = np.exp(scores.astype(np.float64))
    model[specials] = 0
    chinese = np.array([is_script(piece, "CJK") for piece in pieces])
    arabic = np.array([is_script(piece, "ARABIC") for piece in pieces])
    parts = {"english": english, "chinese": model * chinese, "arabic": model * arabic, "any": model}
    return sum(SHARES[name] * part / part.sum() for name, part in parts.items())


def choose_bits(usage, overhead, must_keep, budget):
    """Bits a number (0 drops the piece) that lose least within `budget` bytes.

    Every piece minimises usage * loss + price * bytes by itself; the price is found by bisection
    (the Lagrangian of the constrained sum, Shoham & Gersho 1988).
    """
    size = np.stack([np.zeros_like(overhead)] + [64 * bits + overhead for bits in (1, 2, 3, 4)], 1)
    low, high = 1e-14, 1e-2
    for _ in range(80):
        price = (low * high) ** 0.5
        bits = (usage[:, None] * np.array(LOSS) + price * size).argmin(1)
        bits[must_keep & (bits == 0)] = 1
        if size[np.arange(len(bits)), bits].sum() > budget:
            low = price
        else:
            high = price
    return bits


def bfloat16(values):
    """The upper half of each 32-bit number, rounded."""
    return ((np.asarray(values, np.float32).view(np.uint32) + 0x8000) >> 16).astype(np.uint16)


def quantise(rows, bits):
    """Codes and scales (bfloat16) of rows: the scale that fits its codes best, found in a few rounds."""
    table = levels(bits)
    borders = (table[1:] + table[:-1]) / 2
    scale = rows.std(1, keepdims=True) + 1e-9
    for _ in range(4):
        codes = np.searchsorted(borders, (rows / scale).ravel()).reshape(rows.shape)
        near = table[codes]
        scale = (near * rows).sum(1, keepdims=True) / (near * near).sum(1, keepdims=True)
    return codes.astype(np.uint8), bfloat16(scale[:, 0])


def pack(codes, bits):
    """Eight codes in `bits` bytes, the first code in the lowest bits."""
    groups = codes.reshape(len(codes), -1, 8).astype(np.uint32)
    words = (groups << (bits * np.arange(8, dtype=np.uint32))).sum(2, dtype=np.uint32)
    return words.astype("<u4")[..., None].view(np.uint8)[..., :bits].reshape(len(codes), -1)


def quantise_matrix(matrix):
    """8-bit codes of a matrix with one scale a column."""
    scale = np.abs(matrix).max(0) / 127
    scale[scale == 0] = 1
    return np.round(matrix / scale).astype(np.int8), scale.astype("<f4")


def checksum(data):
    """Rotate, mix in the next 8 bytes, multiply; the last word is filled up with zeros."""
    words = np.frombuffer(data + bytes(-len(data) % 8), "<u8").tolist()
    value, mask = len(data), (1 << 64) - 1
    for word in words:
        value = ((((value << 5) | (value >> 59)) & mask) ^ word) * 0x9E3779B97F4A7C15 & mask
    return value
