"""Scales read together: the mean of several, or one less the other. Nothing comes of a part that is missing."""

import math
from collections.abc import Mapping
from typing import Any, Protocol

import msgspec

from assessments.format.vocabulary import Composite, Direction

PART_MISSING = "part-without-score"


class HasValue(Protocol):
    """A scale's score, as far as it matters here."""

    @property
    def value(self) -> float | None: ...


class CompositeScore(msgspec.Struct, frozen=True):
    """A mean (0-100) or a difference (-100 to 100) for one partner; None when a part has no score.

    parts: the scores that went in, by the scales' ids.
    """

    value: float | None
    reason: str | None
    higher_is: Direction | None
    parts: dict[str, float | None]


def compose(composite: Composite, scales: Mapping[str, HasValue]) -> CompositeScore:
    """Put the scores of the parts together."""
    parts = {part: scales[part].value for part in composite.parts}
    known = [value for value in parts.values() if value is not None]
    if len(known) < len(parts):
        return CompositeScore(None, PART_MISSING, composite.higher_is, parts)
    value = math.fsum(known) / len(known) if composite.mean_of else known[0] - known[1]
    return CompositeScore(round(value, 4), None, composite.higher_is, parts)


def trace(composite: Composite) -> dict[str, Any]:
    """Which rule put it together."""
    return {"rule": "mean" if composite.mean_of else "difference", "of": list(composite.parts)}
