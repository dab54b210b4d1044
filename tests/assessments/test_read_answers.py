"""Raw input becomes answers; what cannot be kept gets a kind sentence."""

from typing import Any

import pytest

from assessments.format.definition import parse
from assessments.format.vocabulary import Choice, Question
from assessments.scores import answer_values, answers
from assessments.scores.answers import AnswersRefused
from tests.assessments.samples import EVERY_KIND, every_kind, small

WHOLE = {"pick": "no", "consent": 1}


def test_each_question_is_answered_declined_hidden_or_missing() -> None:
    found = answers.read(every_kind(), {"pick": "no", "several": {"declined": True}, "years": {"v": 0}})
    assert found.state("pick") == "answered"
    assert found.state("several") == "declined"
    assert found.state("why") == "hidden"
    assert found.state("price") == "missing"
    assert found.stored == {"pick": {"v": "no"}, "several": {"declined": True}, "years": {"v": 0}}


def test_zero_is_an_answer_and_silence_is_none() -> None:
    found = answers.read(small(), {"notices": 0, "joins": {"declined": True}})
    assert found.value("notices") == 0
    assert found.value("joins") is None
    assert found.value("listens") is None


def test_the_stored_form_reads_back_as_itself() -> None:
    raw = {
        "pick": "yes",
        "why": "Because.",
        "several": ["c", "a"],
        "since": "2019-05-01",
        "price": 2.5,
        "consent": 0,
    }
    once = answers.read(every_kind(), raw)
    assert answers.read(every_kind(), once.stored) == once
    assert once.value("several") == ["a", "c"]


REFUSED: list[tuple[str, Any, str]] = [
    ("pick", "maybe", answer_values.PICK_ONE),
    ("pick", 1, answer_values.PICK_ONE),
    ("pick", True, answer_values.PICK_ONE),
    ("pick", ["yes"], answer_values.PICK_ONE),
    ("consent", True, answer_values.PICK_ONE),
    ("consent", 1.0, answer_values.PICK_ONE),
    ("consent", "1", answer_values.PICK_ONE),
    ("several", "a", answer_values.PICK_ANY),
    ("several", ["a", "z"], answer_values.PICK_ANY),
    ("several", [["a"]], answer_values.PICK_ANY),
    ("several", [{"v": "a"}], answer_values.PICK_ANY),
    ("several", ["a"] * 1000, answer_values.PICK_ANY),
    ("several", ["a", "b", "c"], "Pick 2 at most."),
    ("years", True, answer_values.TYPE_WHOLE),
    ("years", "7", answer_values.TYPE_WHOLE),
    ("years", 7.5, answer_values.TYPE_WHOLE),
    ("years", -1, "Type a number from 0 to 80."),
    ("years", 10**400, "Type a number from 0 to 80."),
    ("price", float("nan"), answer_values.TYPE_NUMBER),
    ("price", float("inf"), answer_values.TYPE_NUMBER),
    ("price", False, answer_values.TYPE_NUMBER),
    ("since", "yesterday", answer_values.TYPE_DATE),
    ("since", "2021-02-30", answer_values.TYPE_DATE),
    ("since", "20210228", answer_values.TYPE_DATE),
    ("since", "٢٠٢١-٠١-٠١", answer_values.TYPE_DATE),
    ("since", 20210228, answer_values.TYPE_DATE),
    ("since", "1949-12-31", "Choose a date from 1950-01-01 to 2026-12-31."),
    ("short", 5, answer_values.IN_WORDS),
    ("short", "x" * 601, "That is longer than we can keep. Up to 600 characters fit; this has 601."),
    (
        "short",
        "x" * 1_000_000,
        "That is longer than we can keep. Up to 600 characters fit; this has 1000000.",
    ),
    ("short", "a\x00b", answer_values.HIDDEN_SIGN),
    ("short", "a\x1bb", answer_values.HIDDEN_SIGN),
    ("short", "a\ud800b", answer_values.HIDDEN_SIGN),
    ("short", "one\ntwo", answer_values.ONE_LINE),
    ("short", {"v": "a", "declined": True}, answer_values.UNREADABLE),
    ("short", {"declined": "yes"}, answer_values.UNREADABLE),
    ("short", {"declined": False}, answer_values.UNREADABLE),
    ("short", {}, answer_values.UNREADABLE),
    ("consent", {"declined": True}, answer_values.NEEDED_FIRMLY),
    ("nowhere", 1, answers.UNKNOWN),
    ("a\x00b", 1, answers.UNKNOWN),
]


@pytest.mark.parametrize(("question", "given", "sentence"), REFUSED)
def test_what_cannot_be_kept_gets_a_kind_sentence(question: str, given: Any, sentence: str) -> None:
    raw = {**WHOLE, question: given}
    assert answers.problems(every_kind(), raw, complete=False) == {question: sentence}
    with pytest.raises(AnswersRefused) as caught:
        answers.read(every_kind(), raw)
    assert caught.value.problems == {question: sentence}


