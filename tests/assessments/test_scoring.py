"""Answers become scores from 0 to 100, or no score with the reason."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.format.definition import Band, Definition, parse
from assessments.scores import answers, scoring
from assessments.scores.scoring import ScaleScore
from tests.assessments.samples import SMALL, small

QUESTIONS = ("notices", "joins", "brushed_off", "listens")
SMALL_DEFINITION = small()
PICKS = st.one_of(st.integers(0, 4), st.just({"declined": True}), st.none())


def score(raw: dict[str, object], definition: Definition = SMALL_DEFINITION) -> ScaleScore:
    """The one scale of the small instrument."""
    return scoring.score(definition, answers.read(definition, raw)).scales["turning_toward"]


def test_the_reversed_question_is_turned_before_it_counts() -> None:
    assert score({"notices": 4, "joins": 4, "brushed_off": 0, "listens": 4}).value == 100
    assert score({"notices": 4, "joins": 4, "brushed_off": 4, "listens": 4}).value == 75


def test_three_of_four_answers_make_a_score_by_their_mean() -> None:
    found = score({"notices": 4, "joins": 2, "listens": 3})
    assert (found.value, found.answered, found.of, found.reason) == (75.0, 3, 4, None)
    assert found.raw == 3.0
    assert found.anchor == "Often"


def test_two_of_four_answers_give_no_score_and_say_why() -> None:
    found = score({"notices": 0, "joins": 0, "listens": {"declined": True}})
    assert (found.value, found.band, found.raw, found.anchor) == (None, None, None, None)
    assert found.reason == scoring.TOO_FEW


def test_no_answers_give_no_score_and_the_lowest_answers_give_zero() -> None:
    assert score({}).value is None
    assert score({"notices": 0, "joins": 0, "brushed_off": 4, "listens": 0}).value == 0


def test_a_sum_is_prorated_and_lands_on_the_same_hundred() -> None:
    definition = parse(SMALL.replace('higher_is = "better"', 'higher_is = "better"\nscore = "sum"'))
    found = score({"notices": 4, "joins": 2, "listens": 3}, definition)
    assert (found.value, found.raw) == (75.0, 12.0)


def test_bands_follow_the_number_that_people_see() -> None:
    scale = small().scale("turning_toward")
    assert [scoring.band_of(scale, value) for value in (0, 33.33, 33.5, 66.4, 66.5, 100)] == [
        "low", "low", "middle", "middle", "high", "high",
    ]  # fmt: skip
    assert scale.bands == (Band(0, "low"), Band(34, "middle"), Band(67, "high"))


def test_halves_go_up_everywhere() -> None:
    assert [scoring.whole(value) for value in (0.5, 1.5, 2.5, 62.5, 2.4999)] == [1, 2, 3, 63, 2]


@pytest.mark.parametrize(
    ("share", "of", "expected"), [(0.75, 4, 3), (0.75, 8, 6), (0.7, 10, 7), (0.75, 5, 4), (1, 3, 3)]
)
def test_the_share_that_must_be_answered_is_rounded_up(share: float, of: int, expected: int) -> None:
    text = SMALL.replace('higher_is = "better"', f'higher_is = "better"\nmin_answered = {share}')
    assert scoring.needed(parse(text).scale("turning_toward"), of) == expected


def test_the_trace_can_be_kept_as_json_and_counted_by_hand() -> None:
    found = scoring.score(small(), answers.read(small(), {"notices": 4, "joins": 2, "brushed_off": 1}))
    trace = json.loads(json.dumps(found.trace))["scales"]["turning_toward"]
    assert [step["keyed"] for step in trace["questions"]] == [4, 2, 3, None]
    assert [step["state"] for step in trace["questions"]] == ["answered"] * 3 + ["missing"]
    assert (trace["needed"], trace["result"]["value"]) == (3, 75.0)


@given(st.integers(0, 4), st.booleans())
def test_turning_an_answer_twice_gives_it_back(picked: int, reverse: bool) -> None:
    question = small().question("brushed_off" if reverse else "joins")
    assert scoring.keyed(question, scoring.keyed(question, picked)) == picked


@given(st.fixed_dictionaries(dict.fromkeys(QUESTIONS, PICKS)), st.randoms(use_true_random=False))
def test_the_order_of_answers_never_changes_a_score(raw: dict[str, object], chance: random.Random) -> None:
    shuffled = list(raw.items())
    chance.shuffle(shuffled)
    assert score(dict(shuffled)) == score(raw)


@given(st.fixed_dictionaries(dict.fromkeys(QUESTIONS, PICKS)))
def test_missing_is_never_zero(raw: dict[str, object]) -> None:
    found = score(raw)
    given_numbers = {key: value for key, value in raw.items() if isinstance(value, int)}
    if len(given_numbers) < 3:
        assert found.value is None
    else:
        keyed = [4 - value if key == "brushed_off" else value for key, value in given_numbers.items()]
        assert found.value == pytest.approx(25 * sum(keyed) / len(keyed), abs=1e-4)
        assert found == score(given_numbers)


@given(st.fixed_dictionaries({question: st.integers(0, 4) for question in QUESTIONS}))
def test_a_score_stays_between_nought_and_a_hundred(raw: dict[str, object]) -> None:
    value = score(raw).value
    assert value is not None
    assert 0 <= value <= 100
