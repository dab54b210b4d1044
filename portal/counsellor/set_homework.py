"""`/desk/couples/<id>/homework/new/`: pick, shape, say why, look at both phones, set. Four short pages, nothing kept between.

What was chosen before travels along in the form, so the flow works without scripts and leaves nothing half-done. A
suggestion that is taken up, changed or not, is kept as a decision when its exercise is set; one that is left, at once.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from assessments import gate
from homework import reading
from homework.models import ExerciseVersion
from homework.suggesting import deciding
from homework.suggesting.names import named
from homework.suggesting.results import Result
from homework.suggesting.weighing import weigh

from . import set_acts, set_steps, set_suggestions
from .fields import DeskForm
from .here import Care, couple_page, show
from .set_phones import phones
from .set_so_far import so_far
from .set_steps import STEPS

MOST_DECISIONS = 12


@couple_page("GET", "POST", alone=True, acts=True)
def new(request: HttpRequest, care: Care) -> HttpResponse:
    shelf, result = _shelf(care), weigh(care.couple, care.viewer)
    against = gate.reasons(care.couple, care.viewer)
    forms = set_steps.filled(request, care, shelf, result, against)
    step = set_steps.step_now(request, care, forms, result)
    left: DeskForm | None = None
    if request.POST.get("go") == "set" and step == "preview":
        done, step = set_acts.try_to_set(request, care, forms)
        if done:
            return done
    if request.POST.get("go") == "decline":
        left, step = set_acts.leave(request, care), "pick"
    broken = left if left is not None and left.errors else None
    return show(
        request,
        "homework_new",
        care,
        status=max(form.answer for form in (*forms.values(), *([broken] if broken else []))),
        steps=[(word, set_steps.LABELS[word]) for word in STEPS],
        form=broken or forms.get(step) or forms["reason"],
        was_left=left is not None and not broken,
        against=against,
        grades=set_suggestions.GRADES,
        **_on_every_page(request, care, shelf, result, forms, step),
        **(_to_pick(request, care, shelf, result, bool(against)) if step == "pick" else {}),
    )


def _on_every_page(
    request: HttpRequest,
    care: Care,
    shelf: list[ExerciseVersion],
    result: Result,
    forms: dict[str, Any],
    step: str,
) -> dict[str, Any]:
    """What was chosen so far, what goes along hidden, and what to mind about the exercise that is chosen."""
    chosen = next((row for row in shelf if row.slug == request.POST.get("exercise", "")), None)
    return {
        "step": step,
        "refused": forms["reason"] if step == "preview" else None,
        "carried": set_steps.carried(request, step),
        "chosen": chosen.exercise if chosen else None,
        "left_out": _left_out(result, forms, chosen),
        "checks": result.checks(named(chosen.slug)) if chosen else (),
        "phones": _phones(care, chosen, forms) if step == "preview" else (),
        "back": STEPS[STEPS.index(step) - 1] if step != "pick" else "",
        "so_far": so_far(care, chosen, forms),
    }


def _to_pick(
    request: HttpRequest, care: Care, shelf: list[ExerciseVersion], result: Result, against: bool
) -> dict[str, Any]:
    """What only the first page needs: suggestions with their reasons, guards, the library, and what was decided before."""
    decided = deciding.decisions(care.couple, care.viewer)
    fitting, left = set_suggestions.suggested(care, result, shelf, decided)
    names, titles = set_suggestions.called(care), {row.slug: row.title for row in shelf}
    asked = {name: _asked_for(request, name) for name in ("q", "grade")}
    return {
        "suggested": fitting,
        "left_for_now": left,
        "guards": [
            (guard, set_suggestions.titled(guard.fired.reason.told(names), titles)) for guard in result.guards
        ],
        "silent": result.silent,
        "shelf": set_suggestions.shelf_shown(
            care, shelf, result, against, asked["q"], asked["grade"], _running(care)
        ),
        "all_exercises": shelf,
        "wanted": asked,
        "decided": decided[:MOST_DECISIONS],
    }


def _running(care: Care) -> set[str]:
    return {row.slug for row in reading.assignments(care.couple, by=care.viewer) if row.state == "running"}


def _asked_for(request: HttpRequest, name: str) -> str:
    return (request.POST.get(name) or request.GET.get(name, ""))[:80]


def _shelf(care: Care) -> list[ExerciseVersion]:
    rows: Any = ExerciseVersion.objects.visible_to(care.viewer)
    return list(rows.current())


def _left_out(result: Result, forms: dict[str, Any], chosen: ExerciseVersion | None) -> Any:
    if chosen is None:
        return ()
    shape = forms["shape"]
    marks = shape.cleaned_data.get("for_marks", "ab") if shape.is_bound and shape.is_valid() else "ab"
    return set_suggestions.left_out_now(result, chosen.slug, marks)


def _phones(care: Care, chosen: ExerciseVersion | None, forms: dict[str, Any]) -> Any:
    if chosen is None or not forms["shape"].is_valid():
        return ()
    return phones(care, chosen.exercise, forms["shape"], forms["reason"].data.get("reason", ""))
