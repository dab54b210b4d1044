"""What one person's calendar shows, as events: the sessions they are seated at, hours kept free, or the practice's rooms.

What a person is not seated at is absent. A series is cut to the sessions that this person has in the window, and the
number that counts its changes is made of those alone, so that nothing in it follows from anybody else's sessions.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from practice import registry
from practice.access import FEED, Viewer
from practice.calendar import ical, recurrence, repeating
from practice.calendar.events import NOT_WELL_FORMED
from practice.models import CalendarChoice, CoupleCode, Staff, TherapySession

BOOKED, CANCELLED = TherapySession.State.BOOKED, TherapySession.State.CANCELLED
Row = TypeVar("Row")
log = logging.getLogger(__name__)


class Window(NamedTuple):
    """From when to when sessions are shown. lately: what was cancelled since then is still shown as cancelled."""

    since: datetime
    until: datetime
    lately: datetime


@dataclass(frozen=True)
class Hour:
    """An hour of one person that is no session: when, and nothing else. Without a title it stands as sessions do.

    rule: it comes back; starts_at and ends_at are those of the first. has_alarm: the person's reminder is set for it too.
    """

    id: Any
    starts_at: datetime
    ends_at: datetime
    zone: str
    stamp: datetime
    sequence: int = 0
    title: str = ""
    rule: recurrence.Rule | None = None
    has_alarm: bool = True


@dataclass(frozen=True)
class Look:
    """How one person wants sessions to look in their calendar; without a choice, without a place and a reminder.

    codes: what a couple's sessions are called in a colleague's own calendar. since: when this was last chosen.
    """

    title: str = ical.SUMMARY
    codes: Mapping[UUID, str] = field(default_factory=dict)
    shows_place: bool = False
    alarm_minutes: int | None = None
    since: datetime | None = None


WITH_PLACE = Look(shows_place=True)


def look_of(user_id: Any) -> Look:
    """The person's own choice, and a colleague's codes if they want them."""
    choice = CalendarChoice.unscoped.filter(user=user_id).first()
    if choice is None:
        return Look()
    codes = CoupleCode.unscoped.filter(staff__user=user_id).values_list("couple", "code")
    return Look(
        title=choice.title or ical.SUMMARY,
        codes=dict(codes) if choice.uses_codes else {},
        shows_place=choice.shows_place,
        alarm_minutes=choice.alarm_minutes,
        since=choice.changed_at,
    )


def viewer_of(user_id: Any) -> Viewer:
    return Viewer(user_id=user_id, roles=frozenset({FEED}))


def uid(user_id: Any, what: Any) -> str:
    """One thing's name in one person's calendar: the same for ever, and another one in everybody else's.

    Keyed with the person's id, which is random and told to nobody, and not with a secret of the server: those are
    changed now and then, and a session under a new name would stand in a calendar twice.
    """
    mac = hmac.new(str(user_id).encode(), f"calendar:{what}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:11]).decode().rstrip("=") + "@evenlight.invalid"


def own_events(user_id: Any, window: Window) -> list[ical.FeedEvent]:
    """The sessions this person is seated at or works in, and their other hours. A number of queries that never grows."""
    look, visible = look_of(user_id), TherapySession.objects.visible_to(viewer_of(user_id))
    in_window = visible.filter(starts_at__gte=window.since, starts_at__lt=window.until)
    sessions = list(in_window.select_related("series", "room").order_by("starts_at", "pk"))
    whole = _whole(visible, {session.series_id for session in sessions if session.series_id})

    def events(group: list[TherapySession]) -> list[ical.FeedEvent]:
        alone = [(session, single_event(user_id, session, look)) for session in group]
        series = group[0].series
        if series is None:
            return [event for _session, event in alone]
        return repeating.events(uid(user_id, series.pk), series, alone, whole[series.pk], window.lately)

    hours: list[Hour] = registry.hours_of(user_id, window.since, window.until)
    return [
        *_each(_by_series(sessions), events),
        *_each(hours, lambda hour: [_hour_event(user_id, hour, look)]),
    ]


def room_events(user_id: Any, window: Window) -> list[ical.FeedEvent]:
    """When the rooms of the practice are taken. Each session stands alone: a series would show whose hours belong together."""
    runs = Staff.unscoped.filter(Q(is_owner=True) | Q(is_scheduler=True), user=user_id, departed_at=None)
    sessions = TherapySession.unscoped.filter(
        room__practice__in=runs.values("practice"), starts_at__gte=window.since, starts_at__lt=window.until
    )

    def events(session: TherapySession) -> list[ical.FeedEvent]:
        assert session.room is not None
        event = single_event(user_id, session, Look(title=session.room.called))
        return [replace(event, uid=uid(user_id, f"in a room:{session.pk}"))]

    return _each(sessions.select_related("room").order_by("starts_at", "pk"), events)


def single_event(user_id: Any, session: TherapySession, look: Look = WITH_PLACE) -> ical.FeedEvent:
    """One session, as it stands in this person's calendar when it belongs to no series."""
    return ical.FeedEvent(
        uid=uid(user_id, session.pk),
        start=session.starts_at,
        end=session.ends_at,
        zone=session.zone,
        stamp=_stamp(session.changed_at, look),
        summary=look.codes.get(session.couple_id, look.title),
        location=place_of(session) if look.shows_place else "",
        url=session.link if look.shows_place else "",
        sequence=session.sequence,
        cancelled=session.state == CANCELLED,
        alarm_minutes=look.alarm_minutes,
    )


def place_of(session: TherapySession) -> str:
    """Where people come to: the room and how to find it, or the place in words."""
    if session.room is None:
        return session.place
    return ", ".join(words for words in (session.room.called, session.room.where) if words)


def _by_series(sessions: Iterable[TherapySession]) -> Iterator[list[TherapySession]]:
    groups: dict[Any, list[TherapySession]] = {}
    for session in sessions:
        groups.setdefault(session.series_id or session.pk, []).append(session)
    yield from groups.values()


def _whole(visible: QuerySet[TherapySession], ids: set[UUID | None]) -> dict[UUID, repeating.Whole]:
    """The count of changes takes in old sessions too, and how many there are, so that it rises and never falls."""
    rows = visible.filter(series__in=ids).order_by().values("series")
    counted = rows.annotate(
        changes=Sum("sequence"),
        many=Count("pk"),
        last=Max("changed_at"),
        booked=Count("pk", filter=Q(state=BOOKED)),
    )
    return {
        row["series"]: repeating.Whole(row["changes"] + row["many"] - 1, row["last"], row["booked"] > 0)
        for row in counted
    }


def _each(rows: Iterable[Row], made: Callable[[Row], list[ical.FeedEvent]]) -> list[ical.FeedEvent]:
    """One broken row is left out, whatever is wrong with it; the log says that it was, and nothing of it."""
    found: list[ical.FeedEvent] = []
    for row in rows:
        try:
            found += made(row)
        except NOT_WELL_FORMED as why:
            log.warning("a row was left out of a calendar (%s)", type(why).__name__)
    return found


def _hour_event(user_id: Any, hour: Hour, look: Look) -> ical.FeedEvent:
    return ical.FeedEvent(
        uid=uid(user_id, hour.id),
        start=hour.starts_at,
        end=hour.ends_at,
        zone=hour.zone,
        stamp=_stamp(hour.stamp, look),
        summary=hour.title or look.title,
        sequence=hour.sequence,
        alarm_minutes=look.alarm_minutes if hour.has_alarm else None,
        rrule=hour.rule,
    )


def _stamp(changed: datetime, look: Look) -> datetime:
    return changed if look.since is None else max(changed, look.since)
