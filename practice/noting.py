"""Writing notes, and changing them without losing anybody's words."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit
from practice.access import Viewer
from practice.caring import looks_after
from practice.models import Couple, Membership, Note, Partner, TherapySession
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from practice.words import clean_text

LONGEST = 20_000


def as_id(text: str, field: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise BadInput(fields={field: _("An id is text like 0b8f6f0e-…")}) from None


@transaction.atomic
def write(
    couple: Couple,
    *,
    kind: str,
    body: str,
    by: Viewer,
    partner: Partner | None = None,
    session: TherapySession | None = None,
) -> Note:
    """Write a note on the joint work, on one partner, or for oneself. The author is whoever writes.

    Raises NotFound for everyone who does not look after the couple, a supervisor too.
    """
    if by.staff_id is None or not looks_after(by, couple):
        raise NotFound
    if (kind == Note.Kind.INDIVIDUAL) != (partner is not None):
        raise BadInput(
            fields={"partner": _("A note on one partner names that partner; other notes name none.")}
        )
    if partner is not None and not Membership.unscoped.filter(couple=couple, partner=partner).exists():
        raise BadInput(fields={"partner": _("There’s nothing with this id.")})
    if session is not None and session.couple_id != couple.pk:
        raise BadInput(fields={"session": _("There’s nothing with this id.")})
    note = Note.unscoped.create(
        couple=couple,
        author_id=by.staff_id,
        kind=kind,
        partner=partner,
        session=session,
        body=clean_text(body, "body", most=LONGEST),
    )
    audit.record(by, "note.written", note, couple=couple)
    return note


@transaction.atomic
def rewrite(note: Note, *, body: str, by: Viewer, version: int) -> Note:
    """Replace the words of one's own open note; refused when someone changed it in between."""
    held = _own(note, by, version)
    if held.locked_at is not None:
        raise NotNow(_("This note is locked. Add to it instead."), code="note_locked")
    held.body = clean_text(body, "body", most=LONGEST)
    held.version += 1
    held.save(update_fields=["body", "version"])
    audit.record(by, "note.changed", held, couple=held.couple)
    return held


@transaction.atomic
def lock(note: Note, *, by: Viewer, version: int) -> Note:
    """Lock one's own note for good: from now on it takes additions alone. Locking twice is locking once."""
    held = _own(note, by, None)
    if held.locked_at is not None:
        return held
    _insist_on_fresh(held, version)
    held.locked_at, held.version = timezone.now(), held.version + 1
    held.save(update_fields=["locked_at", "version"])
    audit.record(by, "note.locked", held, couple=held.couple)
    return held


@transaction.atomic
def add_to(note: Note, *, body: str, by: Viewer) -> Note:
    """Add to a locked note, as a note of its own beside it and for the same readers. One's own thinking stays one's own.

    What is added to an addition stands under the note that both belong to.
    """
    first = _rows().filter(pk=note.adds_to_id or note.pk).first()
    if first is None or by.staff_id is None or not looks_after(by, first.couple):
        raise NotFound
    if first.kind == Note.Kind.OWN and first.author_id != by.staff_id:
        raise NotFound
    if first.locked_at is None:
        raise NotNow(_("This note is still open. Change it, or lock it first."), code="note_open")
    added = Note.unscoped.create(
        couple=first.couple,
        author_id=by.staff_id,
        kind=first.kind,
        partner=first.partner,
        session=first.session,
        adds_to=first,
        body=clean_text(body, "body", most=LONGEST),
    )
    audit.record(by, "note.added_to", added, couple=first.couple)
    return added


def _rows() -> QuerySet[Note]:
    return Note.unscoped.select_related("couple__practice", "partner", "session")


def _own(note: Note, by: Viewer, version: int | None) -> Note:
    """One's own note, held until the end of the transaction."""
    held = _rows().select_for_update(of=("self",)).get(pk=note.pk)
    if held.author_id != by.staff_id:
        raise NotFound
    if version is not None:
        _insist_on_fresh(held, version)
    return held


def _insist_on_fresh(note: Note, version: int) -> None:
    if note.version != version:
        raise StaleEdit
