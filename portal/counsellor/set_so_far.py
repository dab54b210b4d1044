"""What was chosen on the pages before, in words, for the rail beside the form."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from homework.models import Assignment, ExerciseVersion
from portal.couple.when import day_words

from .here import Care
from .known_words import days_words
from .set_forms import Shape


def so_far(care: Care, chosen: ExerciseVersion | None, forms: dict[str, Any]) -> list[tuple[Any, Any]]:
    """What was chosen on the pages before, for the rail beside the form."""
    found: list[tuple[Any, Any]] = [(_("Exercise"), chosen.title)] if chosen else []
    shape, reason = forms["shape"], forms["reason"]
    if shape.is_bound and shape.is_valid():
        asked = shape.cleaned_data
        who = care.names if asked["for_marks"] == "ab" else care.by_mark(asked["for_marks"]).called
        found += [(_("For"), who), (_("How it counts"), Assignment.Cadence(asked["cadence"]).label)]
        found += [
            (person.called, _terms_words(shape, person.mark))
            for person in care.here
            if person.mark in asked["for_marks"]
        ]
        found += [
            (_("From"), day_words(asked["starts_on"])),
            (_("Until"), day_words(asked["ends_on"]) if asked["ends_on"] else _("you end it")),
        ]
        if asked.get("opens") not in (None, "", "at_once"):
            found.append((_("Opens"), Assignment.Opens(asked["opens"]).label))
        if asked.get("target_times"):
            found.append((_("Through after"), _("%(n)d entries") % {"n": asked["target_times"]}))
    if reason.is_bound and reason.is_valid():
        found.append((_("Why"), reason.cleaned_data["reason"]))
    return found


def _terms_words(shape: Shape, mark: str) -> str:
    agreed = shape.terms_for(mark)
    usual = 1 if shape.cleaned_data.get("cadence") == "weekly" else 7
    parts = [_("%(n)d a week") % {"n": agreed.times_a_week or usual}, days_words(agreed.weekdays)]
    parts += [agreed.cue] if agreed.cue else []
    parts += [_("reminder %(time)s") % {"time": f"{agreed.remind_at:%H:%M}"}] if agreed.remind_at else []
    return ", ".join(str(part) for part in parts)
