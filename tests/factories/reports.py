"""A couple's eight weeks as rows, for reports, caseloads and overviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec
from django.utils import timezone

from assessments.models import Administration
from assessments.results import summarising
from assessments.scores.answers import read
from assessments.scores.scoring import score
from homework.models import Entry
from practice.calendar.zones import moment
from practice.models import Attendee, Couple, Partner, TherapySession
from reports import issuing
from reports.issuing import Order
from reports.models import ReportConsent
from tests.factories.assessments import shipped
from tests.factories.homework import (
    AssignmentFactory,
    EntryFactory,
    EntryPartFactory,
    exercise,
    joint_work,
    shared_part,
)
from tests.factories.practice import SessionFactory

EVERYTHING = tuple(ReportConsent.Kind.values)
PULSE = ("felt_close", "felt_i_matter", "felt_tense", "felt_hopeful")
ROSE = [
    (1, 1, 3, 1),
    (1, 2, 3, 1),
    (2, 1, 2, 1),
    (2, 2, 2, 2),
    (2, 2, 2, 3),
    (3, 2, 2, 3),
    (3, 3, 1, 3),
    (3, 4, 1, 4),
]
STEADY = [
    (3, 3, 1, 3),
    (3, 2, 1, 3),
    (2, 3, 1, 3),
    (3, 3, 1, 2),
    (3, 3, 2, 3),
    (3, 3, 1, 3),
    (2, 3, 1, 3),
    (3, 3, 1, 3),
]


def submitted(
    couple: Couple, partner: Partner, slug: str, given: Mapping[str, Any], at: datetime
) -> Administration:
    """One form that this partner sent at this time, scored as any."""
    version = shipped(slug)
    answers = read(version.definition, dict(given))
    row = Administration(
        couple=couple, partner=partner, instrument=version, state="submitted", submitted_at=at
    )
    row.answers = answers.stored
    row.scores = msgspec.to_builtins(score(version.definition, answers))
    row.save(force_insert=True)
    return row


def pulses(
    couple: Couple, partner: Partner, weeks: Sequence[tuple[int, ...]], *, last: datetime | None = None
) -> None:
    """One weekly pulse a week, the newest one at `last` (yesterday unless told otherwise)."""
    newest = last or timezone.now() - timedelta(days=1)
    for place, values in enumerate(weeks):
        at = newest - timedelta(weeks=len(weeks) - 1 - place)
        submitted(couple, partner, "weekly-pulse", dict(zip(PULSE, values, strict=True)), at)
    summarising.recount(couple)


def turning_toward(couple: Couple, partner: Partner, value: int, *, at: datetime | None = None) -> None:
    """Every statement of turning-toward answered alike."""
    version = shipped("turning-toward")
    given = {question.id: value for question in version.definition.questions if question.scale}
    submitted(couple, partner, "turning-toward", given, at or timezone.now() - timedelta(days=2))
    summarising.recount(couple)


def held_session(couple: Couple, *partners: Partner, days_ago: int) -> TherapySession:
    """A session that took place, with those who were expected."""
    starts = timezone.now() - timedelta(days=days_ago)
    session = SessionFactory(couple=couple, starts_at=starts, ends_at=starts + timedelta(minutes=50))
    Attendee.unscoped.bulk_create([Attendee(session=session, partner=partner) for partner in partners])
    return session


def eight_weeks(couple: Couple, a: Partner, b: Partner) -> None:
    """Pulses, areas, sessions and kind words of both partners."""
    joint_work(couple)
    pulses(couple, a, STEADY)
    pulses(couple, b, ROSE)
    turning_toward(couple, a, 3)
    turning_toward(couple, b, 1)
    for days_ago in (52, 38, 24, 10):
        held_session(couple, a, b, days_ago=days_ago)
    for slug in ("appreciation-exchange", "ten-minutes-phones-away"):
        kind_words(couple, (a, b), slug=slug)


def kind_words(
    couple: Couple, partners: Sequence[Partner], *, slug: str = "appreciation-exchange", days: int = 5
) -> None:
    """An assignment with one shared entry of each partner on each of the last days."""
    assignment = AssignmentFactory(couple=couple, exercise=exercise(slug))
    for back in range(1, days + 1):
        for partner in partners:
            entry = EntryFactory(
                assignment=assignment, partner=partner, day=timezone.localdate() - timedelta(days=back)
            )
            shared_part(entry, minutes_ago=60 * 24 * back)


def private_entry(couple: Couple, partner: Partner, words: str) -> Entry:
    """A day that a partner kept to themselves."""
    assignment = AssignmentFactory(
        couple=couple, exercise=exercise("daily-self-check-in"), for_partner=partner
    )
    entry = EntryFactory(assignment=assignment, partner=partner)
    EntryPartFactory(entry=entry, words=words)
    return entry


def agree(
    couple: Couple, *partners: Partner, kinds: Sequence[str] = EVERYTHING, reader: str = "couple"
) -> None:
    """These partners agreed to these kinds a week ago."""
    at = timezone.now() - timedelta(days=7)
    for partner in partners:
        for kind in kinds:
            ReportConsent.unscoped.create(
                couple=couple, partner=partner, kind=kind, reader=reader, given_at=at
            )


def order(audience: str, partner: Partner | None = None, *, weeks: int = 9, **asked: Any) -> Order:
    """The last weeks, for this audience."""
    until = timezone.localdate()
    return Order(
        audience=audience, partner=partner, since=until - timedelta(weeks=weeks), until=until, **asked
    )


def issued(couple: Couple, audience: str, partner: Partner | None = None, *, by: Any, **asked: Any) -> Any:
    return issuing.issue(couple, order(audience, partner, **asked), by=by)


def at_noon(day: date, couple: Couple) -> datetime:
    return moment(datetime.combine(day, time(12)), couple.practice.time_zone)
