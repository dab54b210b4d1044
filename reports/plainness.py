"""Is a sentence kind and plain? Words of blame, and a reading age by a named formula; pure.

Made for our own fixed sentences and used by the tests. It is also shown to the counsellor as a hint beside their
own words; it never changes or refuses what a person wrote.
"""

import re
from collections.abc import Callable

# Word beginnings that take a side, find a fault or rank people. Each is matched at a word's start.
_STEMS = (
    "accus", "avoid", "bad", "blam", "broke", "careless", "cold", "controlling", "critic", "culprit", "defensiv", "deni",
    "deserv", "disappoint", "dysfunction", "excus", "fail", "fault", "forgot", "guilt", "hysteric", "ignor", "immatur",
    "inadequa", "innocent", "irrational", "lazy", "lazi", "loser", "manipulat", "mistake", "narciss",
    "needy", "neglect", "never", "offend", "oversensitiv", "poor", "provok", "punish", "refus", "reject", "resist",
    "right or wrong", "selfish", "should", "stonewall", "stubborn", "toxic", "unable", "uncaring", "unfair",
    "unloving", "unreasonabl", "unwilling", "victim", "wors", "winner", "wrong", "abus", "problem partner",
)  # fmt: skip
# Roles by gender and roles in a clinic: a report names people by their names.
_ROLES = (
    "husband", "wife", "wives", "boyfriend", "girlfriend", "he", "she", "his", "hers", "him", "her", "client",
    "patient", "ought", "must", "always",
)  # fmt: skip
_BLAME = re.compile(r"\b(?:(?:" + "|".join(_STEMS) + r")\w*|(?:" + "|".join(_ROLES) + r"))\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")
_SENTENCE_END = re.compile(r"[.!?:]+(?:\s|$)")


def blame_words(text: str) -> list[str]:
    """The words in a text that blame, rank or take a side, in small letters and in order. English only."""
    return [found.group(0).lower() for found in _BLAME.finditer(text)]


def syllables(word: str) -> int:
    """Syllables of an English word, by its groups of vowels; at least one."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    silent = word.endswith("e") and not word.endswith(("le", "ee", "ye")) and groups > 1
    silent_past = word.endswith("ed") and not word.endswith(("ted", "ded", "eed")) and groups > 1
    return max(1, groups - silent - silent_past)


def flesch_kincaid_grade(text: str) -> float:
    """Flesch-Kincaid grade level (Kincaid and others 1975): school years in the United States; years plus 5 is an age.

    0.39 x words per sentence + 11.8 x syllables per word - 15.59. Raises ValueError on a text without words.
    """
    words = _WORD.findall(text)
    if not words:
        raise ValueError("There are no words to measure.")
    sentences = max(1, len(_SENTENCE_END.findall(text)))
    spoken = sum(syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * spoken / len(words) - 15.59


# One named formula for each language that has wordings; a language without one is not measured and says so.
FORMULAS: dict[str, Callable[[str], float]] = {"en": flesch_kincaid_grade}


def reading_age(text: str, language: str = "en") -> float:
    """The age at which a text can be read, by the language's formula. Raises KeyError for a language without one."""
    return FORMULAS[language](text) + 5
