"""What is missing keeps a rule silent, and it says so; answers that are all alike count as missing."""

from __future__ import annotations

from homework.suggesting.facts import Missing
from homework.suggesting.rules import shipped
from tests.homework.suggesting.building import couple, fired, silent, weigh

FRIENDSHIP = "forgotten-four/friendship"
EASE = "emotional-safety/ease"


def _gaps(result: object, rule: str) -> tuple[Missing, ...]:
    return next(each.missing for each in result.silent if each.rule == rule)  # type: ignore[attr-defined]


def test_a_silent_rule_names_what_it_lacks_and_of_whom() -> None:
    result = weigh(couple(a={"scales": {FRIENDSHIP: 50.0}}))
    assert _gaps(result, "M11") == (Missing(FRIENDSHIP, "b"),)


def test_one_low_score_speaks_though_the_other_is_missing() -> None:
    assert "M11" in fired(weigh(couple(a={"scales": {FRIENDSHIP: 30.0}})))


def test_both_scores_speak_when_both_are_there() -> None:
    result = weigh(couple(a={"scales": {FRIENDSHIP: 50.0}}, b={"scales": {FRIENDSHIP: 50.0}}))
    assert "M11" in result.quiet


def test_a_part_that_fails_settles_it_whatever_is_missing() -> None:
    result = weigh(couple(a={"scales": {EASE: 54.0}}))
    assert "M25" in result.quiet


def test_nobody_is_told_they_do_well_from_a_single_point_in_time() -> None:
    satisfied = "relationship-satisfaction/satisfaction"
    told = {"scales": {satisfied: 80.0}}
    result = weigh(couple(a=told, b=told))
    assert "M29" in silent(result)
    assert Missing(f"{satisfied}, an earlier score", "a") in _gaps(result, "M29")


def test_without_word_of_how_thanks_arrive_no_more_thanks_are_suggested() -> None:
    result = weigh(couple(a={"scales": {"forgotten-four/fondness": 20.0}}))
    assert Missing("appreciation-exchange/received", "a") in _gaps(result, "M12")


def test_forms_that_only_some_practices_have_are_not_missed() -> None:
    told = {"scales": {"wellbeing-and-load/low_mood": 30.0}, "items": {"wellbeing-and-load/alcohol": 0}}
    assert {"K5", "K6"} <= set(weigh(couple(a=told, b=told)).quiet)


def test_a_facet_that_was_hardly_answered_is_missing() -> None:
    from dataclasses import replace

    inputs = couple(a={"top": "lost_play"}, b={"top": "lost_play"})
    assert inputs.a.facets is not None
    thin = replace(inputs.a.facets, too_few=("old_hurts",))
    result = weigh(replace(inputs, a=replace(inputs.a, facets=thin)))
    assert "M4" in silent(result)
    assert "M7" in result.quiet


def test_answers_all_alike_silence_their_form_and_say_so() -> None:
    told = {"scales": {FRIENDSHIP: 30.0}, "flat": ["forgotten-four"]}
    result = weigh(couple(a=told, b={"scales": {FRIENDSHIP: 50.0}}))
    assert "M11" in silent(result)
    assert _gaps(result, "M11") == (Missing(FRIENDSHIP, "a", "flat"),)
    assert "M31" in fired(result)


def test_answers_all_alike_leave_the_other_partner_their_say() -> None:
    told = {"scales": {FRIENDSHIP: 30.0}}
    assert "M11" in fired(weigh(couple(a={**told, "flat": ["forgotten-four"]}, b=told)))


def test_answers_all_alike_silence_no_other_form() -> None:
    told = {"scales": {FRIENDSHIP: 30.0}, "flat": ["turning-toward"]}
    assert "M11" in fired(weigh(couple(a=told)))


def test_every_match_that_reads_a_form_is_silenced_by_it() -> None:
    forms = [
        "forgotten-four", "drivers-of-distance", "conflict-climate", "cycle-map", "emotional-safety",
        "connection-and-distance", "turning-toward", "flooding-and-repair", "stuck-issues", "emotion-blueprint",
        "relationship-satisfaction", "weekly-pulse", "closeness-and-independence", "strengths-and-growth",
    ]  # fmt: skip
    low = {
        name: 10.0
        for rule in shipped()
        for ask in rule.facts
        for name in [ask.args.get("scale", ""), *ask.args.get("scales", [])]
        if name
    }
    told = {
        "scales": low,
        "items": {
            "connection-and-distance/talk_is_logistics": 4,
            "connection-and-distance/affection_skipped": 4,
        },
        "lists": {
            f"conflict-climate/{name}": ("high", 90.0) for name in ("criticism", "contempt", "stonewalling")
        },
        "positions": {"self": 50.0, "partner": 50.0},
        "top": "lost_play",
    }
    assert {"M5", "M9", "M11", "M16", "M17", "M19", "M23"} <= fired(weigh(couple(a=told, b=told)))
    flat = {**told, "flat": forms}
    matches = {each.fired.rule for each in weigh(couple(a=flat, b=flat)).suggestions}
    assert matches == {"M31"}
