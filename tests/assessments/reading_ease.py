"""Flesch-Kincaid grade for English: 0.39 words per sentence + 11.8 syllables per word - 15.59."""

import re

VOWELS = re.compile(r"[aeiouy]+")


def syllables(word: str) -> int:
    """An estimate by groups of vowels; a silent e at the end is not counted."""
    word = word.lower()
    groups = len(VOWELS.findall(word))
    if re.search(r"[^aeiouy]e$|[^aeiouytd]ed$|[^aeiouyscgxz]es$", word) and not re.search(
        r"[^aeiouy]le$", word
    ):
        groups -= 1
    return max(groups, 1)


def grade(sentences: list[str]) -> float:
    """School grade of a text; the reading age is about five more."""
    pieces = [piece for text in sentences for piece in re.split(r"(?<=[.?:])\s+", text) if piece.strip()]
    words = re.findall(r"[A-Za-z’']+", " ".join(pieces))
    return 0.39 * len(words) / len(pieces) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
