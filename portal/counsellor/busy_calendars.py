"""`/desk/calendar/busy/`: another calendar of one’s own, of which only the busy times are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from portal.forms import Line
from practice.access import COUNSELLOR
from practice.calendar import busy, busy_problems
from practice.calendar.busy_reading import MOST_BYTES
from practice.models import BusySource
from practice.refusals import StaleEdit

from .booking_forms import version_of
from .fields import DeskForm, settle
from .here import Desk, page, show


@dataclass(frozen=True)
class Source:
    """One calendar that is followed, and how it stands in a sentence."""

    row: BusySource
    says: Any

    @property
    def reads_again(self) -> bool:
        """An address is read again and again; a file was read once."""
        return self.row.next_at is not None


def sources_of(desk: Desk) -> list[Source]:
    rows = BusySource.objects.visible_to(desk.viewer).filter(staff=desk.viewer.staff_id)
    return [Source(row, busy_problems.sentence(row.problem)) for row in rows.order_by("called", "pk")]


class New(DeskForm):
    called = Line(label=_("What you call it"), most=60)
    address = Line(
        label=_("Its secret address"),
        most=1_000,
        required=False,
        help_text=_("It begins with https:// or webcal:// and often ends with .ics. It is kept under lock."),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("An .ics file. It is read once, so it does not follow what changes later."),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar", "class": "field"}),
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean_file(self) -> bytes:
        """What was sent, once it is known to be readable: nothing that takes its time is done while rows are held."""
        sent = self.cleaned_data["file"]
        if sent is None:
            return b""
        try:
            if sent.size > MOST_BYTES:
                raise busy.CannotRead("too_big")
            data: bytes = sent.read()
            busy.read(data, self.zone)
        except busy.CannotRead as why:
            raise forms.ValidationError(str(busy_problems.sentence(why.code))) from None
        return data

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and bool(cleaned.get("address")) == bool(cleaned.get("file")):
            self.add_error("address", _("Give an address, or a file."))
        return cleaned


@sensitive_post_parameters()
@page("GET", "POST", roles=(COUNSELLOR,), alone=True)
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """An address that is read again and again, or a file that is read once."""
    form = New(request.POST or None, request.FILES or None, zone=desk.practice.time_zone)

    def work() -> str:
        asked = form.cleaned_data
        if asked["file"]:
            busy.add_file(desk.me, called=asked["called"], data=asked["file"], by=desk.viewer)
        else:
            busy.add_address(desk.me, called=asked["called"], address=asked["address"], by=desk.viewer)
        return reverse("portal:desk-calendar-settings") + "?done=busy"

    if form.is_valid() and (done := settle(request, form, work, names={"data": "file"})):
        return done
    return show(request, "busy_new", desk, status=form.answer, form=form)


@page("POST", roles=(COUNSELLOR,), alone=True)
def one(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """Read it again now, or take it away with everything that was kept of it."""
    rows = BusySource.objects.visible_to(desk.viewer).filter(staff=desk.viewer.staff_id, pk=pk)
    source = rows.first()
    if source is None:
        raise Http404
    form = DeskForm(request.POST)
    back = reverse("portal:desk-calendar-settings")
    again = request.POST.get("do") == "again"

    def work() -> str:
        if again:
            busy.refresh(source, by=desk.viewer)
        else:
            busy.remove(source, version=version_of(request.POST), by=desk.viewer)
        return back + ("?done=busy" if again else "?done=saved")

    try:
        done = settle(request, form, work)
    except StaleEdit as refusal:
        done = None
        form.refuse_with(refusal, {})
    return done or show(request, "refused", desk, status=form.answer, form=form, back=back)
