"""`/desk/library/`: every instrument and exercise with what it is for, and how it reads for a partner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from assessments.definition import Composite, Definition, Question, Scale
from homework.models import ExerciseVersion
from practice.access import COUNSELLOR, COVER, OWNER

from .here import Desk, page, show
from .questionnaires import newest

READERS = (COUNSELLOR, COVER, OWNER)


@dataclass(frozen=True)
class HowScored:
    """One scale, or scales read together, in plain words."""

    scale: Scale | Composite
    says: tuple[str, ...]


@page("GET", roles=READERS, alone=True)
def shelf(request: HttpRequest, desk: Desk) -> HttpResponse:
    exercises: Any = ExerciseVersion.objects.visible_to(desk.viewer)
    return show(
        request,
        "library",
        desk,
        instruments=[(row, row.definition) for row in newest(desk.viewer)],
        exercises=[(row, row.exercise) for row in exercises.current()],
    )


@page("GET", roles=READERS, alone=True)
def instrument(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """What it asks, how it is scored, where it comes from; and the form as a partner reads it."""
    row = next((each for each in newest(desk.viewer) if each.slug == slug), None)
    if row is None:
        raise Http404
    form = row.definition
    return show(
        request,
        "library_instrument",
        desk,
        row=row,
        form=form,
        scales=[
            *(_how_scored(form, scale) for scale in form.scales),
            *(_how_composed(form, composite) for composite in form.composites),
        ],
        questions=[(question, _conditions(form, question)) for question in form.questions],
    )


def _how_scored(form: Definition, scale: Scale) -> HowScored:
    if scale.score == "rank":
        return HowScored(scale, _how_ranked(form, scale))
    if scale.score == "list":
        return HowScored(scale, _how_listed(form, scale))
    return HowScored(scale, _how_counted(form, scale))


def _how_counted(form: Definition, scale: Scale) -> tuple[str, ...]:
    items = form.items_of(scale.id)
    turned = sum(item.question.reverse for item in items)
    share = round(scale.min_answered * 100)
    says = [
        _(
            "%(n)d questions count. Each answer moves from the low end to the high end in even steps, from 0 to 100."
        )
        % {"n": len(items)}
    ]
    if turned:
        says.append(
            _("%(n)d of them are turned round first, because they ask for the opposite.") % {"n": turned}
        )
    says.append(
        _(
            "The score is the mean of what was answered, as soon as %(share)d %% are. A skip never counts as nought."
        )
        % {"share": share}
    )
    bands = ", ".join(f"{band.label} ({band.from_}+)" for band in scale.bands)
    says.append(_("Parts of the scale: %(bands)s. They name the scale, not the person.") % {"bands": bands})
    return tuple(says)


def _how_ranked(form: Definition, scale: Scale) -> tuple[str, ...]:
    n, share = len(form.items_of(scale.id)), round(scale.min_answered * 100)
    return (
        _("%(n)d questions. It has no score: it is put in order with the others of this form.") % {"n": n},
        _("It takes part as soon as %(share)d %% are answered. What is level is told as level.")
        % {"share": share},
    )


def _how_listed(form: Definition, scale: Scale) -> tuple[str, ...]:
    n = len(form.items_of(scale.id))
    return (
        _("%(n)d questions, too few for a score. They are read one by one.") % {"n": n},
        _("It is called high when any of them has one of its two strongest answers."),
    )


def _how_composed(form: Definition, composite: Composite) -> HowScored:
    titles = [form.scale(part).title for part in composite.parts]
    if composite.mean_of:
        says = _("The mean of %(scales)s. There is none unless each of them has a score.")
        return HowScored(composite, (says % {"scales": ", ".join(titles)},))
    says = _("%(plus)s less %(minus)s, from -100 to 100. There is none unless both have a score.")
    return HowScored(composite, (says % {"plus": titles[0], "minus": titles[1]},))


def _conditions(form: Definition, question: Question) -> str:
    if question.show_if is None:
        return ""
    asked = form.question(question.show_if.question)
    picked = _(" or ").join(asked.labels.get(value, str(value)) for value in question.show_if.wanted)
    return _("Only asked after “%(answer)s” to “%(question)s”.") % {"answer": picked, "question": asked.text}


@page("GET", roles=READERS, alone=True)
def exercise(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """Why it exists, its steps, what to watch for, and its page as a partner reads it."""
    rows: Any = ExerciseVersion.objects.visible_to(desk.viewer)
    row = rows.current().filter(slug=slug).first()
    if row is None:
        raise Http404
    return show(request, "library_exercise", desk, row=row, exercise=row.exercise)
