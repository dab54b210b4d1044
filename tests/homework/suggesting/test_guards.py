"""What each guard holds back, and what it leaves open."""

from __future__ import annotations

from typing import Any

import pytest

from homework.suggesting.names import EXERCISES, Named, named
from homework.suggesting.results import Result
from tests.homework.suggesting.building import couple, weigh

OPEN_WITH_CARE = EXERCISES - {
    "hold-and-reach", "cycle-diary", "invite-not-demand", "weekly-check-in", "dreams-in-conflict", "good-news-reply",
    "warmth-without-agenda", "feedback-both-ways", "softer-moments",
}  # fmt: skip
EASY = {"self-care-plan", "daily-self-check-in", "ten-minutes-phones-away", "play-menu", "thaw-log"}


def left_open(result: Result, marks: str = "ab") -> set[str]:
    """Every exercise that no guard holds back from these."""
    return {slug for slug in EXERCISES if not any(kept.is_guard for kept in result.keeps(Named(slug), marks))}


GUARDS: list[tuple[str, dict[str, Any], set[str] | frozenset[str]]] = [
    ("K1", {"a": {"flags": {"cleared": False}}}, {"self-care-plan", "daily-self-check-in"}),
    ("K2", {"a": {"flags": {"red": True}}}, {"self-care-plan"}),
    ("K3", {"a": {"flags": {"amber": True}}}, OPEN_WITH_CARE),
    ("K4", {"a": {"flags": {"self_harm_open": True}}}, set()),
    ("K5", {"a": {"scales": {"wellbeing-and-load/low_mood": 80.0}}}, EASY),
    ("K6", {"a": {"items": {"wellbeing-and-load/alcohol": 4}}}, EXERCISES),
    ("K7", {"a": {"signals": [("not_safe", "play-menu")]}}, OPEN_WITH_CARE),
    ("K8", {"a": {"signals": [("comfort", "warmth-without-agenda")]}}, EXERCISES - {"warmth-without-agenda"}),
    ("K9", {"a": {"flags": {"separating": True}}}, {"self-care-plan", "daily-self-check-in"}),
    ("K10", {"running": {"bid-log": "ab", "play-menu": "ab"}}, {"self-care-plan", "daily-self-check-in"}),
    ("K10", {"running": {"self-care-plan": "a"}}, EXERCISES - {"self-care-plan", "daily-self-check-in"}),
]


@pytest.mark.parametrize(("rule", "told", "still_open"), GUARDS)
def test_a_guard_leaves_open_just_what_it_says(rule: str, told: dict[str, Any], still_open: set[str]) -> None:
    result = weigh(couple(**told))
    assert {each.fired.rule for each in result.guards} == {rule}
    assert left_open(result) == set(still_open)


@pytest.mark.parametrize(("rule", "told", "still_open"), GUARDS)
def test_a_guard_is_told_with_a_reason_and_what_it_rests_on(
    rule: str, told: dict[str, Any], still_open: set[str]
) -> None:
    (guard,) = weigh(couple(**told)).guards
    assert guard.fired.version == 1
    assert guard.fired.used
    assert all(used.on for used in guard.fired.used)
    assert "{" not in guard.fired.reason.told({"a": "circle", "b": "diamond"})


def test_with_nothing_in_the_way_everything_is_open() -> None:
    assert left_open(weigh(couple())) == set(EXERCISES)


def test_thoughts_of_harm_hold_back_what_is_for_that_partner_alone() -> None:
    result = weigh(couple(a={"flags": {"self_harm_open": True}}))
    assert left_open(result, "a") == set()
    assert left_open(result, "b") == set(EXERCISES)


def test_one_easy_thing_is_enough_for_who_is_very_low() -> None:
    low = {"scales": {"wellbeing-and-load/low_mood": 80.0}}
    assert left_open(weigh(couple(a=low, running={"thaw-log": "a"})), "a") == set()
    assert "play-menu" in left_open(weigh(couple(a=low, running={"thaw-log": "b"})), "a")


