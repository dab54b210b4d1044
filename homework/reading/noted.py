"""Entries and their answers as the plain records that the readings take. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from homework.knowing.events import (
    PARTS_OF_DAY,
    RESPONSES,
    SLOTS,
    Bid,
    BidKind,
    CycleLine,
    Day,
    Flicker,
    PartOfDay,
    Reached,
    Response,
    Slot,
    Start,
    Starter,
    Thanks,
)
from homework.knowing.marks import Mark, other

THANKS, BIDS, THAW, CYCLE = "appreciation-exchange", "bid-log", "thaw-log", "cycle-diary"
OF_THANKS = ("told", "received", "reached_me", "landed")
OF_BIDS = ("who", "kind", "part_of_day", "response")
OF_THAW = ("flickers", "setback")
EVERYWHERE = ("started_by", "pressure")
COUNTED = frozenset({*OF_THANKS, *OF_BIDS, *OF_THAW, *EVERYWHERE})
REACHED: tuple[str, ...] = ("yes", "no", "unsure")


@dataclass(frozen=True)
class Written:
    """One entry with the answers that its author lets the counsellor read."""

    mark: Mark
    exercise: str
    day: date
    state: str
    reason: str
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class SharedLine:
    """One wording of a cycle diary that stands between the two, and whether the other one said that it fits."""

    mark: Mark
    day: date
    field: str
    text: str
    fits: bool


def days(rows: Iterable[Written]) -> tuple[Day, ...]:
    return tuple(
        Day(
            row.mark,
            row.exercise,
            row.day,
            "done" if row.state == "done" else "skipped",
            row.reason,
            row.answers.get("pressure") == "yes",
        )
        for row in rows
    )


def thanks(rows: Iterable[Written]) -> tuple[Thanks, ...]:
    """Entries about appreciation in which something was said about telling or about what arrived."""
    found = (row for row in rows if row.exercise == THANKS and any(name in row.answers for name in OF_THANKS))
    return tuple(
        Thanks(
            row.day,
            row.mark,
            row.answers.get("told") in ("yes", True),
            cast(Reached, row.answers.get("reached_me") if row.answers.get("reached_me") in REACHED else ""),
            _rating(row, "received"),
            _rating(row, "landed"),
        )
        for row in found
    )


def bids(rows: Iterable[Written]) -> tuple[Bid, ...]:
    """Small reaches; one that lacks who made it or how it was met is left out."""
    return tuple(_bids(rows))


def _bids(rows: Iterable[Written]) -> Iterator[Bid]:
    for row in rows:
        who, response = row.answers.get("who"), row.answers.get("response")
        if row.exercise != BIDS or who not in ("me", "partner") or response not in RESPONSES:
            continue
        part = row.answers.get("part_of_day")
        yield Bid(
            row.day,
            cast(PartOfDay, part if part in PARTS_OF_DAY else ""),
            row.mark,
            row.mark if who == "me" else other(row.mark),
            cast(BidKind, row.answers.get("kind", "")),
            cast(Response, response),
        )


def flickers(rows: Iterable[Written]) -> tuple[Flicker, ...]:
    """Days of the thaw log whose signs may be read; a day on which none was ticked counts as a quiet day."""
    found = (row for row in rows if row.exercise == THAW and any(name in row.answers for name in OF_THAW))
    return tuple(_flicker(row, set(row.answers.get("flickers") or ())) for row in found)


def _flicker(row: Written, seen: set[str]) -> Flicker:
    return Flicker(
        row.day,
        row.mark,
        "ease" in seen,
        "warmth" in seen,
        "laugh" in seen,
        "tension" in seen,
        row.answers.get("setback") in ("yes", True),
    )


def starts(rows: Iterable[Written]) -> tuple[Start, ...]:
    return tuple(
        Start(row.day, row.mark, row.exercise, _starter(row.mark, row.answers["started_by"]))
        for row in rows
        if row.answers.get("started_by") in ("me", "partner", "both")
    )


def _starter(mark: Mark, said: str) -> Starter:
    return mark if said == "me" else other(mark) if said == "partner" else "both"


def cycle_lines(lines: Iterable[SharedLine]) -> tuple[CycleLine, ...]:
    """An author who shares a wording stands by it; the other one approves it by saying that it fits."""
    return tuple(
        CycleLine(
            line.day,
            line.mark,
            cast(Slot, line.field),
            line.text,
            frozenset({line.mark, other(line.mark)}) if line.fits else frozenset({line.mark}),
        )
        for line in lines
        if line.field in SLOTS
    )


def _rating(row: Written, name: str) -> int | None:
    value = row.answers.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
