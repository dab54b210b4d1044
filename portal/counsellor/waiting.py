"""`/desk/open-alone/`: everything that waits to be opened alone, the longest wait first. What it is stands nowhere here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from . import safety
from .here import Desk, Someone, names_of, page, show
from .week_rows import people_by_couple


@dataclass(frozen=True)
class Line:
    """One couple of the queue. told: called, in which turn, when."""

    couple_id: UUID
    people: tuple[Someone, ...]
    names: str
    since: datetime
    wait: str
    told: tuple[tuple[str, str, datetime], ...]


@page("GET", alone=True)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    found = safety.queue(desk.viewer)
    people = people_by_couple(desk, [one.couple_id for one in found])
    lines = [
        Line(
            one.couple_id,
            people.get(one.couple_id, ()),
            names_of(people.get(one.couple_id, ())),
            one.since,
            in_words(one.for_how_long(desk.now)),
            one.told,
        )
        for one in found
    ]
    return show(
        request,
        "waiting",
        desk,
        lines=lines,
        notices=safety.notices_elsewhere(desk.viewer),
        gaps=safety.gaps(desk.viewer),
    )


def in_words(wait: timedelta) -> str:
    """Minutes up to an hour, hours up to two days, then days."""
    minutes = int(wait.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)d minute", "%(n)d minutes", max(minutes, 1)) % {"n": max(minutes, 1)}
    if minutes < 48 * 60:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d day", "%(n)d days", minutes // 1440) % {"n": minutes // 1440}
