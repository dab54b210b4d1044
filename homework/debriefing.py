"""How an exercise was: six questions to each partner alone. The other one never sees that or what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.scores.answers import AnswersRefused
from assessments.treating import insist_on_self
from homework import debrief
from homework import entry as form
from homework.exercise import Exercise, Field
from homework.models import Assignment, Debrief
from homework.reading.shown import Words, text_of
from practice import audit
from practice.access import Viewer
from practice.models import Partner
from practice.refusals import BadInput, NotFound, StaleEdit


def asked() -> Exercise:
    """The questions with their title and opening words, as pages show a form."""
    return debrief.shipped()


def questions() -> list[Field]:
    """What is asked. None of it has to be answered, and no two answers are added up."""
    return list(debrief.shipped().fields)


@transaction.atomic
def give(
    assignment: Assignment,
    partner: Partner,
    given: Mapping[str, Any],
    *,
    by: Viewer,
    version: int | None = None,
) -> Debrief:
    """Keep one partner's answers about an exercise, for that partner and the counsellor; later ones replace them whole.

    version: the one that was changed. Raises StaleEdit when it is an older one by now.
    """
    insist_on_self(by, partner)
    Partner.unscoped.select_for_update().get(pk=partner.pk)
    held = _of_this_partner(assignment, partner)
    row = Debrief.unscoped.filter(assignment=held, partner=partner).first()
    if version is not None and version != (row.version if row else 0):
        raise StaleEdit
    values = _checked(given)
    if row is None:
        row = Debrief(assignment=held, partner=partner, version=0)
    row.partner, row.given, row.at = partner, values, timezone.now()
    row.version += 1
    row.save()
    audit.record(by, "exercise.debriefed", row, couple=held.couple)
    return row


def in_words(row: Debrief) -> tuple[Words, ...]:
    """The answers as they are read back, in the order of the questions."""
    given = row.given
    return tuple(
        Words(field.id, field.text, text_of(field, given[field.id]), False)
        for field in questions()
        if field.id in given
    )


def _of_this_partner(assignment: Assignment, partner: Partner) -> Assignment:
    """The assignment, running or ended, while this partner may know of it."""
    rows = Assignment.unscoped.for_partner(partner).filter(pk=assignment.pk)
    held = rows.select_related("couple").first()
    if held is None:
        raise NotFound
    return held


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    exercise = debrief.shipped()
    try:
        wrong = form.problems(exercise, given, say=gettext)
        values = {} if wrong else form.read(exercise, given, say=gettext)
    except AnswersRefused as refusal:
        wrong, values = refusal.problems, {}
    if wrong:
        raise BadInput(fields=wrong)
    if not values:
        raise BadInput(_("Answer one of them first. One is plenty."), code="debrief_empty")
    return values
