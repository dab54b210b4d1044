"""The four pages of setting homework: what each holds of what was sent, and which one stands next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from homework import reading
from homework.days import today
from homework.models import ExerciseVersion
from homework.suggesting.results import Result
from homework.suggesting.weighing import held_back

from . import set_suggestions
from .fields import DeskForm
from .here import Care
from .set_forms import NAMES, Pick, Reason, Shape

STEPS = ("pick", "shape", "reason", "preview")
LABELS = {
    "pick": _("Pick one"),
    "shape": _("How often, until when"),
    "reason": _("Why this one"),
    "preview": _("What they see"),
}
BESIDE = {name: page for page, names in NAMES.items() for name in names}


def filled(
    request: HttpRequest, care: Care, shelf: list[ExerciseVersion], result: Result, against: list[Any]
) -> dict[str, Any]:
    """A form for each page; those of pages that were sent already hold what was said there."""
    sent, first_day = request.POST, today(care.practice)
    reached = STEPS.index(sent["step"]) if sent.get("step") in STEPS else -1
    held: dict[str, Any] = {
        "pick": Pick(sent if reached >= 0 else None, initial={"exercise": request.GET.get("exercise", "")}),
        "shape": Shape(sent if reached >= 1 else None, initial={"starts_on": first_day}),
        "reason": Reason(sent if reached >= 2 else None),
    }
    for form in held.values():
        if not form.is_bound:
            form.initial |= {name: _value(request, name) for name in form.fields if name in sent}
    on_shelf = set_suggestions.shelf_shown(care, shelf, result, bool(against))
    held["pick"].fields["exercise"].choices = [
        (each.row.slug, each.row.title) for each in on_shelf if not each.is_off
    ]
    _offer_for_whom(care, held["shape"])
    _offer_what_comes_before(care, held["shape"])
    return held


def _offer_for_whom(care: Care, shape: Shape) -> None:
    """Whoever has joined; both where both have."""
    here = [(person.mark, person.called) for person in care.here if person.has_joined]
    both = [("ab", _("Both of them"))] if len(here) == 2 else []
    shape.fields["for_marks"].choices = [*both, *here]  # type: ignore[attr-defined]
    if not both and here:
        shape.fields["for_marks"].initial = here[0][0]


def _offer_what_comes_before(care: Care, shape: Shape) -> None:
    """What it could wait for: anything that has not ended."""
    before = reading.assignments(care.couple, by=care.viewer)
    shape.fields["after"].choices = [  # type: ignore[attr-defined]
        ("", _("Nothing")),
        *((str(row.id), row.title) for row in before if row.state != "ended"),
    ]


def _value(request: HttpRequest, name: str) -> Any:
    return request.POST.getlist(name) if name.startswith("weekdays") else request.POST[name]


def step_now(request: HttpRequest, care: Care, forms: dict[str, Any], result: Result) -> str:
    """The page to show: the one gone back to, the first that needs another look, or the next."""
    sent = request.POST.get("step")
    if sent not in STEPS:
        return "pick"
    wanted = request.POST.get("go", "")
    if wanted in ("find", "decline") or (wanted in STEPS and STEPS.index(wanted) <= STEPS.index(sent)):
        to = wanted if wanted in STEPS else "pick"
        for word in STEPS[STEPS.index(to) : 3]:
            _unbind_if_broken(forms[word])
        return to
    for word in STEPS[: min(STEPS.index(sent), 2) + 1]:
        if not forms[word].is_valid():
            return word
        if word == "shape":
            _check_guards(care, forms, result)
            if forms[word].errors:
                return word
    return STEPS[min(STEPS.index(sent) + 1, 3)]


def _check_guards(care: Care, forms: dict[str, Any], result: Result) -> None:
    """A guard may hold something back from one of the two alone; it is said where they are chosen."""
    marks, slug = forms["shape"].cleaned_data["for_marks"], forms["pick"].cleaned_data["exercise"]
    if kept := held_back(result, slug, marks):
        names = set_suggestions.called(care)
        for each in set_suggestions.held_words(kept, names, {}):
            forms["shape"].add_error("for_marks", f"{each.rule}: {each.says}")


def _unbind_if_broken(form: DeskForm) -> None:
    """Going back is no mistake: what was typed stays, and nothing is said about it."""
    if form.is_bound:
        sent: Any = form.data
        form.initial = {
            name: sent.getlist(name) if name.startswith("weekdays") else sent.get(name, "")
            for name in form.fields
        }
        form.is_bound = False


def carried(request: HttpRequest, step: str) -> list[tuple[str, str]]:
    """What the other pages hold, as hidden fields; a list travels as so many of one name."""
    return [
        (name, value)
        for name, page in BESIDE.items()
        if page != step and name in request.POST
        for value in request.POST.getlist(name)
    ]
