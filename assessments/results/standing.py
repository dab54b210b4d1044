"""What one couple's results amount to for the caseload, as plain data that fits in one sealed row. Pure.

{"last_submits": {mark: time}, "scales": {"slug/scale": {"higher_is": ..., "marks": {mark: line}}}} where a line is
{"number": version, "first": [time, value], "last": [time, value], "change": word, "series": [[time, value], ...]}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessments.statistics.change import PROVISIONAL_POINTS, Change, classify

CLOSENESS = "weekly-pulse/closeness"
SERIES_KEPT = 60


def nothing_yet() -> dict[str, Any]:
    return {"last_submits": {}, "scales": {}}


def add(
    facts: dict[str, Any], mark: str, *, slug: str, number: int, scales: Mapping[str, Any], at: datetime
) -> None:
    """Add one submitted administration of the partner with this mark. Scales without a score add nothing."""
    facts["last_submits"][mark] = at.isoformat()
    for scale_id, result in scales.items():
        if result["value"] is None:
            continue
        scale = facts["scales"].setdefault(
            f"{slug}/{scale_id}", {"higher_is": result["higher_is"], "marks": {}}
        )
        scale["marks"][mark] = _line(
            scale["marks"].get(mark), number, [at.isoformat(), result["value"]], result["higher_is"]
        )


def _line(held: dict[str, Any] | None, number: int, point: list[Any], higher_is: Any) -> dict[str, Any]:
    """Change is told within one wording alone; a new version begins a new line."""
    if held is None or held["number"] != number:
        return {"number": number, "first": point, "last": point, "change": "unclear", "series": [point]}
    return {
        "number": number,
        "first": held["first"],
        "last": point,
        "change": classify(held["first"][1], point[1], PROVISIONAL_POINTS, higher_is),
        "series": [*held["series"], point][-SERIES_KEPT:],
    }


@dataclass(frozen=True)
class Standing:
    """What the caseload shows of one couple. Marks are "a" (circle) and "b" (diamond).

    closeness: per mark, points of (time, 0-100). changes: per "slug/scale" and mark, the words of
    assessments.statistics.change.classify against the provisional 25 points.
    """

    closeness: dict[str, tuple[tuple[datetime, float], ...]]
    last_submitted_at: dict[str, datetime]
    changes: dict[str, dict[str, Change]]

    @property
    def someone_declined(self) -> bool:
        return any("declined" in marks.values() for marks in self.changes.values())


def read(facts: Mapping[str, Any] | None) -> Standing:
    """The standing in a summary's `facts`; empty when nothing was submitted yet."""
    mine = (facts or {}).get("assessments") or nothing_yet()
    closeness = mine["scales"].get(CLOSENESS, {"marks": {}})["marks"]
    return Standing(
        closeness={
            mark: tuple((datetime.fromisoformat(at), value) for at, value in line["series"])
            for mark, line in closeness.items()
        },
        last_submitted_at={mark: datetime.fromisoformat(at) for mark, at in mine["last_submits"].items()},
        changes={
            name: {mark: line["change"] for mark, line in scale["marks"].items()}
            for name, scale in mine["scales"].items()
        },
    )
