"""Links that staff or the technician hand over: choosing a new way in, and the first run of a new Evenlight."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from practice import access_lost, first_run
from practice.inviting import LinkClosed
from practice.refusals import BadInput, Refused

from .forms import Form, Line
from .signing_in import let_in
from .viewing import SET_UP_PAGE
from .welcome import closed


class NewPassphrase(Form):
    passphrase = Line(label=_("Your new passphrase"), most=500, autocomplete="new-password", secret=True)


@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, token: str) -> HttpResponse:
    """`/welcome/reset/<token>/`: given in person; whoever holds it chooses a new passphrase, once."""
    try:
        access_lost.find(token)
        form = NewPassphrase(request.POST or None)
        if form.is_valid():
            user = access_lost.choose_anew(token, passphrase=form.cleaned_data["passphrase"])
            let_in(request, user, method="password")
            return redirect("/")
    except LinkClosed:
        return closed(request)
    except BadInput as refusal:
        form.refuse(refusal)
    if request.user.is_authenticated:
        logout(request)
    status = 400 if form.errors else 200
    return render(request, "portal/entrance/reset.html", {"form": form}, status=status)


class FirstRun(Form):
    name = Line(label=_("The practice’s name"), most=120, autocomplete="organization")
    time_zone = Line(label=_("Its time zone"), most=64, initial="Europe/London")
    country = Line(label=_("Its country, as two letters"), most=2, initial="GB", autocomplete="country")
    owner = Line(label=_("How you like to be called"), most=80, autocomplete="name")
    email = Line(label=_("Your e-mail address"), most=254, autocomplete="email")
    login_name = Line(label=_("A name to sign in with"), most=60, autocomplete="username")
    passphrase = Line(label=_("Your passphrase"), most=500, autocomplete="new-password", secret=True)


@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, token: str) -> HttpResponse:
    """`/first-run/<token>/`: makes the practice and its owner; then it exists no more."""
    form = FirstRun(request.POST or None)
    try:
        first_run.look(token)
        if form.is_valid():
            asked: dict[str, Any] = form.cleaned_data
            user = first_run.start(token, **asked)
            let_in(request, user, method="password")
            return redirect(SET_UP_PAGE)
    except LinkClosed:
        return closed(request)
    except Refused as refusal:
        form.refuse(refusal)
    status = 400 if form.errors else 200
    return render(request, "portal/entrance/first_run.html", {"form": form}, status=status)
