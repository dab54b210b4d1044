"""A person's own secret calendar address: who has one, when what it shows has changed, and its bytes.

The revision of a feed rises, in the same transaction, with each change of what this feed shows and with no other. The
bytes are kept as they were last built, so that nothing is read or written again for a calendar that did not change.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit
from practice.access import Viewer
from practice.calendar import agenda, ical, stored, vtimezone
from practice.calendar.agenda import Hour, Window, single_event
from practice.models import (
    Attendee,
    CalendarChoice,
    FeedToken,
    Membership,
    Staff,
    StoredFeed,
    TherapySession,
    User,
)
from practice.refusals import NotFound, NotNow

__all__ = ["Hour", "Window", "single_event"]

DAYS_BACK, DAYS_AHEAD = 90, 400
USED_STAMP_EVERY = timedelta(hours=1)
OWN, ROOMS = FeedToken.Kind.OWN, FeedToken.Kind.ROOMS
NAMES = {OWN: "Appointments", ROOMS: "Rooms"}


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


@transaction.atomic
def make(user: User, kind: str = OWN, *, by: Viewer) -> str:
    """A new secret address; any earlier one of its kind is dead. The token is returned once and never again.

    The rooms are for who runs the practice. Who is invited by mail gets no address beside it, so that no session
    stands in one calendar twice.
    """
    if kind == ROOMS and not _runs_a_practice(user.pk).exists():
        raise NotFound
    by_mail = CalendarChoice.unscoped.filter(user=user, channel=CalendarChoice.Channel.MAIL)
    if kind == OWN and by_mail.exists():
        raise NotNow(
            _("Your appointments come by mail. Choose a calendar address first if you’d like one instead."),
            code="invited_by_mail",
        )
    _end(user, kind)
    token = secrets.token_urlsafe(32)
    row = FeedToken.unscoped.create(user=user, kind=kind, token_hash=token_hash(token))
    audit.record(by, "feed.made", row)
    return token


@transaction.atomic
def revoke(user: User, kind: str = OWN, *, by: Viewer) -> None:
    _end(user, kind)
    audit.record(by, "feed.revoked")


def forget_stored(user: User) -> None:
    """What was kept for addresses that died otherwise, as when somebody leaves the practice."""
    StoredFeed.unscoped.filter(feed__user=user, feed__revoked_at__isnull=False).delete()


def _end(user: User, kind: str) -> None:
    live = FeedToken.unscoped.filter(user=user, kind=kind, revoked_at=None)
    StoredFeed.unscoped.filter(feed__in=live).delete()
    live.update(revoked_at=timezone.now())


def _runs_a_practice(user: Any) -> Any:
    return Staff.unscoped.filter(Q(is_owner=True) | Q(is_scheduler=True), user=user, departed_at=None)


def _counsels(user: Any) -> Any:
    return Staff.unscoped.filter(user=user, departed_at=None, is_counsellor=True)


_LIVE = """
    SELECT feed.id, feed.user_id, feed.kind, feed.revision, feed.last_used_at, works.is_counsellor AS counsels
    FROM practice_feedtoken feed
    JOIN practice_user person ON person.id = feed.user_id AND person.is_active
    LEFT JOIN practice_staff works ON works.user_id = feed.user_id AND works.departed_at IS NULL
    WHERE feed.token_hash = %s AND feed.revoked_at IS NULL
      AND (feed.kind = 'own' OR works.is_owner OR works.is_scheduler)
"""


def find(token: str) -> FeedToken | None:
    """The live feed of this address, in one query. A person who can no longer sign in has none.

    What a person holds is asked anew each time: rooms close to who no longer runs the practice, and the mark of a feed
    is another one as soon as its person is no counsellor any more. Written out, because calendars ask for it day and
    night and most of them are told that nothing has changed: putting the query together took longer than all the rest.
    """
    found: FeedToken | None = next(iter(FeedToken.unscoped.raw(_LIVE, [token_hash(token)])), None)
    if found is not None and (
        found.last_used_at is None or timezone.now() - found.last_used_at > USED_STAMP_EVERY
    ):
        FeedToken.unscoped.filter(pk=found.pk).update(last_used_at=timezone.now())
    return found


def window(today: date) -> Window:
    """90 days back and 400 ahead, counted from the first of the month so that it moves once a month."""
    first = datetime(today.year, today.month, 1, tzinfo=UTC)
    return Window(
        first - timedelta(days=DAYS_BACK),
        first + timedelta(days=DAYS_AHEAD),
        (first - timedelta(days=1)).replace(day=1),
    )


def etag(feed: FeedToken, today: date) -> str:
    """Of the revision, which rises with the person's choice too; of the window; and of what writes the bytes."""
    held = bool(feed.counsels) if hasattr(feed, "counsels") else _counsels(feed.user_id).exists()
    mark = f"{feed.pk}:{feed.revision}:{today:%Y%m}:{held}:{_writer()}"
    key = f"feed:{feed.user_id}".encode() + settings.SECRET_KEY.encode()
    return '"' + hmac.new(key, mark.encode(), hashlib.sha256).hexdigest()[:32] + '"'


def _writer() -> str:
    return f"{stored.FORMAT}:{vtimezone.release()}"


def viewer_of(feed: FeedToken) -> Viewer:
    return agenda.viewer_of(feed.user_id)


def body(feed: FeedToken, today: date) -> bytes:
    """The whole calendar of this feed, as it is kept, or built anew where something has changed."""
    mark = etag(feed, today)
    held = stored.held(feed)
    if held is not None and held.mark == mark:
        return bytes(held.body)
    events = (agenda.room_events if feed.kind == ROOMS else agenda.own_events)(feed.user_id, window(today))
    kept = {} if held is None else stored.parts_of(held, _writer())
    made = ical.feed(
        stored.never_lower(events, kept),
        name=NAMES[FeedToken.Kind(feed.kind)],
        kept=kept,
    )
    stored.keep(feed, mark, _writer(), made)
    return made.body


def one(user_id: Any, session: TherapySession) -> bytes:
    """One session for "Add to calendar", as this person wants it to look."""
    return ical.one(agenda.single_event(user_id, session, agenda.look_of(user_id)))


def changed(sessions: Iterable[TherapySession]) -> None:
    """These sessions changed: the feeds that show them have a new revision, in the same transaction. One query."""
    ids = [session.pk for session in sessions]
    rows = TherapySession.unscoped.filter(pk__in=ids)
    shown_to = (
        Q(user__in=Attendee.unscoped.filter(session__in=ids).values("partner__user"))
        | Q(user__in=rows.values("couple__counsellor__user"))
        | Q(user__in=rows.values("second__user"))
    )
    at_work = Staff.unscoped.filter(practice__in=rows.values("couple__practice")).values("user")
    _rise(Q(shown_to, kind=OWN) | Q(kind=ROOMS, user__in=at_work))


def bump(user_ids: Iterable[Any]) -> None:
    """What these people's own feeds show has changed."""
    _rise(Q(kind=OWN, user__in=[one for one in user_ids if one]))


def partner_joined(*, membership: Membership) -> None:
    """Seats from before they came are theirs no more."""
    bump([membership.partner.user_id])


def bump_rooms(practice: Any) -> None:
    """What the feeds of this practice's rooms show has changed."""
    _rise(Q(kind=ROOMS, user__in=Staff.unscoped.filter(practice=practice).values("user")))


def _rise(which: Q) -> None:
    FeedToken.unscoped.filter(which, revoked_at=None).update(revision=F("revision") + 1)
