"""`/welcome/`: five short pages from an invitation to the first Today, the same for both partners.

The first page says nothing about anybody. Names appear only after "This is for me", and the link is used up by the
first sign-in that is made with it.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from practice import caring, consenting, inviting, reaching, who
from practice.inviting import LinkClosed
from practice.models import ContactCard, Invitation
from practice.refusals import BadInput, Refused

from .audience import partners
from .forms import Form, Line
from .idempotent import key_for, once
from .signing_in import let_in
from .viewing import SET_UP_PAGE

OPENED, PUT_OFF = "welcome_opened", "papers_put_off"
STEPS = 5


def closed(request: HttpRequest) -> HttpResponse:
    """The one page for every link that does not open, whatever the reason."""
    return render(request, "portal/entrance/link_closed.html", {"sentence": LinkClosed.default}, status=404)


def _page(request: HttpRequest, name: str, step: int, *, status: int = 200, **facts: Any) -> HttpResponse:
    facts |= {"step": step, "steps": STEPS, "idempotency_key": key_for(request)}
    return render(request, f"portal/entrance/welcome_{name}.html", facts, status=status)


@require_http_methods(["GET", "POST"])
def door(request: HttpRequest, token: str) -> HttpResponse:
    """The neutral first page. "This is for me" leads on; whoever was signed in on this device is signed out."""
    try:
        inviting.find(token)
    except LinkClosed:
        return closed(request)
    if request.method == "GET":
        return render(request, "portal/entrance/welcome_door.html", {"token": token})
    logout(request)
    request.session[OPENED] = inviting.token_hash(token).hex()
    return redirect("portal:welcome-begin", token=token)


@require_POST
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """The same answer for any link at all, open or not."""
    inviting.not_me(token)
    return render(request, "portal/entrance/welcome_not_me.html")


class OwnSignIn(Form):
    login_name = Line(label=_("A name to sign in with"), most=60, autocomplete="username")
    way = forms.ChoiceField(
        label=_("How you will sign in"),
        choices=[("passphrase", _("With a passphrase")), ("passkey", _("With a passkey on this device"))],
        initial="passphrase",
        required=False,
        widget=forms.RadioSelect,
    )
    passphrase = Line(
        label=_("Your passphrase"), most=500, autocomplete="new-password", secret=True, required=False
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        by_passkey = cleaned.get("way") == "passkey"
        if not by_passkey and not cleaned.get("passphrase") and "passphrase" not in self.errors:
            self.add_error("passphrase", _("Make up a passphrase of at least 15 letters."))
        return cleaned

    def chosen(self) -> str | None:
        by_passkey = self.cleaned_data["way"] == "passkey"
        return None if by_passkey else str(self.cleaned_data["passphrase"])


@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """Page 1: who invited you, and your own sign-in."""
    if request.user.is_authenticated:
        return redirect("portal:welcome-you")  # the form was sent twice
    if request.session.get(OPENED) != inviting.token_hash(token).hex():
        return redirect("portal:welcome", token=token)
    try:
        return _begin(request, token, inviting.find(token))
    except LinkClosed:
        return closed(request)


def _begin(request: HttpRequest, token: str, invitation: Invitation) -> HttpResponse:
    form = OwnSignIn(request.POST or None)
    if form.is_valid():
        try:
            user = inviting.accept(
                token, login_name=form.cleaned_data["login_name"], passphrase=form.chosen()
            )
        except BadInput as refusal:
            form.refuse(refusal)
        else:
            by_passkey = form.chosen() is None
            let_in(request, user, method="invitation" if by_passkey else "password")
            return redirect(_after_sign_in(invitation, by_passkey))
    facts = {"form": form, "invitation": invitation, "for_staff": invitation.staff_id is not None}
    return _page(request, "sign_in", 1, status=400 if form.errors else 200, **facts)


def _after_sign_in(invitation: Invitation, by_passkey: bool) -> str:
    if invitation.staff_id is not None:
        return SET_UP_PAGE
    return "/account/security/passkeys/add/?welcome=1" if by_passkey else "/welcome/you/"


class Called(Form):
    called = Line(label=_("How you like to be called"), most=80, autocomplete="given-name")
    pronouns = Line(label=_("Your pronouns, if you like"), most=40, required=False)


@require_http_methods(["GET", "POST"])
@partners
def you(request: HttpRequest) -> HttpResponse:
    """Page 2: how you like to be called."""
    partner = who.partner_of(request.user)
    assert partner is not None
    form = Called(request.POST or None, initial={"called": partner.called, "pronouns": partner.pronouns})
    if form.is_valid():

        def work() -> str:
            reaching.rename(partner, by=request.viewer, **form.cleaned_data)  # type: ignore[attr-defined]
            return "/welcome/who-sees-what/"

        try:
            return once(request, work)
        except BadInput as refusal:
            form.refuse(refusal)
    return _page(request, "you", 2, status=400 if form.errors else 200, form=form)


@require_http_methods(["GET"])
@partners
def who_sees_what(request: HttpRequest) -> HttpResponse:
    """Page 3: what the counsellor sees, what the other sees, what nobody but you sees."""
    return _page(request, "who_sees_what", 3)


class Sign(Form):
    name = Line(label=_("Type your name to sign"), most=80, autocomplete="name")
    agreed = forms.BooleanField(
        label=_("I have read this, and I agree."),
        error_messages={"required": _("Tick this if you agree. If not, choose “Ask me later”.")},
    )


@require_http_methods(["GET", "POST"])
@partners
def papers(request: HttpRequest) -> HttpResponse:
    """Page 4: each text by itself, to sign now or later."""
    partner = who.partner_of(request.user)
    couple = caring.couple_of(partner) if partner else None
    if partner is None or couple is None:
        return redirect("portal:welcome-contact")
    if "again" in request.GET:
        request.session.pop(PUT_OFF, None)
    put_off: list[str] = request.session.get(PUT_OFF, [])
    text = next((t for t in consenting.unsigned(partner, couple) if str(t.pk) not in put_off), None)
    if text is None:
        return redirect("portal:welcome-contact")
    form = Sign(request.POST or None)
    if request.method == "POST" and request.POST.get("text") != str(text.pk):
        return redirect("portal:welcome-papers")  # sent twice, or from an older page
    if "later" in request.POST:
        request.session[PUT_OFF] = [*put_off, str(text.pk)]
        return redirect("portal:welcome-papers")
    if form.is_valid():
        signed_as = form.cleaned_data["name"]
        consenting.sign(text, partner=partner, couple=couple, by=request.viewer, signed_as=signed_as)  # type: ignore[attr-defined]
        return redirect("portal:welcome-papers")
    return _page(request, "paper", 4, status=400 if form.errors else 200, form=form, text=text)


class Contact(Form):
    channel = forms.ChoiceField(
        label=_("How may we reach you between sessions?"), choices=reaching.CHANNELS, widget=forms.RadioSelect
    )
    phone = Line(label=_("Phone number, if we may call"), most=40, autocomplete="tel", required=False)
    may_leave_message = forms.BooleanField(label=_("You may leave a message there."), required=False)
    quiet_from = forms.TimeField(
        label=_("No mail from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time", "class": "field"}),
    )
    quiet_until = forms.TimeField(
        label=_("until"), required=False, widget=forms.TimeInput(attrs={"type": "time", "class": "field"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("quiet_from", "quiet_until"):
            self.fields[name].error_messages["invalid"] = _("Write a time like 22:00.")
        self.fields["channel"].error_messages["required"] = _("Pick one of these.")

    @staticmethod
    def showing(card: ContactCard | None) -> dict[str, Any]:
        wishes = (card.preferences or {}) if card else {}
        return {
            "channel": wishes.get("channel", "mail"),
            "phone": wishes.get("phone", ""),
            "may_leave_message": wishes.get("may_leave_message", False),
            "quiet_from": card.quiet_from if card else None,
            "quiet_until": card.quiet_until if card else None,
        }

    def store(self, card: ContactCard, request: HttpRequest) -> None:
        wishes = dict(self.cleaned_data) | {"may_mail": self.cleaned_data["channel"] == "mail"}
        reaching.change(card, by=request.viewer, **wishes)  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@partners
def contact(request: HttpRequest) -> HttpResponse:
    """Page 5: how you may safely be reached. Then Today."""
    card = ContactCard.objects.visible_to(request.viewer).filter(partner__user=request.user).first()  # type: ignore[attr-defined]
    if card is None:
        return redirect("portal:home")
    form = Contact(request.POST or None, initial=Contact.showing(card))
    if form.is_valid():

        def work() -> str:
            form.store(card, request)
            return "/"

        try:
            return once(request, work)
        except Refused as refusal:
            form.refuse(refusal)
    return _page(request, "contact", 5, status=400 if form.errors else 200, form=form)
