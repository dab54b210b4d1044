"""Looking back on an exercise: six quick questions to each partner alone, whenever they like."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from homework import debriefing
from homework.models import Assignment, Debrief
from portal.idempotent import once
from practice.refusals import NotFound, Refused

from . import entry_form, exercise
from .here import Here, page, show
from .seen_by import Circle, seen_by


@page("GET", "POST", private=True)
def look_back(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/d/<id>/after/`: answer, read back, answer anew."""
    assignment = exercise.mine(here, pk)
    wrong = None
    if request.method == "POST":
        try:
            return once(request, lambda: _give(request, here, assignment))
        except NotFound:
            raise
        except Refused as refusal:
            wrong = refusal
    rows = Debrief.objects.visible_to(here.viewer).filter(partner=here.partner, assignment=assignment)
    row = rows.select_related("partner").first()
    asked = debriefing.asked()
    held = {field: {"v": value} for field, value in row.given.items()} if row else {}
    is_read = row is not None and request.method == "GET" and "change" not in request.GET
    return show(
        request,
        "look_back",
        here,
        status=wrong.status if wrong else 200,
        assignment=assignment,
        exercise=assignment.exercise.exercise,
        asked=asked,
        groups=entry_form.groups(
            entry_form.typed(request), here, asked, wrong.fields if wrong else {}, held, asked.fields
        ),
        problem="" if wrong is None or wrong.fields else str(wrong.sentence),
        lines=debriefing.in_words(row) if is_read and row else (),
        is_read=is_read,
        is_kept="kept" in request.GET,
        version=row.version if row else 0,
        seen_by=seen_by(here, Circle.YOU_AND_COUNSELLOR),
    )


def _give(request: HttpRequest, here: Here, assignment: Assignment) -> str:
    version = request.POST.get("version", "")
    debriefing.give(
        assignment,
        here.partner,
        entry_form.sent_values(request, debriefing.questions()),
        by=here.viewer,
        version=int(version) if version.isdecimal() and len(version) < 9 else None,
    )
    return reverse("portal:look-back", args=[assignment.pk]) + "?kept"
