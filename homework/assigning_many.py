"""The same exercise for several couples at once. Each couple is a deed of its own: one that is refused stops no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from homework.assigning import assign
from homework.models import Assignment
from homework.why_not import reasons_of
from practice.access import Viewer
from practice.models import Couple
from practice.refusals import BadInput, Refused, Sentence

MOST_COUPLES = 50


@dataclass(frozen=True)
class Outcome:
    """What became of it for one couple: the assignment, or why not. `reasons` is for that couple's counsellor alone."""

    couple_id: UUID
    assignment: Assignment | None = None
    code: str = ""
    sentence: Sentence = ""
    reasons: tuple[Sentence, ...] = ()


def assign_to_many(
    couples: Sequence[Couple], slug: str, *, reason: str, by: Viewer, **wishes: Any
) -> tuple[Outcome, ...]:
    """Set one exercise for each of these couples, in their order, as assigning.assign would. Nobody learns of the others.

    Raises BadInput, with nothing set, for what is wrong whoever it is for.
    """
    once: dict[UUID, Couple] = {}
    for couple in couples:
        once.setdefault(couple.pk, couple)
    if not 1 <= len(once) <= MOST_COUPLES:
        raise BadInput(fields={"couples": _("Choose from 1 to %(most)d couples.") % {"most": MOST_COUPLES}})
    outcomes: list[Outcome] = []
    for couple in once.values():
        try:
            outcomes.append(Outcome(couple.pk, assign(couple, slug, reason=reason, by=by, **wishes)))
        except BadInput:
            if not any(outcome.assignment for outcome in outcomes):
                raise
            outcomes.append(_refused(couple, BadInput(), by))
        except Refused as refusal:
            outcomes.append(_refused(couple, refusal, by))
    return tuple(outcomes)


def _refused(couple: Couple, refusal: Refused, by: Viewer) -> Outcome:
    return Outcome(couple.pk, None, refusal.code, refusal.sentence, reasons_of(refusal, couple, by))
