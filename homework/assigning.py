"""Setting an exercise with a reason, ending it, and noting that it has been talked over."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import gate
from assessments.treating import insist_on_acting
from homework import publishing
from homework.days import today
from homework.models import Assignment, AssignmentReview, AssignmentTerms, ExerciseVersion
from practice import audit
from practice.access import Viewer
from practice.models import Couple, Membership, Partner
from practice.refusals import BadInput, Conflict, NotNow, Sentence, StaleEdit
from practice.words import clean_text

LONGEST_REASON = 600
LONGEST_RUN = timedelta(days=366)
EARLIEST_START = timedelta(days=31)


@transaction.atomic
def assign(
    couple: Couple,
    slug: str,
    *,
    reason: str,
    by: Viewer,
    for_marks: str = "ab",
    cadence: str = Assignment.Cadence.DAILY,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Assignment:
    """Set an exercise for both partners (`ab`) or for the one with this mark. It starts today unless told otherwise.

    reason: shown to the partners as "Why this one?". Raises gate.JointWorkHeld for an exercise that waits for joint
    work; one that a partner does alone can always be set.
    """
    insist_on_acting(by, couple)
    assert by.staff_id is not None
    starts_on = starts_on or today(couple.practice)
    _check_form(couple, cadence, starts_on, ends_on)
    words = clean_text(reason, "reason", most=LONGEST_REASON)
    exercise = _exercise(slug)
    recipients = _recipients(couple, for_marks)
    partner = recipients[0] if len(recipients) == 1 else None
    Couple.unscoped.select_for_update().get(pk=couple.pk)
    if exercise.joint_work and not gate.may_set_joint_work(couple):
        raise gate.JointWorkHeld(gate.reasons(couple, by))
    _must_be_new(couple, exercise, partner, starts_on)
    assignment = Assignment.unscoped.create(
        couple=couple,
        exercise=exercise,
        set_by_id=by.staff_id,
        for_partner=partner,
        reason=words,
        cadence=cadence,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    for meant in recipients:
        AssignmentTerms.unscoped.create(assignment=assignment, partner=meant, opens_at=assignment.set_at)
    audit.record(by, "assignment.set", assignment, couple=couple, exercise=exercise.pk)
    return assignment


@transaction.atomic
def end(assignment: Assignment, *, by: Viewer, version: int | None = None) -> Assignment:
    """End an assignment before its day. What was written stays with those who could read it. Ending twice is ending once."""
    held = Assignment.unscoped.select_for_update(of=("self",)).select_related("couple").get(pk=assignment.pk)
    insist_on_acting(by, held.couple)
    if held.state == Assignment.State.ENDED:
        return held
    if version is not None and held.version != version:
        raise StaleEdit
    held.state, held.ended_at, held.version = Assignment.State.ENDED, timezone.now(), held.version + 1
    held.save(update_fields=["state", "ended_at", "version"])
    audit.record(by, "assignment.ended", held, couple=held.couple)
    return held


@transaction.atomic
def mark_reviewed(assignment: Assignment, *, by: Viewer) -> AssignmentReview:
    """Note that this was talked over in the room. Partners are not told; each time is kept."""
    insist_on_acting(by, assignment.couple)
    assert by.staff_id is not None
    review = AssignmentReview.unscoped.create(assignment=assignment, reviewed_by_id=by.staff_id)
    audit.record(by, "assignment.reviewed", assignment, couple=assignment.couple)
    return review


def _check_form(couple: Couple, cadence: str, starts_on: date, ends_on: date | None) -> None:
    wrong: dict[str, Sentence] = {}
    if cadence not in Assignment.Cadence.values:
        wrong["cadence"] = _("Pick every day or every week.")
    if (
        abs(starts_on - today(couple.practice)) > LONGEST_RUN
        or starts_on < today(couple.practice) - EARLIEST_START
    ):
        wrong["starts_on"] = _("Choose a first day from last month to a year from now.")
    if ends_on is not None and not starts_on <= ends_on <= starts_on + LONGEST_RUN:
        wrong["ends_on"] = _("Choose a last day after the first one, within a year.")
    if wrong:
        raise BadInput(fields=wrong)


def _exercise(slug: str) -> ExerciseVersion:
    exercise = publishing.newest(slug) if isinstance(slug, str) and "\0" not in slug else None
    if exercise is None:
        raise BadInput(fields={"exercise": _("Pick an exercise from the library.")})
    return exercise


def _recipients(couple: Couple, for_marks: str) -> list[Partner]:
    """The one partner meant, or both. Everyone meant has joined and has not left."""
    if for_marks not in ("a", "b", "ab"):
        raise BadInput(fields={"for_marks": _("Choose one partner, or both.")})
    here = Membership.unscoped.select_related("partner").filter(
        couple=couple, mark__in=for_marks, joined_at__isnull=False, left_at=None
    )
    found = list(here)
    if len(found) != len(for_marks):
        raise NotNow(
            _("Not everyone this is for has joined yet. Set it for the one who is here."), code="not_joined"
        )
    return [row.partner for row in found]


def _must_be_new(couple: Couple, exercise: ExerciseVersion, partner: Partner | None, starts_on: date) -> None:
    """The same exercise runs once at a time for each partner."""
    running = Assignment.unscoped.running().filter(couple=couple, exercise__slug=exercise.slug)
    running = running.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    if partner is not None:
        running = running.filter(Q(for_partner=None) | Q(for_partner=partner))
    if running.exists():
        raise Conflict(
            _("This exercise is running already. End it first, or let it run."), code="already_running"
        )
