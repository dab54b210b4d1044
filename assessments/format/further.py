"""What else is wrong with a file whose first mistakes are of shape, so that a person hears of all of them at once. Pure.

The parts that can be read are looked over beside stand-ins for those that cannot; what the stand-ins bring about is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from assessments.format import consistency
from assessments.format.tables import LISTS, Finding, fill, with_defaults
from assessments.format.vocabulary import Anchors, Choice, Definition

STAND_INS: dict[str, Any] = {
    "slug": "unnamed", "version": 1, "title": "…", "neutral_title": "…", "purpose": "…", "time_frame": "…",
    "tradition": "general", "validated": False, "source": "…", "limits": "…", "minutes": 1, "text": "…", "says": "…",
    "higher_is": "better", "anchors": Anchors("…", "…"), "label": "…",
}  # fmt: skip
OF_OTHERS = ("id", "score", "of_lists", "mean_of", "plus", "minus", "higher_is")
"""What is said of a scale at these keys may come of a question, or of another scale."""


def findings(data: dict[str, Any], found: Sequence[Finding]) -> list[Finding]:
    """The mistakes between the parts that nothing in `found` has brought about."""
    if any(each.key in ("id", *LISTS) for each in found):
        return []
    return [each for each in consistency.findings(_rough(data)) if _stands_alone(each, data, found)]


def _stands_alone(finding: Finding, data: dict[str, Any], found: Sequence[Finding]) -> bool:
    if not finding.table:
        return finding.key not in {each.key for each in found if not each.table}
    if (finding.table, finding.row) in {(each.table, each.row) for each in found}:
        return False
    tables = {each.table for each in found}
    shared = any((each.table, each.key) == ("", "choices") for each in found)
    if finding.table in ("scale", "composite"):
        return finding.key not in OF_OTHERS or not (shared or tables & {"question", "scale"})
    if finding.table == "example":
        return finding.key != "expect" or "scale" not in tables
    if finding.key in ("show_if", "alert", "with_previous"):
        return not shared and "question" not in tables
    return finding.key != "choices" or not shared


def _rough(data: dict[str, Any]) -> Definition:
    """The definition with stand-ins for what is missing or cannot be read."""
    top = {key: value for key, value in data.items() if key not in LISTS and key != "choices"}
    lists = {name: tuple(_rows(data, table, kind)) for table, (name, kind) in LISTS.items()}
    return Definition(**{**_values(Definition, top, tuple(lists)), **lists})


def _rows(data: dict[str, Any], table: str, kind: Any) -> Iterator[Any]:
    choices = [msgspec.to_builtins(each) for each in _choices(data.get("choices"))] or None
    for row in data.get(table, []):
        yield kind(**_values(kind, with_defaults(row, kind, choices), ()))


def _values(kind: Any, table: dict[str, Any], skip: tuple[str, ...]) -> dict[str, Any]:
    held = fill(kind, table, "", 0, [], skip=skip)
    missing = (
        field.name for field in msgspec.structs.fields(kind) if field.required and field.name not in skip
    )
    return {name: STAND_INS[name] for name in missing if name not in held} | held


def _choices(rows: Any) -> Iterator[Choice]:
    for number, row in enumerate(rows if isinstance(rows, list) else []):
        held = row if isinstance(row, dict) else {}
        value = held.get("value", number)
        label = held.get("label")
        yield Choice(
            value if type(value) in (int, str) else number, label if isinstance(label, str) else f"… {number}"
        )
