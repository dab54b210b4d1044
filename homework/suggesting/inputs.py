"""Rows → what rules look at, for the counsellor alone. As many queries for a long course as for a short one."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from assessments import gate, measuring, rating
from assessments.models import Administration
from assessments.results import reading
from assessments.treating import insist_on_reading
from homework.days import day_of, today
from homework.suggesting import given
from homework.suggesting.from_forms import Told, told
from homework.suggesting.from_homework import Days, Marks, Tried, brief_exercises, tried
from homework.suggesting.names import MARKS, Mark
from practice.access import Viewer
from practice.models import Couple, Membership


def gather(couple: Couple, viewer: Viewer, *, days: Days | None = None) -> given.Inputs:
    """Everything that rules may look at now. Raises NotFound for anyone who does not look after this couple."""
    insist_on_reading(viewer, couple)
    day = today(couple.practice)
    members = {row.partner_id: row for row in Membership.objects.visible_to(viewer).filter(couple=couple)}
    marks: Marks = {partner_id: cast(Mark, row.mark) for partner_id, row in members.items()}
    forms = _forms(couple, viewer, marks)
    steps = _steps(couple, viewer, marks)
    standings = gate.standings(couple, viewer)
    by_mark = {mark: standings[partner_id] for partner_id, mark in marks.items() if partner_id in standings}
    cleared = len(by_mark) == len(MARKS) and all(
        each.reviewed and not each.red and not each.amber for each in by_mark.values()
    )
    doing, running = tried(couple, viewer, marks, day, cleared=cleared, days=days)
    left = {row.mark for row in members.values() if row.left_at is not None}
    flags = {mark: _flags(by_mark.get(mark), mark in left, day) for mark in MARKS}
    a, b = (_side(forms[mark], doing[mark], steps.get(mark), flags[mark]) for mark in MARKS)
    return given.Inputs(a, b, day, running, brief_exercises(viewer), gate.joint_work_is_open(couple))


def _side(forms: Told, doing: Tried, step: given.Item | None, flags: given.Flags) -> given.Side:
    return given.Side(
        scales=forms.scales,
        items=forms.items,
        lists=forms.lists,
        positions=forms.positions,
        facets=forms.facets,
        flat=forms.flat,
        step=step,
        received=doing.received,
        wanted=doing.wanted,
        completion=doing.completion,
        done=doing.done,
        signals=tuple(doing.signals),
        flags=flags,
    )


def _forms(couple: Couple, viewer: Viewer, marks: Marks) -> dict[Mark, Told]:
    """What each partner's own forms say. Guesses at the other are left out: they are nobody's answers."""

    def on(moment: datetime) -> date:
        return day_of(moment, couple.practice)

    rows: list[Administration] = list(reading.submitted(couple, viewer).about_self())
    own = {mark: [row for row in rows if marks.get(row.partner_id) == mark] for mark in MARKS}
    versions = {row.instrument_id: row.instrument for row in rows}
    figures = measuring.figures_of(list(versions), viewer)
    bases = {
        version_id: reading.bases_of(version, figures)
        for version_id, version in versions.items()
        if any(version_id == key[0] for key in figures)
    }
    return {mark: told(own[mark], on, bases) for mark in MARKS}


def _steps(couple: Couple, viewer: Viewer, marks: Marks) -> dict[Mark, given.Item]:
    """The newest rating of each partner."""
    found: dict[Mark, given.Item] = {}
    for each in rating.ratings(couple, viewer):
        mark = marks.get(each.rating.partner_id)
        step = each.answers.get("step", {}).get("v")
        if each.definition.slug == rating.STAGE and mark is not None and isinstance(step, int):
            found.setdefault(mark, given.Item(step, day_of(each.at, couple.practice), "Step", 9))
    return found


def _flags(standing: gate.Standing | None, separating: bool, day: date) -> given.Flags:
    """What the gate says of one partner; somebody who is not here yet has not been asked."""
    return given.Flags(
        cleared=standing is not None and standing.reviewed,
        red=standing is not None and standing.red,
        amber=standing is not None and standing.amber,
        self_harm_open=standing is not None and standing.in_crisis,
        separating=separating,
        on=day,
    )
