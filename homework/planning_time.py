"""An hour kept free together: one partner proposes it, the other one agrees or not, and both find it in their calendars.

A proposal settles for ten minutes, in which its author can take it back unseen. The hour stands in both calendars as
neutral as any session. It is never compared with anybody's sessions: that would tell of hours that are one's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.treating import insist_on_self
from homework.models import SETTLING, SharedTime
from homework.models.membership import shared_space_open
from homework.models.talking import planned_together
from practice import audit
from practice.access import PARTNER, Viewer
from practice.calendar import feeds
from practice.calendar.zones import moment
from practice.models import Couple, Membership, Partner
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from practice.words import clean_line

State = SharedTime.State
SHORTEST, LONGEST = 5, 720
LONGEST_WHAT = 160
FURTHEST = timedelta(days=366)
MOST_OPEN = 20


@dataclass(frozen=True)
class PlannedTime:
    """One hour as this partner is shown it. settles_at: until then their own proposal can be taken back unseen."""

    id: UUID
    mine: bool
    what: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    state: str
    settles_at: datetime | None
    version: int


@transaction.atomic
def propose(
    couple: Couple, partner: Partner, *, what: str, starts_at: datetime, minutes: int = 60, by: Viewer
) -> SharedTime:
    """Propose an hour to the other one, who is shown it in ten minutes. starts_at: wall time at the practice."""
    insist_on_self(by, partner)
    Partner.unscoped.select_for_update().get(pk=partner.pk)
    _insist_on_open_space(couple, partner)
    words = clean_line(what, "what", most=LONGEST_WHAT)
    start = _checked(couple, starts_at, minutes)
    if _open_proposals(couple, partner) >= MOST_OPEN:
        raise NotNow(_("You have proposed many hours already. Take one back first."), code="many_proposals")
    row = SharedTime.unscoped.create(
        couple=couple, partner=partner, what=words, starts_at=start, minutes=minutes
    )
    audit.record(by, "time.proposed", row, couple=couple)
    return row


@transaction.atomic
def agree(time: SharedTime, *, by: Viewer, version: int | None = None) -> SharedTime:
    """Say yes to the other one's hour. It then stands in both calendars. Saying it twice is saying it once."""
    held = _held(time, by, version, mine=False)
    return held if held.state == State.AGREED else _turn(held, State.AGREED, by)


@transaction.atomic
def decline(time: SharedTime, *, by: Viewer, version: int | None = None) -> SharedTime:
    """Say "another time", also after a yes."""
    held = _held(time, by, version, mine=False)
    return held if held.state == State.DECLINED else _turn(held, State.DECLINED, by)


@transaction.atomic
def withdraw(time: SharedTime, *, by: Viewer, version: int | None = None) -> SharedTime:
    """Take one's own proposal back; from the next request on the other one finds it nowhere."""
    held = _held(time, by, version, mine=True)
    return held if held.state == State.WITHDRAWN else _turn(held, State.WITHDRAWN, by)


def coming(partner: Partner, *, by: Viewer) -> tuple[PlannedTime, ...]:
    """The hours ahead that this partner may know of, the next one first. One query and keys."""
    insist_on_self(by, partner)
    now = timezone.now()
    rows = SharedTime.unscoped.filter(
        planned_together(partner=partner), starts_at__gt=now - timedelta(minutes=LONGEST)
    ).exclude(state=State.WITHDRAWN)
    held = rows.select_related("couple__practice").order_by("starts_at", "pk")
    planned = [_planned(row, partner, now) for row in held]
    return tuple(each for each in planned if each.ends_at > now)


def _planned(row: SharedTime, partner: Partner, now: datetime) -> PlannedTime:
    mine, settles = row.partner_id == partner.pk, row.proposed_at + SETTLING
    return PlannedTime(
        id=row.pk,
        mine=mine,
        what=row.what,
        starts_at=row.starts_at,
        ends_at=_end(row),
        zone=row.couple.practice.time_zone,
        state=row.state,
        settles_at=settles if mine and settles > now else None,
        version=row.version,
    )


def hours_of(user_id: UUID, since: datetime, until: datetime) -> list[feeds.Hour]:
    """The agreed hours in one person's calendar. One query."""
    rows = SharedTime.unscoped.filter(
        planned_together(partner__user=user_id),
        state=State.AGREED,
        starts_at__gte=since,
        starts_at__lt=until,
    )
    return [
        feeds.Hour(row.pk, row.starts_at, _end(row), "UTC", row.answered_at or row.proposed_at, row.version)
        for row in rows.defer("what").order_by("starts_at", "pk")
    ]


