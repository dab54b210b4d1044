"""A grid is answered line by line, a pick list up to so many; what was left out is missing and never nought."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.format.definition import parse
from assessments.format.labelling import label_of, spelled_out
from assessments.format.vocabulary import Item
from assessments.scores import answer_values, answers, scoring
from tests.assessments.samples import GROWN, grown

DEFINITION = grown()
LINES = ("money", "family", "leisure", "faith")
FEELINGS = ("sad", "cross", "numb", "calm")

KEPT: list[tuple[str, Any, Any]] = [
    ("areas", {"money": 4, "faith": 0}, {"money": 4, "faith": 0}),
    ("areas", {"faith": 0, "money": 4}, {"money": 4, "faith": 0}),
    ("areas", {"v": {"money": 4}}, {"money": 4}),
    ("areas", {"money": None, "faith": ""}, None),
    ("areas", {}, None),
    ("areas", None, None),
    ("feelings", ["numb", "sad"], ["numb", "sad"]),
    ("feelings", [], None),
    ("feelings", {"v": ["calm"]}, ["calm"]),
]


@pytest.mark.parametrize(("question", "given_", "kept"), KEPT)
def test_what_was_picked_is_kept_as_it_was_meant(question: str, given_: Any, kept: Any) -> None:
    assert answers.read(DEFINITION, {question: given_}).value(question) == kept


REFUSED: list[tuple[str, Any, str]] = [
    ("areas", {"garden": 1}, answer_values.PICK_IN_ROWS),
    ("areas", {"money": 9}, answer_values.PICK_IN_ROWS),
    ("areas", {"money": True}, answer_values.PICK_IN_ROWS),
    ("areas", {"money": [1]}, answer_values.PICK_IN_ROWS),
    ("areas", {"v": {"v": 1}}, answer_values.PICK_IN_ROWS),
    ("areas", {1: 1}, answer_values.PICK_IN_ROWS),
    ("areas", [1, 2], answer_values.PICK_IN_ROWS),
    ("areas", "money", answer_values.PICK_IN_ROWS),
    ("areas", {"declined": True, "money": 1}, answer_values.UNREADABLE),
    ("feelings", ["sad", "cross", "numb"], "Pick 2 at most."),
    ("feelings", ["sad", "sad"], answer_values.PICK_ONCE),
    ("feelings", ["merry"], answer_values.PICK_ANY),
    ("feelings", "sad", answer_values.PICK_ANY),
    ("feelings", ["sad"] * 1000, answer_values.PICK_ANY),
    ("feelings", {"sad": 1}, answer_values.UNREADABLE),
]


@pytest.mark.parametrize(("question", "given_", "sentence"), REFUSED)
def test_what_does_not_fit_gets_a_kind_sentence(question: str, given_: Any, sentence: str) -> None:
    assert answers.problems(DEFINITION, {question: given_}, complete=False) == {question: sentence}


def test_a_required_grid_wants_every_line_or_a_choice_not_to_answer() -> None:
    whole = dict.fromkeys(LINES, 2)
    assert answers.problems(DEFINITION, {"areas": whole}, complete=True) == {}
    assert answers.problems(DEFINITION, {"areas": {"declined": True}}, complete=True) == {}
    assert answers.problems(DEFINITION, {}, complete=True) == {"areas": answers.NEEDED}
    some = {key: value for key, value in whole.items() if key != "faith"}
    assert answers.problems(DEFINITION, {"areas": some}, complete=True) == {"areas": answers.NEEDED_IN_ROWS}
    assert answers.problems(DEFINITION, {"areas": some}, complete=False) == {}


def test_a_list_without_an_order_keeps_the_order_of_the_form() -> None:
    plain = parse(GROWN.replace("ranked = true\n", ""))
    assert answers.read(plain, {"feelings": ["numb", "sad"]}).value("feelings") == ["sad", "numb"]


def test_a_question_opens_for_any_of_several_answers() -> None:
    for feelings, state in (
        (["cross"], "missing"),
        (["calm", "numb"], "missing"),
        (["calm"], "hidden"),
        ([], "hidden"),
    ):
        assert answers.read(DEFINITION, {"feelings": feelings}).state("softer") == state


def test_each_line_counts_once_on_the_scale() -> None:
    def agreement(raw: dict[str, Any]) -> scoring.ScaleScore:
        return scoring.score(DEFINITION, answers.read(DEFINITION, raw)).scales["agreement"]

    found = agreement({"areas": {"money": 4, "family": 4, "leisure": 1}})
    assert (found.value, found.answered, found.of) == (75.0, 3, 4)
    assert agreement({"areas": {"money": 4, "family": 4}}).value is None
    assert agreement({"areas": {"declined": True}}).value is None


def test_the_trace_of_a_grid_names_each_line() -> None:
    found = scoring.score(DEFINITION, answers.read(DEFINITION, {"areas": {"money": 4}}))
    steps = found.trace["scales"]["agreement"]["questions"]
    assert [(step["row"], step["state"]) for step in steps] == [
        ("money", "answered"), ("family", "missing"), ("leisure", "missing"), ("faith", "missing"),
    ]  # fmt: skip


def test_a_line_that_was_left_out_of_an_answered_grid_is_missing() -> None:
    lines = [Item(DEFINITION.question("areas"), line) for line in ("money", "faith")]
    found = answers.read(DEFINITION, {"areas": {"money": 4}})
    assert [found.state_of_item(line) for line in lines] == ["answered", "missing"]
    declined = answers.read(DEFINITION, {"areas": {"declined": True}})
    assert [declined.state_of_item(line) for line in lines] == ["declined", "declined"]


def test_reverse_turns_every_line() -> None:
    turned = parse(
        GROWN.replace('scale = "agreement"\nrequired', 'scale = "agreement"\nreverse = true\nrequired')
    )
    raw = {"areas": dict.fromkeys(LINES, 4)}
    assert scoring.score(turned, answers.read(turned, raw)).scales["agreement"].value == 0


@given(st.dictionaries(st.sampled_from(LINES), st.integers(0, 4)))
def test_a_line_that_was_left_out_is_never_nought(picked: dict[str, int]) -> None:
    found = scoring.score(DEFINITION, answers.read(DEFINITION, {"areas": picked})).scales["agreement"]
    if len(picked) < 3:
        assert found.value is None
    else:
        assert found.value == pytest.approx(25 * sum(picked.values()) / len(picked), abs=1e-4)


@given(st.lists(st.sampled_from(FEELINGS), max_size=2, unique=True))
def test_the_order_of_picking_survives_being_kept(picked: list[str]) -> None:
    once = answers.read(DEFINITION, {"feelings": picked})
    assert answers.read(DEFINITION, once.stored) == once
    assert (once.value("feelings") or []) == picked


def test_the_words_of_an_answer_are_told_line_by_line_and_place_by_place() -> None:
    areas, feelings = DEFINITION.question("areas"), DEFINITION.question("feelings")
    assert label_of(areas, {"money": 4, "faith": 0}) == "Money: Nearly always; Faith: Hardly ever"
    assert spelled_out(areas, {"money": 4, "faith": 0}) == "Money: Nearly always\nFaith: Hardly ever"
    assert label_of(feelings, ["numb", "sad"]) == "1. Numb, 2. Sad"
    assert spelled_out(feelings, ["numb", "sad"]) == "1. Numb\n2. Sad"


def test_a_plain_form_gives_lines_and_leaves_out_the_empty_ones() -> None:
    sent = {"money": "4", "family": "", "faith": "many"}
    assert answer_values.typed_rows(DEFINITION.question("areas"), sent) == {"money": 4, "faith": "many"}
    assert answer_values.typed(DEFINITION.question("feelings"), ["numb", "", "sad"]) == ["numb", "sad"]


def test_more_answers_than_any_form_has_are_no_answers() -> None:
    with pytest.raises(answers.AnswersRefused) as caught:
        answers.read(DEFINITION, {f"q{number}": 1 for number in range(500)})
    assert caught.value.problems == {"": answer_values.UNREADABLE}
