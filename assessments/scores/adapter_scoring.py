"""Points by item number → the adapter's own scores, by its rule alone, with a trace that can be counted again by hand."""

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import msgspec

from assessments.format.adapter import Adapter, Cutoff, ItemAlert, Number, Score, Span
from assessments.format.vocabulary import Direction

TOO_FEW = "too-few-answered"
NOT_STATED = "not-stated"
CLOSE_ENOUGH = 0.005
Given = Literal["items", "totals"]
Points = dict[int, Number]


class PointsRefused(ValueError):
    """Some points cannot be kept; `problems` gives a sentence for each item or score, under its name."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__("some points cannot be kept")


class AdapterScore(msgspec.Struct, frozen=True):
    """One score on the instrument's own range; None with the reason is never 0. beyond: cut-offs that it lies past."""

    value: Number | None
    low: Number
    high: Number
    answered: int
    of: int
    reason: str | None
    band: str | None
    higher_is: Direction
    beyond: tuple[int, ...] = ()


class AdapterScores(msgspec.Struct, frozen=True):
    """All scores of one filled-in form. unread: alert items whose points are not known, so that somebody asks."""

    adapter: str
    given: Given
    scores: dict[str, AdapterScore]
    trace: dict[str, Any]
    unread: tuple[int, ...] = ()


def read_points(adapter: Adapter, raw: Mapping[Any, Any]) -> Points:
    """Points by item number. Raises PointsRefused with a sentence for each that is no item or out of its range."""
    found: Points = {}
    problems: dict[str, str] = {}
    if len(raw) > len(adapter.numbers) + 10:
        raise PointsRefused({"": f"This has {len(adapter.numbers)} items."})
    for key, value in raw.items():
        number = _item_number(key)
        if number is None or number not in adapter.numbers:
            problems[str(key)[:20]] = (
                f"There is no item {str(key)[:20]}; they run from 1 to {len(adapter.numbers)}."
            )
        elif value is not None and value != "":
            span = adapter.span(number)
            points = _within(value, span.low, span.high, span.step)
            if points is None:
                problems[str(number)] = _range_of_item(number, span)
            else:
                found[number] = points
    if problems:
        raise PointsRefused(problems)
    return found


def read_totals(adapter: Adapter, raw: Mapping[str, Any]) -> dict[str, Number]:
    """Stated scores by their id. Raises PointsRefused for one that does not exist or that no points add up to."""
    found: dict[str, Number] = {}
    problems: dict[str, str] = {}
    known = {score.id: score for score in adapter.scores}
    for name, value in list(raw.items())[:100]:
        if name not in known:
            problems[str(name)[:40]] = (
                f"There is no score *{str(name)[:40]}*. Known here: {', '.join(known)}."
            )
        elif value is not None and value != "":
            low, high = adapter.range_of(known[name])
            stated = _within(value, low, high, _step_of(adapter, known[name]))
            if stated is None:
                problems[name] = (
                    f"{known[name].title} lies between {low} and {high}{_steps(adapter, known[name])}."
                )
            else:
                found[name] = stated
    if problems:
        raise PointsRefused(problems)
    return found


def score(adapter: Adapter, points: Points) -> AdapterScores:
    """Every score that these points give. An item that is not there is missing, never 0."""
    scores = {each.id: _score(adapter, each, points) for each in adapter.scores}
    steps = {
        each.id: {
            "rule": each.rule,
            "times": each.times,
            "most_missing": each.most_missing,
            "items": [_step(adapter, number, points) for number in each.numbers],
        }
        for each in adapter.scores
    }
    unread = tuple(alert.item for alert in adapter.alerts if alert.item not in points)
    return AdapterScores(adapter.key, "items", scores, steps, unread)


def stated(adapter: Adapter, totals: Mapping[str, Number]) -> AdapterScores:
    """The same for scores that were only stated. Nothing about single items is known then, alert items included."""
    scores = {}
    for each in adapter.scores:
        value = totals.get(each.id)
        low, high = adapter.range_of(each)
        reason = NOT_STATED if value is None else None
        of = len(each.numbers)
        scores[each.id] = AdapterScore(
            value, low, high, 0, of, reason, _band(each, value), each.higher_is, _beyond(adapter, each, value)
        )
    trace = {name: {"rule": "stated", "value": value} for name, value in totals.items()}
    return AdapterScores(adapter.key, "totals", scores, trace, tuple(alert.item for alert in adapter.alerts))


