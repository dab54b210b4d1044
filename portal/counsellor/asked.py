"""What partners asked for: another time, or to call a session off. Answered by the counsellor or the front desk.

Nobody but who asked ever learns of it, so nothing of this is shown while a couple looks on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from practice.access import SCHEDULER
from practice.models import ChangeRequest, InviteReply, TherapySession
from practice.refusals import StaleEdit
from practice.scheduling import wishing

from .booking_forms import SoftForm
from .fields import Clock, Day, OneOf, Version, Words, newer, settle
from .here import Care, Desk, Someone, couple_page, page, show

NAMES = {"reply": "reply", "starts": "starts"}
PICKED = "other"


class Answer(SoftForm):
    version = Version()
    time = OneOf(label=_("The new time"), required=False)
    day = Day(label=_("Day"), required=False)
    starts = Clock(label=_("From"), required=False)
    reply = Words(label=_("A sentence to go with it"), most=wishing.LONGEST, rows=2, required=False)

    def __init__(self, *args: Any, request: ChangeRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = request.version
        if request.kind != ChangeRequest.Kind.MOVE:
            for name in ("time", "day", "starts"):
                del self.fields[name]
            return
        wished = [datetime.fromisoformat(text) for text in request.wished]
        told = [(one.isoformat(), f"{one:%Y-%m-%d %H:%M}") for one in wished]
        self.fields["time"].choices = [*told, (PICKED, _("Another time"))]  # type: ignore[attr-defined]
        self.fields["time"].initial = told[0][0] if told else PICKED

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "time" in self.fields and self.grants and self.starts_of(cleaned) is None and not self.errors:
            self.add_error("starts", _("Choose the new time."))
        return cleaned

    @property
    def grants(self) -> bool:
        return self.data.get("answer") == "yes"

    @staticmethod
    def starts_of(cleaned: dict[str, Any]) -> datetime | None:
        """The time that was picked, on the wall clock."""
        if (picked := cleaned.get("time")) and picked != PICKED:
            return datetime.fromisoformat(picked)
        day, starts = cleaned.get("day"), cleaned.get("starts")
        return datetime.combine(day, starts) if day and starts else None


@dataclass(frozen=True)
class Asked:
    """One open request, with the form to answer it. wished: what would suit, on the clock of the session’s zone."""

    row: ChangeRequest
    wished: tuple[datetime, ...]
    form: Answer


def open_for(
    desk: Desk, session: TherapySession, answering: tuple[UUID, Answer] | None = None
) -> list[Asked]:
    """What waits for an answer about one session."""
    rows = (
        wishing.waiting(desk.viewer).filter(session=session).select_related("session__couple", "partner__key")
    )
    return [_asked(row, answering) for row in rows]


def _asked(row: ChangeRequest, answering: tuple[UUID, Answer] | None) -> Asked:
    form = answering[1] if answering and answering[0] == row.pk else form_for(row)
    return Asked(row, tuple(datetime.fromisoformat(text) for text in row.wished), form)


def form_for(row: ChangeRequest, data: Any = None) -> Answer:
    return Answer(data, request=row, auto_id=f"id_{row.pk.hex[:8]}_%s")


def replies_of(desk: Desk, session: TherapySession, people: tuple[Someone, ...]) -> dict[Any, InviteReply]:
    """What each said to a mailed invitation, by partner."""
    rows = InviteReply.objects.visible_to(desk.viewer).filter(session=session)
    by_user = {row.user_id: row for row in rows}
    return {
        person.partner.pk: by_user[person.partner.user_id]
        for person in people
        if person.partner.user_id in by_user
    }


@sensitive_post_parameters()
@couple_page("POST", alone=True, acts=True)
def answer(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    row = _waiting(care, pk, couple=care.couple.pk)
    way = reverse("portal:desk-session", args=[care.couple.pk, row.session_id])
    return _answer(request, care, row, f"{way}?done=answered")


@sensitive_post_parameters()
@page("POST", roles=(SCHEDULER,), alone=True)
def answer_at_the_desk(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    row = _waiting(desk, pk)
    way = reverse("portal:desk-calendar-session", args=[row.session_id])
    return _answer(request, desk, row, f"{way}?done=answered")


def _waiting(desk: Desk, pk: UUID, couple: UUID | None = None) -> ChangeRequest:
    rows = ChangeRequest.objects.visible_to(desk.viewer).exclude(partner__user=desk.viewer.user_id)
    if couple is not None:
        rows = rows.filter(session__couple=couple)
    row: ChangeRequest | None = rows.select_related("session__couple", "partner__key").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _answer(request: HttpRequest, desk: Desk, row: ChangeRequest, way: str) -> HttpResponse:
    """Grant it, with a time where one is asked for, or decline it with a sentence."""
    form = form_for(row, request.POST)

    def work() -> str:
        cleaned = form.cleaned_data
        wishing.answer(
            row,
            granted=form.grants,
            starts=form.starts_of(cleaned),
            reply=cleaned["reply"],
            anyway=form.anyway,
            by=desk.viewer,
            version=cleaned["version"],
        )
        return way

    try:
        done = settle(request, form, work, names=NAMES) if form.is_valid() else None
    except StaleEdit as refusal:
        row = _waiting(desk, row.pk)
        done, form = None, form_for(row, newer(request.POST, row.version))
        form.refuse_with(refusal, {})
    found = _asked(row, (row.pk, form))
    return done or show(
        request, "asked", desk, status=form.answer, one=found, form=form, back=way.partition("?")[0]
    )
