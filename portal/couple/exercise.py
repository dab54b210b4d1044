"""An exercise's entry: one sentence, who sees it, one button. It starts as "only me" every time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.format.definition import Question
from assessments.format.labelling import label_of
from homework import entering
from homework.days import today
from homework.exercise import AUDIENCES, Exercise
from homework.models import Assignment, Entry
from portal import questions as fields
from portal.idempotent import once
from practice.refusals import BadInput, NotFound, Refused

from . import when
from .here import Here, page, show
from .names import with_name
from .seen_by import Circle, seen_by

ONLY_ME = "author"


@dataclass(frozen=True)
class Choice:
    """One answer to "Who sees this?"; `button` is what the button says once it is picked."""

    value: str
    title: str
    says: str
    button: str
    note: str
    is_picked: bool
    sees_counsellor: bool
    sees_partner: bool


def _mine(here: Here, pk: UUID) -> Assignment:
    rows = Assignment.objects.visible_to(here.viewer).for_partner(here.partner).filter(pk=pk)
    found: Assignment | None = rows.select_related("exercise", "couple__practice").first()
    if found is None:
        raise Http404
    return found


def _entry_of_today(here: Here, assignment: Assignment) -> Entry | None:
    rows = Entry.objects.visible_to(here.viewer).filter(partner=here.partner, assignment=assignment)
    found: Entry | None = rows.filter(day=today(assignment.couple.practice)).order_by("-place").first()
    return found


@page("GET", "POST")
def entry(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/d/<id>/`: write it down."""
    assignment = _mine(here, pk)
    if request.method == "POST":
        try:
            return once(request, lambda: _write(request, here, assignment))
        except NotFound:
            raise
        except Refused as refusal:
            return entry_page(request, here, assignment, wrong=refusal)
    written = _entry_of_today(here, assignment)
    if (
        written
        and written.state == Entry.State.DONE
        and written.place >= assignment.exercise.exercise.per_day
    ):
        return redirect("portal:entry-done", pk)
    return entry_page(request, here, assignment)


def _write(request: HttpRequest, here: Here, assignment: Assignment) -> str:
    entering.write(
        assignment,
        here.partner,
        today(assignment.couple.practice),
        sent_values(request, assignment.exercise.exercise),
        by=here.viewer,
        audience=request.POST.get("audience", ONLY_ME),
    )
    return reverse("portal:entry-done", args=[assignment.pk])


def sent_values(request: HttpRequest, exercise: Exercise) -> dict[str, Any]:
    """What was typed. Names the exercise does not know are refused there; fields left blank are left out."""
    return {
        field: value
        for field, value in fields.read(exercise.fields, request.POST).items()
        if value is not None
    }


def entry_page(
    request: HttpRequest,
    here: Here,
    assignment: Assignment,
    *,
    wrong: Refused | None = None,
    held: Mapping[str, Any] | None = None,
    **facts: Any,
) -> HttpResponse:
    """The page for a new entry, and for changing one: what was typed or is held stands in it."""
    exercise = assignment.exercise.exercise
    problems: Mapping[str, Any] = wrong.fields if wrong else {}
    shown = [_shown(request, field, problems, held or {}) for field in exercise.fields]
    lead = [field for field in shown if field.question.required] or shown
    more = [field for field in shown if field not in lead]
    facts = {"title": with_name(exercise.prompt, here.other), "is_change": False, **facts}
    return show(
        request,
        "entry",
        here,
        status=wrong.status if wrong else 200,
        exercise=exercise,
        assignment=assignment,
        lead=[_worded(field, here, exercise) for field in lead],
        more=[_worded(field, here, exercise) for field in more],
        more_is_open=any(field.problem or field.is_open for field in more),
        problems=[field for field in shown if field.problem],
        problem=_beside_none(wrong, exercise),
        choices=choices(here, exercise, request.POST.get("audience", ONLY_ME)),
        for_now=seen_by(here, Circle.FOR_NOW),
        only_you=seen_by(here, Circle.ONLY_YOU),
        **facts,
    )


def _shown(
    request: HttpRequest, field: Any, problems: Mapping[str, Any], held: Mapping[str, Any]
) -> fields.Field:
    if request.method == "POST":
        return fields.typed_field(field, request.POST, str(problems.get(field.id, "")))
    return fields.held_field(field, held)


