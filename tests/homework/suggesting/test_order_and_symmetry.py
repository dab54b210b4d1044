"""Same inputs, same result; and when the partners change round, exactly the marks do."""

from __future__ import annotations

import random
from dataclasses import fields, is_dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from homework.suggesting import evaluate as evaluating
from homework.suggesting import rules
from homework.suggesting.given import Inputs
from homework.suggesting.names import EXERCISES, Named, swap
from homework.suggesting.results import Result
from tests.homework.suggesting.building import FACETS, couple, weigh

SCALES = sorted(
    {
        name
        for rule in rules.shipped()
        for ask in rule.facts
        for name in [ask.args.get("scale", ""), *ask.args.get("scales", [])]
        if name
    }
)
LISTS = sorted({name for rule in rules.shipped() for ask in rule.facts for name in ask.args.get("lists", [])})
ITEMS = [
    "connection-and-distance/talk_is_logistics", "connection-and-distance/affection_skipped",
    "wellbeing-and-load/alcohol", "strengths-and-growth/intimacy_welcome",
]  # fmt: skip
FORMS = ["forgotten-four", "conflict-climate", "cycle-map", "drivers-of-distance"]
POINTS = st.sampled_from([0.0, 25.0, 39.0, 40.0, 55.0, 60.0, 67.0, 100.0])


@st.composite
def told(draw: st.DrawFn) -> dict[str, Any]:
    found: dict[str, Any] = {
        "scales": draw(st.dictionaries(st.sampled_from(SCALES), POINTS, max_size=8)),
        "first": draw(st.dictionaries(st.sampled_from(SCALES), POINTS, max_size=4)),
        "items": draw(st.dictionaries(st.sampled_from(ITEMS), st.integers(0, 4))),
        "lists": draw(
            st.dictionaries(
                st.sampled_from(LISTS),
                st.tuples(st.sampled_from(["high", "not high", None]), POINTS),
                max_size=5,
            )
        ),
        "positions": draw(
            st.dictionaries(st.sampled_from(["self", "partner"]), st.sampled_from([-40.0, 0.0, 40.0]))
        ),
        "flat": draw(st.lists(st.sampled_from(FORMS), max_size=1)),
        "signals": draw(
            st.lists(
                st.tuples(
                    st.sampled_from(["comfort", "felt_safe", "not_safe"]), st.sampled_from(sorted(EXERCISES))
                ),
                max_size=1,
            )
        ),
        "flags": draw(
            st.dictionaries(
                st.sampled_from(["cleared", "red", "amber", "self_harm_open", "separating"]),
                st.booleans(),
                max_size=2,
            )
        ),
    }
    for key, kind in {
        "top": st.sampled_from([*FACETS, ("lost_play", "old_hurts")]),
        "step": st.integers(1, 9),
        "received": st.sampled_from([0.0, 1.4, 1.5, 2.0, 4.0]),
        "wanted": st.sampled_from([0.0, 2.9, 3.0, 4.0]),
        "completion": st.sampled_from([0.0, 39.0, 60.0, 100.0]),
    }.items():
        if draw(st.booleans()):
            found[key] = draw(kind)
    return found


couples = st.builds(
    couple,
    told(),
    told(),
    running=st.dictionaries(
        st.sampled_from(sorted(EXERCISES)), st.sampled_from(["a", "b", "ab"]), max_size=3
    ),
)


def changed_round(value: Any) -> Any:
    """The same with all marks swapped, and with everything whose order rests on marks put in order again."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {
            each.name: getattr(value, each.name)
            if each.name in ("label", "name", "value", "rule", "exercise")
            else changed_round(getattr(value, each.name))
            for each in fields(value)
        }
        for key in ("mark", "marks"):
            if key in named:
                named[key] = swap(getattr(value, key))
        return type(value)(**named)
    if isinstance(value, Named):
        return value
    if isinstance(value, tuple):
        turned = [_whom(each) if _is_held(each) else changed_round(each) for each in value]
        return tuple(turned)
    if isinstance(value, dict):
        return {key: changed_round(each) for key, each in value.items()}
    return value


def _is_held(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], Named)


def _whom(value: Any) -> Any:
    return (value[0], swap(value[1]))


def settled(value: Any) -> Any:
    """Plain data without any order, so that only what is said counts."""
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value).__name__, *(settled(getattr(value, each.name)) for each in fields(value)))
    if isinstance(value, tuple) and not isinstance(value, Named):
        return tuple(sorted((settled(each) for each in value), key=repr))
    if isinstance(value, dict):
        return tuple(sorted((key, settled(each)) for key, each in value.items()))
    if isinstance(value, frozenset):
        return tuple(sorted(value))
    return value


@settings(max_examples=150)
@given(couples)
def test_swapping_the_partners_swaps_exactly_the_marks(inputs: Inputs) -> None:
    assert settled(weigh(inputs.swapped())) == settled(changed_round(weigh(inputs)))


@settings(max_examples=60)
@given(couples, st.randoms(use_true_random=False))
def test_the_order_of_the_files_makes_no_difference(inputs: Inputs, chance: random.Random) -> None:
    shuffled = list(rules.shipped())
    chance.shuffle(shuffled)
    assert evaluating.evaluate(shuffled, inputs) == weigh(inputs)


@settings(max_examples=60)
@given(couples)
def test_every_rule_speaks_keeps_quiet_or_says_what_it_lacks(inputs: Inputs) -> None:
    result = weigh(inputs)
    spoken = {each.fired.rule for each in (*result.guards, *result.suggestions)}
    lacking = {each.rule for each in result.silent}
    every = [*spoken, *lacking, *result.quiet]
    assert sorted(every) == sorted(rule.id for rule in rules.shipped())
    assert all(each.missing for each in result.silent)


@settings(max_examples=60)
@given(couples)
def test_guards_come_first_and_all_in_the_order_of_the_table(inputs: Inputs) -> None:
    result = weigh(inputs)
    places = {rule.id: rule.place for rule in rules.shipped()}
    for spoken in (result.guards, result.suggestions):
        order = [places[each.fired.rule] for each in spoken]
        assert order == sorted(order)


@settings(max_examples=60)
@given(couples)
def test_reasons_are_whole_sentences_with_everything_filled_in(inputs: Inputs) -> None:
    result: Result = weigh(inputs)
    for each in (*result.guards, *result.suggestions):
        told_words = each.fired.reason.told()
        assert "{" not in told_words
        assert "()" not in told_words
