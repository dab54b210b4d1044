"""Where each partner stands in the loop, for the counsellor: pressing closer or stepping back, where both reports agree.

The rule is the one that suggestions go by, so that a picture and a suggestion never say two things.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from assessments.models import Administration
from assessments.results import reading
from homework.days import day_of
from homework.knowing.events import Position
from homework.knowing.marks import MARKS, Mark
from homework.suggesting import given
from homework.suggesting.facts import Look, forms
from homework.suggesting.from_forms import told
from practice.access import Viewer
from practice.models import Couple

from .written import Marks


def positions(couple: Couple, by: Viewer, marks: Marks, on: date) -> dict[Mark, Position]:
    """Of the newest own map of each, in one query; a partner of whom the two reports differ has none."""
    rows = list(reading.submitted(couple, by).about_self().filter(instrument__slug=forms.LOOP))
    a, b = (_side(couple, [row for row in rows if _is_of(row.partner_id, mark, marks)]) for mark in MARKS)
    look = Look(given.Inputs(a, b, on))
    found = {mark: forms.position(look, mark) for mark in MARKS}
    return {mark: position for mark, position in found.items() if position is not None}


def _is_of(partner_id: UUID, mark: Mark, marks: Marks) -> bool:
    return marks.get(partner_id) == mark


def _side(couple: Couple, rows: list[Administration]) -> given.Side:
    def on(moment: datetime) -> date:
        return day_of(moment, couple.practice)

    said = told(rows, on, {})
    return given.Side(positions=said.positions, flat=said.flat)
