"""Sealed words opened in the room: the counsellor leads it, and only when both authors have said that it may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.treating import insist_on_acting, insist_on_reading, insist_on_self
from homework.models import SETTLING, Assignment, AssignmentTerms, Entry, EntryPart
from homework.models.membership import shared_space_open
from practice import audit
from practice.access import Viewer
from practice.models import Couple
from practice.refusals import Conflict, NotNow


@transaction.atomic
def allow(entry: Entry, *, by: Viewer) -> Entry:
    """Let the counsellor open one's sealed words of this entry in the room. The counsellor reads them from now on."""
    held = _own(entry, by)
    parts = EntryPart.unscoped.select_for_update(of=("self",)).filter(entry=held, sealed=True)
    if not parts.filter(frozen_at=None).exists():
        raise Conflict(_("There is nothing sealed in this one."), code="nothing_sealed")
    parts.filter(audience="author").update(audience="counsellor")
    parts.exclude(audience="author").update(in_room=True)
    audit.record(by, "entry.allowed_in_room", held, couple=held.assignment.couple)
    return held


@transaction.atomic
def keep(entry: Entry, *, by: Viewer) -> Entry:
    """Change one's mind before it was opened. What the counsellor may read stays as it was chosen."""
    held = _own(entry, by)
    EntryPart.unscoped.filter(entry=held, sealed=True).update(in_room=False)
    audit.record(by, "entry.kept_from_room", held, couple=held.assignment.couple)
    return held


def can_be_opened(assignment: Assignment, *, by: Viewer) -> list[int]:
    """The rounds that both partners let the counsellor open and that are still closed. For the counsellor alone."""
    insist_on_reading(by, assignment.couple)
    return _allowed(assignment)


def waiting_in_room(couple: Couple, *, by: Viewer) -> dict[UUID, list[int]]:
    """The same for all running assignments of a couple at once, by assignment. Two queries."""
    insist_on_reading(by, couple)
    running = Assignment.unscoped.running().filter(couple=couple)
    needed: dict[UUID, set[UUID]] = defaultdict(set)
    for pk, partner in AssignmentTerms.unscoped.filter(assignment__in=running).values_list(
        "assignment", "partner"
    ):
        needed[pk].add(partner)
    parts = EntryPart.unscoped.filter(entry__assignment__in=running, sealed=True, frozen_at=None)
    seals: dict[UUID, list[tuple[int, UUID, bool]]] = defaultdict(list)
    for pk, number, partner, may in parts.values_list(
        "entry__assignment", "entry__round", "entry__partner", "in_room"
    ):
        seals[pk].append((number, partner, may))
    found = {pk: _openable(needed[pk], held) for pk, held in seals.items()}
    return {pk: rounds for pk, rounds in found.items() if rounds}


@transaction.atomic
def open_round(assignment: Assignment, number: int, *, by: Viewer) -> list[EntryPart]:
    """Open one round to both, at once, in the room. Raises Conflict unless both have allowed it."""
    held = Assignment.unscoped.select_for_update(of=("self",)).select_related("couple").get(pk=assignment.pk)
    insist_on_acting(by, held.couple)
    if not Assignment.unscoped.filter(shared_space_open("couple"), pk=held.pk).exists():
        raise NotNow(_("Joint work is resting, so nothing is opened now."), code="resting")
    if number not in _allowed(held):
        raise Conflict(_("Both have to say first that it may be opened in the room."), code="not_allowed_yet")
    parts = EntryPart.unscoped.select_for_update(of=("self",)).filter(
        entry__assignment=held, entry__round=number, sealed=True, in_room=True, frozen_at=None
    )
    opened = list(parts)
    parts.update(audience="partner", released_at=timezone.now() - SETTLING, taken_back_at=None, in_room=False)
    audit.record(by, "round.opened", held, couple=held.couple, round=number)
    return opened


def _allowed(assignment: Assignment) -> list[int]:
    """Rounds in which everybody the assignment is for has allowed all of their sealed words."""
    needed = set(AssignmentTerms.unscoped.filter(assignment=assignment).values_list("partner", flat=True))
    parts = EntryPart.unscoped.filter(entry__assignment=assignment, sealed=True, frozen_at=None)
    return _openable(needed, parts.values_list("entry__round", "entry__partner", "in_room"))


def _openable(needed: set[UUID], seals: Iterable[tuple[int, UUID, bool]]) -> list[int]:
    allowed: dict[int, set[UUID]] = defaultdict(set)
    closed: dict[int, set[UUID]] = defaultdict(set)
    for number, partner, may in seals:
        (allowed if may else closed)[number].add(partner)
    return sorted(number for number, who in allowed.items() if who == needed and not closed[number])


def _own(entry: Entry, by: Viewer) -> Entry:
    rows = Entry.unscoped.select_for_update(of=("self",)).select_related("partner", "assignment__couple")
    held = rows.get(pk=entry.pk)
    insist_on_self(by, held.partner)
    return held
