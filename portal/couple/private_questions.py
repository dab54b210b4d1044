"""The private questions: the same to everybody, kept as they come, and never shown again, not even to their author.

No answer is rendered here, ever; there is no resuming, no review and nothing to come back to once they were sent.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse

from assessments.format.definition import Definition
from assessments.safety import asking
from assessments.safety.models import SafetyScreen
from portal import questions as fields
from portal.idempotent import once
from practice.refusals import BadInput, NotFound

from . import form_pages
from .here import Here, page, show
from .near import near
from .seen_by import Circle, seen_by


def open_here(here: Here) -> SafetyScreen | None:
    """The questions that wait for this partner, if they do."""
    rows = SafetyScreen.objects.visible_to(here.viewer).filter(partner=here.partner, state="open")
    found: SafetyScreen | None = rows.order_by("opened_at", "pk").first()
    return found


def _mine(here: Here, pk: UUID, said: QueryDict | None = None) -> SafetyScreen:
    """The questions while they are open. said: what a page sends, which is heard though they are closed by then."""
    rows = SafetyScreen.objects.visible_to(here.viewer).filter(partner=here.partner, state="open", pk=pk)
    row: SafetyScreen | None = rows.select_related("instrument").first()
    if row is None:
        if said:
            asking.hear_late(pk, fields.by_question(said), by=here.viewer)
        raise Http404
    return row


def _wording(here: Here, row: SafetyScreen) -> Definition:
    """The questions in this partner's language, where they are published in it."""
    user = here.partner.user
    return row.instrument.definition_in(user.language) if user else row.instrument.definition


@page("GET")
def start(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/private/<id>/`: the page before. It always begins at the first question."""
    row = _mine(here, pk)
    return show(
        request,
        "private_start",
        here,
        form=_wording(here, row),
        go_on=reverse("portal:private-question", args=[pk, 1]),
        seen_by=seen_by(here, Circle.YOU_AND_COUNSELLOR),
    )


@page("GET", "POST")
def question(request: HttpRequest, here: Here, pk: UUID, number: int) -> HttpResponse:
    """`/private/<id>/<n>/`: a blank field each time. Going on without picking anything leaves it as it is."""
    row = _mine(here, pk, request.POST)
    asked = asking.asked(row, by=here.viewer)
    form = _wording(here, row)
    worded = [form.question(each.question.id) for each in asked]
    leaf = form_pages.leaf_with(worded, number)
    if leaf is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            return once(request, lambda: _keep(request, here, row, leaf))
        except NotFound:
            asking.hear_late(pk, fields.by_question(request.POST), by=here.viewer)
            raise
        except BadInput as refusal:
            if not refusal.fields:
                raise
            problem = str(next(iter(refusal.fields.values())))
            _hear(request, here, row, leaf)
    return show(
        request,
        "question",
        here,
        status=400 if problem else 200,
        is_private=True,
        form=form,
        leaf=leaf,
        fields=(shown := [fields.blank_field(each, problem) for each in leaf.questions]),
        problems=[field for field in shown if field.problem],
        answered=leaf.first - 1,
        answered_before=any(each.is_answered for each in asked[leaf.first - 1 : leaf.last]),
        back_url=_before(pk, leaf),
        seen_by=seen_by(here, Circle.YOU_AND_COUNSELLOR),
        told_at_once=seen_by(here, Circle.TOLD_AT_ONCE) if any(q.safety for q in leaf.questions) else None,
        near=near(request, here, leaf.questions),
    )


def _keep(request: HttpRequest, here: Here, row: SafetyScreen, leaf: form_pages.Leaf) -> str:
    given: dict[str, Any] = fields.read(leaf.questions, request.POST)
    for question_id, raw in given.items():
        if raw is not None:
            asking.answer(row, question_id, raw, by=here.viewer)
    if leaf.is_end:
        return reverse("portal:private-send", args=[row.pk])
    return reverse("portal:private-question", args=[row.pk, leaf.last + 1])


def _hear(request: HttpRequest, here: Here, row: SafetyScreen, leaf: form_pages.Leaf) -> None:
    """What could be read beside what could not is kept all the same, each by itself."""
    for question_id, raw in fields.read(leaf.questions, request.POST).items():
        if raw is not None:
            with suppress(BadInput):
                asking.answer(row, question_id, raw, by=here.viewer)


def _before(pk: UUID, leaf: form_pages.Leaf) -> str:
    if leaf.first == 1:
        return reverse("portal:private-start", args=[pk])
    return reverse("portal:private-question", args=[pk, leaf.first - 1])


@page("GET", "POST")
def send(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/private/<id>/send/`: hand them over. Afterwards nothing of them is left to find."""
    if request.method == "POST":
        return once(request, lambda: _send(here, pk))
    row = _mine(here, pk)
    last = len(row.instrument.definition.questions)
    return show(
        request,
        "private_send",
        here,
        back_url=reverse("portal:private-question", args=[pk, last]),
        seen_by=seen_by(here, Circle.YOU_AND_COUNSELLOR),
    )


def _send(here: Here, pk: UUID) -> str:
    asking.send(_mine(here, pk), by=here.viewer)
    return reverse("portal:done")


@page("GET")
def done(request: HttpRequest, here: Here) -> HttpResponse:
    """`/done/`: the same quiet end for everyone, and it names nothing."""
    return show(request, "done", here, next_step="")
