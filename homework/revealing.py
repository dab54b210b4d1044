"""Sharing one's own words, taking them back, and what happens to shared words when a couple parts.

A share settles for ten minutes before it reaches the other partner. That is worked out whenever rows are read
(models.entries.arrived), so no job can be late and none can be forgotten.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.treating import insist_on_self
from homework.models import Assignment, Entry, EntryPart
from homework.models.membership import in_couple, shared_space_open
from practice import audit
from practice.access import Viewer
from practice.models import Couple, Membership, Partner
from practice.refusals import BadInput, Conflict, NotFound, NotNow


@transaction.atomic
def share(part: EntryPart, *, by: Viewer) -> EntryPart:
    """Share one part with the other partner, who gets it in ten minutes. Sharing twice is sharing once."""
    held = _own_parts(part.entry_id, by, part=part)
    _share(held[0].entry, _with_its_seal(held[0]))
    audit.record(by, "part.shared", held[0], couple=held[0].entry.assignment.couple)
    return EntryPart.unscoped.select_related("entry__partner").get(pk=part.pk)


@transaction.atomic
def share_entry(entry: Entry, *, by: Viewer) -> list[EntryPart]:
    """Share all of one entry that its exercise lets travel. What is for its author alone stays there."""
    held = _own_parts(entry.pk, by)
    shared = _share(held[0].entry, [part for part in held if _may_travel(part)])
    audit.record(by, "entry.shared", entry, couple=held[0].entry.assignment.couple, parts=len(shared))
    return shared


def release(entry: Entry, *, only: Container[str]) -> list[EntryPart]:
    """Share those fields of an entry that is being written which may travel; entering has checked and records it."""
    rows = EntryPart.unscoped.filter(entry=entry).order_by("place")
    parts = [part for part in rows if part.field in only]
    _insist_on_whole_seal(rows, parts)
    for part in parts:
        part.entry = entry
    travelling = [part for part in parts if _may_travel(part)]
    return _share(entry, travelling) if travelling or not parts else []


@transaction.atomic
def take_back(part: EntryPart, *, by: Viewer) -> EntryPart:
    """Take one part back: from the next request on it is as if it had never been there. Nobody is told.

    `part.was_unseen` then says whether it had still been settling. It goes back to its author alone.
    """
    held = _own_parts(part.entry_id, by, part=part)
    _take_back(_with_its_seal(held[0]))
    audit.record(by, "part.taken_back", held[0], couple=held[0].entry.assignment.couple)
    return EntryPart.unscoped.select_related("entry__partner").get(pk=part.pk)


@transaction.atomic
def take_back_entry(entry: Entry, *, by: Viewer) -> list[EntryPart]:
    """Take back all that is shared of one entry."""
    held = [part for part in _own_parts(entry.pk, by) if part.audience == "partner"]
    _take_back(held)
    audit.record(by, "entry.taken_back", entry, couple=entry.assignment.couple, parts=len(held))
    return held


def freeze(couple: Couple) -> None:
    """Both partners' shared words go back to their authors and the counsellor, for good; joint exercises end."""
    moment = timezone.now()
    shared = EntryPart.unscoped.of_couple(couple).filter(audience="partner", frozen_at=None)
    shared.update(frozen_at=moment)
    joint = Assignment.unscoped.running().filter(couple=couple, exercise__joint_work=True)
    joint.update(state=Assignment.State.ENDED, ended_at=moment, version=F("version") + 1)


def partner_left(membership: Membership) -> None:
    """A partner has withdrawn. What was set for them alone ends with them."""
    freeze(membership.couple)
    alone = Assignment.unscoped.running().filter(couple=membership.couple, for_partner=membership.partner)
    alone.update(state=Assignment.State.ENDED, ended_at=timezone.now(), version=F("version") + 1)


def status_changed(couple: Couple, was: str) -> None:
    """An ending freezes; a pause only rests, and the same things are there again after it."""
    if couple.status == Couple.Status.ENDED:
        freeze(couple)


