"""`/sessions/<id>/ask/`: another time, please, or call it off. The other partner never learns that this was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.idempotent import once
from practice.models import BookingTerms, ChangeRequest, TherapySession
from practice.refusals import BadInput, NotFound, Refused
from practice.scheduling import wishing

from . import sessions
from .here import Here, page, show
from .seen_by import Circle, seen_by


@dataclass(frozen=True)
class Slot:
    """One of the three times that suit, as it was typed."""

    number: int
    day: str
    at: str


@page("GET", "POST")
def ask(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """The form, or what was asked already with a way to take it back."""
    row = sessions.mine(here, pk)
    if sessions.mode_of(here) == BookingTerms.Mode.SEE or row.state == TherapySession.State.CANCELLED:
        raise Http404
    wrong: Refused | None = None
    if request.method == "POST":
        try:
            return once(request, lambda: _ask(request, here, row))
        except NotFound:
            raise
        except Refused as refusal:
            wrong = refusal
    return show(
        request, "ask", here, status=wrong.status if wrong else 200, **_facts(request, here, row, wrong)
    )


def _facts(request: HttpRequest, here: Here, row: TherapySession, wrong: Refused | None) -> dict[str, Any]:
    problems = wrong.fields if wrong else {}
    return {
        **sessions.line(row),
        "kind": request.POST.get("kind", ChangeRequest.Kind.MOVE),
        "kinds": ChangeRequest.Kind.choices,
        "slots": _typed(request),
        "words": request.POST.get("words", ""),
        "today": here.now.date(),
        "problems": problems,
        "wrong": [str(each) for each in problems.values()] or ([str(wrong.sentence)] if wrong else []),
        "asked": sessions.asked_for(here, row),
        "will_see": seen_by(here, Circle.YOU_AND_COUNSELLOR),
    }


def _typed(request: HttpRequest) -> list[Slot]:
    sent = request.POST
    return [
        Slot(number, sent.get(f"day{number}", ""), sent.get(f"at{number}", ""))
        for number in range(1, wishing.MOST_WISHED + 1)
    ]


def _ask(request: HttpRequest, here: Here, row: TherapySession) -> str:
    kind = request.POST.get("kind", "")
    wishing.ask(
        row,
        here.partner,
        kind=kind,
        wished=[_moment(slot) for slot in _typed(request) if slot.day or slot.at]
        if kind == ChangeRequest.Kind.MOVE
        else [],
        words=request.POST.get("words", ""),
        by=here.viewer,
    )
    return reverse("portal:session", args=[row.pk]) + "?did=asked"


def _moment(slot: Slot) -> datetime:
    try:
        return datetime.combine(
            date.fromisoformat(slot.day.strip()), time.fromisoformat(slot.at.strip()).replace(tzinfo=None)
        )
    except ValueError:
        raise BadInput(fields={"wished": _("Choose a day and a time, such as 19:30.")}) from None


@page("POST")
def take_back(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/sessions/asked/<id>/`: I don't need that any more."""
    rows = ChangeRequest.objects.visible_to(here.viewer).filter(pk=pk, partner=here.partner)
    row = rows.select_related("partner").first()
    if row is None:
        raise Http404

    def work() -> str:
        wishing.withdraw(row, by=here.viewer)
        return reverse("portal:session", args=[row.session_id]) + "?did=taken-back"

    return once(request, work)
