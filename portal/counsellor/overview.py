"""`/desk/couples/<id>/`: the couple at a glance."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from assessments import gate
from assessments.models import Administration
from homework import reading
from homework.days import today as practice_today
from homework.reading import SetExercise
from practice.models import TherapySession
from reports.overview import Overview
from reports.overview import overview as read

from .here import Care, couple_page, show
from .homework import is_running


@couple_page("GET")
def overview(request: HttpRequest, care: Care) -> HttpResponse:
    """Closeness, gaps, flags and homework. While the view is shared, only what both may see stays."""
    found, results = read(care.couple, by=care.viewer), _results(care)
    return show(
        request,
        "overview",
        care,
        found=found,
        homework=_homework(care),
        weeks=(weeks := sorted({on for panel in found.panels for on, _value in panel.numbers})),
        numbers=[(panel.person.name, _in(weeks, dict(panel.numbers))) for panel in found.panels],
        look=[(flag, results.get(flag.source.partition("/")[0])) for flag in found.prep.look],
        since=_since(found),
        next=_next(care),
        is_open=gate.joint_work_is_open(care.couple),
        suggests_pause=not care.is_shared and gate.suggests_pause(care.couple, care.viewer),
    )


def _in(weeks: list[date], values: dict[date, str]) -> list[str]:
    """One value for each week of the table; a dash where this partner has none."""
    return [values.get(week, "–") for week in weeks]


def _since(found: Overview) -> str:
    prep = found.prep
    if prep.days_since is None:
        return _("So far, before the first session")
    where = {"n": prep.sessions_held, "days": prep.days_since}
    match prep.days_since:
        case 0:
            return _("Since session %(n)d, today") % where
        case 1:
            return _("Since session %(n)d, yesterday") % where
    return _("Since session %(n)d, %(days)d days ago") % where


def _homework(care: Care) -> list[SetExercise]:
    """What runs now. An exercise for one partner alone is not the other's to see on a shared screen."""
    today = practice_today(care.practice)
    rows = reading.assignments(care.couple, by=care.viewer)
    return [row for row in rows if is_running(row, today) and not (care.is_shared and row.for_partner)]


def _next(care: Care) -> TherapySession | None:
    rows: Any = TherapySession.objects.visible_to(care.viewer).filter(couple=care.couple)
    found: TherapySession | None = rows.upcoming().first()
    return found


def _results(care: Care) -> dict[str, Administration]:
    """The newest form that came in of each instrument, so that a flag can lead to its items. One query."""
    rows = Administration.objects.visible_to(care.viewer).submitted().about_self()
    rows = rows.filter(couple=care.couple)
    held = (
        rows.select_related("instrument")
        .defer("instrument__body", "answers", "scores")
        .order_by("submitted_at")
    )
    return {row.instrument.slug: row for row in held}
