"""Sessions by mail, for people who chose that channel: an invitation for each session, kept right until it is over.

Every session is an event of its own here, those of a series too. One mail that repeats, with exceptions following by
RECURRENCE-ID, is read differently from program to program: some take only the first event of a file, some lose moved
sessions when the series grows, some cannot miss the first date. A single event is read alike by all. So that a long
series does not fill a mailbox in one go, its sessions are mailed as they come near.

Somebody who goes from mail to the feed gets no CANCEL: it would say "called off" of sessions that take place. What
stands in their calendar has the same UID as in the file from the page, and is kept right by mail until it is over; what
is new comes by the feed alone. Whoever wants no mail at all says so on the contact page, and gets none from then on.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from practice import outbox
from practice.calendar import agenda, feeds, ical, itip
from practice.models import Attendee, CalendarChoice, InviteReply, MailedInvite, TherapySession

SERIES_AHEAD = timedelta(days=60)
MOST_AT_ONCE = 200
MAIL = CalendarChoice.Channel.MAIL
REQUEST, CANCEL = MailedInvite.Method.REQUEST, MailedInvite.Method.CANCEL


def changed(sessions: Iterable[TherapySession]) -> None:
    """These sessions are new or different: whoever has them by mail is told, in the same transaction."""
    ids = {session.pk for session in sessions}
    rows = TherapySession.unscoped.filter(pk__in=ids)
    people = {
        *Attendee.unscoped.filter(session__in=ids).values_list("partner__user", flat=True),
        *rows.values_list("couple__counsellor__user", flat=True),
        *rows.values_list("second__user", flat=True),
    }
    by_mail = set(
        CalendarChoice.unscoped.filter(user__in=people - {None}, channel=MAIL).values_list("user", flat=True)
    )
    told = MailedInvite.unscoped.filter(session__in=ids, method=REQUEST).values_list("user", flat=True)
    _bring_up_to_date(dict.fromkeys(by_mail | set(told), ids))


def catch_up() -> int:
    """Mail what has come near, what was ahead when somebody chose mail, and what a person is not expected at any more."""
    found: dict[Any, set[Any]] = {}
    for user, session in [*_not_mailed_yet(), *_not_right_any_more()]:
        found.setdefault(user, set()).add(session)
    return _bring_up_to_date(found)


def _near() -> Q:
    """What stands alone is mailed at once, what belongs to a series when it comes near."""
    now = timezone.now()
    return Q(ends_at__gt=now) & (Q(series=None) | Q(starts_at__lt=now + SERIES_AHEAD))


def _not_mailed_yet() -> list[tuple[UUID, UUID]]:
    sessions = TherapySession.unscoped.booked().filter(_near())
    pairs: list[tuple[UUID, UUID]] = []
    for rows, user, session in (
        (Attendee.unscoped.filter(session__in=sessions), "partner__user", "session"),
        (sessions, "couple__counsellor__user", "pk"),
        (sessions, "second__user", "pk"),
    ):
        pairs += _unmailed(rows, user, session)
    return pairs


def _unmailed(rows: QuerySet[Any], user: str, session: str) -> list[tuple[UUID, UUID]]:
    chose = CalendarChoice.unscoped.filter(user=OuterRef(user), channel=MAIL)
    told = MailedInvite.unscoped.filter(user=OuterRef(user), session=OuterRef(session), method=REQUEST)
    found = rows.filter(Exists(chose), ~Exists(told), **{f"{user}__is_active": True}).exclude(
        **{f"{user}__email": ""}
    )
    return list(found.values_list(user, session)[:MOST_AT_ONCE])


def _not_right_any_more() -> list[tuple[UUID, UUID]]:
    seat = Attendee.unscoped.filter(session=OuterRef("session"), partner__user=OuterRef("user"))
    works = Q(session__couple__counsellor__user=F("user")) | Q(session__second__user=F("user"))
    told = MailedInvite.unscoped.filter(method=REQUEST, session__ends_at__gt=timezone.now())
    stale = told.filter(Q(session__changed_at__gt=F("at")) | (~Exists(seat) & ~works))
    return list(stale.values_list("user", "session")[:MOST_AT_ONCE])


@transaction.atomic
def _bring_up_to_date(wanted: dict[Any, set[Any]]) -> int:
    """Say to each of these people what is not said yet about these sessions; how many mails that made."""
    rows = CalendarChoice.unscoped.select_for_update(of=("self",)).select_related("user")
    choices = rows.filter(user__in=wanted.keys()).order_by("pk")
    return sum(_tell(choice, wanted[choice.user_id]) for choice in choices)


def _tell(choice: CalendarChoice, ids: set[Any]) -> int:
    user = choice.user
    known = TherapySession.unscoped.filter(pk__in=ids, ends_at__gt=timezone.now()).order_by("starts_at", "pk")
    visible = TherapySession.objects.visible_to(agenda.viewer_of(user.pk))  # as their feed would show them
    expected = set(visible.filter(pk__in=ids, state="booked").values_list("pk", flat=True))
    near = set(known.filter(_near()).values_list("pk", flat=True)) if choice.channel == MAIL else set()
    said = {row.session_id: row for row in MailedInvite.unscoped.filter(user=user, session__in=ids)}
    count = 0
    for session in known.select_related("couple", "room"):
        method = _next(session, said.get(session.pk), session.pk in expected, session.pk in near)
        count += method is not None and _say(choice, session, method, said.get(session.pk))
    return count


def _next(session: TherapySession, said: MailedInvite | None, is_expected: bool, is_near: bool) -> str | None:
    """What this person has to be told next, if anything."""
    stands = said is not None and said.method == REQUEST
    if not is_expected:
        return CANCEL if stands else None
    if said is not None and stands:
        is_known = said.sequence >= session.sequence and said.at >= session.changed_at
        return None if is_known else REQUEST
    return REQUEST if is_near else None


def _event(choice: CalendarChoice, session: TherapySession, method: str, sequence: int) -> ical.FeedEvent:
    """The session as it would stand alone in this person's calendar, under the same UID."""
    event = agenda.single_event(choice.user_id, session, agenda.look_of(choice.user_id))
    is_off = method == CANCEL
    alarm = None if is_off else event.alarm_minutes
    return replace(event, stamp=timezone.now(), sequence=sequence, cancelled=is_off, alarm_minutes=alarm)


def _say(choice: CalendarChoice, session: TherapySession, method: str, said: MailedInvite | None) -> bool:
    """Queue the mail and keep what it said. False when this person is not to be reached by mail, or not in time."""
    sequence = session.sequence if said is None else max(session.sequence, said.sequence + 1)
    event = _event(choice, session, method, sequence)
    token = secrets.token_urlsafe(32)
    answers = method == REQUEST and Attendee.unscoped.filter(session=session, partner__user=choice.user)
    letter = outbox.tell(
        choice.user,
        path=f"/appointment/{token}/" if answers else "/",
        invitation=itip.cancel(event) if method == CANCEL else itip.request(event),
        before=session.ends_at,
    )
    if letter is None:
        return False
    MailedInvite.unscoped.update_or_create(
        session=session,
        user=choice.user,
        defaults={
            "method": method,
            "sequence": sequence,
            "reply_hash": feeds.token_hash(token),
            "at": timezone.now(),
        },
    )
    # An answer stands for the hour it was given for.
    InviteReply.unscoped.filter(session=session, user=choice.user).delete()
    return True
