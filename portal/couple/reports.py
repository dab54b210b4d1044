"""Reports that a partner was given, and what they agree to have shown. The other's are nowhere in here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from portal.forms import Form
from portal.idempotent import once
from practice import audit
from practice.refusals import NotFound, Refused
from reports import agreeing, ledger
from reports.models import ReportConsent

from .here import Here, page, show

Kind, Reader = ReportConsent.Kind, ReportConsent.Reader
SHOWN = (
    (Kind.REPORT, _("A report may be made about our time here")),
    (Kind.LINES, _("How close I felt, week by week")),
    (Kind.SCORES, _("How I see each area, beside the other’s view")),
    (Kind.APPRECIATIONS, _("How many kind words we shared, both together")),
)


class Agree(Form):
    """What may be shown to one reader. Nothing is ticked until this partner ticks it."""

    kinds = forms.MultipleChoiceField(
        choices=SHOWN,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("I agree to this"),
        error_messages={"invalid_choice": _("Pick from the list.")},
    )


@page("GET", private=True)
def listing(request: HttpRequest, here: Here) -> HttpResponse:
    """`/reports/`: what this partner was given, newest first."""
    rows = ledger.own_list(here.viewer)
    audit.record(here.viewer, "reports.listed", count=len(rows))
    return show(request, "reports", here, rows=rows)


@page("GET", private=True)
def file(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/reports/<id>/report.pdf`: the very file that was issued, under a name that says nothing."""
    try:
        body = ledger.file_of(pk, by=here.viewer)
    except NotFound:
        raise Http404 from None
    return as_file(body)


def as_file(body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="report.pdf"'
    return response


@page("GET", "POST", private=True)
def agree(request: HttpRequest, here: Here, reader: str) -> HttpResponse:
    """`/reports/shown/<reader>/`: what may be shown to the two of them, or to who sent them. Off takes it back."""
    if reader not in Reader.values or here.couple is None:
        raise Http404
    held = agreeing.own(here.partner, by=here.viewer)[reader]
    form = Agree(request.POST if request.method == "POST" else None, initial={"kinds": sorted(held)})
    if request.method == "POST" and form.is_valid():

        def work() -> str:
            agreeing.agree(here.partner, form.cleaned_data["kinds"], by=here.viewer, reader=reader)
            return f"/reports/shown/{reader}/?done=1"

        try:
            return once(request, work)
        except Refused as refusal:
            form.refuse(refusal)
    facts: dict[str, Any] = {"form": form, "reader": reader, "done": "done" in request.GET}
    return show(request, "report_agree", here, status=400 if form.errors else 200, **facts)
