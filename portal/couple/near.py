"""People who answer now, beside a question that may weigh on somebody: there for everyone, whatever they answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse

from assessments.format.definition import Question
from portal.idempotent import once
from practice import helplines
from practice.refusals import BadInput

from .here import Here, page, show

QUESTIONS = {"portal:q-question", "portal:private-question"}
FROM_REVIEW = "back=review"


@dataclass(frozen=True)
class Near:
    """What stands above Continue. `back`: the page to come back to once a country was picked."""

    lines: helplines.Lines
    counsellor: str
    hours: str
    back: str
    elsewhere: str = helplines.ELSEWHERE


def weighs(question: Question) -> bool:
    """A question about harm to oneself, or about danger. It is the question that counts, and never an answer."""
    return question.crisis or (question.safety and question.level == "red")


def near(request: HttpRequest, here: Here, questions: Iterable[Question]) -> Near | None:
    """The lines for this page, when a question on it weighs."""
    if not any(weighs(each) for each in questions):
        return None
    lines = helplines.lines_for(here.partner.user, here.practice)
    return Near(lines, here.counsellor, here.practice.review_hours, request.get_full_path())


@page("POST")
def choose(request: HttpRequest, here: Here) -> HttpResponse:
    """`/help/here/`: keep the country that this partner says they are in, and go back to the question."""
    try:
        return once(request, lambda: _choose(request, here))
    except BadInput as refusal:
        if not refusal.fields:
            raise
        return show(request, "near_refused", here, status=400, says=refusal.fields["country"])


def _choose(request: HttpRequest, here: Here) -> str:
    helplines.choose(request.POST.get("country", ""), by=here.viewer)
    return way_back(request.POST.get("to", "")) + "#near"


def way_back(wanted: str) -> str:
    """The question it was picked on; Help for anything else, so that nobody is led astray."""
    path, _mark, query = wanted.partition("?")
    try:
        found = resolve(path)
    except Resolver404:
        return reverse("portal:help-now")
    if found.view_name not in QUESTIONS:
        return reverse("portal:help-now")
    return f"{path}?{FROM_REVIEW}" if query == FROM_REVIEW else path
