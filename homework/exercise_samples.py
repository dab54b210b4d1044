"""Two examples made from a draft's own questions: an entry that can be kept, and one that cannot. Pure.

Files carry examples that a person wrote; who writes on screen gets these, so that the gate still tries every question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

FINE, WRONG = "an entry with every question answered", "an answer that is not on offer"
Table = Mapping[str, Any]


def samples(fields: Iterable[Table]) -> list[dict[str, Any]]:
    """A good entry and one that is not; where no question could be answered wrongly, an unknown one is."""
    rows = [row for row in fields if isinstance(row.get("id"), str) and row.get("id")]
    given: dict[str, Any] = {}
    for row in rows:
        if _is_asked(row, given) and (value := _good(row)) is not None:
            given[row["id"]] = value
    wrong = next(
        ((row["id"], value) for row in rows if row["id"] in given and (value := _bad(row)) is not None), None
    )
    found: list[dict[str, Any]] = [{"says": FINE, "given": given, "valid": True}]
    name, value = wrong if wrong is not None else ("never_asked", "x")
    other = {key: each for key, each in given.items() if key != name}
    return [*found, {"says": WRONG, "given": {**other, name: value}, "valid": False, "wrong": [name]}]


def _is_asked(row: Table, given: Mapping[str, Any]) -> bool:
    """Whether it is asked after the answers so far; what is asked only after a reveal belongs to a later day."""
    condition = row.get("show_if")
    if row.get("after_reveal"):
        return False
    if not isinstance(condition, Mapping):
        return True
    wanted = condition.get("equals")
    return given.get(str(condition.get("question"))) in (wanted if isinstance(wanted, list) else [wanted])


def _values(row: Table) -> list[Any]:
    held = row.get("choices", [])
    rows = held if isinstance(held, list) else []
    return [each.get("value") for each in rows if isinstance(each, Mapping) and "value" in each]


def _good(row: Table) -> Any:
    values = _values(row)
    match row.get("kind"):
        case "choice" | "scale":
            return values[0] if values else None
        case "multi":
            return values[:1] or None
        case "number":
            return row.get("min")
        case "date":
            return "2026-01-15"
    return "A few words."


def _bad(row: Table) -> Any:
    values = _values(row)
    match row.get("kind"):
        case "choice" | "scale":
            return "not_on_offer" if values else None
        case "multi":
            return ["not_on_offer"] if values else None
        case "number":
            most = row.get("max")
            return most + 1 if isinstance(most, int) else None
        case "date":
            return "no day"
    return "x" * 5_000
