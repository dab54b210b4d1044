"""A person's own secret calendar: what it shows, its address, and when it changed.

Everything is made for one viewer: identifiers are HMACs of that person, the window moves once a month, and the
revision rises only when what this feed shows has changed.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from practice import audit, ical, recurrence, registry
from practice.access import FEED, Viewer
from practice.models import Attendee, FeedToken, Partner, Series, Staff, TherapySession, User

DAYS_BACK, DAYS_AHEAD = 90, 400
USED_STAMP_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Hour:
    """An hour of one person that is no session: when, and nothing else. It stands under the same neutral title."""

    id: Any
    starts_at: datetime
    ends_at: datetime
    zone: str
    stamp: datetime
    sequence: int = 0


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


@transaction.atomic
def make(user: User, *, by: Viewer) -> str:
    """A new secret address; any earlier one is dead. The token is returned once and never again."""
    FeedToken.unscoped.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    token = secrets.token_urlsafe(32)
    row = FeedToken.unscoped.create(user=user, token_hash=token_hash(token))
    audit.record(by, "feed.made", row)
    return token


@transaction.atomic
def revoke(user: User, *, by: Viewer) -> None:
    FeedToken.unscoped.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    audit.record(by, "feed.revoked")


def find(token: str) -> FeedToken | None:
    """The live feed of this address. A person who can no longer sign in has none."""
    rows = FeedToken.unscoped.select_related("user")
    found = rows.filter(token_hash=token_hash(token), revoked_at=None, user__is_active=True).first()
    if found is not None and (
        found.last_used_at is None or timezone.now() - found.last_used_at > USED_STAMP_EVERY
    ):
        FeedToken.unscoped.filter(pk=found.pk).update(last_used_at=timezone.now())
    return found


def window(today: date) -> tuple[datetime, datetime]:
    """90 days back and 400 ahead, counted from the first of the month so that it moves once a month."""
    first = datetime(today.year, today.month, 1, tzinfo=UTC)
    return first - timedelta(days=DAYS_BACK), first + timedelta(days=DAYS_AHEAD)


def etag(feed: FeedToken, today: date) -> str:
    mark = f"{feed.pk}:{feed.revision}:{window(today)[0]:%Y%m%d}"
    return '"' + _mac(feed.user_id, mark)[:32] + '"'


def _mac(user_id: Any, what: str) -> str:
    return hmac.new(
        settings.SECRET_KEY.encode(), f"feed:{user_id}:{what}".encode(), hashlib.sha256
    ).hexdigest()


def viewer_of(feed: FeedToken) -> Viewer:
    return Viewer(user_id=feed.user_id, roles=frozenset({FEED}))


def body(feed: FeedToken, today: date) -> bytes:
    """The whole calendar of this feed's person."""
    since, until = window(today)
    sessions = list(
        TherapySession.objects.visible_to(viewer_of(feed))
        .filter(Q(starts_at__gte=since, starts_at__lt=until))
        .select_related("series")
        .order_by("starts_at", "pk")
    )
    hours: list[Hour] = registry.hours_of(feed.user_id, since, until)
    events = [*_events(feed.user_id, sessions), *(_hour_event(feed.user_id, hour) for hour in hours)]
    return ical.feed(events, name="Appointments", zone=_zone([*sessions, *hours])).body


def _zone(found: Sequence[TherapySession | Hour]) -> str:
    return found[0].zone if found else "UTC"


def _hour_event(user_id: Any, hour: Hour) -> ical.FeedEvent:
    return ical.FeedEvent(
        uid=_uid(user_id, hour.id),
        start=hour.starts_at,
        end=hour.ends_at,
        zone=hour.zone,
        stamp=hour.stamp,
        sequence=hour.sequence,
    )


def _events(user_id: Any, sessions: Sequence[TherapySession]) -> list[ical.FeedEvent]:
    groups: dict[Any, list[TherapySession]] = {}
    for session in sessions:
        groups.setdefault(session.series_id or session.pk, []).append(session)
    found: list[ical.FeedEvent] = []
    for group in groups.values():
        series = group[0].series
        found += _repeating(user_id, series, group) if series else [single_event(user_id, group[0])]
    return found


def single_event(user_id: Any, session: TherapySession) -> ical.FeedEvent:
    return ical.FeedEvent(
        uid=_uid(user_id, session.pk),
        start=session.starts_at,
        end=session.ends_at,
        zone=session.zone,
        stamp=session.changed_at,
        location=session.place,
        sequence=session.sequence,
        cancelled=session.state == TherapySession.State.CANCELLED,
    )


def _repeating(user_id: Any, series: Series, group: list[TherapySession]) -> list[ical.FeedEvent]:
    """One rule with its exceptions. What this person is not expected at looks exactly like what was cancelled."""
    rule = recurrence.Rule(
        starts_local=series.first_local.replace(tzinfo=None),
        zone=series.zone,
        every_weeks=series.every_weeks,
        minutes=series.minutes,
        count=series.count,
    )
    expected = {
        session.series_local.replace(tzinfo=None): session
        for session in group
        if session.series_local and session.state == TherapySession.State.BOOKED
    }
    planned = recurrence.occurrences(rule)
    away = [one.start for one in planned if one.local not in expected]
    uid = _uid(user_id, series.pk)
    stamp = max(session.changed_at for session in group)
    master = ical.FeedEvent(
        uid=uid,
        start=planned[0].start,
        end=planned[0].end,
        zone=series.zone,
        stamp=stamp,
        location=group[0].place,
        sequence=max(session.sequence for session in group),
        rrule=rule,
        exdates=tuple(away),
    )
    moved = [
        _exception(uid, session, one.start)
        for one in planned
        if (session := expected.get(one.local))
        and ((session.starts_at, session.ends_at) != (one.start, one.end) or session.place != group[0].place)
    ]
    return [] if not expected else [master, *moved]


def _exception(uid: str, session: TherapySession, planned: datetime) -> ical.FeedEvent:
    return ical.FeedEvent(
        uid=uid,
        start=session.starts_at,
        end=session.ends_at,
        zone=session.zone,
        stamp=session.changed_at,
        location=session.place,
        sequence=session.sequence,
        recurrence_id=planned,
    )


def _uid(user_id: Any, what: Any) -> str:
    return _mac(user_id, f"uid:{what}")[:40] + "@evenlight.invalid"


def one(user_id: Any, session: TherapySession) -> bytes:
    """One session for "Add to calendar", under the same identity as in the feed of this person."""
    return ical.one(single_event(user_id, session))


def changed(sessions: Iterable[TherapySession]) -> None:
    """These sessions changed: the feeds that show them have a new revision, in the same transaction."""
    ids = [session.pk for session in sessions]
    couples = {session.couple_id for session in sessions}
    partners = Partner.unscoped.filter(
        pk__in=Attendee.unscoped.filter(session__in=ids).values("partner"), user__isnull=False
    )
    staff = Staff.unscoped.filter(
        pk__in=TherapySession.unscoped.filter(couple__in=couples).values("couple__counsellor"),
        user__isnull=False,
    )
    bump([*partners.values_list("user_id", flat=True), *staff.values_list("user_id", flat=True)])


def bump(user_ids: Iterable[Any]) -> None:
    FeedToken.unscoped.filter(user__in=[one for one in user_ids if one], revoked_at=None).update(
        revision=F("revision") + 1
    )
