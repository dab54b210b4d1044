"""Facets are put in order, item lists are called high or not, composites are read together. None of them guesses."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.format import examples
from assessments.format.definition import parse
from assessments.scores import answers, facets, scoring
from tests.assessments.samples import GROWN, grown

DEFINITION = grown()
HORSEMEN = ("grumble", "accuse", "blame_all", "sneer", "mock", "kind_words")
CALM = {"grumble": 0, "accuse": 0, "blame_all": 0, "sneer": 0, "mock": 0, "kind_words": 4}


def score(raw: dict[str, Any]) -> scoring.Scores:
    return scoring.score(DEFINITION, answers.read(DEFINITION, raw))


def order(raw: dict[str, Any]) -> tuple[tuple[str, ...], ...]:
    ranking = score(raw).ranking
    assert ranking is not None
    return ranking.order


def test_the_stronger_facet_comes_first() -> None:
    assert order({"work_a": 3, "work_b": 3, "play_a": 1, "play_b": 1}) == (("stress",), ("play",))
    assert order({"work_a": 0, "work_b": 1, "play_a": 1, "play_b": 1}) == (("play",), ("stress",))


def test_level_facets_stand_together() -> None:
    assert order({"work_a": 3, "work_b": 1, "play_a": 2, "play_b": 2}) == (("stress", "play"),)


def test_a_facet_with_too_little_answered_takes_no_part() -> None:
    ranking = score({"work_a": 4, "play_a": 1, "play_b": 1}).ranking
    assert ranking is not None
    assert (ranking.order, ranking.too_few) == ((("play",),), ("stress",))


def test_no_facet_and_no_list_is_ever_a_number() -> None:
    found = score({**CALM, "work_a": 3, "work_b": 3, "play_a": 1, "play_b": 1})
    assert set(found.scales) == {"agreement", "horsemen"}
    kept = json.dumps(msgspec.to_builtins(found))
    assert "ranking" in kept
    assert "criticism" in kept


def test_the_first_three_are_told_with_whatever_is_level_with_the_third() -> None:
    levels = (("a",), ("b",), ("c", "d"), ("e",))
    assert facets.top(levels) == ("a", "b", "c", "d")
    assert facets.top((("a", "b", "c", "d"),)) == ("a", "b", "c", "d")
    assert facets.top(levels, 1) == ("a",)
    assert facets.top(()) == ()
    ranking = facets.Ranking((*levels, ("f",)))
    assert ranking.top() == ("a", "b", "c", "d")
    assert (ranking.top(1), ranking.top(5)) == (("a",), ("a", "b", "c", "d", "e"))


@pytest.mark.parametrize(
    ("raw", "reading"),
    [
        ({"grumble": 0, "accuse": 0, "blame_all": 0}, "not high"),
        ({"grumble": 2, "accuse": 2, "blame_all": 2}, "not high"),
        ({"grumble": 0, "accuse": 3, "blame_all": 0}, "high"),
        ({"accuse": 4}, "high"),
        ({"accuse": 0}, None),
        ({"accuse": 0, "grumble": 0}, "not high"),
        ({"accuse": {"declined": True}}, None),
        ({}, None),
    ],
)
def test_a_list_is_high_by_any_of_its_items_and_not_high_only_when_enough_was_answered(
    raw: dict[str, Any], reading: str | None
) -> None:
    assert score(raw).lists["criticism"].reading == reading


def test_a_turned_item_of_a_list_is_high_at_its_other_end() -> None:
    found = score({"sneer": 0, "mock": 0, "kind_words": 1}).lists["contempt"]
    assert (found.reading, found.high) == ("high", ("kind_words",))
    assert score({"sneer": 0, "mock": 0, "kind_words": 2}).lists["contempt"].reading == "not high"


def test_lists_are_scored_together_where_the_file_says_so() -> None:
    found = score({**CALM, "grumble": 3}).scales["horsemen"]
    assert (found.value, found.of) == (12.5, 6)
    assert score({"grumble": 3, "accuse": 3, "sneer": 3, "mock": 3}).scales["horsemen"].value is None


def test_a_difference_needs_both_of_its_scales() -> None:
    whole = {"areas": {"money": 4, "family": 4, "leisure": 4, "faith": 4}, **CALM}
    assert score(whole).composites["balance"].value == 100
    assert (
        score({**whole, **dict.fromkeys(HORSEMEN, 4), "kind_words": 0, "areas": {"declined": True}})
        .composites["balance"]
        .value
        is None
    )
    worst = {**whole, "areas": dict.fromkeys(("money", "family", "leisure", "faith"), 0)}
    assert score({**worst, **dict.fromkeys(HORSEMEN, 4), "kind_words": 0}).composites["balance"].value == -100


def test_a_mean_of_scales_needs_each_of_them() -> None:
    mean = GROWN.replace(
        'plus = "agreement"\nminus = "horsemen"', 'mean_of = ["agreement", "calm"]\nhigher_is = "better"'
    )
    calm = '[[scale]]\nid = "calm"\ntitle = "Calm"\nhigher_is = "better"\nanchors = { low = "a", high = "b" }\n\n'
    question = '[[question]]\nid = "calm_a"\ntext = "I am calm."\nscale = "calm"\n\n'
    mean = mean.replace("[[scale]]", question + calm + "[[scale]]", 1)
    mean = mean.replace("balance = 87.5", 'balance = "none"')
    definition = parse(mean)
    raw = {"areas": dict.fromkeys(("money", "family", "leisure", "faith"), 4), "calm_a": 1}
    found = scoring.score(definition, answers.read(definition, raw)).composites["balance"]
    assert (found.value, found.parts) == (62.5, {"agreement": 100.0, "calm": 25.0})
    del raw["calm_a"]
    assert scoring.score(definition, answers.read(definition, raw)).composites["balance"].value is None
    assert [examples.mismatches(definition, each) for each in definition.examples] == [[], []]


@given(
    st.fixed_dictionaries(
        {}, optional={name: st.integers(0, 4) for name in ("work_a", "work_b", "play_a", "play_b")}
    )
)
def test_every_facet_is_in_order_or_told_as_too_little(raw: dict[str, int]) -> None:
    ranking = score(raw).ranking
    assert ranking is not None
    assert sorted([*ranking.too_few, *(facet for level in ranking.order for facet in level)]) == [
        "play",
        "stress",
    ]


def test_examples_prove_order_and_lists() -> None:
    assert [examples.mismatches(DEFINITION, each) for each in DEFINITION.examples] == [[], []]
    wrong = parse(
        GROWN.replace('ranked = ["stress"]', 'ranked = ["play"]').replace(
            'criticism = "high"', 'criticism = "none"'
        )
    )
    said = examples.mismatches(wrong, wrong.examples[0])
    assert "the facets in order are stress, play; the example expects play." in said
    assert "*criticism* is high, the example expects none." in said


def test_an_example_names_all_that_is_level() -> None:
    level = GROWN.replace("work_a = 3, work_b = 3", "work_a = 1, work_b = 1")
    assert examples.mismatches(parse(level), parse(level).examples[0]) != []
    both = parse(level.replace('ranked = ["stress"]', 'ranked = ["play", "stress"]'))
    assert examples.mismatches(both, both.examples[0]) == []
