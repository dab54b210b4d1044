"""`/verify/`: is this report the one that was issued? Open to everyone; tells its number, its day and its state.

The code is sent in the body of a form and never stands in an address, so no log or history keeps it.
"""

from __future__ import annotations

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from practice.refusals import TooMany
from reports import ledger
from reports.ledger import Verified

from .forms import Form, Line

LONGEST = 400
STATES = {
    "current": _("This is the current one."),
    "superseded": _("A newer one has taken its place."),
    "void": _("It was taken back."),
}


class Code(Form):
    code = Line(
        label=_("The check code"),
        most=LONGEST,
        help_text=_("It stands at the foot of each page. The SHA-256 of the file works too."),
        widget=forms.TextInput(
            attrs={"class": "field", "autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    form = Code(request.POST or None)
    found: Verified | None = None
    asked = request.method == "POST"
    if asked:
        if not ratelimit.consume(request, action="check_report"):
            raise TooMany
        found = ledger.verify(form.cleaned_data["code"]) if form.is_valid() else None
    facts = {
        "form": form,
        "found": found,
        "state": STATES[found.state] if found else "",
        "unknown": asked and form.is_valid() and found is None,
    }
    return render(request, "portal/verify.html", facts, status=400 if form.errors else 200)
