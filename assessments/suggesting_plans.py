"""What follows for the plans when a course takes a step or somebody leaves. Suggestions wait for the counsellor's yes."""

from __future__ import annotations

from typing import Any

from assessments import planning, sending
from assessments.format import batteries
from assessments.format.batteries import Battery
from assessments.models import AFTER_THE_END, Administration, AssessmentPlan, Occasion
from practice.models import Couple, Membership

Kind, State = AssessmentPlan.Kind, AssessmentPlan.State
Status = Couple.Status
FOR_STEP: dict[str, tuple[str, ...]] = {
    Status.INTAKE: ("intake",),
    Status.ACTIVE: ("every-4-weeks", "every-session"),
    Status.ENDED: ("follow-up-3", "follow-up-6", "follow-up-12"),
}
"""Which batteries suit the step that has just begun. The ending's own is for the last weeks before, so nobody's step."""
DAYS: dict[str, dict[str, Any]] = {
    Kind.ONCE: {"due_days": 7, "open_days": 21},
    Kind.WEEKS: {"due_days": 3, "open_days": 10},
    Kind.SESSION: {"lead_days": 2},
    Kind.AFTER_END: {"due_days": 7, "open_days": 28},
}
"""How long a form is usually open, by the kind of plan."""


def step_taken(couple: Couple, was: str) -> None:
    """A step of the course began: end what no longer fits, lay down what hangs on the end, suggest what does fit."""
    rows = AssessmentPlan.unscoped.filter(couple=couple)
    if couple.status == Status.ENDED:
        _let_go(rows.standing().exclude(occasion__in=AFTER_THE_END))
        for plan in rows.active().filter(kind=Kind.AFTER_END).select_related("couple__practice"):
            plan.couple = couple
            plan.next_at = planning.first_time(plan)
            plan.save(update_fields=["next_at"])
    elif was == Status.ENDED:
        _let_go(rows.standing().filter(occasion__in=AFTER_THE_END))
    fitting = [battery.slug for battery in batteries.shipped().values() if _fits(couple, battery)]
    _let_go(rows.filter(state=State.SUGGESTED).exclude(battery__in=fitting))
    suggest(couple)


def _fits(couple: Couple, battery: Battery) -> bool:
    return battery.when in FOR_STEP.get(couple.status, ())


def suggest(couple: Couple) -> None:
    """Lay before the counsellor what suits this step, unless it is planned, suggested, or was asked already."""
    rows = AssessmentPlan.unscoped.filter(couple=couple).standing()
    held = set(rows.values_list("battery", flat=True))
    asked = Administration.unscoped.filter(couple=couple, battery__gt="", occasion=Occasion.INTAKE)
    held |= set(asked.values_list("battery", flat=True))
    for battery in batteries.shipped().values():
        if _fits(couple, battery) and battery.slug not in held and _in_use(couple, battery):
            _suggestion(couple, battery).save(force_insert=True)


def _in_use(couple: Couple, battery: Battery) -> bool:
    return any(sending.newest_for(couple, part.slug) for part in battery.instruments)


def _suggestion(couple: Couple, battery: Battery) -> AssessmentPlan:
    kind = planning.kind_of(battery)
    return AssessmentPlan(
        couple=couple,
        kind=kind,
        battery=battery.slug,
        occasion=planning.occasion_of(battery),
        forms=[{"slug": part.slug, "stance": part.stance} for part in battery.instruments],
        state=State.SUGGESTED,
        every_weeks=battery.every_weeks,
        months=battery.months_after_ending,
        **DAYS[kind],
    )


def somebody_left(membership: Membership) -> None:
    """Nothing goes out by itself any more, to whoever stays either; the counsellor plans anew."""
    _let_go(AssessmentPlan.unscoped.filter(couple=membership.couple_id).standing())


def _let_go(rows: Any) -> None:
    rows.filter(state=State.SUGGESTED).update(state=State.DISMISSED)
    rows.filter(state=State.ACTIVE).update(state=State.ENDED, next_at=None)