ACCEPTED: list[tuple[str, Any, Any]] = [
    ("short", "שלום, Łukasz 👩🏽‍🤝‍👩🏻", "שלום, Łukasz 👩🏽‍🤝‍👩🏻"),
    ("short", "x" * 600, "x" * 600),
    ("short", "  tea  ", "tea"),
    ("short", "   ", None),
    ("short", "", None),
    ("short", None, None),
    ("short", {"v": None}, None),
    ("several", [], None),
    ("several", ["b", "b"], ["b"]),
    ("years", 80, 80),
    ("years", " ", None),
    ("price", 2, 2),
    ("since", "2024-02-29", "2024-02-29"),
]


@pytest.mark.parametrize(("question", "given", "kept"), ACCEPTED)
def test_what_can_be_kept_is_kept_as_it_was_meant(question: str, given: Any, kept: Any) -> None:
    assert answers.read(every_kind(), {**WHOLE, question: given}).value(question) == kept


def test_long_answers_keep_their_lines_and_have_room_for_four_thousand() -> None:
    raw = {"pick": "yes", "consent": 1, "why": "one\r\ntwo\tthree"}
    assert answers.read(every_kind(), raw).value("why") == "one\ntwo\tthree"
    raw["why"] = "x" * 4001
    assert list(answers.problems(every_kind(), raw, complete=False)) == ["why"]


def test_a_required_question_holds_back_only_a_complete_form_and_may_be_declined() -> None:
    assert answers.problems(every_kind(), {}, complete=False) == {}
    expected = {"pick": answers.NEEDED, "consent": answer_values.NEEDED_FIRMLY}
    assert answers.problems(every_kind(), {}, complete=True) == expected
    assert answers.problems(every_kind(), {"pick": {"declined": True}, "consent": 1}, complete=True) == {}


def test_a_hidden_required_question_holds_nothing_back() -> None:
    text = EVERY_KIND.replace('kind = "long"', 'kind = "long"\nrequired = true')
    assert answers.problems(parse(text), WHOLE, complete=True) == {}
    assert list(answers.problems(parse(text), {"pick": "yes", "consent": 1}, complete=True)) == ["why"]


def test_sentences_pass_through_the_translator_that_is_handed_in() -> None:
    told = answers.problems(every_kind(), {"years": 99}, complete=False, say=lambda sentence: f"[{sentence}]")
    assert told == {"years": "[Type a number from 0 to 80.]"}


@pytest.mark.parametrize("raw", [None, [], "pick", 5])
def test_something_that_is_no_set_of_answers_is_refused(raw: Any) -> None:
    with pytest.raises(AnswersRefused):
        answers.read(every_kind(), raw)


FORM = [
    ("pick", ["yes"], "yes"),
    ("pick", ["other"], "other"),
    ("pick", [], ""),
    ("consent", ["1"], 1),
    ("several", ["a", "c", ""], ["a", "c"]),
    ("years", [" 12 "], 12),
    ("years", ["twelve"], "twelve"),
    ("years", ["1_0"], "1_0"),
    ("price", ["2,5"], 2.5),
    ("short", ["tea"], "tea"),
    ("short", ["7"], "7"),
]


@pytest.mark.parametrize(("question", "texts", "raw"), FORM)
def test_a_plain_form_gives_typed_answers_and_leaves_what_does_not_fit(
    question: str, texts: list[str], raw: Any
) -> None:
    found = answer_values.typed(every_kind().question(question), texts)
    assert (found, type(found)) == (raw, type(raw))


def test_a_plain_form_gives_a_step_of_a_scale_as_its_number() -> None:
    step = Question(id="step", text="How often?", kind="scale", choices=(Choice(3, "Often"),))
    assert answer_values.typed(step, ["3"]) == 3


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_a_date_without_bounds_lies_within_three_centuries(day: str) -> None:
    since = Question(id="since", text="Since when?", kind="date")
    assert answer_values.entry(since, day) == {"v": day}
    outside = {"1900-01-01": "1899-12-31", "2199-12-31": "2200-01-01"}[day]
    with pytest.raises(answer_values.Wrong) as wrong:
        answer_values.entry(since, outside)
    assert (wrong.value.sentence, str(wrong.value)) == (answer_values.DATE_BETWEEN,) * 2
    assert wrong.value.facts == {"low": "1900-01-01", "high": "2199-12-31"}


@pytest.mark.parametrize("day", ["1950-01-01", "2026-12-31"])
def test_the_bounds_of_a_date_may_be_chosen_themselves(day: str) -> None:
    assert answers.read(every_kind(), {"since": day}).value("since") == day


def test_what_is_refused_names_no_answer_where_it_could_be_logged() -> None:
    with pytest.raises(AnswersRefused) as refused:
        answers.read(every_kind(), {"pick": "maybe"})
    assert str(refused.value) == "some answers cannot be kept"
