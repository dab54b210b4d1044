"""From rows to what a report says. Each audience has its own queries, so nothing is cut out afterwards.

Who gets what (a section that is not named is for the counsellor alone; the private questions are in none):

- couple: only when both agreed to a report. A line of each partner who agreed to show it; areas, and the joint count,
  only when both agreed; sessions that both were expected at.
- partner: their own rows alone, through the rules by which they see them themselves.
- counsellor: both partners' rows.
- referrer: as the couple's, by what each agreed to for the referrer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation

from assessments.treating import insist_on_reading
from homework.days import day_of
from homework.days import today as practice_today
from practice import caring
from practice.access import Viewer
from practice.models import Attendee, Couple, Partner, TherapySession
from reports import agreeing, audiences, measures, practising, wording
from reports.agreeing import Agreed
from reports.audiences import BY_CONSENT, SECTIONS, Reading
from reports.progress import AlikeApart, Audience, Letterhead, Practised, Progress, ScaleLine

MOST_ADDRESS_LINES = 4


@dataclass(frozen=True)
class Gathered:
    """A report's content, and the consents that it rests on."""

    progress: Progress
    basis: tuple[Any, ...] = ()


def progress(couple: Couple, audience: Audience, **asked: Any) -> Progress:
    """What a report for this audience says now; see `gather`."""
    return gather(couple, audience, **asked).progress


def gather(
    couple: Couple,
    audience: Audience,
    *,
    by: Viewer,
    since: date,
    until: date,
    partner: Partner | None = None,
    number: int = 1,
    in_short: Sequence[str] | None = None,
    next_step: str | None = None,
    include: Collection[str] = SECTIONS,
    on: date | None = None,
) -> Gathered:
    """Gather one report. At most eight queries and keys, however much there is.

    in_short: the counsellor's own opening; None takes the draft. include: the sections wanted. on: the day it is
    prepared, today unless told otherwise. Raises ConsentMissing for a report that not everyone concerned agrees to.
    """
    insist_on_reading(by, couple)
    pair = caring.pair(couple)
    agreement = agreeing.agreed(couple, BY_CONSENT[audience]) if audience in BY_CONSENT else Agreed({})
    members = audiences.concerned(audience, pair, partner, agreement)
    reading = Reading(couple, audience, by, members, agreement, frozenset(include) & SECTIONS, since, until)
    with translation.override(reading.language):
        found = _found(reading)
        content = _said(reading, found, number, on, in_short, next_step)
    return Gathered(content, reading.basis)


@dataclass(frozen=True)
class _Found:
    session_days: tuple[date, ...]
    closeness: tuple[ScaleLine, ...] | None
    alike_apart: tuple[AlikeApart, ...] | None
    practised: Practised | None


def _found(reading: Reading) -> _Found:
    forms = measures.administrations(reading)
    return _Found(
        session_days=_session_days(reading),
        closeness=measures.closeness(reading, forms),
        alike_apart=measures.alike_apart(reading, forms),
        practised=practising.practised(reading) if "practised" in reading.include else None,
    )


def _said(
    reading: Reading,
    found: _Found,
    number: int,
    on: date | None,
    in_short: Sequence[str] | None,
    next_step: str | None,
) -> Progress:
    couple = reading.couple
    return Progress(
        audience=reading.audience,
        letterhead=letterhead(couple),
        people=reading.people,
        covers_from=reading.first_day,
        covers_to=reading.until,
        sessions_held=len(found.session_days),
        prepared_by=couple.counsellor.called,
        prepared_on=on or practice_today(couple.practice),
        issue_number=number,
        footer=_footer(reading),
        language=reading.language,
        in_short=_opening(reading, found, in_short),
        closeness=found.closeness,
        session_days=tuple(sorted(set(found.session_days))) if found.closeness else (),
        alike_apart=found.alike_apart,
        practised=found.practised,
        next_step=next_step or None,
    )


def _session_days(reading: Reading) -> tuple[date, ...]:
    """The days of sessions that this audience knows of: all of them, one's own, or those both were expected at."""
    first, last = reading.moments
    viewer = reading.own if reading.audience == "partner" else reading.by
    rows = TherapySession.objects.visible_to(viewer).held()  # type: ignore[attr-defined]
    rows = rows.filter(couple=reading.couple, starts_at__gte=first, starts_at__lt=last)
    if reading.is_by_consent:
        for member in reading.members:
            seats = Attendee.unscoped.filter(partner=member.partner_id)
            rows = rows.filter(pk__in=seats.values("session"))
    held = rows.order_by("starts_at", "pk").values_list("starts_at", flat=True)
    return tuple(day_of(at, reading.couple.practice) for at in held)


def letterhead(couple: Couple) -> Letterhead:
    """The practice's own name and address, as far as the practice has given them."""
    practice = couple.practice
    lines = [part.strip() for part in practice.address.split(",") if part.strip()]
    if len(lines) > MOST_ADDRESS_LINES:
        lines = [practice.address]
    return Letterhead(practice.name, "", (*lines, *([practice.phone] if practice.phone else [])))


def _opening(reading: Reading, found: _Found, in_short: Sequence[str] | None) -> tuple[str, ...]:
    if "in_short" not in reading.include:
        return ()
    if in_short is not None:
        return tuple(in_short)
    return wording.in_short(
        reading.audience,
        reading.people,
        lines=found.closeness or (),
        rows=found.alike_apart or (),
        practised=found.practised,
        t=translation,
    )


def _footer(reading: Reading) -> str:
    return wording.footer(
        reading.audience,
        reading.people,
        counsellor=reading.couple.counsellor.called,
        agreed_on=_agreed_on(reading),
        t=translation,
    )


def _agreed_on(reading: Reading) -> date | None:
    given = [consent.given_at for consent in reading.basis]
    return day_of(max(given), reading.couple.practice) if given else None
