"""`/sessions/bring/`: one thing I'd like to bring. The counsellor reads it; the other partner only if it is shared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from portal.idempotent import once
from practice import caring
from practice.models import Bringing
from practice.refusals import BadInput, NotFound, NotNow, Refused
from practice.scheduling import bringing, brought
from practice.scheduling.whose import may_share

from . import when
from .here import Here, page, show
from .seen_by import Circle, seen_by

ACTS: dict[str, Callable[..., Any]] = {
    "share": bringing.share,
    "unshare": bringing.unshare,
    "remove": bringing.withdraw,
}


@sensitive_post_parameters()
@page("GET", "POST", private=True)
def bring(request: HttpRequest, here: Here) -> HttpResponse:
    """Write one, and find again what is there."""
    wrong: Refused | None = None
    if request.method == "POST":
        try:
            return once(request, lambda: _bring(request, here))
        except NotFound:
            raise
        except Refused as refusal:
            wrong = refusal
    return _shown(request, here, wrong, words=request.POST.get("words", ""))


def _shown(
    request: HttpRequest, here: Here, wrong: Refused | None, *, words: str, editing: UUID | None = None
) -> HttpResponse:
    own = brought.own(here.partner, by=here.viewer)
    return show(
        request,
        "bring",
        here,
        status=wrong.status if wrong else 200,
        words=words,
        editing=editing,
        version=next((each.version for each in own if each.id == editing), 0),
        waiting=[(each, _until(here, each)) for each in own if not each.is_done],
        done=[each for each in own if each.is_done],
        theirs=brought.from_other(here.partner, by=here.viewer),
        may_share=_may_share(here),
        shares=request.POST.get("share", ""),
        problems=wrong.fields if wrong else {},
        wrong=_sentences(wrong),
        did=request.GET.get("did", ""),
        just_us=seen_by(here, Circle.YOU_AND_COUNSELLOR),
        all_three=seen_by(here, Circle.ALL_THREE),
    )


def _sentences(wrong: Refused | None) -> list[str]:
    if wrong is None:
        return []
    return [str(each) for each in wrong.fields.values()] or [str(wrong.sentence)]


def _may_share(here: Here) -> bool:
    """Whether sharing is open just now; the same for both, whatever the reason that it rests."""
    couple = caring.couple_of(here.partner)
    return couple is not None and bool(here.other) and may_share(couple, here.partner)


def _until(here: Here, each: brought.OwnBringing) -> str:
    return when.clock(each.settles_at, here.practice.time_zone) if each.settles_at else ""


def _bring(request: HttpRequest, here: Here) -> str:
    couple = caring.couple_of(here.partner)
    if couple is None:
        raise NotNow(_("There is no session to bring this to just now."), code="resting")
    shares = request.POST.get("share") == "yes"
    bringing.bring(couple, here.partner, words=request.POST.get("words", ""), share=shares, by=here.viewer)
    return reverse("portal:bring") + ("?did=shared" if shares else "?did=kept")


@sensitive_post_parameters()
@page("GET", "POST", private=True)
def one(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/sessions/bring/<id>/`: change one's own words, share them, take them back, or take them away."""
    row = Bringing.objects.visible_to(here.viewer).filter(pk=pk, partner=here.partner)
    held = row.select_related("partner").first()
    if held is None:
        raise Http404
    wrong: Refused | None = None
    if request.method == "POST":
        try:
            return once(request, lambda: _act(request, here, held))
        except NotFound:
            raise
        except Refused as refusal:
            wrong = refusal
    return _shown(request, here, wrong, words=request.POST.get("words") or held.words, editing=held.pk)


def _act(request: HttpRequest, here: Here, row: Bringing) -> str:
    did = request.POST.get("do", "")
    if did == "keep":
        bringing.rewrite(row, words=request.POST.get("words", ""), by=here.viewer, version=_version(request))
        return reverse("portal:bring") + "?did=kept"
    act = ACTS.get(did)
    if act is None:
        raise BadInput(fields={"do": _("Pick one of the answers on the page.")})
    act(row, by=here.viewer)
    return reverse("portal:bring") + f"?did={did}"


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadInput(
            _("This page is an old one. Open it again and send it from there."), code="form_too_old"
        )
    return int(text)
