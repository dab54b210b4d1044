"""`/q/<id>/rather-not/`: leaving a form for good, with a reason or without, and no questions asked."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import closing
from portal.forms import Form, Line
from portal.idempotent import once
from practice.refusals import BadInput

from .fill_in import mine, wording
from .here import Here, page, show
from .seen_by import Circle, seen_by


class RatherNot(Form):
    reason = Line(
        label=_("If you like, say why"),
        help_text=_("You can leave this empty."),
        most=closing.LONGEST_REASON,
        required=False,
    )


@page("GET", "POST")
def rather_not(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """Nothing asks again; what was answered so far stays theirs alone."""
    row = mine(here, pk)
    if not row.is_open:
        return redirect("portal:q-done", pk)
    form = RatherNot(request.POST if request.method == "POST" else None)

    def work() -> str:
        closing.decline(row, by=here.viewer, reason=form.cleaned_data["reason"])
        return reverse("portal:q-done", args=[row.pk])

    if form.is_valid():
        try:
            return once(request, work)
        except BadInput as refusal:
            form.refuse(refusal)
    return show(
        request,
        "rather_not",
        here,
        status=400 if form.errors else 200,
        form=form,
        title=wording(here, row).neutral_title,
        pk=pk,
        has_begun=bool(row.answers),
        seen_by=seen_by(here, Circle.YOU_AND_COUNSELLOR),
    )
