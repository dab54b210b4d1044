"""Hours of the week and closed days: one’s own under `/desk/calendar/hours/`, the house’s under `/desk/practice/hours/`."""

from __future__ import annotations

import re
from datetime import time
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.forms import Line
from practice import audit, scheduling
from practice.access import COUNSELLOR, OWNER
from practice.models import ClosedDays, Staff

from .fields import Day, DeskForm, settle
from .here import Desk, page, show

CLOSED_PAGE = 30
WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
CLOCK = r"(\d{1,2})[:.]?(\d{2})?"
STRETCH = re.compile(rf"{CLOCK}\s*(?:-|–|to)\s*{CLOCK}")
UNCLEAR = _("Write hours like 9:00-12:30, 13:30-18:00. Leave it empty for a free day.")
Stretches = list[tuple[time, time]]


class DayHours(forms.CharField):
    """The stretches of one weekday as people write them; a break is the gap between two."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"class": "field", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), required=False, max_length=120, **kwargs)
        self.error_messages |= {"max_length": UNCLEAR}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return [_stretch(part.strip()) for part in re.split(r"[,;]", text) if part.strip()]
        except ValueError:
            raise forms.ValidationError(UNCLEAR) from None


def _stretch(text: str) -> tuple[time, time]:
    found = STRETCH.fullmatch(text)
    if found is None:
        raise ValueError
    hour, minute, until_hour, until_minute = (int(part or 0) for part in found.groups())
    return time(hour, minute), time(until_hour, until_minute)


def written(stretches: Stretches) -> str:
    """9:00-12:30, 13:30-18:00."""
    return ", ".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in stretches)


class Week(DeskForm):
    """A field for each weekday. Left empty: no hours on that day."""

    def __init__(self, *args: Any, held: dict[int, Stretches], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, name in enumerate(WEEKDAYS):
            self.fields[f"day{number}"] = DayHours(label=name, initial=written(held.get(number, [])))

    @property
    def week(self) -> dict[int, Stretches]:
        days = {number: self.cleaned_data[f"day{number}"] for number in range(7)}
        return {number: stretches for number, stretches in days.items() if stretches}


class Closed(DeskForm):
    first_day = Day(label=_("From"))
    last_day = Day(label=_("Until"), required=False, help_text=_("Left empty: that one day."))
    called = Line(label=_("What it is, for colleagues"), most=60, required=False)


@page("GET", "POST", roles=(COUNSELLOR,), alone=True)
def own(request: HttpRequest, desk: Desk) -> HttpResponse:
    return _hours(request, desk, desk.me)


@page("GET", "POST", roles=(OWNER,), alone=True)
def house(request: HttpRequest, desk: Desk) -> HttpResponse:
    return _hours(request, desk, None)


def _hours(request: HttpRequest, desk: Desk, staff: Staff | None) -> HttpResponse:
    """The week and the closed days on one page; each form is kept by itself."""
    sent = request.POST or None
    about = request.POST.get("about", "")
    held = scheduling.hours_of(desk.practice, desk.viewer, staff=staff)
    form = Week(sent if about == "week" else None, held=held)
    closed = Closed(sent if about == "closed" else None)

    def work() -> str:
        if about == "closed":
            row = scheduling.add_closed_days(
                desk.practice, **closed.cleaned_data, staff=staff, by=desk.viewer
            )
            if scheduling.sessions_within(row, desk.viewer):
                return _one(staff, row.pk)
        else:
            scheduling.set_hours(desk.practice, form.week, staff=staff, by=desk.viewer)
        return _there(staff) + "?done=saved"

    asked: DeskForm = closed if about == "closed" else form
    if asked.is_valid() and (done := settle(request, asked, work)):
        return done
    rows = _closed(desk, staff).filter(last_day__gte=desk.now.date()).order_by("first_day", "pk")
    found = Paginator(rows, CLOSED_PAGE).get_page(request.GET.get("page"))
    audit.record(desk.viewer, "hours.read")
    return show(
        request,
        "hours",
        desk,
        status=asked.answer,
        form=form,
        closed=closed,
        page=found,
        of_all=_of_the_house(desk, staff),
        staff=staff,
        house_hours=[] if staff is None else _told(desk),
    )


def _told(desk: Desk) -> list[tuple[Any, str]]:
    """The house's week in words, which holds for whoever has no hours of their own."""
    held = scheduling.hours_of(desk.practice, desk.viewer)
    return [(WEEKDAYS[number], written(stretches)) for number, stretches in sorted(held.items())]


def _closed(desk: Desk, staff: Staff | None) -> Any:
    rows = ClosedDays.objects.visible_to(desk.viewer).filter(practice=desk.practice, staff=staff)
    return rows.select_related("practice")


def _of_the_house(desk: Desk, staff: Staff | None) -> list[ClosedDays]:
    """The house's closed days, shown beside one's own."""
    if staff is None:
        return []
    rows = _closed(desk, None).filter(last_day__gte=desk.now.date())
    return list(rows.order_by("first_day", "pk")[:CLOSED_PAGE])


def _there(staff: Staff | None) -> str:
    return reverse("portal:desk-own-hours" if staff else "portal:desk-practice-hours")


def _one(staff: Staff | None, pk: UUID) -> str:
    return reverse("portal:desk-own-closed" if staff else "portal:desk-practice-closed", args=[pk])


@page("GET", "POST", roles=(COUNSELLOR,), alone=True)
def own_closed(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    return _one_closed(request, desk, desk.me, pk)


@page("GET", "POST", roles=(OWNER,), alone=True)
def house_closed(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    return _one_closed(request, desk, None, pk)


def _one_closed(request: HttpRequest, desk: Desk, staff: Staff | None, pk: UUID) -> HttpResponse:
    """Closed days with the sessions that fall into them, which stay until somebody moves them; or take them away."""
    row = _closed(desk, staff).filter(pk=pk).first()
    if row is None:
        raise Http404
    form = DeskForm(request.POST or None)

    def work() -> str:
        scheduling.remove_closed_days(row, by=desk.viewer)
        return _there(staff) + "?done=removed"

    if request.method == "POST" and (done := settle(request, form, work)):
        return done
    return show(
        request,
        "hours_closed",
        desk,
        status=form.answer,
        form=form,
        row=row,
        sessions=scheduling.sessions_within(row, desk.viewer),
        back=_there(staff),
    )