def person_erased(partner: Partner) -> None:
    """Their words go with them; their key is destroyed beside this."""
    Entry.unscoped.filter(partner=partner).delete()


def _own_parts(entry_id: UUID, by: Viewer, *, part: EntryPart | None = None) -> list[EntryPart]:
    rows = EntryPart.unscoped.select_for_update(of=("self",)).filter(entry=entry_id)
    if part is not None:
        rows = rows.filter(pk=part.pk)
    held = list(
        rows.select_related(
            "entry__partner", "entry__assignment__couple", "entry__assignment__exercise"
        ).order_by("place")
    )
    if not held:
        raise NotFound
    insist_on_self(by, held[0].entry.partner)
    return held


def _may_travel(part: EntryPart) -> bool:
    field = part.entry.assignment.exercise.exercise.field(part.field)
    return field is not None and field.audience == "partner"


def _share(entry: Entry, parts: list[EntryPart]) -> list[EntryPart]:
    """One moment for all of them: what is shared together arrives together."""
    if not parts or not all(_may_travel(part) for part in parts):
        raise Conflict(_("This one is for you. It can’t be shared from here."), code="not_for_sharing")
    _must_be_open(entry)
    moment = timezone.now()
    for part in parts:
        if part.frozen_at is not None:
            raise Conflict(_("This is kept as it was. It can’t be shared again."), code="entry_frozen")
        if part.audience != EntryPart.Audience.PARTNER:
            part.audience, part.released_at, part.taken_back_at = EntryPart.Audience.PARTNER, moment, None
            part.save(update_fields=["audience", "released_at", "taken_back_at"])
    return parts


def _with_its_seal(part: EntryPart) -> list[EntryPart]:
    """Sealed words of one entry go together, so that neither can open a part of the other's for less."""
    if not part.sealed:
        return [part]
    rows = EntryPart.unscoped.select_for_update(of=("self",)).filter(entry=part.entry_id, sealed=True)
    sealed = list(rows.order_by("place"))
    for each in sealed:
        each.entry = part.entry
    return sealed


def _insist_on_whole_seal(rows: Iterable[EntryPart], chosen: list[EntryPart]) -> None:
    """Sealed words are shared all or none: who keeps some back would otherwise open all of the other one's for less."""
    kept_back = [part for part in rows if part.sealed and part not in chosen]
    if kept_back and any(part.sealed for part in chosen):
        raise BadInput(
            fields={part.field: _("These open together. Share both, or keep both.") for part in kept_back}
        )


def _must_be_open(entry: Entry) -> None:
    """The same sentence whatever the cause, so that it tells one partner nothing about the other."""
    other = Membership.unscoped.filter(
        couple=OuterRef("couple"), joined_at__isnull=False, left_at__isnull=True
    ).exclude(partner=entry.partner)
    here = Assignment.unscoped.filter(
        Q(pk=entry.assignment_id),
        in_couple("couple", partner=entry.partner),
        shared_space_open("couple"),
        Exists(other),
    )
    if not here.exists():
        raise NotNow(_("Sharing is resting just now. Your words are kept as they are."), code="resting")


def _take_back(parts: list[EntryPart]) -> None:
    moment = timezone.now()
    for part in parts:
        if part.audience != EntryPart.Audience.PARTNER:
            continue
        if part.frozen_at is not None:
            raise Conflict(
                _("The other one can’t see this any more. It is kept as it was."), code="entry_frozen"
            )
        if part.sealed and not EntryPart.unscoped.delivered().filter(pk=part.pk).exists():
            part.released_at = moment  # Still sealed, so unseen however long ago it was released.
        part.audience, part.taken_back_at, part.in_room = EntryPart.Audience.AUTHOR, moment, False
        part.save(update_fields=["audience", "released_at", "taken_back_at", "in_room"])
