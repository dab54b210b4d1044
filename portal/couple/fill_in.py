"""A form, one question a page: every Continue saves, a person can stop anywhere, and sending happens once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import administering, offering
from assessments.format.definition import Definition, Question
from assessments.format.labelling import spelled_out
from assessments.models import Administration
from portal import questions as fields
from portal.idempotent import once
from practice.models import TherapySession
from practice.refusals import BadInput, Refused

from . import before, form_pages, told, when
from .here import Here, page, show
from .near import near
from .seen_by import Circle, seen_by

REVIEW = "review"


def mine(here: Here, pk: UUID, said: QueryDict | None = None) -> Administration:
    """The partner's own form; anybody else's looks as if it had never been.

    said: what a page sends. On a form that is closed by then, what must be heard is heard before the page is turned away.
    """
    rows = Administration.objects.visible_to(here.viewer).filter(partner=here.partner, pk=pk)
    row: Administration | None = rows.select_related("instrument", "partner").first()
    if row is not None and not row.is_open and said:
        told.hear(here, row, told.changes(row.instrument.definition.questions, said))
    if row is None or row.state == Administration.State.VOID:
        raise Http404
    return row


def wording(here: Here, row: Administration) -> Definition:
    """The form in this partner's language, where it is published in it."""
    user = here.partner.user
    return row.instrument.definition_in(user.language) if user else row.instrument.definition


def _asked(row: Administration, form: Definition) -> list[Question]:
    return administering.questions_in(row, form)


