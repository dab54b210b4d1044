"""Exercises that wait for others: what makes one complete, and what then opens for whom.

A partner's own pages follow only from what that partner did. Where both have to be through, the counsellor is told
and opens the next one by hand: a page that opened by itself would tell each partner about the other.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from assessments.treating import insist_on_reading
from homework import keeping_free
from homework.days import today
from homework.models import Assignment, AssignmentTerms, Entry
from practice.access import Viewer
from practice.models import Couple, Partner


def completed(assignment: Assignment, partner: Partner) -> bool:
    """Whether this partner is through with it: as many entries as were wished for, or its last day has gone by."""
    if assignment.state == Assignment.State.ENDED or _is_over(assignment):
        return True
    if assignment.target_times is None:
        return False
    rows = Entry.unscoped.filter(assignment=assignment, partner=partner, state=Entry.State.DONE)
    return rows.count() >= assignment.target_times


def open_own_next(assignment: Assignment, partner: Partner) -> None:
    """Open for this partner what waits for this partner's own completion. Nothing of the other one's is touched."""
    waits = AssignmentTerms.unscoped.filter(
        partner=partner, opens_at=None, assignment__after=assignment, assignment__opens="after_own"
    )
    if waits.exists() and completed(assignment, partner):
        keeping_free.changed(waits)
        waits.update(opens_at=timezone.now())


def ready_for_both(couple: Couple, *, by: Viewer) -> list[Assignment]:
    """Assignments that wait for both, and both are through. For the counsellor alone, who opens them by hand."""
    insist_on_reading(by, couple)
    rows = Assignment.unscoped.running().filter(couple=couple, opens="after_both", terms__opens_at=None)
    waiting = rows.select_related("after", "exercise", "couple__practice").distinct()
    return [row for row in waiting if _both_through(row)]


def open_what_is_due() -> int:
    """Open what waits for an assignment whose last day has gone by. Idempotent; the worker's tick calls it."""
    waits = AssignmentTerms.unscoped.filter(opens_at=None, assignment__opens="after_own").filter(
        Q(assignment__after__state="ended") | Q(assignment__after__ends_on__lt=timezone.now().date())
    )
    due = [
        row.pk
        for row in waits.select_related("assignment__after__couple__practice")
        if row.assignment.after is not None
        and (row.assignment.after.state == Assignment.State.ENDED or _is_over(row.assignment.after))
    ]
    opening = AssignmentTerms.unscoped.filter(pk__in=due, opens_at=None)
    keeping_free.changed(opening)
    return opening.update(opens_at=timezone.now())


def _both_through(assignment: Assignment) -> bool:
    before = assignment.after
    assert before is not None
    members = AssignmentTerms.unscoped.filter(assignment=assignment).select_related("partner")
    return all(completed(before, row.partner) for row in members)


def _is_over(assignment: Assignment) -> bool:
    return assignment.ends_on is not None and assignment.ends_on < today(assignment.couple.practice)
