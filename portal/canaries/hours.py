"""What stands around sessions: rooms and hours, what is asked for and brought, what was called off, and calendars."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.utils import timezone

from practice.models import (
    BookingTerms,
    Bringing,
    BusySource,
    CalendarChoice,
    Cancellation,
    ChangeRequest,
    ClosedDays,
    FollowUp,
    Note,
    OpenHours,
    Room,
    SessionChange,
    TherapySession,
)

from .cast import Cast


def sow(cast: Cast) -> None:
    """After all is booked: from here on there are hours at which one may not book."""
    ours = TherapySession.unscoped.filter(couple=cast.couples["ours"]).order_by("starts_at")
    both, alone = ours[:2]  # as planted: the first for the two, the second for Bo alone
    both.link = f"https://room.example/{cast.word('link')}"
    both.save(update_fields=["link"])
    _asked(cast, both, alone)
    _kept(cast, both, alone)
    _of_the_house(cast)


def _asked(cast: Cast, both: TherapySession, alone: TherapySession) -> None:
    bo, cy, couple = cast.people["bo"], cast.people["cy"], cast.couples["ours"]
    BookingTerms.unscoped.update_or_create(couple=couple, defaults={"mode": "book"})
    ChangeRequest.unscoped.create(session=both, partner=bo, kind="move", words=cast.word("wish-bo"))
    ChangeRequest.unscoped.create(
        session=alone,
        partner=bo,
        kind="move",
        state="declined",
        reply=cast.word("reply-bo"),
        answered_at=timezone.now(),
    )
    ago = timezone.now() - timedelta(hours=1)
    for who, name, shared_at in (
        (bo, "brought-bo", None),
        (cy, "brought-cy", None),
        (bo, "brought-shared", ago),
        (bo, "brought-settling", timezone.now()),
    ):
        Bringing.unscoped.create(
            couple=couple, partner=who, words=cast.word(name), shared_at=shared_at, made_at=ago
        )
    FollowUp.unscoped.create(
        couple=couple, kind="other", due_on=timezone.localdate(), words=cast.word("follow-up")
    )


def _kept(cast: Cast, both: TherapySession, alone: TherapySession) -> None:
    """What the practice and each person keep; an hour of Bo's was called off late."""
    bo, ana = cast.people["bo"], cast.people["ana"]
    Cancellation.unscoped.create(
        session=alone, by="partner", partner=bo, is_late=True, reason=cast.word("called-off")
    )
    before: dict[str, Any] = {"place": cast.word("place-before")}
    SessionChange.unscoped.create(session=both, batch=both.pk, what="moved", before=before)
    CalendarChoice.unscoped.create(user=bo.user, title=cast.word("title-bo"), shows_place=True)
    BusySource.unscoped.create(
        staff=ana,
        called=cast.word("busy-called"),
        address=f"https://calendar.example/{cast.word('busy-address')}.ics",
    )
    Note.unscoped.create(
        couple=both.couple, author=ana, kind="joint", body="Locked.", locked_at=timezone.now()
    )


def _of_the_house(cast: Cast) -> None:
    Room.unscoped.create(practice=cast.practice, called="The blue room")
    for staff in (None, cast.people["ana"]):
        OpenHours.unscoped.create(
            practice=cast.practice, staff=staff, weekday=0, opens=time(8), closes=time(20)
        )
        away = timezone.localdate() + timedelta(days=40)
        ClosedDays.unscoped.create(practice=cast.practice, staff=staff, first_day=away, last_day=away)
