"""Writing notes, and changing them without losing anybody's words."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
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
    held = Note.unscoped.select_for_update(of=("self",)).select_related("couple__practice").get(pk=note.pk)
    if held.author_id != by.staff_id:
        raise NotFound
    if held.version != version:
        raise StaleEdit
    if held.locked_at is not None:
        raise NotNow(_("This note is locked. Add a new one instead."), code="note_locked")
    held.body = clean_text(body, "body", most=LONGEST)
    held.version += 1
    held.save(update_fields=["body", "version"])
    audit.record(by, "note.changed", held, couple=held.couple)
    return held
