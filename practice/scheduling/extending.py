"""A series goes on for some more sessions, under the same identity."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit
from practice.access import Viewer
from practice.calendar import recurrence
from practice.models import Attendee, Membership, Series, TherapySession
from practice.refusals import BadInput, NotNow, StaleEdit
from practice.scheduling import booking, keeping, taken, wall
from practice.scheduling.booking import MOST_IN_A_SERIES, Asked


@transaction.atomic
def extend(
    series: Series, *, more: int, by: Viewer, anyway: bool = False, version: int | None = None
) -> list[TherapySession]:
    """Book so many more sessions of a series, where and with whom its last one is.

    A series whose last two sessions were both moved by the same stretch goes on there; else it goes on as planned.
    """
    if not 1 <= more <= MOST_IN_A_SERIES:
        raise BadInput(fields={"more": _("Choose 1 to 52 more sessions.")})
    couple = series.couple
    second = TherapySession.unscoped.filter(series=series).values_list("second", flat=True).first()
    taken.hold([couple.counsellor_id, second])
    row = Series.unscoped.select_for_update(of=("self",)).get(pk=series.pk)
    if version is not None and row.version != version:
        raise StaleEdit
    ending = _ending(row)
    planned = _planned(row, more)
    asked = _as_before(row, ending[0])
    keeping.bump_series([row.pk], timezone.now())
    Series.unscoped.filter(pk=row.pk).update(count=row.count + more)
    starts = [_goes_on(one, asked.zone, _shift(ending)) for one in planned]
    sessions = booking.store(
        asked,
        list(zip(starts, [one.local for one in planned], strict=True)),
        by=by,
        series=row,
        anyway=anyway,
    )
    audit.record(by, "series.extended", row, couple=couple, sessions=len(sessions))
    series.refresh_from_db()
    return sessions


def rule_of(series: Series, *, more: int = 0) -> recurrence.Rule:
    """The plan of a series, as it stands or with so many more."""
    return recurrence.Rule(
        starts_local=series.first_local.replace(tzinfo=None),
        zone=series.zone,
        every=series.every,
        unit="month" if series.unit == Series.Unit.MONTH else "week",
        minutes=series.minutes,
        count=series.count + more,
    )


def _planned(series: Series, more: int) -> list[recurrence.Occurrence]:
    try:
        return recurrence.occurrences(rule_of(series, more=more))[series.count :]
    except recurrence.BadRule:
        raise BadInput(fields={"more": _("That is too far away. Book a new series later.")}) from None


def _ending(series: Series) -> list[TherapySession]:
    """The last two sessions that stand, the very last first."""
    rows = TherapySession.unscoped.booked().filter(series=series).order_by("-series_local")
    found = list(rows.select_related("couple__counsellor", "room", "second")[:2])
    if not found:
        raise NotNow(_("All of this series was cancelled. Book a new one."), code="series_cancelled")
    return found


def _as_before(series: Series, last: TherapySession) -> Asked:
    """Where and with whom the last session is; a room that was closed since and who left are no longer asked for."""
    seats = Attendee.unscoped.filter(session=last).select_related("partner")
    members = Membership.unscoped.filter(couple=last.couple, left_at=None).values("partner")
    room = last.room if last.room and last.room.is_open else None
    return booking.checked(
        last.couple,
        minutes=series.minutes,
        zone=series.zone,
        room=room,
        place=last.place,
        link=last.link,
        second=last.second if last.second and last.second.departed_at is None else None,
        attendees=[seat.partner for seat in seats.filter(partner__in=members)],
    )


def _shift(ending: Sequence[TherapySession]) -> timedelta:
    """How far from the plan the last sessions stand, if they agree."""
    shifts = {wall.wall_of(one) - one.series_local.replace(tzinfo=None) for one in ending if one.series_local}
    return shifts.pop() if len(ending) == 2 and len(shifts) == 1 else timedelta()


def _goes_on(one: recurrence.Occurrence, zone: str, shift: timedelta) -> datetime:
    return recurrence.instant(one.local + shift, zone) if shift else one.start