def _worded(field: fields.Field, here: Here, exercise: Exercise) -> dict[str, Any]:
    """A field with its label by name, when it counts at all, and who can never see it."""
    question = field.question
    return {
        "field": field,
        "label": with_name(question.text, here.other),
        "hint": " ".join(filter(None, _hints(question, here, exercise))),
    }


def _hints(question: Any, here: Here, exercise: Exercise) -> tuple[str, ...]:
    """When it counts at all, how to answer, and who can never see it whatever is chosen below."""
    reach = ""
    if any(field.audience != ONLY_ME for field in exercise.fields):
        if question.audience == ONLY_ME:
            reach = _("Only you see this one, whatever you choose below.")
        elif question.audience == "counsellor" and here.other:
            reach = _("%(other)s never sees this one.") % {"other": here.other}
    return _opened_by(question, exercise), with_name(question.hint, here.other), reach


def _opened_by(question: Question, exercise: Exercise) -> str:
    """For a field that counts only after another answer: which one. Without scripts it stands there all the time."""
    earlier = exercise.field(question.show_if.question) if question.show_if else None
    if earlier is None or question.show_if is None:
        return ""
    return _("Only if you picked “%(answer)s” above.") % {
        "answer": label_of(earlier, question.show_if.equals)
    }


def _beside_none(wrong: Refused | None, exercise: Exercise) -> str:
    """What is wrong with the whole rather than with one field."""
    if wrong is None:
        return ""
    others = [str(words) for name, words in wrong.fields.items() if exercise.field(name) is None]
    return " ".join(others) if wrong.fields else str(wrong.sentence)


def choices(here: Here, exercise: Exercise, picked: str) -> list[Choice]:
    """Only the circles that this exercise can reach, from the narrowest; "only me" stands first and is the default."""
    widest = max(AUDIENCES.index(field.audience) for field in exercise.fields)
    names = {"counsellor": here.counsellor, "other": here.other}
    found = [
        Choice(
            ONLY_ME,
            _("Only me"),
            _("%(counsellor)s sees only a tick") % names,
            _("Keep it to myself"),
            _("It stays with you. You can share it later."),
            picked not in ("counsellor", "partner"),
            False,
            False,
        )
    ]
    if widest >= 1:
        says = _("%(other)s doesn’t see it") % names if here.other else _("Nobody else sees it")
        found.append(
            Choice(
                "counsellor",
                _("Me and %(counsellor)s") % names,
                says,
                _("Send to %(counsellor)s") % names,
                _("%(counsellor)s can read it from now on.") % names,
                picked == "counsellor",
                True,
                False,
            )
        )
    if widest >= 2 and here.other:
        found.append(
            Choice(
                "partner",
                _("%(other)s too") % names,
                _("All three of you see it"),
                _("Share with %(other)s") % names,
                _(
                    "%(other)s gets it in 10 minutes, so you can change your mind. What has been read stays read."
                )
                % names,
                picked == "partner",
                True,
                True,
            )
        )
    return found


@page("GET")
def done(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/d/<id>/done/`: kept, sent or shared; a share can be taken back from here."""
    assignment = _mine(here, pk)
    written = _entry_of_today(here, assignment)
    if written is None:
        return redirect("portal:entry", pk)
    from .only_me import own_entry

    return show(request, "entry_done", here, assignment=assignment, entry=own_entry(here, written.pk))


@page("GET", "POST")
def skip(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/d/<id>/skip/`: not today, with a reason in one tap."""
    assignment = _mine(here, pk)
    wrong = ""
    if request.method == "POST":
        try:
            return once(request, lambda: _skip(request, here, assignment))
        except BadInput as refusal:
            wrong = str(next(iter(refusal.fields.values()), refusal.sentence))
    return show(
        request,
        "skip",
        here,
        status=400 if wrong else 200,
        assignment=assignment,
        exercise=assignment.exercise.exercise,
        reasons=Entry.SkipReason.choices,
        problem=wrong,
        seen_by=seen_by(here, Circle.YOU_AND_COUNSELLOR),
    )


def _skip(request: HttpRequest, here: Here, assignment: Assignment) -> str:
    day = today(assignment.couple.practice)
    entering.skip(assignment, here.partner, day, request.POST.get("reason", ""), by=here.viewer)
    return reverse("portal:today") + "?later"


def settles_at(entry: Any, here: Here) -> str:
    """When what is shared of this entry arrives, as a time on the clock; "" once it has."""
    arrives = next((part.arrives_at for part in entry.parts if part.arrives_at), None)
    return when.clock(arrives, here.practice.time_zone) if arrives else ""
