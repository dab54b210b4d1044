"""The story as it is written: one file for the practice, one or two for each couple, told as plain tables."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TRIES = HERE / "tries"
"""What each couple tries between sessions, in a file of its own."""
Table = dict[str, Any]


def practice() -> Table:
    return tomllib.loads((HERE / "practice.toml").read_text(encoding="utf-8"))


def couple(slug: str) -> Table:
    """Both files of a couple as one, with every moment as week, day and time, and every log as its entries."""
    told = tomllib.loads((HERE / f"{slug}.toml").read_text(encoding="utf-8"))
    tries = tomllib.loads((TRIES / f"{slug}.toml").read_text(encoding="utf-8"))
    for kind, rows in tries.items():
        told[kind] = [*told.get(kind, []), *rows]
    told["entry"] = [*told.get("entry", []), *_entries(told.pop("log", []))]
    told["skip"] = [*told.get("skip", []), *_skips(told.pop("left_out", []))]
    whole: Table = _with_moments(told)
    return whole


def _entries(logs: list[Table]) -> Iterator[Table]:
    """A log is many small entries of one partner, a line each: when, and what was written."""
    for log in logs:
        common = {key: value for key, value in log.items() if key != "lines"}
        for at, values in log["lines"]:
            yield {**common, "at": at, "values": values}


def _skips(rows: list[Table]) -> Iterator[Table]:
    for row in rows:
        common = {key: value for key, value in row.items() if key != "lines"}
        for at, reason in row["lines"]:
            yield {**common, "at": at, "reason": reason}


def _with_moments(part: Any) -> Any:
    """The same tables, with `at = "-6 mon 12:40"` taken apart."""
    if isinstance(part, list):
        return [_with_moments(one) for one in part]
    if not isinstance(part, dict):
        return part
    whole = {key: _with_moments(value) for key, value in part.items() if key != "at"}
    return {**whole, **_moment(part["at"])} if isinstance(part.get("at"), str) else whole


def _moment(at: str) -> Table:
    week, day, time = at.split()
    return {"week": int(week), "day": day, "time": time}