@page("GET")
def start(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/q/<id>/`: what it is, how long, who sees it, and who is answering."""
    row = mine(here, pk)
    if not row.is_open:
        return redirect("portal:q-done", pk)
    form = wording(here, row)
    questions = _asked(row, form)
    settled = form_pages.settled(questions, row.answers or {})
    return show(
        request,
        "form_start",
        here,
        pk=pk,
        form=form,
        guess=guess_line(here, row),
        total=len(questions),
        settled=settled,
        go_on=_first_open(row, questions),
        until=_until(row, here),
        seen_by=seen_by(here, Circle.YOU_AND_COUNSELLOR),
    )


def _until(row: Administration, here: Here) -> str:
    """The day until which it is open, in words; nothing once a wished day has passed."""
    day, today = row.closes_on or row.due_on, here.now.date()
    return when.until_words(day, today) if day is not None and day >= today else ""


def _first_open(row: Administration, questions: list[Question]) -> str:
    point = administering.resume_point(row)
    if point is None:
        return reverse("portal:q-review", args=[row.pk])
    return reverse("portal:q-question", args=[row.pk, form_pages.number_of(questions, point)])


@page("GET", "POST")
def question(request: HttpRequest, here: Here, pk: UUID, number: int) -> HttpResponse:
    """`/q/<id>/<n>/`: one question, or up to three short ones. Continue saves and goes on."""
    row = mine(here, pk, request.POST)
    if not row.is_open:
        return redirect("portal:q-done", pk)
    form = wording(here, row)
    asked = _asked(row, form)
    leaf = form_pages.leaf_with(asked, number)
    if leaf is None:
        raise Http404
    if request.method != "POST":
        held = told.held_fields(leaf.questions, row.answers or {})
        return _question_page(request, here, row, form, asked, leaf, held)
    kept = before.ticked(leaf.questions, request.POST)
    asked_now = [each for each in leaf.questions if each.id not in kept]
    wrong: Mapping[str, Any] = {
        **told.unsettled(asked_now, request.POST, row.answers or {}),
        **before.both_ways(leaf.questions, request.POST),
    }
    if not wrong:
        try:
            return once(request, lambda: _save(request, here, row, leaf))
        except (BadInput, administering.Closed) as refusal:
            told.hear(here, row, told.changes(leaf.questions, request.POST))
            wrong = _beside(refusal, leaf)
    typed = told.typed_fields(leaf.questions, request.POST, wrong)
    return _question_page(request, here, row, form, asked, leaf, typed, status=400)


def _beside(refusal: Refused, leaf: form_pages.Leaf) -> Mapping[str, Any]:
    """The sentences beside the fields of this page; what belongs to none of them is said by the page itself."""
    shown = {each.id for each in leaf.questions}
    beside = {question_id: words for question_id, words in refusal.fields.items() if question_id in shown}
    if not beside:
        raise refusal
    return beside


def _save(request: HttpRequest, here: Here, row: Administration, leaf: form_pages.Leaf) -> str:
    given = told.changes(leaf.questions, request.POST)
    again = offering.kept(row, before.ticked(leaf.questions, request.POST))
    kept = administering.save_answer(row, {**given, **again}, by=here.viewer)
    return _after(kept, leaf, back=request.GET.get("back", ""))


def _after(row: Administration, leaf: form_pages.Leaf, *, back: str) -> str:
    """Where Continue leads: on, to a resting point, or to the review, whence a change came."""
    asked = administering.questions(row)
    following = form_pages.number_of(asked, leaf.questions[-1].id) + 1
    if back == REVIEW or following > len(asked):
        return reverse("portal:q-review", args=[row.pk])
    rest = form_pages.rest_before(row.instrument.definition, asked, following)
    return reverse("portal:q-rest" if rest else "portal:q-question", args=[row.pk, following])


def _question_page(
    request: HttpRequest,
    here: Here,
    row: Administration,
    form: Definition,
    asked: list[Question],
    leaf: form_pages.Leaf,
    shown: list[fields.Field],
    *,
    status: int = 200,
) -> HttpResponse:
    back = request.GET.get("back", "")
    return show(
        request,
        "question",
        here,
        status=status,
        form=form,
        guess=guess_line(here, row),
        leaf=leaf,
        fields=shown,
        offers=before.offers(row, leaf.questions, request.POST),
        problems=[field for field in shown if field.problem],
        answered=form_pages.settled(asked, row.answers or {}),
        saved_at=when.clock(row.saved_at, here.practice.time_zone) if row.saved_at else "",
        save_url=reverse("portal:q-save", args=[row.pk]),
        back_url=_before(row, asked, leaf, back),
        seen_by=seen_by(here, Circle.YOU_AND_COUNSELLOR),
        told_at_once=seen_by(here, Circle.TOLD_AT_ONCE) if any(f.question.safety for f in shown) else None,
        answered_before=told.answered(leaf.questions, row.answers or {}),
        near=near(request, here, leaf.questions),
    )


def _before(row: Administration, asked: list[Question], leaf: form_pages.Leaf, back: str) -> str:
    if back == REVIEW:
        return reverse("portal:q-review", args=[row.pk])
    earlier = form_pages.leaf_with(asked, leaf.first - 1)
    if earlier is None:
        return reverse("portal:q-start", args=[row.pk])
    return reverse("portal:q-question", args=[row.pk, earlier.first])


@page("GET")
def rest(request: HttpRequest, here: Here, pk: UUID, number: int) -> HttpResponse:
    """`/q/<id>/<n>/rest/`: how far it is, and a place to stop."""
    row = mine(here, pk)
    if not row.is_open:
        return redirect("portal:q-done", pk)
    form = wording(here, row)
    found = form_pages.rest_before(form, _asked(row, form), number)
    if found is None:
        return redirect("portal:q-question", pk, number)
    return show(request, "form_rest", here, form=form, rest=found, pk=pk)


@page("POST")
def save(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/q/<id>/save/`: autosave. Merges the answers it is sent, and says when they were kept."""
    row = mine(here, pk, request.POST)
    sent = fields.sent(administering.questions(row), request.POST)
    try:
        kept = administering.save_answer(row, told.changes(sent, request.POST), by=here.viewer)
    except BadInput as refusal:
        return JsonResponse(
            {"saved": False, "fields": {k: str(v) for k, v in refusal.fields.items()}}, status=400
        )
    at = kept.saved_at or timezone.now()
    said = when.clock(at, here.practice.time_zone)
    return JsonResponse({"saved": True, "at": said, "message": _("Saved at %(time)s") % {"time": said}})


@page("GET", "POST")
def review(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/q/<id>/review/`: all answers before sending. Blank is a valid end; sending again changes nothing."""
    row = mine(here, pk)
    missing: Mapping[str, Any] = {}
    if request.method == "POST":
        try:
            return once(request, lambda: _send(here, row))
        except BadInput as refusal:
            if not refusal.fields:
                raise
            missing = refusal.fields
    if not row.is_open:
        return redirect("portal:q-done", pk)
    form = wording(here, row)
    lines = review_lines(row, form, missing)
    return show(
        request,
        "review",
        here,
        status=400 if missing else 200,
        form=form,
        guess=guess_line(here, row),
        blank=[line for line in lines if line["state"] == "blank"],
        given=[line for line in lines if line["state"] != "blank"],
        problems=[line for line in lines if line["problem"]],
        seen_by=seen_by(here, Circle.YOU_AND_COUNSELLOR),
    )


def _send(here: Here, row: Administration) -> str:
    administering.submit(row, by=here.viewer)
    return reverse("portal:q-done", args=[row.pk])


def review_lines(
    row: Administration, form: Definition, missing: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Question, answer in words and where to change it, in the order of the form."""
    held = row.answers or {}
    return [
        {
            "question": each,
            "number": number,
            "state": _state(each, held.get(each.id)),
            "answer": _words(each, held.get(each.id, {})),
            "problem": str((missing or {}).get(each.id, "")),
            "change": reverse("portal:q-question", args=[row.pk, number]) + f"?back={REVIEW}",
        }
        for number, each in enumerate(_asked(row, form), start=1)
    ]


def guess_line(here: Here, row: Administration) -> str:
    """What stands on every page of a guess; empty on a form about oneself."""
    if not row.is_guess:
        return ""
    if not here.other:
        return _("As you think your partner would answer.")
    return _("As you think %(name)s would answer.") % {"name": here.other}


def _state(question: Question, answer: Mapping[str, Any] | None) -> str:
    """Of a question about safety its author hears that it is answered, and neither what nor how."""
    if answer is None:
        return "blank"
    if question.safety:
        return "kept"
    return "declined" if "declined" in answer else "answered"


def _words(question: Question, answer: Mapping[str, Any]) -> str:
    return spelled_out(question, answer["v"]) if "v" in answer and not question.safety else ""


@page("GET")
def done(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/q/<id>/done/`: an end, not a next task."""
    row = mine(here, pk)
    if row.is_open:
        return redirect("portal:q-start", pk)
    if row.state != Administration.State.SUBMITTED:
        is_left = row.state == Administration.State.DECLINED
        return show(request, "form_closed", here, is_left=is_left, has_answers=bool(row.answers))
    return show(request, "done", here, next_step=next_step(here))


def next_step(here: Here) -> str:
    """Who reads it and by when: the day of the next session, when there is one."""
    upcoming = TherapySession.objects.visible_to(here.viewer).upcoming().first()
    if upcoming is None or not here.counsellor:
        return _("%(counsellor)s will read it.") % {"counsellor": here.counsellor} if here.counsellor else ""
    day = when.until_words(upcoming.starts_at.astimezone(here.now.tzinfo).date(), here.now.date())
    return _("%(counsellor)s reads it before you meet: %(day)s.") % {
        "counsellor": here.counsellor,
        "day": day,
    }
