"""`/desk/couples/<id>/homework/courses/`: a whole course week by week, laid out for one couple in one deed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.format import batteries
from homework import courses
from homework.course import Course, Step
from homework.courses import LaidOut
from homework.days import today
from homework.models import ExerciseVersion
from practice.refusals import BadInput

from .fields import Day, DeskForm, OneOf, settle
from .here import Care, couple_page, show


class LayOut(DeskForm):
    course = OneOf(label=_("Course"))
    starts_on = Day(label=_("First day of the first week"))


@couple_page("GET", "POST", alone=True, acts=True)
def lay_out(request: HttpRequest, care: Care) -> HttpResponse:
    """Pick one, see it week by week, lay it out; what is held back is named step by step, for the counsellor alone."""
    known = courses.courses()
    sent = request.POST if request.method == "POST" else None
    form = LayOut(sent, initial={"starts_on": today(care.practice)})
    form.fields["course"].choices = [(each.slug, each.title) for each in known]  # type: ignore[attr-defined]
    done: list[LaidOut] = []

    def work() -> str:
        given = form.cleaned_data
        done.append(
            courses.lay_out(care.couple, given["course"], starts_on=given["starts_on"], by=care.viewer)
        )
        return reverse("portal:desk-homework", args=[care.couple.pk]) + "?done=laid-out"

    if sent is not None and form.is_valid():
        answer = settle(request, form, work, names={"course": "course"})
        if answer and not done:
            return answer
    chosen = _chosen(request, known)
    titles = _titles(care)
    return show(
        request,
        "homework_courses",
        care,
        status=form.answer if sent is not None else 200,
        form=form,
        courses=known,
        chosen=chosen,
        weeks=_weeks(chosen, titles) if chosen else (),
        laid=done[0] if done else None,
        laid_steps=_laid(done[0], titles) if done else (),
        first_day=today(care.practice),
    )


def _chosen(request: HttpRequest, known: list[Course]) -> Course | None:
    wanted = request.POST.get("course") or request.GET.get("course") or (known[0].slug if known else "")
    try:
        return courses.find(wanted)
    except BadInput:
        return known[0] if known else None


def _titles(care: Care) -> dict[str, str]:
    rows: Any = ExerciseVersion.objects.visible_to(care.viewer)
    found = {row.slug: row.title for row in rows.current()}
    return found | {slug: each.title for slug, each in batteries.shipped().items()}


def _weeks(chosen: Course, titles: dict[str, str]) -> list[tuple[int, list[tuple[Step, str]]]]:
    weeks: dict[int, list[tuple[Step, str]]] = {}
    for step in chosen.steps:
        weeks.setdefault(step.week, []).append((step, _title(step, titles)))
    return sorted(weeks.items())


def _title(step: Step, titles: dict[str, str]) -> str:
    return titles.get(step.exercise or step.battery, step.exercise or step.battery)


def _laid(laid: LaidOut, titles: dict[str, str]) -> list[tuple[Any, str, Any]]:
    """Every step in its order, with what became of it: set, or the sentence and the reasons."""
    held = [(each.step, _title(each.step, titles), each) for each in laid.held]
    done = [(each.step, _title(each.step, titles), None) for each in laid.done]
    return sorted(held + done, key=lambda each: each[0].week)
