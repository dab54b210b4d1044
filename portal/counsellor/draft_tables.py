"""The lists of a draft: its questions, scales, sections and examples, one by one."""

from __future__ import annotations

from typing import Any

from practice.refusals import BadInput

from .draft_part import Table


def rows_of(tables: Table, table: str) -> list[Any]:
    """All of one sort."""
    rows = tables.get(table, [])
    return rows if isinstance(rows, list) else []


def held_at(tables: Table, table: str, place: int | None) -> Table:
    """The table that is edited; empty for a new one."""
    if place is None:
        return tables
    rows = rows_of(tables, table)
    found = rows[place] if place < len(rows) else {}
    return found if isinstance(found, dict) else {}


def moved(rows: list[Any], place: int, to: str) -> list[Any]:
    """The list with this one a place up or down, or out of it."""
    one = rows.pop(place)
    match to:
        case "up":
            rows.insert(max(0, place - 1), one)
        case "down":
            rows.insert(place + 1, one)
        case "out":
            pass
        case _:
            raise BadInput
    return rows
