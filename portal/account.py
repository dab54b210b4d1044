"""A person's own account: how they are called, who sees what, their devices, their data, how they are reached."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from practice import audit, caring, consenting, reaching, registry, who
from practice.access import PARTNER
from practice.models import ContactCard, Partner, Signature
from practice.refusals import BadInput, Refused

from .audience import partners, signed_in
from .entrance import sign_out
from .forms import Form, Line
from .idempotent import key_for, once
from .recheck import fresh_proof, private_page
from .welcome import Called, Contact


def _page(request: HttpRequest, name: str, *, status: int = 200, **facts: Any) -> HttpResponse:
    facts |= {"idempotency_key": key_for(request), "done": request.GET.get("done", "")}
    return render(request, f"portal/entrance/{name}.html", facts, status=status)


def _own_partner(request: HttpRequest) -> Partner:
    partner = who.partner_of(request.user)
    if partner is None:
        raise Http404
    return partner


class StaffCalled(Form):
    called = Line(label=_("How you like to be called"), most=80, autocomplete="name")


@require_http_methods(["GET", "POST"])
@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """`/account/`: name and pronouns, and the way to everything else here."""
    is_partner = PARTNER in request.viewer.roles  # type: ignore[attr-defined]
    person: Any = who.partner_of(request.user) if is_partner else who.staff_of(request.user)
    if person is None:
        raise Http404
    shown = {"called": person.called, "pronouns": getattr(person, "pronouns", "")}
    form = (Called if is_partner else StaffCalled)(request.POST or None, initial=shown)
    if form.is_valid():

        def work() -> str:
            rename = reaching.rename if is_partner else who.rename_staff
            rename(person, by=request.viewer, **form.cleaned_data)  # type: ignore[attr-defined, operator]
            return "/account/?done=name"

        try:
            return once(request, work)
        except BadInput as refusal:
            form.refuse(refusal)
    return _page(request, "account", status=400 if form.errors else 200, form=form, is_partner=is_partner)


@require_GET
@partners
def sharing(request: HttpRequest) -> HttpResponse:
    """`/account/sharing/`: who sees what, in words."""
    partner = _own_partner(request)
    couple = caring.couple_of(partner)
    signed = Signature.objects.visible_to(request.viewer).select_related("text", "partner__key")  # type: ignore[attr-defined]
    own = [paper for paper in signed.order_by("signed_at") if paper.partner_id == partner.pk]
    waiting = consenting.unsigned(partner, couple) if couple else []
    return _page(request, "sharing", signed=own, waiting=waiting)


@require_http_methods(["GET", "POST"])
@private_page
def devices(request: HttpRequest) -> HttpResponse:
    """`/account/devices/`: where this person is signed in, and ending that elsewhere."""
    rows = UserSession.objects.purge_and_list(request.user)  # type: ignore[arg-type]
    if request.method == "POST":
        chosen = request.POST.get("session", "")
        others = [row for row in rows if not row.is_current()]
        for row in others if chosen == "others" else [row for row in others if str(row.pk) == chosen]:
            row.end()
        return redirect("/account/devices/?done=ended")
    rows.sort(key=lambda row: (not row.is_current(), -row.last_seen_at.timestamp()))
    return _page(request, "devices", sessions=rows, others=len(rows) > 1)


@require_http_methods(["GET", "POST"])
@partners
@private_page
def contact(request: HttpRequest) -> HttpResponse:
    """`/account/contact/`: how this partner may safely be reached."""
    card = ContactCard.objects.visible_to(request.viewer).filter(partner__user=request.user).first()  # type: ignore[attr-defined]
    if card is None:
        raise Http404
    form = Contact(request.POST or None, initial=Contact.showing(card))
    if form.is_valid():

        def work() -> str:
            form.store(card, request)
            return "/account/contact/?done=contact"

        try:
            return once(request, work)
        except Refused as refusal:
            form.refuse(refusal)
    return _page(request, "contact", status=400 if form.errors else 200, form=form)


class Address(Form):
    email = Line(label=_("Your e-mail address"), most=254, autocomplete="email")


@require_http_methods(["GET", "POST"])
@fresh_proof
def address(request: HttpRequest) -> HttpResponse:
    """`/account/contact/address/`: another address, after a fresh proof. The old mailbox hears nothing of it."""
    form = Address(request.POST or None, initial={"email": request.user.email})  # type: ignore[union-attr]
    if form.is_valid():

        def work() -> str:
            who.change_address(request.user, by=request.viewer, **form.cleaned_data)  # type: ignore[arg-type, attr-defined]
            return "/account/?done=address"

        try:
            return once(request, work)
        except BadInput as refusal:
            form.refuse(refusal)
    return _page(request, "address", status=400 if form.errors else 200, form=form)


@require_GET
@partners
@private_page
def data(request: HttpRequest) -> HttpResponse:
    """`/account/data/`: what one can take along, and the way to stop."""
    return _page(request, "data", takes_part=caring.couple_of(_own_partner(request)) is not None)


@require_GET
@partners
@fresh_proof
def my_data(request: HttpRequest) -> HttpResponse:
    """`/account/data/my-data.json`: everything this partner wrote, and nothing of the other's."""
    partner = _own_partner(request)
    answer = JsonResponse(
        registry.own_data_of(partner), json_dumps_params={"indent": 2, "ensure_ascii": False}
    )
    audit.record(request.viewer, "data.exported", partner)  # type: ignore[attr-defined]
    answer["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return answer


class Stop(Form):
    sure = Line(label=_("Type “stop” if you are sure"), most=20)

    def clean_sure(self) -> str:
        word = str(self.cleaned_data["sure"]).strip("“”\"'").casefold()
        if word != str(_("stop")):
            self.add_error("sure", _("Type the word “stop”, or go back."))
        return word


@require_http_methods(["GET", "POST"])
@partners
@fresh_proof
def stop(request: HttpRequest) -> HttpResponse:
    """`/account/data/stop/`: stop taking part, with all that follows said first."""
    partner = _own_partner(request)
    form = Stop(request.POST or None)
    if form.is_valid():

        def work() -> str:
            consenting.withdraw(partner=partner, by=request.viewer)  # type: ignore[attr-defined]
            return "/account/data/?done=stopped"

        return once(request, work)
    return _page(request, "stop", status=400 if form.errors else 200, form=form)


@require_http_methods(["GET", "POST"])
@signed_in
def not_you(request: HttpRequest) -> HttpResponse:
    """`/account/not-you/`: someone else sits here. Their part stays closed; whoever it is signs in."""
    if request.method == "GET":
        return _page(request, "not_you")
    return sign_out(request)