def disagreements(adapter: Adapter, points: Points, totals: Mapping[str, Number]) -> dict[str, str]:
    """A sentence for each stated score that the points do not give."""
    counted = score(adapter, points).scores
    wrong = {}
    for name, value in totals.items():
        found = counted[name].value
        if found is None:
            wrong[name] = (
                f"{adapter.score(name).title}: {value} is stated, and too few items are there for a score."
            )
        elif abs(found - value) > CLOSE_ENOUGH:
            wrong[name] = f"{adapter.score(name).title}: {value} is stated, and the items give {found}."
    return wrong


def alerts(adapter: Adapter, points: Points) -> list[ItemAlert]:
    """The items whose points reach the counsellor at once. Each is read alone, scorable or not."""
    return [alert for alert in adapter.alerts if points.get(alert.item) in alert.values]


def keyed(adapter: Adapter, number: int, points: Number) -> Number:
    """The points turned round where the item is. Turning twice gives them back."""
    if number not in adapter.reverse:
        return points
    span = adapter.span(number)
    return _plain(Decimal(span.low + span.high) - Decimal(str(points)))


def cutoffs_of(adapter: Adapter, result: AdapterScore) -> list[Cutoff]:
    """The published lines that this score lies past."""
    return [adapter.cutoffs[index] for index in result.beyond]


def _score(adapter: Adapter, rule: Score, points: Points) -> AdapterScore:
    counted = [Fraction(str(keyed(adapter, n, points[n]))) for n in rule.numbers if n in points]
    of, (low, high) = len(rule.numbers), adapter.range_of(rule)
    if not counted or of - len(counted) > rule.most_missing:
        return AdapterScore(None, low, high, len(counted), of, TOO_FEW, None, rule.higher_is)
    mean = sum(counted, Fraction(0)) / len(counted)
    exact = mean * rule.times * (of if rule.rule == "sum" else 1)
    value = int(exact) if exact.denominator == 1 else round(float(exact), 4)
    return AdapterScore(
        value,
        low,
        high,
        len(counted),
        of,
        None,
        _band(rule, value),
        rule.higher_is,
        _beyond(adapter, rule, value),
    )


def _step(adapter: Adapter, number: int, points: Points) -> dict[str, Any]:
    picked = points.get(number)
    turned = None if picked is None else keyed(adapter, number, picked)
    return {"item": number, "picked": picked, "keyed": turned}


def _band(rule: Score, value: Number | None) -> str | None:
    if value is None:
        return None
    fitting = [band.label for band in rule.bands if band.from_ <= value]
    return fitting[-1] if fitting else None


def _beyond(adapter: Adapter, rule: Score, value: Number | None) -> tuple[int, ...]:
    if value is None:
        return ()
    past = {
        "below": lambda at: value < at,
        "at-or-below": lambda at: value <= at,
        "at-or-above": lambda at: value >= at,
        "above": lambda at: value > at,
    }
    return tuple(
        index
        for index, line in enumerate(adapter.cutoffs)
        if line.score == rule.id and past[line.side](line.at)
    )


def _item_number(key: Any) -> int | None:
    text = str(key).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else None


def _within(value: Any, low: Number, high: Number, step: float) -> Number | None:
    """The value when it is a number on the grid of this range, else None. True is no number, and neither is NaN."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    if not low <= value <= high:
        return None
    if step and (Decimal(str(value)) - Decimal(str(low))) % Decimal(str(step)) != 0:
        return None
    return _plain(Decimal(str(value)))


def _step_of(adapter: Adapter, rule: Score) -> float:
    """The grid that a stated score lies on: sums go in steps, means and prorated sums anywhere."""
    if rule.rule == "mean" or rule.most_missing:
        return 0
    return min(adapter.span(number).step for number in rule.numbers) * rule.times


def _steps(adapter: Adapter, rule: Score) -> str:
    step = _step_of(adapter, rule)
    return (
        f", in steps of {_plain(Decimal(str(step)))}"
        if step not in (0, 1)
        else ", whole"
        if step == 1
        else ""
    )


def _range_of_item(number: int, span: Span) -> str:
    whole = "whole points" if span.step == 1 else "points"
    return f"Item {number} takes {whole} from {span.low} to {span.high}."


def _plain(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else float(value)
