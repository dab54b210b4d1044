"""One's own moment for an exercise: after what it comes, and whether a mail reminds. Nobody else's business."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from homework import terms as verbs
from homework.models import AssignmentTerms
from portal.idempotent import once
from practice.refusals import BadInput, NotFound, Refused

from . import exercise
from .here import Here, page, show
from .seen_by import Circle, seen_by


@page("GET", "POST")
def own_terms(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/d/<id>/when/`: the cue and the reminder."""
    assignment = exercise.mine(here, pk)
    row = exercise.terms_of(here, assignment)
    wrong: Refused | None = None
    if request.method == "POST":
        try:
            return once(request, lambda: _keep(request, here, row))
        except NotFound:
            raise
        except Refused as refusal:
            wrong = refusal
    sent = request.POST if wrong else None
    held = f"{row.remind_at:%H:%M}" if row.remind_at and row.reminds else ""
    return show(
        request,
        "own_terms",
        here,
        status=wrong.status if wrong else 200,
        assignment=assignment,
        exercise=assignment.exercise.exercise,
        cue=sent.get("cue", "") if sent else row.cue or "",
        remind_at=sent.get("remind_at", "") if sent else held,
        cue_problem=wrong.fields.get("cue", "") if wrong else "",
        time_problem=wrong.fields.get("remind_at", "") if wrong else "",
        problem="" if wrong is None or wrong.fields else str(wrong.sentence),
        version=row.version,
        longest=verbs.LONGEST_CUE,
        is_kept="kept" in request.GET,
        seen_by=seen_by(here, Circle.YOU_AND_COUNSELLOR),
    )


def _keep(request: HttpRequest, here: Here, row: AssignmentTerms) -> str:
    version = request.POST.get("version", "")
    at = _time(request.POST.get("remind_at", ""))
    verbs.change_cue(
        row,
        by=here.viewer,
        cue=request.POST.get("cue", ""),
        remind_at=at,
        reminds=at is not None,
        version=int(version) if version.isdecimal() and len(version) < 9 else None,
    )
    return reverse("portal:own-terms", args=[row.assignment_id]) + "?kept"


def _time(said: str) -> time | None:
    """The time on the clock; nothing means no reminder."""
    if not said.strip():
        return None
    try:
        return time.fromisoformat(said.strip()).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        raise BadInput(fields={"remind_at": _("Write a time such as 19:30, or leave it empty.")}) from None
