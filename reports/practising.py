"""What was practised, as far as one audience may know of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from homework import reading as homework
from homework.models import SETTLING, Entry, EntryPart
from homework.reading.totals import APPRECIATIONS
from reports.agreeing import Kind
from reports.audiences import Reading
from reports.progress import Ledger, Practised


def practised(reading: Reading) -> Practised | None:
    match reading.audience:
        case "partner":
            found = _own(reading)
        case "counsellor":
            found = _both_ends(reading)
        case _:
            found = _joint(reading)
    return found if found != Practised() else None


def _days(reading: Reading) -> tuple[date, date]:
    return reading.first_day, reading.until


def _own(reading: Reading) -> Practised:
    partner = reading.members[0].partner
    totals = homework.appreciation_of(partner, reading.couple, *_days(reading), by=reading.by)
    entries = Entry.objects.visible_to(reading.own).filter(partner=partner)
    return Practised(
        given=totals.given or None, noticed=totals.noticed or None, exercises=_tried(reading, entries)
    )


def _both_ends(reading: Reading) -> Practised:
    lines = homework.appreciation_ledger(reading.couple, *_days(reading), by=reading.by)
    rows = tuple(Ledger(line.mark, line.given, line.noticed) for line in lines)  # type: ignore[arg-type]
    entries = Entry.objects.visible_to(reading.by)
    total = sum(row.given for row in rows)
    done = any(row.given or row.noticed for row in rows)
    return Practised(shared=total or None, ledger=rows if done else None, exercises=_tried(reading, entries))


def _joint(reading: Reading) -> Practised:
    """What stands between the two alone: what was delivered. Who did what on which day is in neither."""
    shared = None
    if reading.all_show(Kind.APPRECIATIONS):
        shared = homework.appreciation_delivered(reading.couple, *_days(reading)) or None
    first, last = reading.moments
    parts = EntryPart.unscoped.delivered().of_couple(reading.couple)
    parts = parts.filter(released_at__gte=first - SETTLING, released_at__lt=last - SETTLING)
    return Practised(shared=shared, exercises=_titles(parts, "entry__assignment__exercise"))


def _tried(reading: Reading, entries: Any) -> tuple[str, ...]:
    first, last = _days(reading)
    done = entries.filter(
        assignment__couple=reading.couple, state=Entry.State.DONE, day__gte=first, day__lte=last
    )
    return _titles(done, "assignment__exercise")


def _titles(rows: Any, exercise: str) -> tuple[str, ...]:
    """The exercises' names in their own order; appreciations are told in numbers."""
    named = rows.exclude(**{f"{exercise}__slug__in": APPRECIATIONS}).order_by(f"{exercise}__title")
    return tuple(named.values_list(f"{exercise}__title", flat=True).distinct())
