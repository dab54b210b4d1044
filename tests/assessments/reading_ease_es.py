"""Fernández Huerta's reading ease for Spanish (1959): 206.84 - 60 syllables per word - 1.02 words per sentence.

Higher is easier; 80 and more is "easy", the level of the fourth and fifth school years.
"""

import itertools
import re

VOWELS = re.compile(r"[aeiouáéíóúü]+")
SILENT_U = re.compile(r"(?<=[qg])u(?=[eiéí])")
STRONG = "aeoáéó"
STRESSED_WEAK = "íú"


def syllables(word: str) -> int:
    """Groups of vowels, parted where two strong ones meet or where the accent stands on a weak one."""
    word = re.sub(r"y$", "i", SILENT_U.sub("", word.lower()))
    return max(1, sum(1 + _breaks(group) for group in VOWELS.findall(word)))


def ease(sentences: list[str]) -> float:
    """How easily a text reads."""
    pieces = [piece for text in sentences for piece in re.split(r"(?<=[.?:])\s+", text) if piece.strip()]
    words = re.findall(r"[^\W\d_]+", " ".join(pieces))
    return 206.84 - 60 * sum(map(syllables, words)) / len(words) - 1.02 * len(words) / len(pieces)


def _breaks(group: str) -> int:
    pairs = itertools.pairwise(group)
    return sum(
        (one in STRONG and other in STRONG) or one in STRESSED_WEAK or other in STRESSED_WEAK
        for one, other in pairs
    )
