"""A small reply to something shared: one tap, and one tap takes it away again."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from homework import replying
from homework.models import EntryPart, Reply
from portal.idempotent import once

from . import between
from .here import Here, page


@page("POST")
def answer(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/together/reply/<id>/`: `kind` says which; an empty one takes it away."""
    rows = EntryPart.objects.visible_to(here.viewer).exclude(entry__partner=here.partner).filter(pk=pk)
    part = rows.first()
    if part is None:
        raise Http404
    return once(request, lambda: _answer(request, here, part))


def _answer(request: HttpRequest, here: Here, part: EntryPart) -> str:
    if kind := request.POST.get("kind", ""):
        replying.reply(part, kind, by=here.viewer)
    else:
        given = Reply.objects.visible_to(here.viewer).filter(part=part, partner=here.partner).first()
        if given is not None:
            replying.unsay(given, by=here.viewer)
    return _back(request.POST.get("week", "")) + f"#i-{request.POST.get('item', '')[:36]}"


def _back(week: str) -> str:
    """The week it was pressed in; this one for anything else."""
    try:
        return reverse("portal:together-week", args=[between.day_of(week).isoformat()])
    except Http404:
        return reverse("portal:together")
