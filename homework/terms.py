"""How one partner goes about an assignment: how often, on which days, after what, and whether a mail reminds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.treating import insist_on_acting, insist_on_self
from homework import keeping_free
from homework.models import Assignment, AssignmentTerms
from practice import audit
from practice.access import Viewer
from practice.models import Partner
from practice.refusals import BadInput, Sentence, StaleEdit
from practice.words import clean_text

LONGEST_CUE = 160
EVERY_DAY = "0123456"


@dataclass(frozen=True)
class Terms:
    """What is agreed with one partner. times_a_week: left out, it is every day, or once for a weekly one."""

    times_a_week: int | None = None
    weekdays: str = EVERY_DAY
    cue: str = ""
    remind_at: time | None = None


def lay_down(assignment: Assignment, partner: Partner, terms: Terms) -> AssignmentTerms:
    """The terms of one partner, as assigning.assign agrees them. They open at once unless the assignment waits."""
    weekly = assignment.cadence == Assignment.Cadence.WEEKLY
    times = terms.times_a_week if terms.times_a_week is not None else 1 if weekly else 7
    _check(times, terms.weekdays)
    waits = assignment.opens != Assignment.Opens.AT_ONCE
    return AssignmentTerms.unscoped.create(
        assignment=assignment,
        partner=partner,
        opens_at=None if waits else assignment.set_at,
        times_a_week=times,
        weekdays=_in_order(terms.weekdays),
        cue=clean_text(terms.cue, "cue", most=LONGEST_CUE, required=False) or None,
        remind_at=terms.remind_at,
    )


@transaction.atomic
def change_dose(
    terms: AssignmentTerms,
    *,
    by: Viewer,
    times_a_week: int | None = None,
    weekdays: str | None = None,
    version: int | None = None,
) -> AssignmentTerms:
    """Another dose for one partner, by the counsellor. Raises StaleEdit when somebody changed it meanwhile."""
    held = _locked(terms, version)
    insist_on_acting(by, held.assignment.couple)
    times = held.times_a_week if times_a_week is None else times_a_week
    days = held.weekdays if weekdays is None else weekdays
    _check(times, days)
    keeping_free.changed(AssignmentTerms.unscoped.filter(pk=held.pk))
    held.times_a_week, held.weekdays = times, _in_order(days)
    return _kept(held, by, "terms.dose_changed")


@transaction.atomic
def change_cue(
    terms: AssignmentTerms,
    *,
    by: Viewer,
    cue: str | None = None,
    remind_at: time | None = None,
    reminds: bool = True,
    version: int | None = None,
) -> AssignmentTerms:
    """One's own moment for it, and whether a mail comes then. Nobody else's business."""
    held = _locked(terms, version)
    insist_on_self(by, held.partner)
    if cue is not None:
        held.cue = clean_text(cue, "cue", most=LONGEST_CUE, required=False) or None
    mine = AssignmentTerms.unscoped.filter(pk=held.pk)
    keeping_free.changed(mine)
    held.remind_at, held.reminds, held.ignored = remind_at, reminds, 0
    kept = _kept(held, by, "terms.cue_changed")
    keeping_free.changed(mine)
    return kept


def written(assignment: Assignment, partner: Partner) -> None:
    """Something was written, so reminders begin to count anew."""
    AssignmentTerms.unscoped.filter(assignment=assignment, partner=partner, ignored__gt=0).update(ignored=0)


def _locked(terms: AssignmentTerms, version: int | None) -> AssignmentTerms:
    rows = AssignmentTerms.unscoped.select_for_update(of=("self",))
    held = rows.select_related("assignment__couple", "partner").get(pk=terms.pk)
    if version is not None and held.version != version:
        raise StaleEdit
    return held


def _kept(held: AssignmentTerms, by: Viewer, what: str) -> AssignmentTerms:
    held.version += 1
    held.save()
    audit.record(by, what, held, couple=held.assignment.couple)
    return held


def _check(times: int, weekdays: str) -> None:
    wrong: dict[str, Sentence] = {}
    if isinstance(times, bool) or not isinstance(times, int) or not 1 <= times <= 35:
        wrong["times_a_week"] = _("Choose how often in a week, from 1 to 35.")
    if not weekdays or not set(weekdays) <= set(EVERY_DAY):
        wrong["weekdays"] = _("Pick at least one day of the week.")
    if wrong:
        raise BadInput(fields=wrong)


def _in_order(weekdays: str) -> str:
    return "".join(sorted(set(weekdays)))
