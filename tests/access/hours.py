"""What stands around sessions: rooms and hours, requests, what is owed and brought, and people's own calendars."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from practice.models import (
    Attendance,
    BookingTerms,
    Bringing,
    BusyBlock,
    BusySource,
    CalendarChoice,
    Cancellation,
    ChangeRequest,
    ClosedDays,
    CoupleCode,
    Fee,
    FeedToken,
    FeeTerms,
    FollowUp,
    InviteReply,
    MailedInvite,
    Note,
    OpenHours,
    Room,
    SessionChange,
    StoredFeed,
    TherapySession,
)
from tests.access.canaries import CANARIES

if TYPE_CHECKING:
    from tests.access.world import World


def add_hours(world: World) -> None:
    """The same for Bo, for Dee and for somebody of another practice; then two of Cy's own, one of them arrived."""
    ours = TherapySession.unscoped.get(pk=world.ids["session"])
    world.rows["session"] = ours
    for whose, name, counsellor in (
        ("", "bo", "ana"),
        ("other ", "dee", "fay"),
        ("far ", "far partner", "kim"),
    ):
        session, partner = world.rows[f"{whose}session"], world.rows[name]
        made = {
            **_of_one(session, partner, ours=not whose),
            **_of_the_couple(session, partner, ours=not whose),
            **_of_staff(session, world.rows[counsellor]),
        }
        if not whose:
            world.ids |= {kind: row.pk for kind, row in made.items()}
    for practice in (world.rows["practice"], world.rows["far couple"].practice):
        made = _of_the_house(practice)
        if practice == world.rows["practice"]:
            world.ids |= {kind: row.pk for kind, row in made.items()}
    _of_cy(world)
    _of_ana(world)
    kept = FeedToken.unscoped.create(user=world.rows["desk"].user, kind="rooms", token_hash=b"r" * 32)
    StoredFeed.unscoped.create(feed=kept, mark="-", body=b"", parts=b"")


def _of_one(session: Any, partner: Any, *, ours: bool) -> dict[str, Any]:
    return {
        "wish": ChangeRequest.unscoped.create(
            session=session,
            partner=partner,
            kind="move",
            words=CANARIES["wish"] if ours else "…",
        ),
        "brought": Bringing.unscoped.create(
            couple=session.couple, partner=partner, words=CANARIES["brought"] if ours else "…"
        ),
        "fee": Fee.unscoped.create(session=session, payer=partner, amount=4250, currency="GBP"),
        "attendance": Attendance.unscoped.create(session=session, partner=partner, outcome="came"),
        "choice": CalendarChoice.unscoped.create(user=partner.user, title="Dentist", shows_place=True),
        "mailed": MailedInvite.unscoped.create(
            session=session,
            user=partner.user,
            method="REQUEST",
            sequence=0,
            reply_hash=partner.pk.bytes * 2,
        ),
        "reply to invite": InviteReply.unscoped.create(session=session, user=partner.user, answer="declined"),
    }


def _of_the_couple(session: Any, partner: Any, *, ours: bool) -> dict[str, Any]:
    couple = session.couple
    return {
        "booking terms": BookingTerms.unscoped.create(couple=couple, mode="ask"),
        "fee terms": FeeTerms.unscoped.create(couple=couple, amount=8500),
        "change": SessionChange.unscoped.create(session=session, batch=session.pk, what="booked"),
        "cancellation": Cancellation.unscoped.create(
            session=session, by="partner", partner=partner, reason=CANARIES["called-off"] if ours else "…"
        ),
        "follow-up": FollowUp.unscoped.create(
            couple=couple,
            kind="other",
            due_on=date(2026, 11, 20),
            words=CANARIES["follow-up"] if ours else "…",
        ),
    }


def _of_staff(session: Any, staff: Any) -> dict[str, Any]:
    source = BusySource.unscoped.create(
        staff=staff, called="At home", address="https://calendar.example/secret.ics"
    )
    now = timezone.now()
    return {
        "busy source": source,
        "busy block": BusyBlock.unscoped.create(
            source=source, starts_at=now, ends_at=now + timedelta(hours=1)
        ),
        "code": CoupleCode.unscoped.create(couple=session.couple, staff=staff, code="K7"),
    }


def _of_the_house(practice: Any) -> dict[str, Any]:
    return {
        "room": Room.unscoped.create(practice=practice, called="The blue room"),
        "open hours": OpenHours.unscoped.create(
            practice=practice, weekday=0, opens=time(0), closes=time(23, 59)
        ),
        "closed days": ClosedDays.unscoped.create(
            practice=practice, first_day=date(2030, 12, 24), last_day=date(2031, 1, 1)
        ),
    }


def _of_ana(world: World) -> None:
    """Days off of her own, and a note that is locked."""
    practice, ana = world.rows["practice"], world.rows["ana"]
    off = ClosedDays.unscoped.create(
        practice=practice, staff=ana, first_day=date(2030, 6, 1), last_day=date(2030, 6, 2)
    )
    locked = Note.unscoped.create(
        couple=world.rows["couple"], author=ana, kind="joint", body="…", locked_at=timezone.now()
    )
    world.ids |= {"own closed days": off.pk, "locked note": locked.pk}


def _of_cy(world: World) -> None:
    """What Cy keeps to themselves, and what has reached Bo."""
    for words, shared_at in ((CANARIES["cy-brought"], None), ("…", timezone.now() - timedelta(hours=1))):
        Bringing.unscoped.create(
            couple=world.rows["couple"], partner=world.rows["cy"], words=words, shared_at=shared_at
        )
