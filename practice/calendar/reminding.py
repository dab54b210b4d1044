"""A neutral mail some hours before a session, for whoever asked for one: once for each person and hour.

It is the mail of every other day, word for word. A session that was moved is reminded of anew. Quiet hours are kept:
what would fall into them waits, or comes before they begin when waiting would be too late.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from practice import jobs, outbox
from practice.models import Attendee, CalendarChoice, ContactCard, JobGuard, TherapySession, User

MOST_HOURS = 24 * 14
BEFORE_QUIET = timedelta(minutes=30)
STEP = timedelta(minutes=15)
LONGEST_QUIET = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """One person to be reminded of one hour, and how they like to be reached."""

    user: User
    session: TherapySession
    hours: int
    card: ContactCard | None

    @property
    def name(self) -> str:
        return f"remind:{self.user.pk}:{self.session.pk}:{self.session.starts_at:%Y%m%d%H%M}"

    def is_due(self, now: datetime) -> bool:
        return self._moment() <= now and self._after_quiet(now) <= now

    def _after_quiet(self, moment: datetime) -> datetime:
        if self.card is None:
            return moment
        return outbox.after_quiet_hours(self.card, self.session.couple.practice, moment)

    def _moment(self) -> datetime:
        """Those hours before, after quiet hours, or before they begin when after them would be too late."""
        wanted = self.session.starts_at - timedelta(hours=self.hours)
        later = self._after_quiet(wanted)
        if later < self.session.starts_at:
            return later
        steps = range(1, LONGEST_QUIET // STEP)
        earlier = (wanted - number * STEP for number in steps)
        last = next((moment for moment in earlier if self._after_quiet(moment) == moment), wanted)
        return last - BEFORE_QUIET


def tick() -> int:
    """Remind whoever is to be reminded now; how many were."""
    now = timezone.now()
    due = {one.name: one for one in _coming(now) if one.is_due(now)}
    done = JobGuard.unscoped.filter(name__in=due).values_list("name", flat=True)
    return sum(_remind(due[name]) for name in due.keys() - set(done))


def _coming(now: datetime) -> Iterator[Due]:
    choices = {
        choice.user_id: choice
        for choice in CalendarChoice.unscoped.select_related("user").filter(
            mail_hours__gt=0, user__is_active=True
        )
    }
    if not choices:
        return
    cards = {
        card.partner.user_id: card
        for card in ContactCard.unscoped.select_related("partner").filter(partner__user__in=choices)
    }
    furthest = timedelta(hours=max(map(_hours, choices.values()))) + LONGEST_QUIET
    sessions = TherapySession.unscoped.booked().filter(starts_at__gt=now, starts_at__lte=now + furthest)
    for user_id, session in _who_comes(sessions, choices.keys()):
        card = cards.get(user_id)
        if card is None or card.may_mail:
            yield Due(choices[user_id].user, session, _hours(choices[user_id]), card)


def _hours(choice: CalendarChoice) -> int:
    return min(choice.mail_hours or 0, MOST_HOURS)


def _who_comes(sessions: Any, users: Set[Any]) -> Iterator[tuple[Any, TherapySession]]:
    seats = Attendee.unscoped.filter(session__in=sessions, partner__user__in=users)
    for seat in seats.select_related("session__couple__practice", "partner"):
        yield seat.partner.user_id, seat.session
    staff = Q(couple__counsellor__user__in=users) | Q(second__user__in=users)
    for session in sessions.filter(staff).select_related("couple__practice", "couple__counsellor", "second"):
        for one in (session.couple.counsellor, session.second):
            if one is not None and one.user_id in users and one.departed_at is None:
                yield one.user_id, session


def _remind(one: Due) -> bool:
    return jobs.exactly_once(one.name, lambda: outbox.tell(one.user, before=one.session.starts_at))
