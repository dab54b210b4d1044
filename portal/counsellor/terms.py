"""`/desk/couples/<id>/terms/`: what both partners may do about their hours, and what a session costs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from practice import scheduling
from practice.models import BookingTerms
from practice.refusals import StaleEdit

from . import fees
from .booking_forms import Choices, choices_for
from .fields import DeskForm, Number, OneOf, Version, newer, settle
from .here import Care, couple_page, show

YES, NO = "yes", "no"


class Booking(DeskForm):
    version = Version()
    mode = OneOf(label=_("What both may do"), choices=BookingTerms.Mode.choices)
    alone = OneOf(
        label=_("When they book a free hour"),
        choices=[(NO, _("For both of them")), (YES, _("For both, or each for an hour alone"))],
    )
    minutes = Number(label=_("Minutes"), least=scheduling.SHORTEST, most=scheduling.LONGEST)
    room = OneOf(label=_("Room"), drop=True, required=False)
    notice_hours = Number(
        label=_("Hours ahead at least"), least=0, most=336, help_text=_("So that nobody books the next hour.")
    )
    days_ahead = Number(label=_("Days ahead at most"), least=1, most=180)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        rooms = [(str(room.pk), room.called) for room in choices.rooms]
        self.fields["room"].choices = [("", _("No room")), *rooms]  # type: ignore[attr-defined]


def booking_form(care: Care, data: Any = None) -> Booking:
    terms = scheduling.terms_of(care.couple)
    held = {
        name: getattr(terms, name) for name in ("version", "mode", "minutes", "notice_hours", "days_ahead")
    }
    held |= {"alone": YES if terms.alone else NO, "room": str(terms.room_id or "")}
    choices = choices_for(care, care.couple, held=terms.room)
    return Booking(data, initial=held, choices=choices, auto_id="id_terms_%s")


@couple_page("GET", "POST", alone=True, acts=True)
def terms(request: HttpRequest, care: Care) -> HttpResponse:
    """Two small forms on one page; each is kept by itself."""
    sent = request.POST or None
    about = request.POST.get("about", "")
    hours = booking_form(care, sent if about == "hours" else None)
    costs = fees.terms_form(care, sent if about == "fee" else None)
    way = reverse("portal:desk-terms", args=[care.couple.pk]) + "?done=saved"

    def work() -> str:
        if about == "fee":
            fees.set_terms(care, costs)
        else:
            _set_hours(care, hours)
        return way

    form: DeskForm = costs if about == "fee" else hours
    try:
        if form.is_valid() and (done := settle(request, form, work, names={"payer": "split"})):
            return done
    except StaleEdit as refusal:
        if about == "fee":
            version = int(fees.terms_form(care).initial["version"])
            costs = form = fees.terms_form(care, newer(request.POST, version))
        else:
            version = int(booking_form(care).initial["version"])
            hours = form = booking_form(care, newer(request.POST, version))
        form.refuse_with(refusal, {})
    return show(request, "terms", care, status=form.answer, hours=hours, costs=costs, form=form)


def _set_hours(care: Care, form: Booking) -> None:
    asked = form.cleaned_data
    scheduling.set_terms(
        care.couple,
        mode=asked["mode"],
        alone=asked["alone"] == YES,
        minutes=asked["minutes"],
        room=form.choices.room(asked["room"]),
        notice_hours=asked["notice_hours"],
        days_ahead=asked["days_ahead"],
        version=asked["version"],
        by=care.viewer,
    )
