"""Wall times as moments: what a clock change makes of an hour, said before it is booked."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from practice.calendar import recurrence
from practice.calendar.zones import checked_zone
from practice.models import TherapySession
from practice.refusals import BadInput

HOUR_SKIPPED, HOUR_TWICE = "hour_skipped", "hour_twice"


def instant_of(local: datetime, zone: str, *, field: str = "starts", anyway: bool = False) -> datetime:
    """The moment of a wall time, in UTC. An hour that is skipped or comes twice is refused, unless it is meant anyway.

    Meant anyway, a skipped hour is read as the one after the gap, and one that comes twice as its first.
    """
    try:
        reading = recurrence.check_local(local, checked_zone(zone))
    except recurrence.BadRule:
        raise BadInput(fields={field: _("Pick a day between 1970 and 2100, and a full minute.")}) from None
    moment = recurrence.instant(local, zone)
    if anyway or reading == "ok":
        return moment
    if reading == "twice":
        first = _("The clocks run through this hour twice on that day. It would be the first of the two.")
        raise BadInput(code=HOUR_TWICE, fields={field: first})
    says = _("The clocks skip this hour on that day. It would be %(time)s.") % {"time": clock(moment, zone)}
    raise BadInput(code=HOUR_SKIPPED, fields={field: says})


def wall_of(session: TherapySession) -> datetime:
    """When a session begins on the clock of its zone, as it was meant: also where the clocks skip that hour."""
    if session.series_local is not None:
        planned = session.series_local.replace(tzinfo=None)
        if recurrence.instant(planned, session.zone) == session.starts_at:
            return planned
    return local_of(session.starts_at, session.zone)


def local_of(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(recurrence.zone_info(zone)).replace(tzinfo=None)


def clock(moment: datetime, zone: str) -> str:
    return f"{local_of(moment, zone):%H:%M}"


def day(moment: datetime, zone: str) -> str:
    """The day in words, since a series has many."""
    return date_format(local_of(moment, zone), "j F Y")


def in_utc(local: datetime) -> datetime:
    """A wall time as the database keeps it: the same digits, under UTC."""
    return local.replace(tzinfo=UTC)
