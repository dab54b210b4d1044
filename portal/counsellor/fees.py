"""What is owed for a session, a row per payer, and what a session of a couple costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from practice.access import SCHEDULER, Viewer
from practice.models import Fee, FeeTerms, Practice, TherapySession
from practice.refusals import StaleEdit
from practice.scheduling import attending

from . import money
from .fields import Day, DeskForm, OneOf, Version, newer, settle
from .here import Care, Desk, Someone, couple_page, page, show


class Settle(DeskForm):
    version = Version()
    state = OneOf(label=_("This fee is"), choices=Fee.State.choices, drop=True)
    paid_on = Day(label=_("Paid on"), required=False)


@dataclass(frozen=True)
class FeeRow:
    fee: Fee
    person: Someone | None
    form: Settle

    @property
    def amount(self) -> str:
        return money.spoken(self.fee.amount, self.fee.currency)


def rows_of(
    viewer: Viewer,
    session: TherapySession,
    people: tuple[Someone, ...],
    settling: tuple[UUID, Settle] | None = None,
) -> list[FeeRow]:
    """A row for each who owes something. A payer who has no seat is there too: somebody may pay for both."""
    rows = Fee.objects.visible_to(viewer).filter(session=session).order_by("pk")
    by_partner = {person.partner.pk: person for person in people}
    return [
        FeeRow(
            fee,
            by_partner.get(fee.payer_id),
            settling[1] if settling and settling[0] == fee.pk else form_for(fee),
        )
        for fee in rows.select_related("payer")
    ]


def form_for(fee: Fee, data: Any = None) -> Settle:
    held = {"version": fee.version, "state": fee.state, "paid_on": fee.paid_on}
    return Settle(data, initial=held, auto_id=f"id_{fee.pk.hex[:8]}_%s")


@couple_page("POST", alone=True, acts=True)
def charge(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Write down what is owed for this session, once; or what one partner owes who was away."""
    rows = TherapySession.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk)
    session = rows.first()
    if session is None:
        raise Http404
    form = DeskForm(request.POST)
    mark = request.POST.get("absent", "")

    def work() -> str:
        if mark:
            attending.charge_absence(session, care.by_mark(mark).partner, by=care.viewer)
        else:
            attending.charge(session, by=care.viewer)
        return _session(care, session.pk)

    back = reverse("portal:desk-session", args=[care.couple.pk, session.pk])
    return settle(request, form, work) or show(
        request, "refused", care, status=form.answer, form=form, back=back
    )


def _session(care: Care, pk: Any) -> str:
    return reverse("portal:desk-session", args=[care.couple.pk, pk]) + "?done=saved"


@couple_page("POST", alone=True, acts=True)
def change(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    fee = _fee(care, pk, session__couple=care.couple)
    return _change(request, care, fee, _session(care, fee.session_id))


@page("POST", roles=(SCHEDULER,), alone=True)
def change_at_the_desk(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    fee = _fee(desk, pk)
    return _change(
        request, desk, fee, reverse("portal:desk-calendar-session", args=[fee.session_id]) + "?done=saved"
    )


def _fee(desk: Desk, pk: UUID, **more: Any) -> Fee:
    rows = Fee.objects.visible_to(desk.viewer).filter(pk=pk, **more)
    fee: Fee | None = rows.select_related("payer", "session").first()
    if fee is None:
        raise Http404
    return fee


def _change(request: HttpRequest, desk: Desk, fee: Fee, way: str) -> HttpResponse:
    form = form_for(fee, request.POST)

    def work() -> str:
        asked = form.cleaned_data
        paid_on = asked["paid_on"] if asked["state"] == Fee.State.PAID else None
        attending.settle_fee(
            fee, state=asked["state"], paid_on=paid_on, by=desk.viewer, version=asked["version"]
        )
        return way

    try:
        done = settle(request, form, work) if form.is_valid() else None
    except StaleEdit as refusal:
        fee = _fee(desk, fee.pk)
        done, form = None, form_for(fee, newer(request.POST, fee.version))
        form.refuse_with(refusal, {})
    row = FeeRow(fee, None, form)
    return done or show(
        request, "fee", desk, status=form.answer, row=row, form=form, back=way.partition("?")[0]
    )


class Terms(DeskForm):
    version = Version()
    amount = money.Amount(label=_("What a session costs"))
    split = OneOf(label=_("Who pays"))

    def __init__(self, *args: Any, people: tuple[Someone, ...], practice: Practice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        amount: Any = self.fields["amount"]
        amount.currency, amount.help_text = (
            practice.currency,
            _("In %(currency)s.") % {"currency": practice.currency},
        )
        one = [(person.mark, _("%(name)s pays all") % {"name": person.called}) for person in people]
        halves, comes = FeeTerms.Split.HALVES, FeeTerms.Split.WHO_COMES
        self.fields["split"].choices = [(halves, halves.label), *one, (comes, comes.label)]  # type: ignore[attr-defined]


def terms_form(care: Care, data: Any = None) -> Terms:
    held = FeeTerms.objects.visible_to(care.viewer).filter(couple=care.couple).first()
    marks = {person.partner.pk: person.mark for person in care.people}
    initial: dict[str, Any] = {
        "version": 0,
        "amount": care.practice.session_fee,
        "split": FeeTerms.Split.HALVES,
    }
    if held is not None:
        split = marks.get(held.payer_id, "") if held.split == FeeTerms.Split.ONE else held.split
        initial = {"version": held.version, "amount": held.amount, "split": split}
    return Terms(data, people=care.here, practice=care.practice, initial=initial, auto_id="id_fee_%s")


def set_terms(care: Care, form: Terms) -> None:
    asked = form.cleaned_data
    payer = next((one.partner for one in form.people if one.mark == asked["split"]), None)
    attending.set_fee_terms(
        care.couple,
        amount=asked["amount"],
        split=FeeTerms.Split.ONE if payer else asked["split"],
        payer=payer,
        by=care.viewer,
        version=asked["version"],
    )
