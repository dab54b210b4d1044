"""Each rule fires in one case and keeps quiet in a neighbouring one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.homework.suggesting.building import couple, fired, silent, weigh

Case = tuple[str, dict[str, Any], dict[str, Any]]


def both(**told: Any) -> dict[str, Any]:
    return {"a": told, "b": told}


def one(**told: Any) -> dict[str, Any]:
    return {"a": told}


def scale(name: str, value: float) -> dict[str, Any]:
    return one(scales={name: value})


def top(facet: str) -> dict[str, Any]:
    return both(top=facet)


def lists(name: str, reading: str) -> dict[str, Any]:
    return both(lists={name: (reading, 50.0)})


TIE = both(top=("outside_stress", "lost_play"))
SATISFIED = "relationship-satisfaction/satisfaction"
DISTANCE = "connection-and-distance/distance"
EASE = "emotional-safety/ease"
SKIPPED = "connection-and-distance/affection_skipped"
CLOSER, BACK = {"self": 30.0, "partner": -20.0}, {"self": -30.0, "partner": 20.0}
READY: dict[str, Any] = {"scales": {EASE: 55.0}, "step": 5}

CASES: list[Case] = [
    ("K1", one(flags={"cleared": False}), {}),
    ("K2", one(flags={"red": True}), one(flags={"amber": True})),
    ("K2", one(flags={"amber": True}, items={"wellbeing-and-load/alcohol": 3}), one(items={"wellbeing-and-load/alcohol": 4})),
    ("K3", one(flags={"amber": True}), {}),
    ("K4", one(flags={"self_harm_open": True}), {}),
    ("K5", scale("wellbeing-and-load/low_mood", 60), scale("wellbeing-and-load/low_mood", 59)),
    ("K5", scale("phq-9/total", 20), scale("phq-9/total", 19)),
    ("K5", scale("gad-7/total", 15), scale("gad-7/total", 14)),
    ("K5", scale("who-5/total", 28), scale("who-5/total", 29)),
    ("K6", one(items={"wellbeing-and-load/alcohol": 3}), one(items={"wellbeing-and-load/alcohol": 2})),
    ("K6", scale("audit-c/total", 3), scale("audit-c/total", 2)),
    ("K7", one(signals=[("felt_safe", "hold-and-reach")]), one(signals=[("pressure", "play-menu")])),
    ("K7", one(signals=[("not_safe", "play-menu")]), {}),
    ("K8", one(signals=[("comfort", "warmth-without-agenda")]), one(signals=[("felt_safe", "hold-and-reach")])),
    ("K9", one(flags={"separating": True}), {}),
    ("K10", {"running": {"play-menu": "ab", "bid-log": "ab"}}, {"running": {"play-menu": "ab"}}),
    ("K10", {"running": {"daily-self-check-in": "a"}}, {}),
    ("K10", one(completion=39.0), one(completion=40.0)),
    ("M1", top("outside_stress"), TIE),
    ("M2", top("risky_talk"), top("outside_stress") | both(top="lost_play", scales={EASE: 40.0})),
    ("M2", both(scales={EASE: 39.0}), both(scales={EASE: 39.0}, flags={"amber": True})),
    ("M3", top("unspoken_needs"), top("lost_play")),
    ("M4", top("old_hurts"), top("lost_play")),
    ("M5", top("lost_play"), both(top="old_hurts", scales={"forgotten-four/playfulness": 40.0})),
    ("M5", scale("forgotten-four/playfulness", 39), both(top="old_hurts", scales={"forgotten-four/playfulness": 40.0})),
    ("M6", top("emotional_blueprints"), both(top="old_hurts", lists={f"emotion-blueprint/{name}": ("high", 50.0) for name in ("anger", "sadness", "fear", "affection")})),
    (
        "M6",
        {"a": {"lists": {"emotion-blueprint/anger": ("high", 75.0)}}, "b": {"lists": {"emotion-blueprint/anger": ("not high", 50.0)}}},
        both(top="old_hurts", lists={f"emotion-blueprint/{name}": ("high", 50.0) for name in ("anger", "sadness", "fear", "affection")}),
    ),
    ("M7", top("family_of_origin"), top("lost_play")),
    ("M8", one(top="never_enough"), top("lost_play")),
    ("M9", top("parallel_lives"), both(top="lost_play", items={"connection-and-distance/talk_is_logistics": 2})),
    ("M9", one(items={"connection-and-distance/talk_is_logistics": 3}), both(top="lost_play", items={"connection-and-distance/talk_is_logistics": 2})),
    ("M10", top("conflict_fatigue"), top("lost_play")),
    ("M11", scale("forgotten-four/friendship", 39.9), both(scales={"forgotten-four/friendship": 40.0})),
    ("M12", one(scales={"forgotten-four/fondness": 30.0}, received=2.0), both(scales={"forgotten-four/fondness": 30.0}, received=1.9)),
    ("M13", one(received=1.4), both(received=1.5)),
    ("M14", scale("forgotten-four/shared_meaning", 39), both(scales={"forgotten-four/shared_meaning": 40.0})),
    (
        "M15",
        {"a": {"scales": {"turning-toward/toward": 80.0}}, "b": {"scales": {"turning-toward/toward": 55.0}}},
        {
            "a": {"scales": {f"turning-toward/{name}": 80.0 for name in ("toward", "making", "away")}},
            "b": {"scales": {f"turning-toward/{name}": 56.0 for name in ("toward", "making", "away")}},
        },
    ),
    ("M16", lists("conflict-climate/criticism", "high"), both(lists={"conflict-climate/criticism": ("not high", 40.0), "conflict-climate/partner_criticism": ("not high", 40.0)})),
    ("M16", one(lists={"conflict-climate/partner_criticism": ("high", 60.0)}), {}),
    ("M17", one(lists={"conflict-climate/partner_contempt": ("high", 60.0)}), both(lists={"conflict-climate/contempt": ("not high", 40.0), "conflict-climate/partner_contempt": ("not high", 40.0)})),
    ("M18", one(lists={"conflict-climate/defensiveness": ("high", 60.0)}), both(lists={"conflict-climate/defensiveness": ("not high", 40.0), "conflict-climate/partner_defensiveness": ("not high", 40.0)})),
    ("M19", scale("flooding-and-repair/flooding", 60), both(scales={"flooding-and-repair/flooding": 59.0}, lists={"conflict-climate/stonewalling": ("not high", 40.0), "conflict-climate/partner_stonewalling": ("not high", 40.0)})),
    ("M19", one(lists={"conflict-climate/partner_stonewalling": ("high", 60.0)}), {}),
    ("M20", scale("flooding-and-repair/accepting", 39), both(scales={"flooding-and-repair/accepting": 40.0})),
    ("M21", scale("stuck-issues/gridlock", 60), both(scales={"stuck-issues/gridlock": 59.0})),
    ("M22", {"a": {"positions": CLOSER}, "b": {"positions": BACK}}, {"a": {"positions": CLOSER}, "b": {"positions": {"self": -30.0, "partner": -20.0}}}),
    ("M23", both(positions={"self": 10.0, "partner": 10.0}), both(positions={"self": 10.0, "partner": 0.0})),
    ("M24", both(positions={"self": -10.0, "partner": -10.0}), both(positions={"self": 10.0, "partner": -10.0})),
    ("M25", both(**READY), both(**{**READY, "step": 4})),
    ("M25", both(**READY), both(**{**READY, "scales": {EASE: 54.0}})),
    ("M25", both(**READY), both(**READY, flags={"amber": True})),
    ("M26", scale("closeness-and-independence/anxiety", 65), both(scales={"closeness-and-independence/anxiety": 64.0})),
    ("M27", scale("closeness-and-independence/avoidance", 65), both(scales={"closeness-and-independence/avoidance": 64.0})),
    ("M28", both(items={SKIPPED: 3}, wanted=3.0), {"a": {"items": {SKIPPED: 3}, "wanted": 3.0}, "b": {"items": {SKIPPED: 3}, "wanted": 2.9}}),
    ("M28", both(items={SKIPPED: 4, "strengths-and-growth/intimacy_welcome": 3}), both(items={SKIPPED: 2, "strengths-and-growth/intimacy_welcome": 3})),
    ("M29", both(scales={SATISFIED: 67.0}, first={SATISFIED: 60.0}), both(scales={SATISFIED: 66.0}, first={SATISFIED: 60.0})),
    ("M29", both(scales={SATISFIED: 67.0}, first={SATISFIED: 91.0}), both(scales={SATISFIED: 67.0}, first={SATISFIED: 92.0})),
    ("M30", one(scales={SATISFIED: 50.0}, first={SATISFIED: 75.0}), one(scales={SATISFIED: 50.0}, first={SATISFIED: 74.0})),
    ("M30", one(scales={DISTANCE: 75.0}, first={DISTANCE: 50.0}, higher={DISTANCE: "worse"}), one(scales={DISTANCE: 50.0}, first={DISTANCE: 75.0}, higher={DISTANCE: "worse"})),
    ("M31", one(flat=["forgotten-four"]), {}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "fires", "keeps_still"), CASES)
def test_a_rule_fires_in_its_case_and_not_in_the_one_beside_it(
    rule: str, fires: dict[str, Any], keeps_still: dict[str, Any]
) -> None:
    assert rule in fired(weigh(couple(**fires)))
    assert rule not in fired(weigh(couple(**keeps_still)))


@pytest.mark.parametrize(("rule", "fires", "keeps_still"), CASES)
def test_it_makes_no_difference_which_of_the_two_it_is(
    rule: str, fires: dict[str, Any], keeps_still: dict[str, Any]
) -> None:
    assert rule in fired(weigh(couple(**fires).swapped()))
    assert rule not in fired(weigh(couple(**keeps_still).swapped()))


def test_the_table_knows_every_rule() -> None:
    assert {case[0] for case in CASES} == {f"K{n}" for n in range(1, 11)} | {f"M{n}" for n in range(1, 32)}


def test_where_nothing_was_told_only_what_needs_nothing_speaks() -> None:
    result = weigh(couple())
    assert fired(result) == set()
    assert silent(result) == {"K5", "K6"} | {f"M{n}" for n in range(1, 31)}
    assert set(result.quiet) == {"K1", "K2", "K3", "K4", "K7", "K8", "K9", "K10", "M31"}
