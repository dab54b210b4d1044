"""Report sentences: the same for both, at nobody's fault, silent on what is missing, and easy to read."""

import gettext
import itertools
import re
from dataclasses import replace
from datetime import date

import pytest

from reports import pdf, wording
from reports.plainness import blame_words, flesch_kincaid_grade, reading_age, syllables
from reports.progress import AlikeApart, Person, Point, Practised, ScaleLine
from tests.reports import samples

CHANGES = ["improved", "declined", "unclear", None]
AUDIENCES = {
    "couple": samples.couple,
    "partner": samples.partner,
    "counsellor": samples.counsellor,
    "referrer": samples.referrer,
}
READING_AGE, ONE_SENTENCE = 9.0, 12.0
STAND_IN = {"who": "You", "area": "Trust", "name": "Noor", "names": "Noor", "first": "Remy", "second": "Noor"}


class Listening(gettext.NullTranslations):
    """A translator that changes nothing and remembers what it was asked for."""

    def __init__(self):
        super().__init__()
        self.heard = {}

    def gettext(self, message):
        self.heard[message] = None
        return message

    def ngettext(self, singular, plural, number):
        self.heard |= {singular: None, plural: None}
        return singular if number == 1 else plural


def drafts(t=wording.PLAIN, people=(samples.REMY, samples.NOOR)):
    """Every opening that can be drafted: each audience with each pair of directions."""
    for audience, (a, b) in itertools.product(AUDIENCES, itertools.product(CHANGES, repeat=2)):
        whose = people[:1] if audience == "partner" else people
        lines = (ScaleLine("a", (), change=a), ScaleLine("b", (), change=b))[: len(whose)]
        yield wording.in_short(
            audience, whose, lines=lines, rows=samples.ROWS, practised=Practised(shared=2), t=t
        )


def all_sentences():
    """Every message that any report can print, with stand-ins in its gaps."""
    t = Listening()
    list(drafts(t))
    for audience, sample in AUDIENCES.items():
        report = sample()
        pdf.render(report, t=t)
        pdf.render(
            replace(report, closeness=tuple(replace(line, band=None) for line in report.closeness)), t=t
        )
        for on in (None, date(2026, 11, 12)):
            wording.footer(audience, report.people, counsellor="Ines", agreed_on=on, t=t)
    filled = (re.sub(r"\{(\w+)\}", lambda gap: STAND_IN.get(gap[1], "two"), message) for message in t.heard)
    return [sentence for sentence in filled if len(sentence.split()) > 2]


def test_no_fixed_sentence_blames_anybody():
    sentences = all_sentences()
    assert len(sentences) > 40
    assert {sentence: blame_words(sentence) for sentence in sentences if blame_words(sentence)} == {}


def test_the_fixed_sentences_can_be_read_at_about_nine():
    sentences = all_sentences()
    whole = " ".join(sentence if sentence[-1] in ".:!?" else f"{sentence}." for sentence in sentences)
    assert reading_age(whole) <= READING_AGE
    assert {s: reading_age(s) for s in sentences if reading_age(s) > ONE_SENTENCE} == {}


def test_no_sentence_shouts_or_tells_off():
    assert [sentence for sentence in all_sentences() if "!" in sentence] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Noor refuses to talk and it is her fault.", ["refuses", "her", "fault"]),
        ("The client failed again.", ["client", "failed"]),
        ("He should listen.", ["he", "should"]),
        ("Remy never says thank you.", ["never"]),
        ("The problem partner is stonewalling.", ["problem partner", "stonewalling"]),
        ("WRONG", ["wrong"]),
        ("The weather here, together, was fine. Remy heard Noor.", []),
        ("You both feel closer now than at the start.", []),
    ],
)
def test_words_of_blame_are_found(text, found):
    assert blame_words(text) == found


def test_swapping_names_swaps_exactly_the_names():
    swapped = (Person("a", "Noor"), Person("b", "Remy"))
    for straight, crossed in zip(drafts(), drafts(people=swapped), strict=True):
        assert [_swap(sentence) for sentence in straight] == list(crossed)


def test_swapping_everything_says_the_same_of_each():
    for a, b in itertools.product(CHANGES, repeat=2):
        straight = wording.closeness(
            (ScaleLine("a", (), change=a), ScaleLine("b", (), change=b)),
            (samples.REMY, samples.NOOR),
            "referrer",
        )
        crossed = wording.closeness(
            (ScaleLine("a", (), change=b), ScaleLine("b", (), change=a)),
            (Person("a", "Noor"), Person("b", "Remy")),
            "referrer",
        )
        about = [
            sorted(text.replace("Noor and Remy", "Remy and Noor") for _, text in said)
            for said in (straight, crossed)
        ]
        assert about[0] == about[1]


def _swap(sentence):
    return sentence.replace("Remy", "\0").replace("Noor", "Remy").replace("\0", "Noor")


def test_good_news_comes_first():
    lines = (ScaleLine("a", (), change="declined"), ScaleLine("b", (), change="improved"))
    said = wording.in_short(
        "couple", (samples.REMY, samples.NOOR), lines=lines, practised=Practised(shared=5)
    )
    assert said == (
        "Noor feels closer now than at the start.",
        "You shared 5 kind words.",
        "Remy feels less close now than at the start.",
    )


def test_likeness_is_named_before_difference():
    said = wording.alike_apart(samples.ROWS, "couple")
    assert said[:2] == ["You see “Trust” most alike.", "You see “Repair after a row” in two ways."]


def test_nothing_is_said_of_a_small_difference():
    assert wording.alike_apart([AlikeApart("Trust", 60, 40)], "couple") == ["You see “Trust” most alike."]


def test_what_is_missing_is_not_mentioned():
    nobody = (ScaleLine("a", samples.weekly(None, None)), ScaleLine("b", ()))
    assert wording.in_short("couple", (samples.REMY, samples.NOOR), lines=nobody) == ()
    assert wording.kept(Practised(shared=0, given=None, noticed=0), "partner") == []
    assert wording.finding(samples.REMY, nobody[0]) == ""
    assert wording.change_in_words(None) == ""


def test_one_partner_is_spoken_of_alone_when_only_one_may_be_shown():
    only = (ScaleLine("b", (), change="improved"),)
    assert wording.in_short("couple", (samples.REMY, samples.NOOR), lines=only) == (
        "Noor feels closer now than at the start.",
    )


@pytest.mark.parametrize(
    ("values", "words"),
    [((), ""), ((None, 58), "58"), ((58, 60, 70), "58 to 70"), ((58.5, None, 41.2), "59 to 41")],
)
def test_two_ends_in_numbers(values, words):
    points = tuple(Point(p.on, p.value) for p in samples.weekly(*values))
    assert wording.from_to(ScaleLine("a", points)) == words


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("closer", 2), ("shared", 1), ("printed", 2), ("ordinary", 4), ("people", 2)],
)
def test_syllables(word, count):
    assert syllables(word) == count


def test_flesch_kincaid_by_hand():
    assert flesch_kincaid_grade("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 - 15.59)


def test_a_language_without_a_formula_is_not_measured():
    with pytest.raises(KeyError):
        reading_age("Guten Abend", "de")