def test_under_care_noticing_stays_and_telling_waits() -> None:
    result = weigh(couple(a={"flags": {"amber": True}}))
    assert result.keeps(named("appreciation-exchange:noticing"), "ab") == ()
    assert [kept.rule for kept in result.keeps(named("appreciation-exchange:telling"), "ab")] == ["K3"]
    (left,) = result.left_out(named("appreciation-exchange"), "ab")
    assert (str(left.part), left.by.rule) == ("appreciation-exchange:telling", "K3")


def test_under_care_a_pause_wants_the_counsellors_own_yes() -> None:
    (check,) = weigh(couple(a={"flags": {"amber": True}})).checks(named("pause-and-repair:pause"))
    assert check.rule == "K3"


def test_where_much_is_drunk_hard_talks_are_asked_about_first() -> None:
    result = weigh(couple(b={"items": {"wellbeing-and-load/alcohol": 4}}))
    assert [check.rule for check in result.checks(Named("weekly-check-in"))] == ["K6"]
    assert [check.rule for check in result.checks(Named("invite-not-demand"))] == ["K6"]
    assert result.checks(Named("play-menu")) == ()


def test_an_exercise_that_did_not_feel_safe_is_named_for_ending() -> None:
    told = {"signals": [("not_safe", "play-menu")]}
    result = weigh(couple(b=told, running={"play-menu": "ab", "bid-log": "ab"}))
    assert next(each for each in result.guards if each.fired.rule == "K7").fired.stops == ("play-menu",)


def test_red_names_all_that_runs_for_ending_and_ends_nothing() -> None:
    inputs = couple(a={"flags": {"red": True}}, running={"play-menu": "ab"})
    (guard,) = weigh(inputs).guards
    assert guard.fired.stops == ("play-menu",)
    assert inputs.running


def test_enough_done_makes_room_for_one_more() -> None:
    two = {"bid-log": "ab", "play-menu": "ab"}
    well, less = {"completion": 60.0}, {"completion": 59.0}
    assert weigh(couple(a=well, b=well, running=two)).guards == ()
    assert [each.fired.marks for each in weigh(couple(a=well, b=less, running=two)).guards] == ["b"]
    assert weigh(couple(a=well, b=well, running={**two, "thaw-log": "ab"})).guards != ()


def test_a_partner_alone_can_be_full_while_the_other_has_room() -> None:
    result = weigh(couple(running={"bid-log": "a", "play-menu": "a"}))
    assert [(each.fired.rule, each.fired.marks) for each in result.guards] == [("K10", "a")]
    assert left_open(result, "b") == set(EXERCISES)
    assert "novelty-date" not in left_open(result, "a") | left_open(result, "ab")


def test_the_loop_is_worked_on_from_both_ends_at_once() -> None:
    """Where one presses closer and the other steps back, the table recommends three: two on each plate."""
    two = {"cycle-diary": "ab", "invite-not-demand": "a"}
    assert "stress-reducing-talk" in left_open(weigh(couple(running=two)), "b")


def test_a_full_plate_of_both_is_told_once() -> None:
    result = weigh(couple(running={"bid-log": "ab", "play-menu": "ab"}))
    assert [each.fired.marks for each in result.guards] == ["ab"]
    assert [kept.rule for kept in result.keeps(Named("novelty-date"), "ab")] == ["K10"]


def test_guards_read_a_form_though_all_answers_are_alike() -> None:
    told = {"scales": {"wellbeing-and-load/low_mood": 75.0}, "flat": ["wellbeing-and-load"]}
    assert {each.fired.rule for each in weigh(couple(a=told)).guards} == {"K5"}


def test_the_first_guard_is_named_first() -> None:
    flags = {"cleared": False, "red": True, "amber": True}
    kept = weigh(couple(a={"flags": flags})).keeps(Named("hold-and-reach"), "ab")
    assert [each.rule for each in kept] == ["K1", "K2", "K3"]


def test_a_suggestion_says_what_a_guard_holds_back() -> None:
    told = {"positions": {"self": 10.0, "partner": 10.0}}
    inputs = couple(a={**told, "flags": {"amber": True}}, b=told)
    found = weigh(inputs).suggestion("M23")
    assert found is not None
    held = {str(offer.named): [kept.rule for kept in offer.held_by] for offer in found.offers}
    assert held == {"pause-and-repair:pause": [], "invite-not-demand": ["K3"]}
    assert [offer.can_be_set for offer in found.offers] == [True, False]
