"""`/desk/couples/<id>/notes/`: three kinds of notes, kept apart by whom they concern. No partner ever reads them here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from portal.forms import MISSING
from practice import audit, noting
from practice.access import COUNSELLOR
from practice.models import Note, TherapySession
from practice.refusals import StaleEdit
from practice.words import problem_with

from .booking_forms import version_of
from .fields import DeskForm, OneOf, Version, Words, newer, settle
from .here import Care, couple_page, show

Kind = Note.Kind
MOST_SHOWN = 200


PARTS = {"happened": _("What happened"), "tried": _("What we tried"), "next": _("Next")}
"""The note of an hour in three parts. They are kept as one text, each under its name."""


class Write(DeskForm):
    """A note in one piece, or in the three parts of an hour."""

    about = OneOf(label=_("What the note is about"), initial="joint")
    session = forms.UUIDField(required=False, widget=forms.HiddenInput())
    happened = Words(label=PARTS["happened"], most=noting.LONGEST, rows=4, required=False)
    tried = Words(label=PARTS["tried"], most=noting.LONGEST, rows=3, required=False)
    next = Words(label=PARTS["next"], most=noting.LONGEST, rows=2, required=False)
    body = Words(label=_("Note"), most=noting.LONGEST, rows=10, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        parts = [(label, cleaned.get(name)) for name, label in PARTS.items()]
        told = [f"{label}\n{said}" for label, said in parts if said]
        whole = "\n\n".join([*told, *filter(None, [cleaned.get("body")])])
        if not self.errors and not whole:
            self.add_error("happened" if self.is_in_parts else "body", MISSING)
        if not self.errors and (problem := problem_with(whole, most=noting.LONGEST)):
            self.add_error("body", str(problem))
        return cleaned | {"body": whole}

    @property
    def is_in_parts(self) -> bool:
        return bool(self.data.get("session")) or any(self.data.get(name) for name in PARTS)


class Rewrite(DeskForm):
    version = Version()
    body = Words(label=_("Note"), most=noting.LONGEST, rows=14)


class Addition(DeskForm):
    body = Words(label=_("What you add"), most=noting.LONGEST, rows=6)


def form_for(care: Care, data: Any = None, **facts: Any) -> Write:
    """One's own thinking is a counsellor's; a colleague who covers could not find it again."""
    form = Write(data, **facts)
    people = [(person.mark, _("%(name)s alone") % {"name": person.called}) for person in care.people]
    own = [("own", Kind.OWN.label)] if care.viewer.has(COUNSELLOR) else []
    form.fields["about"].choices = [("joint", Kind.JOINT.label), *people, *own]  # type: ignore[attr-defined]
    return form


@couple_page("GET", alone=True, proof="quiet")
def listing(request: HttpRequest, care: Care) -> HttpResponse:
    """All notes this colleague may read, newest first, or one kind of them. What was added stands under its note."""
    kind = request.GET.get("kind", "")
    rows = Note.objects.visible_to(care.viewer).filter(couple=care.couple)
    held = list(
        rows.select_related("author", "partner", "session", "couple__practice").order_by("-written_at", "pk")
    )
    shown = [note for note in held if kind not in Kind.values or note.kind == kind][:MOST_SHOWN]
    audit.record(care.viewer, "notes.read", care.couple, couple=care.couple, ids=[note.pk for note in shown])
    kinds = [("", _("All"), len(held))]
    kinds += [(word, label, sum(note.kind == word for note in held)) for word, label in Kind.choices]
    return show(request, "notes", care, notes=shown, kinds=kinds, kind=kind, staff_id=care.viewer.staff_id)


@sensitive_post_parameters()
@couple_page("GET", "POST", alone=True, proof="quiet", acts=True)
def new(request: HttpRequest, care: Care) -> HttpResponse:
    form = form_for(care, request.POST or None)
    if form.is_valid() and (done := settle(request, form, lambda: _write(care, form.cleaned_data))):
        return done
    return show(request, "note_new", care, status=form.answer, form=form)


def _write(care: Care, asked: dict[str, Any]) -> str:
    about = asked["about"]
    person = care.by_mark(about) if about in ("a", "b") else None
    session = _session(care, asked["session"]) if asked["session"] else None
    noting.write(
        care.couple,
        kind=Kind.INDIVIDUAL if person else about,
        partner=person.partner if person else None,
        session=session,
        body=asked["body"],
        by=care.viewer,
    )
    if session is not None:
        return reverse("portal:desk-session", args=[care.couple.pk, session.pk]) + "?done=note"
    return reverse("portal:desk-notes", args=[care.couple.pk]) + "?done=note"


def _session(care: Care, pk: UUID) -> TherapySession:
    rows = TherapySession.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk)
    found: TherapySession | None = rows.first()
    if found is None:
        raise Http404
    return found


@sensitive_post_parameters()
@couple_page("GET", "POST", alone=True, proof="quiet", acts=True)
def note(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Change one's own note. When someone was quicker, both texts stand on the page and nothing is lost."""
    row = _mine(care, pk)
    form = Rewrite(request.POST or None, initial={"body": row.body, "version": row.version})

    def work() -> str:
        noting.rewrite(
            row, body=form.cleaned_data["body"], by=care.viewer, version=form.cleaned_data["version"]
        )
        return reverse("portal:desk-notes", args=[care.couple.pk]) + "?done=note"

    other = None
    try:
        if form.is_valid() and (done := settle(request, form, work)):
            return done
    except StaleEdit as refusal:
        form, other = Rewrite(newer(request.POST, row.version)), row
        form.refuse_with(refusal, {})
    audit.record(care.viewer, "note.read", row, couple=care.couple)
    return show(request, "note", care, status=form.answer, form=form, note=row, other=other)


def _mine(care: Care, pk: UUID) -> Note:
    rows = Note.objects.visible_to(care.viewer).filter(couple=care.couple, author=care.viewer.staff_id, pk=pk)
    row: Note | None = rows.select_related("couple__practice", "partner", "session").first()
    if row is None:
        raise Http404
    return row


@couple_page("POST", alone=True, proof="quiet", acts=True)
def lock(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Close one's own note for good; from then on it is only added to."""
    row = _mine(care, pk)
    form = DeskForm(request.POST)

    def work() -> str:
        noting.lock(row, version=version_of(request.POST), by=care.viewer)
        return reverse("portal:desk-notes", args=[care.couple.pk]) + "?done=locked"

    try:
        done = settle(request, form, work)
    except StaleEdit as refusal:
        done = None
        form.refuse_with(refusal, {})
    back = reverse("portal:desk-note", args=[care.couple.pk, row.pk])
    return done or show(request, "refused", care, status=form.answer, form=form, back=back)


@sensitive_post_parameters()
@couple_page("GET", "POST", alone=True, proof="quiet", acts=True)
def add(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Add to a locked note, whoever wrote it, for the same readers."""
    rows = Note.objects.visible_to(care.viewer).filter(couple=care.couple, adds_to=None, pk=pk)
    row = rows.exclude(locked_at=None).select_related("couple__practice", "partner", "session").first()
    if row is None:
        raise Http404
    form = Addition(request.POST or None)

    def work() -> str:
        noting.add_to(row, body=form.cleaned_data["body"], by=care.viewer)
        return reverse("portal:desk-notes", args=[care.couple.pk]) + "?done=note"

    if form.is_valid() and (done := settle(request, form, work)):
        return done
    audit.record(care.viewer, "note.read", row, couple=care.couple)
    return show(request, "note_add", care, status=form.answer, form=form, note=row)
