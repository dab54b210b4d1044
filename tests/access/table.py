"""The reviewed table: one row per route and method, one cell per principal. doors.txt is written by people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.access.routes import Route
from tests.access.world import PRINCIPALS

FILE = Path(__file__).with_name("doors.txt")
STATES_FILE = Path(__file__).with_name("states.txt")
ROWS_FILE = Path(__file__).with_name("rows.txt")


@dataclass(frozen=True)
class Row:
    method: str
    pattern: str
    cells: tuple[str, ...]

    @property
    def door(self) -> tuple[str, str]:
        return self.method, self.pattern

    def __str__(self) -> str:
        return f"{self.method} {self.pattern}"


def rows() -> list[Row]:
    found = [_row(line) for line in FILE.read_text().splitlines() if line.strip() and line[0] not in "#~"]
    assert len({row.door for row in found}) == len(found), "a door has two rows"
    return found


def _row(line: str) -> Row:
    method, pattern, *cells = line.split()
    assert len(cells) == len(PRINCIPALS), (
        f"{method} {pattern}: {len(cells)} cells for {len(PRINCIPALS)} principals"
    )
    return Row(method, pattern, tuple(cells))


def state_rows() -> dict[tuple[str, str], tuple[str, ...]]:
    """Door → what each of STATES meets there, for the doors where some of them are asked or kept away."""
    lines = [line.split() for line in STATES_FILE.read_text().splitlines() if line.strip() and line[0] != "#"]
    return {(method, pattern): tuple(cells) for method, pattern, *cells in lines}


def doors_of(routes: Iterable[Route]) -> set[tuple[str, str]]:
    return {(method, route.pattern) for route in routes for method in route.methods}


def seen_rows() -> dict[str, tuple[int, ...]]:
    """Table → how many rows there are, and how many each principal sees."""
    lines = [line.split() for line in ROWS_FILE.read_text().splitlines() if line.strip() and line[0] != "#"]
    return {label: tuple(map(int, cells)) for label, *cells in lines}
