"""The life of a course: adding a couple, its statuses, who looks after it, and what partners may know of it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit, registry, sealing
from practice.access import COUNSELLOR, OWNER, Viewer
from practice.models import CareEvent, Couple, CoupleSummary, Grant, Membership, Partner, Practice, Staff
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from practice.words import clean_line, clean_text

LONGEST_GRANT = timedelta(days=92)
LONGEST_EMERGENCY = timedelta(hours=1)

Status = Couple.Status
NEXT = {
    Status.ENQUIRY: {Status.INTAKE, Status.ENDED},
    Status.INTAKE: {Status.ACTIVE, Status.PAUSED, Status.ENDED},
    Status.ACTIVE: {Status.PAUSED, Status.ENDED},
    Status.PAUSED: {Status.INTAKE, Status.ACTIVE, Status.ENDED},
    Status.ENDED: {Status.ACTIVE, Status.INTAKE},  # re-opened
}


@transaction.atomic
def add_couple(names: Sequence[str], *, counsellor: Staff, by: Viewer) -> Couple:
    """Add a couple of one or two partners. Which of the two gets the circle is drawn at random."""
    called = [clean_line(name, f"name_{place}", most=80) for place, name in enumerate(names, start=1) if name]
    if not 1 <= len(called) <= 2:
        raise BadInput(fields={"name_1": _("Give the name of one partner, or of both.")})
    practice = counsellor.practice
    couple = Couple.unscoped.create(
        practice=practice, counsellor=counsellor, key=sealing.new_key(parent=practice.key)
    )
    CoupleSummary.unscoped.create(couple=couple, facts={})
    marks = ["a", "b"] if secrets.randbelow(2) else ["b", "a"]
    for name, mark in zip(called, marks, strict=False):
        _add_partner(couple, name, mark)
    CareEvent.unscoped.create(couple=couple, status=couple.status, by_id=by.staff_id)
    audit.record(by, "couple.added", couple, couple=couple)
    return couple


def _add_partner(couple: Couple, name: str, mark: str) -> Partner:
    partner = Partner.unscoped.create(
        practice=couple.practice, called=name, key=sealing.new_key(parent=couple.practice.key)
    )
    Membership.unscoped.create(couple=couple, partner=partner, mark=mark)
    return partner


@transaction.atomic
def add_second_partner(couple: Couple, name: str, *, by: Viewer) -> Partner:
    """A partner who comes later. Nothing from before is theirs to see."""
    held = list(Membership.unscoped.select_for_update().filter(couple=couple).values_list("mark", flat=True))
    if len(held) >= 2:
        raise NotNow(_("Both partners are in this couple already."), code="couple_is_full")
    partner = _add_partner(couple, clean_line(name, "name", most=80), "b" if "a" in held else "a")
    audit.record(by, "couple.partner_added", partner, couple=couple)
    return partner


@transaction.atomic
def change_status(couple: Couple, status: str, *, by: Viewer, version: int | None = None) -> Couple:
    held = Couple.unscoped.select_for_update(of=("self",)).select_related("practice").get(pk=couple.pk)
    if version is not None and held.version != version:
        raise StaleEdit
    if status not in Status.values:
        raise BadInput(fields={"status": _("Pick one of the steps in the list.")})
    if status == held.status:
        return held
    if status not in NEXT[Status(held.status)]:
        raise NotNow(_("That step doesn’t follow from where this couple is now."), code="step_not_open")
    was, held.status, held.version = held.status, status, held.version + 1
    held.save(update_fields=["status", "version"])
    CareEvent.unscoped.create(couple=held, status=status, by_id=by.staff_id)
    registry.tell(registry.STATUS_CHANGED, couple=held, was=was)
    audit.record(by, "couple.status", held, couple=held, status=status, was=was)
    return held


def looks_after(by: Viewer, couple: Couple) -> bool:
    """The counsellor of this couple, and a colleague who covers now. A supervisor looks and does not act."""
    if by.staff_id is None:
        return False
    if by.has(COUNSELLOR) and couple.counsellor_id == by.staff_id:
        return True
    held = Grant.unscoped.open_for(by.staff_id).filter(couple=couple, kind=Grant.Kind.COVER)
    return couple.pk in by.covers and held.exists()


def insist_on_looking_after(by: Viewer, partner: Partner) -> None:
    """Raises NotFound unless this colleague looks after a couple that the partner belongs, or belonged, to."""
    times = Membership.unscoped.select_related("couple").filter(partner=partner)
    if not any(looks_after(by, time.couple) for time in times):
        raise NotFound


@transaction.atomic
def give_grant(
    couple: Couple, staff: Staff, *, kind: str, reason: str, ends_at: datetime, by: Viewer
) -> Grant:
    """Open one couple to a supervisor or a colleague, with a reason and an end.

    The couple's own counsellor gives it, or the owner; whoever holds one neither lengthens it nor hands it on.
    Whoever opens a couple to themselves does it in an emergency, and for an hour at most.
    """
    if staff.practice_id != couple.practice_id or staff.departed_at is not None:
        raise NotFound
    is_mine = by.has(COUNSELLOR) and couple.counsellor_id == by.staff_id
    if by.staff_id is None or by.practice_id != couple.practice_id or not (is_mine or by.has(OWNER)):
        raise NotFound
    now = timezone.now()
    if not now < ends_at <= now + LONGEST_GRANT:
        raise BadInput(fields={"ends_at": _("Choose an end within the next three months.")})
    if staff.pk == by.staff_id and ends_at > now + LONGEST_EMERGENCY:
        raise BadInput(fields={"ends_at": _("For yourself, choose an end within the next hour.")})
    grant = Grant.unscoped.create(
        couple=couple,
        staff=staff,
        given_by_id=by.staff_id,
        kind=kind,
        reason=clean_text(reason, "reason", most=600),
        starts_at=now,
        ends_at=ends_at,
    )
    audit.record(by, "grant.given", grant, couple=couple)
    return grant


@transaction.atomic
def end_grant(grant: Grant, *, by: Viewer) -> None:
    Grant.unscoped.filter(pk=grant.pk, revoked_at=None).update(revoked_at=timezone.now())
    audit.record(by, "grant.ended", grant, couple=grant.couple)


@dataclass(frozen=True)
class Companion:
    """All that one partner is shown of who else is here: names and marks, while both belong."""

    couple_id: Any
    my_mark: str
    counsellor: str
    practice: Practice
    partner_name: str  # "" when there is nobody else to name
    partner_mark: str
    together: bool  # both have joined and nobody has left
    paused: bool


def companion(partner: Partner) -> Companion | None:
    """The present couple of this partner, as far as they may know of it. Two queries."""
    mine = (
        Membership.unscoped.select_related("couple__counsellor", "couple__practice")
        .filter(partner=partner, left_at=None, joined_at__isnull=False)
        .first()
    )
    if mine is None:
        return None
    other = (
        Membership.unscoped.select_related("partner").filter(couple=mine.couple).exclude(pk=mine.pk).first()
    )
    here = other is not None and other.joined_at is not None and other.left_at is None
    couple = mine.couple
    return Companion(
        couple_id=couple.pk,
        my_mark=mine.mark,
        counsellor=couple.counsellor.spoken,
        practice=couple.practice,
        partner_name=other.partner.called if other is not None and here else "",
        partner_mark="b" if mine.mark == "a" else "a",
        together=here,
        paused=couple.status in {Status.PAUSED, Status.ENDED}
        or (other is not None and other.left_at is not None),
    )


def pair(couple: Couple) -> list[Membership]:
    """Both memberships in the order of their marks (circle, diamond), which was drawn at random."""
    return list(Membership.unscoped.select_related("partner").filter(couple=couple).order_by("mark"))


def couple_of(partner: Partner) -> Couple | None:
    """The couple this partner is in right now."""
    mine = (
        Membership.unscoped.select_related("couple__practice")
        .filter(partner=partner, left_at=None, joined_at__isnull=False)
        .first()
    )
    return mine.couple if mine else None
