"""What scales are called. A published title never changes, so each is read once per process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assessments.models import InstrumentVersion
from assessments.results.standing import CLOSENESS
from reports.summaries import Scale

_known: dict[tuple[str, int], dict[str, str]] = {}


def of(scales: Iterable[Scale]) -> Mapping[str, str]:
    """Titles by "slug/scale". No query once they are known, one for all that are not."""
    wanted = {
        scale.id: (scale.id.partition("/")[0], _number(scale)) for scale in scales if scale.id != CLOSENESS
    }
    unknown = {version for version in wanted.values() if version not in _known}
    if unknown:
        _learn(unknown)
    found = {name: _known.get(version, {}).get(name, "") for name, version in wanted.items()}
    return {name: title for name, title in found.items() if title}


def _number(scale: Scale) -> int:
    return max(course.number for course in scale.marks.values())


def _learn(versions: set[tuple[str, int]]) -> None:
    slugs = {slug for slug, _number in versions}
    for row in InstrumentVersion.unscoped.filter(slug__in=slugs):
        _known[row.slug, row.number] = {
            f"{row.slug}/{scale.id}": scale.title for scale in row.definition.scales
        }
