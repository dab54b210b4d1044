"""`/desk/couples/<id>/homework/new/`: pick, shape, say why, look at both phones, set. Four short pages, nothing kept between.

What was chosen before travels along in the form, so the flow works without scripts and leaves nothing half-done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import gate
from homework import assigning
from homework.days import today
from homework.exercise import Exercise, Field
from homework.models import Assignment, ExerciseVersion
from portal.couple.names import with_name
from portal.couple.when import day_words
from reports import session_prep

from .fields import Day, DeskForm, OneOf, Words, settle
from .here import Care, Someone, couple_page, show

STEPS = ("pick", "shape", "reason", "preview")
LABELS = {
    "pick": _("Pick one"),
    "shape": _("How often, until when"),
    "reason": _("Why this one"),
    "preview": _("What they see"),
}
BESIDE = {
    "exercise": "pick",
    "for_marks": "shape",
    "cadence": "shape",
    "starts_on": "shape",
    "ends_on": "shape",
    "reason": "reason",
}


class Pick(DeskForm):
    exercise = OneOf(label=_("Exercise"))


class Shape(DeskForm):
    for_marks = OneOf(label=_("For whom"), initial="ab")
    cadence = OneOf(label=_("How often"), choices=Assignment.Cadence.choices, initial="daily")
    starts_on = Day(label=_("First day"))
    ends_on = Day(label=_("Last day"), required=False, help_text=_("Empty: it runs until you end it."))


class Reason(DeskForm):
    reason = Words(
        label=_("Why this one, in their words"),
        most=assigning.LONGEST_REASON,
        rows=4,
        help_text=_("Both read it under “Why this one?”. Something that both said is best."),
    )


@dataclass(frozen=True)
class Phone:
    """What one partner meets on Today and on the page of the exercise."""

    person: Someone
    other: str
    prompt: str
    why: str
    fields: tuple[tuple[Field, str], ...]


@couple_page("GET", "POST", alone=True, acts=True)
def new(request: HttpRequest, care: Care) -> HttpResponse:
    shelf = _shelf(care)
    against = gate.reasons(care.couple, care.viewer)
    forms = _forms(request, care, shelf, against)
    step = _step(request, forms)
    if request.POST.get("go") == "set" and step == "preview":
        if done := settle(
            request, forms["reason"], lambda: _set(care, forms), names={"exercise": "exercise"}
        ):
            return done
        step = _where(forms)
    chosen = next((row for row in shelf if row.slug == _said(request, "exercise")), None)
    return show(
        request,
        "homework_new",
        care,
        status=400 if any(form.errors for form in forms.values()) else 200,
        step=step,
        steps=[(word, LABELS[word]) for word in STEPS],
        form=forms.get(step) or forms["reason"],
        refused=forms["reason"] if step == "preview" else None,
        shelf=[(row, row.exercise, row.joint_work and bool(against)) for row in shelf],
        against=against,
        carried=_carried(request, step),
        chosen=chosen.exercise if chosen else None,
        look=session_prep.prep(care.couple, by=care.viewer).look if step in ("pick", "reason") else (),
        phones=_phones(care, chosen.exercise, forms) if chosen and step == "preview" else (),
        back=STEPS[STEPS.index(step) - 1] if step != "pick" else "",
        so_far=_so_far(care, chosen, forms),
    )


def _shelf(care: Care) -> list[ExerciseVersion]:
    rows: Any = ExerciseVersion.objects.visible_to(care.viewer)
    return list(rows.current())


def _forms(
    request: HttpRequest, care: Care, shelf: list[ExerciseVersion], against: list[Any]
) -> dict[str, DeskForm]:
    """A form for each page; those of pages that were sent already hold what was said there."""
    sent, first_day = request.POST, today(care.practice)
    reached = STEPS.index(sent["step"]) if sent.get("step") in STEPS else -1
    held: dict[str, DeskForm] = {
        "pick": Pick(sent if reached >= 0 else None, initial={"exercise": request.GET.get("exercise", "")}),
        "shape": Shape(sent if reached >= 1 else None, initial={"starts_on": first_day}),
        "reason": Reason(sent if reached >= 2 else None),
    }
    for form in held.values():
        if not form.is_bound:
            form.initial |= {name: sent[name] for name in form.fields if name in sent}
    open_now = [(row.slug, row.title) for row in shelf if not (row.joint_work and against)]
    held["pick"].fields["exercise"].choices = open_now  # type: ignore[attr-defined]
    here = [(person.mark, person.called) for person in care.here if person.has_joined]
    both = [("ab", _("Both of them"))] if len(here) == 2 else []
    held["shape"].fields["for_marks"].choices = [*both, *here]  # type: ignore[attr-defined]
    if not both and here:
        held["shape"].fields["for_marks"].initial = here[0][0]
    return held


def _step(request: HttpRequest, forms: dict[str, DeskForm]) -> str:
    """The page to show: the one gone back to, the first that needs another look, or the next."""
    sent = request.POST.get("step")
    if sent not in STEPS:
        return "pick"
    wanted = request.POST.get("go", "")
    if wanted in STEPS and STEPS.index(wanted) <= STEPS.index(sent):
        for word in STEPS[STEPS.index(wanted) : 3]:
            _unbind_if_broken(forms[word])
        return wanted
    for word in STEPS[: min(STEPS.index(sent), 2) + 1]:
        if not forms[word].is_valid():
            return word
    return STEPS[min(STEPS.index(sent) + 1, 3)]


def _unbind_if_broken(form: DeskForm) -> None:
    """Going back is no mistake: what was typed stays, and nothing is said about it."""
    if form.is_bound:
        form.initial = {name: form.data.get(name, "") for name in form.fields}
        form.is_bound = False


def _where(forms: dict[str, DeskForm]) -> str:
    """Where a refused wish is to be changed."""
    return next((word for word, form in forms.items() if form.errors and word != "reason"), "preview")


def _said(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")


def _carried(request: HttpRequest, step: str) -> list[tuple[str, str]]:
    """What the other pages hold, as hidden fields."""
    return [
        (name, request.POST[name]) for name, page in BESIDE.items() if page != step and name in request.POST
    ]


def _so_far(care: Care, chosen: ExerciseVersion | None, forms: dict[str, DeskForm]) -> list[tuple[Any, Any]]:
    """What was chosen on the pages before, for the rail beside the form."""
    found: list[tuple[Any, Any]] = [(_("Exercise"), chosen.title)] if chosen else []
    shape, reason = forms["shape"], forms["reason"]
    if shape.is_bound and shape.is_valid():
        asked = shape.cleaned_data
        who = care.names if asked["for_marks"] == "ab" else care.by_mark(asked["for_marks"]).called
        found += [
            (_("For"), who),
            (_("How often"), Assignment.Cadence(asked["cadence"]).label),
            (_("From"), day_words(asked["starts_on"])),
            (_("Until"), day_words(asked["ends_on"]) if asked["ends_on"] else _("you end it")),
        ]
    if reason.is_bound and reason.is_valid():
        found.append((_("Why"), reason.cleaned_data["reason"]))
    return found


def _set(care: Care, forms: dict[str, DeskForm]) -> str:
    asked: dict[str, Any] = {}
    for form in forms.values():
        asked |= form.cleaned_data
    assigning.assign(care.couple, asked.pop("exercise"), by=care.viewer, **asked)
    return reverse("portal:desk-homework", args=[care.couple.pk]) + "?done=set"


def _phones(care: Care, exercise: Exercise, forms: dict[str, DeskForm]) -> tuple[Phone, ...]:
    marks = forms["shape"].cleaned_data.get("for_marks", "ab") if forms["shape"].is_valid() else "ab"
    why = forms["reason"].data.get("reason", "")
    shown = [person for person in care.here if person.mark in marks]
    return tuple(_phone(care, person, exercise, why) for person in shown)


def _phone(care: Care, person: Someone, exercise: Exercise, why: str) -> Phone:
    other = next((each.called for each in care.here if each is not person), "")
    fields = tuple((field, with_name(field.text, other)) for field in exercise.fields)
    return Phone(person, other, with_name(exercise.prompt, other), why, fields)
