"""Sentences about results: the same for both, at nobody's fault, silent on what is missing, and easy to read."""

import gettext
import itertools
from collections.abc import Callable, Iterator
from typing import Any, get_args

import pytest

from reports import result_wording as say
from reports.plainness import blame_words, reading_age
from reports.progress import Person
from tests.reports.samples import NOOR, REMY

READING_AGE, ONE_SENTENCE = 9.0, 12.0
HOUSE_RULE = "answers move together; do not over-read differences."  # for counsellors, word for word
CHANGES = ["improved", "declined", "unclear"]
BANDS = ["low", "middle", "high", None]
ANCHOR = "Often"
VALUES = [None, -100, -61.5, -25, -24, 0, 3, 25, 40, 100]
STATES = get_args(say.CoupleState)


def about_one(one: Person, other: Person, t: Any = say.PLAIN) -> Iterator[str]:
    """Every sentence about one partner, over many shapes of data."""
    for band in BANDS:
        yield say.part_of_scale(one, "Fun", band, t)
    yield from (say.nearest_words(one, anchor, t) for anchor in (None, "", ANCHOR))
    for points, change, since in itertools.product(VALUES, CHANGES, ("start", "last")):
        yield say.moved(one, points, change, since, t)
    for value in VALUES:
        yield say.trending(one, value, 6, t)
        yield say.leaning(one, value, "I step back", "I step near", t)
    for own, told in itertools.product(VALUES, repeat=2):
        yield say.told_by_both(one, own, told, "I step back", "I step near", t)
    yield from (say.listed(one, "Kind words", n, t) for n in (0, 1, 3))
    for levels in ([], [["Play"]], [["Play"], ["Rest", "Work"]], [["Play", "Rest", "Work", "Home"]]):
        yield say.foremost(one, levels, t)
    for accuracy, similarity in itertools.product((None, 0, 0.4, 1.25, 4), repeat=2):
        yield say.guessed(one, other, accuracy, t)
        yield say.guessed_like_self(one, other, accuracy, similarity, t)
    for hits, of in ((None, None), (0, 3), (2, 3), (3, 4)):
        yield say.guessed_foremost(one, other, hits, of, t)
    yield from (say.manner(one, kinds, t) for kinds in ((), ("flat",), ("together",), ("flat", "together")))


def about_both(t: Any = say.PLAIN) -> Iterator[str]:
    """Every sentence that names nobody."""
    yield from (say.between("Fun", gap, t) for gap in (None, 0, 9.9, 10, 24, 25, 88))
    yield from (say.together(state, t) for state in STATES)
    yield from (say.area(reading, "Money", t) for reading in ("strength", "growth", "apart", "mixed", None))
    yield from (say.answered_apart(d, n, t) for d, n in ((None, 0), (0, 8), (1.25, 1), (3, 12)))


def to_a_partner(t: Any = say.PLAIN) -> Iterator[str]:
    yield from (say.yours_lie_at(anchor, t) for anchor in (None, ANCHOR))
    yield from (say.yours_moved(change, t) for change in (*CHANGES, None))
    yield from (say.yours_foremost(titles, t) for titles in ((), ("Play",), ("Play", "Rest")))


def all_sentences() -> list[str]:
    said = [*about_one(REMY, NOOR), *about_one(NOOR, REMY), *about_both(), *to_a_partner()]
    said += [say.state_name(state) for state in STATES]
    return [sentence for sentence in dict.fromkeys(said) if sentence]


def test_there_is_a_sentence_for_much_and_none_blames_anybody() -> None:
    sentences = all_sentences()
    assert len(sentences) > 100
    assert {each: blame_words(each) for each in sentences if blame_words(each)} == {}


def test_they_can_be_read_at_about_nine() -> None:
    sentences = [each for each in all_sentences() if len(each.split()) > 3 and HOUSE_RULE not in each]
    assert reading_age(" ".join(sentences)) <= READING_AGE
    assert {each: reading_age(each) for each in sentences if reading_age(each) > ONE_SENTENCE} == {}


def test_no_sentence_shouts_or_ends_without_a_stop() -> None:
    for sentence in all_sentences():
        assert "!" not in sentence
        assert sentence.endswith(".") or len(sentence.split()) <= 5


def test_swapping_the_partners_swaps_exactly_the_names() -> None:
    for straight, crossed in zip(about_one(REMY, NOOR), about_one(NOOR, REMY), strict=True):
        assert straight.replace("Remy", "\0").replace("Noor", "Remy").replace("\0", "Noor") == crossed


@pytest.mark.parametrize("sentence", [*about_both(), *to_a_partner()])
def test_what_is_said_of_both_names_neither(sentence: str) -> None:
    assert "Remy" not in sentence
    assert "Noor" not in sentence


def test_the_mark_of_a_partner_changes_no_word() -> None:
    assert list(about_one(Person("a", "Remy"), NOOR)) == list(about_one(Person("b", "Remy"), NOOR))


SILENT: list[Callable[[], str]] = [
    lambda: say.part_of_scale(REMY, "Fun", None),
    lambda: say.nearest_words(REMY, None),
    lambda: say.between("Fun", None),
    lambda: say.moved(REMY, None, "unclear", "start"),
    lambda: say.together("too little data"),
    lambda: say.trending(REMY, None, 4),
    lambda: say.leaning(REMY, None, "a", "b"),
    lambda: say.told_by_both(REMY, None, 40, "a", "b"),
    lambda: say.told_by_both(REMY, 40, None, "a", "b"),
    lambda: say.listed(REMY, "Fun", 0),
    lambda: say.foremost(REMY, []),
    lambda: say.area(None, "Money"),
    lambda: say.answered_apart(None, 0),
    lambda: say.guessed(REMY, NOOR, None),
    lambda: say.guessed_like_self(REMY, NOOR, 1.0, None),
    lambda: say.guessed_foremost(REMY, NOOR, None, None),
    lambda: say.manner(REMY, ()),
    lambda: say.yours_lie_at(None),
    lambda: say.yours_moved(None),
    lambda: say.yours_foremost(()),
]


@pytest.mark.parametrize("what", SILENT)
def test_what_is_missing_is_not_mentioned(what: Callable[[], str]) -> None:
    assert what() == ""


def test_every_sentence_goes_through_the_translator() -> None:
    class Shouting(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return message.upper()

        def ngettext(self, singular: str, plural: str, n: int) -> str:
            return (singular if n == 1 else plural).upper()

    upper = Shouting()
    assert all(each.isupper() for each in map(say.together, STATES, itertools.repeat(upper)) if each)
    with pytest.raises(KeyError):  # the gaps are part of the message, so a translation may move them
        list(about_one(REMY, NOOR, upper))


@pytest.mark.parametrize(("steps", "words"), [(0, "0"), (1.25, "1.2"), (2, "2"), (0.96, "1")])
def test_steps_are_told_without_false_exactness(steps: float, words: str) -> None:
    assert say.steps_in_words(steps) == words


def test_words_that_end_in_a_stop_bring_no_second_one() -> None:
    for sentence in (
        say.leaning(REMY, 40, "I mostly step near.", "I mostly step back."),
        say.told_by_both(REMY, 40, 30, "I mostly step near.", "I mostly step back."),
    ):
        assert sentence.endswith("“I mostly step back”.")
