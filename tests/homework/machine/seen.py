"""All that one partner can read of homework: every row that a rule shows them, and every page made for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from homework import asking, planning_time, reading
from homework.days import monday_of, today
from homework.models import (
    Assignment,
    AssignmentReview,
    AssignmentTerms,
    Debrief,
    Entry,
    EntryPart,
    ExerciseVersion,
    Reply,
    SharedTime,
    SuggestionDecision,
)
from homework.reading import own_beside, shared
from tests.homework.machine.cast import BEGINNING
from tests.homework.machine.life import Life

MODELS = (
    Assignment,
    AssignmentReview,
    AssignmentTerms,
    Debrief,
    Entry,
    EntryPart,
    Reply,
    SharedTime,
    SuggestionDecision,
)
OWNED = (AssignmentTerms, Debrief, Entry, EntryPart, Reply, SharedTime)
WITH = {EntryPart: ["entry__partner"], SharedTime: ["couple"]}
NAME = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\bw\d+q\b")


@dataclass(frozen=True)
class Seen:
    """rows: names of the rows by model. surfaces: each page and each table as one text, to the byte."""

    rows: dict[str, set[str]]
    surfaces: dict[str, str]

    def names(self, surface: str) -> set[str]:
        """The identifiers and the made-up words in one text."""
        return set(NAME.findall(self.surfaces[surface]))


def look(life: Life, who: str, *, fully: bool) -> Seen:
    """Every row that the rules show, and Today; `fully`: all pages and all weeks."""
    viewer = life.by(who)
    held = {model.__name__: _rows(model, viewer) for model in MODELS}
    surfaces = {f"rows of {name}": repr([_columns(row) for row in rows]) for name, rows in held.items()}
    surfaces["words"] = repr(
        [str(part.words) for part in held["EntryPart"]] + [time.what for time in held["SharedTime"]]
    )
    surfaces["today"] = repr(reading.today(life.cast.partners[who], by=viewer))
    if fully:
        surfaces |= {name: repr(page) for name, page in _pages(life, who).items()}
    return Seen({name: {str(row.pk) for row in rows} for name, rows in held.items()}, surfaces)


def _rows(model: Any, viewer: Any) -> list[Any]:
    rows = model.objects.visible_to(viewer).order_by("pk")
    return list(rows.select_related(*WITH.get(model, ())))


def _columns(row: Any) -> dict[str, Any]:
    """Every column as it stands, sealed ones still sealed."""
    held = vars(row)
    return {name: held[name] for name in sorted(held) if not name.startswith("_")}


def _pages(life: Life, who: str) -> dict[str, Any]:
    partner, viewer, now = life.cast.partners[who], life.by(who), timezone.now()
    shown = ExerciseVersion.objects.visible_to(viewer).order_by("pk").values_list("slug", "number")
    pages = {
        "rows of ExerciseVersion": list(shown),
        "together, every week": [reading.together(partner, by=viewer, day=day) for day in _weeks(life)],
        "own entries": reading.own_entries(partner, by=viewer),
        "hours together": planning_time.coming(partner, by=viewer),
        "own data": reading.own_data(partner),
        "own data besides": own_beside.own_beside(partner),
        "questions": asked_of(life, who),
        "calendar": planning_time.hours_of(
            partner.user_id, now - timedelta(days=60), now + timedelta(days=60)
        ),
    }
    for assignment, number in life.sealed_rounds():
        pages[f"round {number} of {assignment}"] = shared.opened(partner, assignment, number, by=viewer)
    return pages


def asked_of(life: Life, who: str) -> dict[str, list[str]]:
    """Which questions are asked of a partner where words are sealed."""
    found: dict[str, list[str]] = {}
    for assignment in sorted({assignment for assignment, _number in life.sealed_rounds()}):
        row = life.row(assignment)
        if who in life.set_for(assignment):
            fields = asking.fields_for(row, life.cast.partners[who], today(row.couple.practice))
            found[assignment] = [field.id for field in fields]
    return found


def _weeks(life: Life) -> list[date]:
    """The Monday of each week since the beginning."""
    first, last = monday_of(BEGINNING.date()), monday_of(today(life.cast.couples["first"].practice))
    return [first + timedelta(days=7 * number) for number in range((last - first).days // 7 + 1)]


def owned_by_others(who: str, life: Life) -> dict[str, str]:
    """Every row of anybody else, by name, with its model: none may be named to this partner but as the model says."""
    partner = life.cast.partners[who]
    theirs = {EntryPart: {"entry__partner": partner}}
    return {
        str(pk): model.__name__
        for model in OWNED
        for pk in model.unscoped.exclude(**theirs.get(model, {"partner": partner})).values_list(
            "pk", flat=True
        )
    }
