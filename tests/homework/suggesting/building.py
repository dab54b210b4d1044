"""Couples as plain inputs: both cleared and nothing told, unless a case says otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from homework.suggesting import evaluate as evaluating
from homework.suggesting import rules
from homework.suggesting.given import (
    Facets,
    Flags,
    Inputs,
    Item,
    ItemList,
    Mean,
    Running,
    Score,
    Share,
    Side,
    Signal,
)
from homework.suggesting.results import Result

DAY = date(2026, 3, 10)
CLEAR = Flags(cleared=True, on=DAY)
FACETS = (
    "outside_stress", "risky_talk", "unspoken_needs", "old_hurts", "lost_play", "emotional_blueprints",
    "family_of_origin", "never_enough", "parallel_lives", "conflict_fatigue",
)  # fmt: skip
BRIEF = frozenset({"daily-self-check-in", "self-care-plan"})


def side(**told: Any) -> Side:
    """One partner's side in short words: scales={"form/scale": 30}, first={"form/scale": 60}, top="lost_play", …"""
    flags = replace(CLEAR, **told.get("flags", {}))
    first = told.get("first", {})
    higher = told.get("higher", {})
    return Side(
        scales={
            name: Score(
                value,
                DAY,
                name.split("/")[1],
                higher.get(name, "better"),
                first.get(name),
                DAY if name in first else None,
            )
            for name, value in told.get("scales", {}).items()
        },
        items={name: Item(value, DAY, name) for name, value in told.get("items", {}).items()},
        lists={
            name: ItemList(reading, DAY, name, share)
            for name, (reading, share) in told.get("lists", {}).items()
        },
        positions={name: Score(value, DAY) for name, value in told.get("positions", {}).items()},
        facets=_facets(told.get("top")),
        flat=dict.fromkeys(told.get("flat", ()), DAY),
        step=Item(told["step"], DAY, of=9) if "step" in told else None,
        received=Mean(told["received"], 5, DAY) if "received" in told else None,
        wanted=Mean(told["wanted"], 3, DAY) if "wanted" in told else None,
        completion=Share(told["completion"], 14, DAY) if "completion" in told else None,
        done=told.get("done", {}),
        signals=tuple(Signal(kind, slug, DAY) for kind, slug in told.get("signals", ())),
        flags=flags,
    )


def _facets(top: str | tuple[str, ...] | None) -> Facets | None:
    if top is None:
        return None
    first = (top,) if isinstance(top, str) else top
    return Facets((first, tuple(name for name in FACETS if name not in first)), DAY)


def couple(a: dict[str, Any] | None = None, b: dict[str, Any] | None = None, **told: Any) -> Inputs:
    running = tuple(
        Running(slug, marks, slug in BRIEF, DAY) for slug, marks in told.pop("running", {}).items()
    )
    return Inputs(
        side(**(a or {})), side(**(b or {})), DAY, running, BRIEF, **{"joint_work_open": True, **told}
    )


def weigh(inputs: Inputs) -> Result:
    return evaluating.evaluate(rules.shipped(), inputs)


def fired(result: Result) -> set[str]:
    return {each.fired.rule for each in (*result.guards, *result.suggestions)}


def silent(result: Result) -> set[str]:
    return {each.rule for each in result.silent}
