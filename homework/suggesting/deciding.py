"""What the counsellor makes of a suggestion: take it up, change it, or leave it. Each is kept with what it rested on.

None of these sets anything. Taking one up gives back what the set flow begins with; setting is an act of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.treating import insist_on_acting, insist_on_reading
from homework.models import Assignment, ExerciseVersion, SuggestionDecision
from homework.suggesting.names import BOTH, EXERCISES, PARTS, named
from homework.suggesting.results import Check, LeftOut, Offer, Result, Suggestion
from homework.suggesting.weighing import HeldBack, held_back, weigh
from practice import audit
from practice.access import Viewer
from practice.models import Couple
from practice.refusals import BadInput, NotFound, StaleEdit
from practice.words import clean_text

Decision = SuggestionDecision.Decision
LONGEST_WHY = 600


@dataclass(frozen=True)
class Prefill:
    """What the set flow begins with. reason: the exercise's own words for both, with nothing of what anyone answered.

    note, left_out, checks: for the counsellor, who sees them beside the form.
    """

    decision_id: UUID
    exercise: str
    part: str
    marks: str
    reason: str
    note: str
    left_out: tuple[LeftOut, ...]
    checks: tuple[Check, ...]


@transaction.atomic
def accept(
    couple: Couple, rule: str, exercise: str, *, by: Viewer, marks: str = "", version: int | None = None
) -> Prefill:
    """Take an offer up as it is. marks: whom the rule fires for, where it fires for each apart.

    Raises StaleEdit when the rule says something else by now, and HeldBack where a guard holds the exercise back.
    """
    insist_on_acting(by, couple)
    result, suggestion = _now(couple, rule, by, marks, version)
    offer = _offer(suggestion, exercise)
    _insist(result, exercise, offer.marks)
    row = _keep(couple, suggestion, Decision.ACCEPTED, exercise, "", by)
    return _prefill(row, result, exercise, offer.marks, offer.note, by)


@transaction.atomic
def modify(
    couple: Couple,
    rule: str,
    instead: str,
    *,
    why: str,
    by: Viewer,
    for_marks: str = BOTH,
    marks: str = "",
    version: int | None = None,
) -> Prefill:
    """Take a suggestion up with another exercise, another part of it, or for somebody else. Raises as `accept` does."""
    insist_on_acting(by, couple)
    words = clean_text(why, "why", most=LONGEST_WHY)
    _check_exercise(instead, by)
    if for_marks not in ("a", "b", BOTH):
        raise BadInput(fields={"for_marks": _("Choose one partner, or both.")})
    result, suggestion = _now(couple, rule, by, marks, version)
    _insist(result, instead, for_marks)
    row = _keep(couple, suggestion, Decision.CHANGED, instead, words, by)
    return _prefill(row, result, instead, for_marks, "", by)


@transaction.atomic
def decline(
    couple: Couple,
    rule: str,
    *,
    why: str,
    by: Viewer,
    exercise: str = "",
    marks: str = "",
    version: int | None = None,
) -> SuggestionDecision:
    """Leave a suggestion, or one exercise of it, with the reason. It comes back when its inputs do."""
    insist_on_acting(by, couple)
    words = clean_text(why, "why", most=LONGEST_WHY)
    _result, suggestion = _now(couple, rule, by, marks, version)
    if exercise:
        _offer(suggestion, exercise)
    return _keep(couple, suggestion, Decision.DECLINED, exercise, words, by)


@transaction.atomic
def was_set(decision: SuggestionDecision, assignment: Assignment, *, by: Viewer) -> SuggestionDecision:
    """Note which assignment came of it. Called by the set flow after the counsellor's own "Set"."""
    insist_on_acting(by, decision.couple)
    rows: Any = SuggestionDecision.objects.visible_to(by)
    held: SuggestionDecision | None = (
        rows.select_for_update(of=("self",)).select_related("couple").filter(pk=decision.pk).first()
    )
    if held is None or held.decision == Decision.DECLINED or assignment.couple_id != held.couple_id:
        raise NotFound
    held.assignment = assignment
    held.save(update_fields=["assignment"])
    return held


def decisions(couple: Couple, viewer: Viewer) -> list[SuggestionDecision]:
    """Every decision on this couple's suggestions, newest first. Raises NotFound for outsiders."""
    insist_on_reading(viewer, couple)
    rows: Any = SuggestionDecision.objects.visible_to(viewer).filter(couple=couple)
    return list(rows.select_related("couple", "decided_by").order_by("-at", "pk"))


def _now(couple: Couple, rule: str, by: Viewer, marks: str, version: int | None) -> tuple[Result, Suggestion]:
    """The suggestion as it stands at this moment; what a page said a while ago is not believed."""
    result = weigh(couple, by)
    suggestion = result.suggestion(rule, marks)
    if suggestion is None or (version is not None and suggestion.fired.version != version):
        raise StaleEdit(_("This suggestion has changed since. Look at the newer ones first."))
    return result, suggestion


def _offer(suggestion: Suggestion, exercise: str) -> Offer:
    for offer in suggestion.offers:
        if str(offer.named) == exercise:
            return offer
    raise BadInput(fields={"exercise": _("Pick one of the exercises of this suggestion.")})


def _version(slug: str, by: Viewer) -> ExerciseVersion | None:
    """The words that would be set today, from the library or the practice's own."""
    library: Any = ExerciseVersion.objects.visible_to(by)
    found: ExerciseVersion | None = library.current().filter(slug=slug).first()
    return found


def _check_exercise(exercise: str, by: Viewer) -> None:
    found = named(exercise)
    known = found.exercise in EXERCISES or ("\0" not in exercise and _version(found.exercise, by) is not None)
    if not known or (found.part and found.part not in PARTS.get(found.exercise, {})):
        raise BadInput(fields={"exercise": _("Pick an exercise from the library.")})


def _insist(result: Result, exercise: str, marks: str) -> None:
    if kept := held_back(result, exercise, marks):
        raise HeldBack(kept)


def _keep(
    couple: Couple, suggestion: Suggestion, decision: str, exercise: str, why: str, by: Viewer
) -> SuggestionDecision:
    row = SuggestionDecision(
        decided_by_id=insist_on_acting(by, couple),
        couple=couple,
        rule=suggestion.fired.rule,
        rule_version=suggestion.fired.version,
        exercise=exercise,
        decision=decision,
    )
    row.why = why or None
    row.inputs = _inputs(suggestion)
    row.save(force_insert=True)
    audit.record(by, f"suggestion.{decision}", row, couple=couple, rule=row.rule)
    return row


def _inputs(suggestion: Suggestion) -> Mapping[str, Any]:
    """What it rested on, with dates, and what was held back by whom: enough to see later why it was said."""
    return {
        "marks": suggestion.fired.marks,
        "used": [
            {**asdict(used), "on": used.on.isoformat() if used.on else None} for used in suggestion.fired.used
        ],
        "offers": [
            {
                "exercise": str(offer.named),
                "marks": offer.marks,
                "held_by": [kept.rule for kept in offer.held_by],
                "left_out": [[str(left.part), left.by.rule] for left in offer.left_out],
            }
            for offer in suggestion.offers
        ],
        "not_yet": [str(each) for each in suggestion.not_yet],
    }


def _prefill(
    row: SuggestionDecision, result: Result, exercise: str, marks: str, note: str, by: Viewer
) -> Prefill:
    found = named(exercise)
    version = _version(found.exercise, by)
    return Prefill(
        row.pk,
        found.exercise,
        found.part,
        marks,
        version.exercise.reason if version else "",
        note,
        result.left_out(found, marks, but=row.rule),
        result.checks(found),
    )
