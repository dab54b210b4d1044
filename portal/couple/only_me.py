"""Only me: a partner's own entries and answers. Behind a re-check after five quiet minutes."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.models import Administration
from assessments.results import own_result
from homework import asking, entering, in_room, reading, revealing
from homework.models import Debrief, Entry, EntryPart
from portal.idempotent import once
from practice.refusals import NotFound, Refused

from . import entry_form, exercise, fill_in, private_questions, when
from .here import Here, page, show
from .kept import kept, own_entry
from .seen_by import Circle, seen_by

LISTED = 60


@page("GET", private=True)
def listing(request: HttpRequest, here: Here) -> HttpResponse:
    """`/only-me/`: everything of one's own, newest first."""
    entries = reading.own_entries(here.partner, by=here.viewer, most=LISTED)
    forms = Administration.objects.visible_to(here.viewer).submitted().filter(partner=here.partner)
    return show(
        request,
        "only_me",
        here,
        entries=[kept(entry, here) for entry in entries],
        look_backs=_look_backs(here),
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
    return show(request, "item", here, kept=own_entry(here, pk), did=_did(request, here))


def _look_backs(here: Here) -> list[tuple[Debrief, str]]:
    """What this partner said about exercises afterwards, newest first."""
    rows = Debrief.objects.visible_to(here.viewer).filter(partner=here.partner).select_related("partner")
    found = rows.select_related("assignment__exercise").order_by("-at", "pk")[:LISTED]
    return [(row, when.plain_time(row.at, here.now)) for row in found]


def _did(request: HttpRequest, here: Here) -> str:
    """What has just been done, said once on the page that follows."""
    other = {"other": here.other or _("Your partner")}
    said = {
        "shared": _("Shared. %(other)s gets it in 10 minutes, so you can change your mind."),
        "taken": _("Taken back. %(other)s hasn’t seen it."),
        "taken-late": _("Taken back. %(other)s no longer finds it here. What was read stays read."),
        "deleted": _("Deleted. Nobody sees it any more."),
        "released": _("Released. It opens only when you have both written and released yours."),
        "closed": _("Taken back. It was still closed, so %(other)s hasn’t seen it."),
        "room": _("%(counsellor)s may open it in the room, once you have both said so."),
        "no-room": _("It stays closed in the room."),
    }
    return said.get(request.GET.get("did", ""), "") % {**other, "counsellor": here.counsellor}


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
    parts = revealing.share_entry(row, by=here.viewer)
    return _item(row.pk, "released" if all(part.sealed for part in parts) else "shared")


def _item(pk: UUID, did: str = "") -> str:
    return reverse("portal:only-me-item", args=[pk]) + (f"?did={did}" if did else "")


@page("POST")
def take_back(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/only-me/<id>/take-back/`: from the next page on it is as if it had never been there."""
    row = _row(here, pk)
    return once(request, lambda: _take_back(here, row))


def _take_back(here: Here, row: Entry) -> str:
    return _item(row.pk, _taken(revealing.take_back_entry(row, by=here.viewer)))


def _taken(parts: list[EntryPart]) -> str:
    if not parts or not all(part.was_unseen for part in parts):
        return "taken-late"
    return "closed" if all(part.sealed for part in parts) else "taken"


def _part(here: Here, pk: UUID) -> EntryPart:
    rows = EntryPart.objects.visible_to(here.viewer).filter(entry__partner=here.partner, pk=pk)
    found: EntryPart | None = rows.select_related("entry__partner").first()
    if found is None:
        raise Http404
    return found


@page("GET", "POST", private=True)
def share_part(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/only-me/parts/<id>/share/`: one part by itself; sealed words of an entry go together."""
    part = _part(here, pk)
    if request.method == "POST":
        return once(request, lambda: _share_part(here, part))
    whole = own_entry(here, part.entry_id)
    found = next(each for each in whole.parts if each.part.id == pk)
    return show(request, "share", here, kept=whole, only=found, will_see=seen_by(here, Circle.ALL_THREE))


def _share_part(here: Here, part: EntryPart) -> str:
    shared = revealing.share(part, by=here.viewer)
    return _item(part.entry_id, "released" if shared.sealed else "shared")


@page("POST")
def take_back_part(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/only-me/parts/<id>/take-back/`: one part by itself, from the next page on."""
    part = _part(here, pk)
    return once(request, lambda: _item(part.entry_id, _taken([revealing.take_back(part, by=here.viewer)])))


@page("GET", "POST", private=True)
def room(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/only-me/<id>/room/`: let the counsellor open one's sealed words in the room, or not."""
    row = _row(here, pk)
    if request.method == "POST":
        return once(request, lambda: _room(here, row, wants=request.POST.get("room") == "yes"))
    return show(
        request,
        "room",
        here,
        kept=own_entry(here, pk),
        will_see=seen_by(here, Circle.YOU_AND_COUNSELLOR),
    )


def _room(here: Here, row: Entry, *, wants: bool) -> str:
    (in_room.allow if wants else in_room.keep)(row, by=here.viewer)
    return _item(row.pk, "room" if wants else "no-room")


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
    facts = {"is_change": True, "back_url": _item(pk), "version": row.version, "days": []}
    wrong = None
    if request.method == "POST":
        try:
            return once(request, lambda: _change(request, here, row))
        except NotFound:
            raise
        except Refused as refusal:
            wrong = refusal
    own = own_entry(here, pk).entry
    held = {part.words.field: {"v": part.value} for part in own.parts}
    return exercise.entry_page(request, here, row.assignment, row.day, wrong=wrong, held=held, **facts)


def _change(request: HttpRequest, here: Here, row: Entry) -> str:
    version = request.POST.get("version", "")
    asked = asking.asked(row.assignment, here.partner, row.day)
    entering.rewrite(
        row,
        entry_form.sent_values(request, asked.fields),
        by=here.viewer,
        audience=entry_form.sent_circles(request, asked),
        version=int(version) if version.isdecimal() and len(version) < 9 else None,
    )
    return _item(row.pk)


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
