"""What is no scale from 0 to 100, for both: scales read together, item lists, and facets in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessments.format.definition import Composite, Definition
from assessments.models import Administration
from assessments.scores.facets import top

Held = Mapping[str, Any]


@dataclass(frozen=True)
class CompositeSideBySide:
    """Scales read together. a, b: 0-100 for a mean, -100 to 100 for a difference; None is never 0."""

    id: str
    title: str
    higher_is: str | None
    anchors: tuple[str, str]
    a: float | None
    b: float | None


@dataclass(frozen=True)
class ListSideBySide:
    """An item list. a, b: "high", "not high", or None when too little was answered to say so."""

    id: str
    title: str
    higher_is: str
    a: str | None
    b: str | None


@dataclass(frozen=True)
class FacetsSideBySide:
    """Each one's facets, the strongest first. Level ones share a place; None when no form came in."""

    a: tuple[tuple[str, ...], ...] | None
    b: tuple[tuple[str, ...], ...] | None
    top_a: tuple[str, ...]
    top_b: tuple[str, ...]
    titles: Mapping[str, str]


def facets_and_lists(
    definition: Definition, latest: Mapping[str, Administration]
) -> tuple[tuple[CompositeSideBySide, ...], tuple[ListSideBySide, ...], FacetsSideBySide | None]:
    """From each partner's newest form of this wording."""
    a, b = (latest[mark].scores or {} if mark in latest else {} for mark in ("a", "b"))
    return (
        tuple(_composite(each, a, b) for each in definition.composites),
        tuple(
            ListSideBySide(each.id, each.title, each.higher_is, _reading(each.id, a), _reading(each.id, b))
            for each in definition.scales
            if each.score == "list"
        ),
        _facets(definition, a, b),
    )


def _composite(composite: Composite, a: Held, b: Held) -> CompositeSideBySide:
    anchors = (composite.anchors.low, composite.anchors.high)
    first, second = (held.get("composites", {}).get(composite.id, {}).get("value") for held in (a, b))
    return CompositeSideBySide(composite.id, composite.title, composite.higher_is, anchors, first, second)


def _reading(list_id: str, held: Held) -> str | None:
    reading: str | None = held.get("lists", {}).get(list_id, {}).get("reading")
    return reading


def _facets(definition: Definition, a: Held, b: Held) -> FacetsSideBySide | None:
    titles = {scale.id: scale.title for scale in definition.scales if scale.score == "rank"}
    if not titles:
        return None
    first, second = _order(a), _order(b)
    return FacetsSideBySide(first, second, top(first or ()), top(second or ()), titles)


def _order(held: Held) -> tuple[tuple[str, ...], ...] | None:
    if "ranking" not in held:
        return None
    return tuple(tuple(level) for level in held["ranking"]["order"])
