"""Only me: a partner's own entries and answers. Behind a re-check after five quiet minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Administration
from assessments.results import own_result
from homework import entering, reading, revealing
from homework.models import Entry
from homework.reading import OwnEntry
from portal.idempotent import once
from practice.refusals import NotFound, Refused

from . import exercise, fill_in, private_questions, when
from .here import Here, page, show
from .names import with_name
from .seen_by import Circle, SeenBy, reached, seen_by

LISTED, ALL = 60, 5000


@dataclass(frozen=True)
class Kept:
    """One's own entry as the pages show it. `settles_at`: until then it can be taken back unseen."""

    entry: OwnEntry
    title: str
    day: date
    seen_by: SeenBy
    settles_at: str
    is_shared: bool
    may_share: bool
    is_frozen: bool
    is_skipped: bool
    reason: str

    @property
    def first_words(self) -> str:
        return next((part.words.text for part in self.entry.parts if part.words.written), "")


@page("GET", private=True)
def listing(request: HttpRequest, here: Here) -> HttpResponse:
    """`/only-me/`: everything of one's own, newest first."""
    entries = reading.own_entries(here.partner, by=here.viewer, most=LISTED)
    forms = Administration.objects.visible_to(here.viewer).submitted().filter(partner=here.partner)
    return show(
        request,
        "only_me",
        here,
        entries=[_kept(entry, here) for entry in entries],
        forms=[
            (form, when.plain_time(form.submitted_at, here.now))
            for form in forms.select_related("instrument").order_by("-submitted_at", "pk")[:LISTED]
            if form.submitted_at
        ],
        form_seen_by=seen_by(here, Circle.YOU_AND_COUNSELLOR),
        private=private_questions.open_here(here),
        did=_did(request, here),
    )


@page("GET", private=True)
def item(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/only-me/<id>/`: one entry, part by part, with what can be done with it."""
    kept = own_entry(here, pk)
    parts = [
        (part, with_name(part.words.label, here.other), reached(here, part.reaches))
        for part in kept.entry.parts
    ]
    return show(request, "item", here, kept=kept, parts=parts, did=_did(request, here))


def _did(request: HttpRequest, here: Here) -> str:
    """What has just been done, said once on the page that follows."""
    other = {"other": here.other or _("Your partner")}
    said = {
        "shared": _("Shared. %(other)s gets it in 10 minutes, so you can change your mind."),
        "taken": _("Taken back. %(other)s hasn’t seen it."),
        "taken-late": _("Taken back. %(other)s no longer finds it here. What was read stays read."),
        "deleted": _("Deleted. Nobody sees it any more."),
    }
    return said.get(request.GET.get("did", ""), "") % other


def own_entry(here: Here, pk: UUID) -> Kept:
    """This partner's entry with this id; anybody else's is not there."""
    entries = reading.own_entries(here.partner, by=here.viewer, most=ALL)
    found = next((entry for entry in entries if entry.id == pk), None)
    if found is None:
        raise Http404
    return _kept(found, here)


def _kept(entry: OwnEntry, here: Here) -> Kept:
    widest = max(
        (part.reaches for part in entry.parts),
        key=["author", "counsellor", "partner"].index,
        default="author",
    )
    is_frozen = any(part.frozen for part in entry.parts)
    shared = widest == "partner" and not is_frozen
    reach = "counsellor" if is_frozen and widest == "partner" else widest
    return Kept(
        entry=entry,
        title=entry.title,
        day=entry.day,
        seen_by=reached(here, reach),
        settles_at=exercise.settles_at(entry, here),
        is_shared=shared,
        may_share=bool(here.other) and any(part.may_share for part in entry.parts) and not shared,
        is_frozen=is_frozen,
        is_skipped=entry.state == Entry.State.SKIPPED,
        reason=dict(Entry.SkipReason.choices).get(entry.reason, ""),
    )


def _row(here: Here, pk: UUID) -> Entry:
    rows = Entry.objects.visible_to(here.viewer).filter(partner=here.partner, pk=pk)
    row: Entry | None = rows.select_related("assignment__couple__practice", "assignment__exercise").first()
    if row is None:
        raise Http404
    return row


@page("GET", "POST", private=True)
def share(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/only-me/<id>/share/`: names the person, says what sharing means, then does it."""
    row = _row(here, pk)
    if request.method == "POST":
        return once(request, lambda: _share(here, row))
    return show(request, "share", here, kept=own_entry(here, pk), will_see=seen_by(here, Circle.ALL_THREE))


def _share(here: Here, row: Entry) -> str:
    revealing.share_entry(row, by=here.viewer)
    return reverse("portal:only-me-item", args=[row.pk]) + "?did=shared"


@page("POST")
def take_back(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/only-me/<id>/take-back/`: from the next page on it is as if it had never been there."""
    row = _row(here, pk)
    return once(request, lambda: _take_back(here, row))


def _take_back(here: Here, row: Entry) -> str:
    taken = revealing.take_back_entry(row, by=here.viewer)
    did = "taken" if taken and all(part.was_unseen for part in taken) else "taken-late"
    return reverse("portal:only-me-item", args=[row.pk]) + f"?did={did}"


@page("GET", "POST", private=True)
def delete(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/only-me/<id>/delete/`: asks first; then it is gone."""
    row = _row(here, pk)
    if request.method == "POST":
        return once(request, lambda: _delete(here, row))
    return show(request, "delete", here, kept=own_entry(here, pk))


def _delete(here: Here, row: Entry) -> str:
    entering.discard(row, by=here.viewer)
    return reverse("portal:only-me") + "?did=deleted"


@page("GET", "POST", private=True)
def change(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/only-me/<id>/change/`: the same page as for writing, with one's own words in it."""
    row = _row(here, pk)
    facts = {"is_change": True, "back_url": reverse("portal:only-me-item", args=[pk]), "version": row.version}
    wrong = None
    if request.method == "POST":
        try:
            return once(request, lambda: _change(request, here, row))
        except NotFound:
            raise
        except Refused as refusal:
            wrong = refusal
    kept = own_entry(here, pk)
    held = {part.words.field: {"v": part.value} for part in kept.entry.parts}
    return exercise.entry_page(request, here, row.assignment, wrong=wrong, held=held, **facts)


def _change(request: HttpRequest, here: Here, row: Entry) -> str:
    version = request.POST.get("version", "")
    entering.rewrite(
        row,
        exercise.sent_values(request, row.assignment.exercise.exercise),
        by=here.viewer,
        audience=request.POST.get("audience", exercise.ONLY_ME),
        version=int(version) if version.isdecimal() and len(version) < 9 else None,
    )
    return reverse("portal:only-me-item", args=[row.pk])


@page("GET", private=True)
def answers(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/only-me/answers/<id>/`: one's own answers as they were sent."""
    rows = Administration.objects.visible_to(here.viewer).submitted().filter(partner=here.partner, pk=pk)
    row = rows.select_related("instrument", "partner").first()
    if row is None:
        raise Http404
    form = fill_in.wording(here, row)
    return show(
        request,
        "answers",
        here,
        form=form,
        guess=fill_in.guess_line(here, row),
        has_result=own_result.is_allowed(row),
        row=row,
        lines=fill_in.review_lines(row, form),
        sent=when.plain_time(row.submitted_at, here.now) if row.submitted_at else "",
        seen_by=seen_by(here, Circle.YOU_AND_COUNSELLOR),
    )