def space_turned(couple: Couple) -> None:
    """The shared space opened or closed, so agreed hours came into both calendars or went out of them."""
    if SharedTime.unscoped.filter(couple=couple, state=State.AGREED).exists():
        _bump(couple)


def status_changed(couple: Couple, was: str) -> None:
    space_turned(couple)


def partner_left(membership: Membership) -> None:
    """Nothing is planned together any more; what is past stays as it was."""
    space_turned(membership.couple)
    ahead = SharedTime.unscoped.filter(couple=membership.couple, starts_at__gt=timezone.now())
    ahead.update(state=State.WITHDRAWN)


def person_erased(partner: Partner) -> None:
    """Hours that they proposed go with them."""
    rows = SharedTime.unscoped.filter(partner=partner)
    for couple in Couple.unscoped.filter(pk__in=rows.values("couple")):
        space_turned(couple)
    rows.delete()


def _turn(held: SharedTime, state: SharedTime.State, by: Viewer) -> SharedTime:
    shows_elsewhere = State.AGREED in (held.state, state)
    held.state, held.version = state, held.version + 1
    if state != State.WITHDRAWN:
        held.answered_at = timezone.now()
    held.save(update_fields=["state", "answered_at", "version"])
    if shows_elsewhere:
        _bump(held.couple)
    audit.record(by, f"time.{state.value}", held, couple=held.couple)
    return held


def _bump(couple: Couple) -> None:
    people = Membership.unscoped.filter(couple=couple, partner__user__isnull=False)
    feeds.bump(people.values_list("partner__user_id", flat=True))


def _held(time: SharedTime, by: Viewer, version: int | None, *, mine: bool) -> SharedTime:
    """The hour as this partner is shown it now, locked. Not there and somebody else's look alike."""
    if not by.has(PARTNER):
        raise NotFound
    rows = SharedTime.unscoped.select_for_update(of=("self",)).filter(
        planned_together(partner__user=by.user_id), pk=time.pk
    )
    held = rows.select_related("couple", "partner").first()
    if held is None or (held.partner.user_id == by.user_id) != mine:
        raise NotFound
    if version is not None and held.version != version:
        raise StaleEdit
    if held.starts_at <= timezone.now():
        raise NotNow(_("That hour has begun or gone by. Propose another one."), code="hour_is_past")
    return held


def _insist_on_open_space(couple: Couple, partner: Partner) -> None:
    """The same sentence whatever the cause, so that it tells one partner nothing about the other."""
    here = Membership.unscoped.filter(couple=couple, joined_at__isnull=False, left_at=None)
    if not here.filter(partner=partner).exists():
        raise NotFound
    other = here.filter(couple=OuterRef("couple")).exclude(partner=partner)
    if not here.filter(shared_space_open("couple"), Exists(other), partner=partner).exists():
        raise NotNow(_("Planning together is resting just now."), code="resting")


def _checked(couple: Couple, starts_at: datetime, minutes: int) -> datetime:
    """The start as a moment. Refuses what is past, too far, too long, and the hours of a clock change."""
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not SHORTEST <= minutes <= LONGEST:
        raise BadInput(fields={"minutes": _("Choose from 5 minutes to 12 hours.")})
    start, now = _moment(starts_at.replace(second=0, microsecond=0), couple), timezone.now()
    if start <= now:
        raise BadInput(fields={"starts_at": _("That hour has gone by. Choose one that is still to come.")})
    if start > now + FURTHEST:
        raise BadInput(fields={"starts_at": _("Choose an hour within a year from now.")})
    return start


def _moment(starts_at: datetime, couple: Couple) -> datetime:
    if starts_at.tzinfo is None and 1970 < starts_at.year < 2100:
        starts_at = moment(starts_at, couple.practice.time_zone, "starts_at")
    return starts_at.replace(tzinfo=starts_at.tzinfo or UTC).astimezone(UTC)


def _open_proposals(couple: Couple, partner: Partner) -> int:
    ahead = SharedTime.unscoped.filter(couple=couple, partner=partner, starts_at__gt=timezone.now())
    return ahead.filter(state=State.PROPOSED).count()


def _end(row: SharedTime) -> datetime:
    return row.starts_at + timedelta(minutes=row.minutes)
