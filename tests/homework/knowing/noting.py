"""Made-up notes for the readings: short makers for tables, strategies for properties, and the partners swapped."""

import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from homework.knowing.events import RESPONSES, Bid, CycleLine, Day, Dose, Flicker, Start, Thanks
from homework.knowing.marks import Both, Mark, other

MONDAY = date(2025, 3, 3)

marks = st.sampled_from(["a", "b"])
days = st.integers(0, 20).map(lambda step: MONDAY + timedelta(days=step))
few_days = st.integers(0, 1).map(lambda step: MONDAY + timedelta(days=step))
ratings = st.none() | st.integers(0, 4)
exercises = st.sampled_from(["bid-log", "play-menu"])

thanks = st.builds(
    Thanks, days, marks, st.booleans(), st.sampled_from(["yes", "no", "unsure", ""]), ratings, ratings
)
bids = st.builds(
    Bid,
    few_days,
    st.sampled_from(["morning", "daytime", "night", ""]),
    marks,
    marks,
    st.sampled_from(["talk", "touch"]),
    st.sampled_from(RESPONSES),
)
flickers = st.builds(Flicker, days, marks, *[st.booleans()] * 5)
starts = st.builds(Start, few_days, marks, exercises, st.sampled_from(["a", "b", "both"]))
doses = st.builds(Dose, marks, exercises, st.floats(0.5, 7), st.none() | days, st.none() | days)
diary = st.builds(
    Day,
    marks,
    exercises,
    days,
    st.sampled_from(["done", "skipped"]),
    st.sampled_from(["pressure", "no_time", ""]),
    st.booleans(),
)
lines = st.builds(
    CycleLine,
    few_days,
    marks,
    st.sampled_from(["trigger", "need"]),
    st.sampled_from(["I go quiet", "i go  quiet", "Late home", " "]),
    st.frozensets(marks),
)


def day(step: int) -> date:
    """So many days after a Monday."""
    return MONDAY + timedelta(days=step)


def told(mark: Mark, step: int, received: int | None = None) -> Thanks:
    return Thanks(day(step), mark, told=True, received=received)


def reached(mark: Mark, step: int, landed: int | None = None) -> Thanks:
    return Thanks(day(step), mark, told=False, reached="yes", landed=landed)


def swapped(thing: Any) -> Any:
    """The same thing with the partners changing places, all the way down. Both's sides change over, marks are renamed."""
    match thing:
        case "a" | "b":
            return other(thing)
        case Both():
            return Both(swapped(thing.b), swapped(thing.a))
        case tuple() | frozenset() | list():
            return type(thing)(map(swapped, thing))
    if is_dataclass(thing) and not isinstance(thing, type):
        return replace(thing, **{field.name: swapped(getattr(thing, field.name)) for field in fields(thing)})
    return thing


def steps_taken(work: Callable[[], object]) -> int:
    """How many lines of our own Python a piece of work runs: a count of operations that no busy machine can change."""
    count = 0

    def line(_frame: object, event: str, _value: object) -> Any:
        nonlocal count
        count += event == "line"
        return line

    before = sys.gettrace()
    sys.settrace(line)
    try:
        work()
    finally:
        sys.settrace(before)
    return count
