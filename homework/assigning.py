"""Setting an exercise with a reason, resting it, ending it, and noting that it has been talked over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import gate
from assessments.treating import insist_on_acting
from homework import keeping_free, publishing
from homework.days import today
from homework.models import Assignment, AssignmentReview, AssignmentTerms, ExerciseVersion
from homework.suggesting.weighing import insist_on_nothing_against
from homework.terms import Terms, lay_down
from practice import audit
from practice.access import Viewer
from practice.models import Couple, Membership, Partner
from practice.refusals import BadInput, Conflict, NotNow, Sentence, StaleEdit
from practice.words import clean_text

State = Assignment.State
LONGEST_REASON = 600
LONGEST_NOTE = 4_000
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
    terms: Mapping[str, Terms] | None = None,
    opens: str = Assignment.Opens.AT_ONCE,
    after: Assignment | None = None,
    target_times: int | None = None,
) -> Assignment:
    """Set an exercise for both partners (`ab`) or for the one with this mark. It starts today unless told otherwise.

    reason: shown to the partners as "Why this one?". terms: how often and when, by mark; the same for both or not.
    opens, after: it can wait for another assignment of this couple. target_times: entries that make it complete.
    Raises gate.JointWorkHeld for an exercise that waits for joint work, and weighing.HeldBack where a guard holds it back.
    """
    staff_id = insist_on_acting(by, couple)
    starts_on = starts_on or today(couple.practice)
    _check_form(couple, cadence, starts_on, ends_on)
    _check_programme(couple, opens, after, target_times)
    recipients = _recipients(couple, for_marks)
    assignment = Assignment(
        couple=couple,
        exercise=_exercise(slug, couple),
        set_by_id=staff_id,
        for_partner=recipients[0].partner if len(recipients) == 1 else None,
        cadence=cadence,
        starts_on=starts_on,
        ends_on=ends_on,
        opens=opens,
        after=after,
        target_times=target_times,
        reason=clean_text(reason, "reason", most=LONGEST_REASON),
    )
    _insist_on_room_for(assignment, for_marks, by)
    _set(assignment, recipients, terms or {}, by)
    return assignment


def _insist_on_room_for(wanted: Assignment, marks: str, by: Viewer) -> None:
    """Joint work is open where it needs that, it runs for nobody yet, and no guard is against it. The couple is locked."""
    Couple.unscoped.select_for_update().get(pk=wanted.couple_id)
    if wanted.exercise.joint_work and not gate.may_set_joint_work(wanted.couple):
        raise gate.JointWorkHeld(gate.reasons(wanted.couple, by))
    _must_be_new(wanted.couple, wanted.exercise, wanted.for_partner, wanted.starts_on)
    days = (wanted.starts_on, wanted.ends_on)
    insist_on_nothing_against(wanted.couple, wanted.exercise.slug, by=by, marks=marks, days=days)


def _set(
    assignment: Assignment, recipients: Iterable[Membership], terms: Mapping[str, Terms], by: Viewer
) -> None:
    """Keep it, with each recipient's own terms."""
    assignment.save(force_insert=True)
    for membership in recipients:
        lay_down(assignment, membership.partner, terms.get(membership.mark, Terms()))
    keeping_free.assignment_changed(assignment)
    audit.record(by, "assignment.set", assignment, couple=assignment.couple, exercise=assignment.exercise_id)


@transaction.atomic
def end(assignment: Assignment, *, by: Viewer, version: int | None = None) -> Assignment:
    """End an assignment before its day. What was written stays with those who could read it. Ending twice is ending once."""
    held = _locked(assignment, by)
    if held.state == Assignment.State.ENDED:
        return held
    if version is not None and held.version != version:
        raise StaleEdit
    held.state, held.ended_at, held.version = Assignment.State.ENDED, timezone.now(), held.version + 1
    held.save(update_fields=["state", "ended_at", "version"])
    keeping_free.assignment_changed(held)
    audit.record(by, "assignment.ended", held, couple=held.couple)
    return held


@transaction.atomic
def pause(assignment: Assignment, *, by: Viewer, version: int | None = None) -> Assignment:
    """Rest an assignment. Both partners read the sentence that stands between any two exercises."""
    return _turn(assignment, State.RUNNING, State.PAUSED, by, version)


@transaction.atomic
def resume(assignment: Assignment, *, by: Viewer, version: int | None = None) -> Assignment:
    """Go on with a resting assignment. Raises gate.JointWorkHeld where joint work can't go ahead."""
    held = _locked(assignment, by)
    if held.exercise.joint_work and not gate.may_set_joint_work(held.couple):
        raise gate.JointWorkHeld(gate.reasons(held.couple, by))
    return _turn(held, State.PAUSED, State.RUNNING, by, version)


@transaction.atomic
def open_now(assignment: Assignment, *, by: Viewer) -> Assignment:
    """Open one that waits, for everybody it is for. Opening twice is opening once."""
    held = _locked(assignment, by)
    waiting = AssignmentTerms.unscoped.filter(assignment=held, opens_at=None)
    keeping_free.changed(waiting)
    waiting.update(opens_at=timezone.now())
    audit.record(by, "assignment.opened", held, couple=held.couple)
    return held


@transaction.atomic
def mark_reviewed(
    assignment: Assignment, *, by: Viewer, note: str = "", rating: int | None = None
) -> AssignmentReview:
    """Note that this was talked over in the room, and how it went from 0 to 4. Partners are not told; each time is kept."""
    insist_on_acting(by, assignment.couple)
    assert by.staff_id is not None
    if rating is not None and (isinstance(rating, bool) or rating not in range(5)):
        raise BadInput(fields={"rating": _("Choose a number from 0 to 4.")})
    words = clean_text(note, "note", most=LONGEST_NOTE, required=False)
    review = AssignmentReview.unscoped.create(
        assignment=assignment, reviewed_by_id=by.staff_id, note=words or None, rating=rating
    )
    audit.record(by, "assignment.reviewed", assignment, couple=assignment.couple)
    return review


def _locked(assignment: Assignment, by: Viewer) -> Assignment:
    held = Assignment.unscoped.select_for_update(of=("self",)).select_related("couple").get(pk=assignment.pk)
    insist_on_acting(by, held.couple)
    return held


def _turn(
    assignment: Assignment, was: Assignment.State, to: Assignment.State, by: Viewer, version: int | None
) -> Assignment:
    held = _locked(assignment, by)
    if held.state == to:
        return held
    if held.state != was:
        raise Conflict(_("This one has ended. Set it anew if you like."), code="assignment_ended")
    if version is not None and held.version != version:
        raise StaleEdit
    held.state, held.version = to, held.version + 1
    held.save(update_fields=["state", "version"])
    keeping_free.assignment_changed(held)
    audit.record(by, f"assignment.{to.value}", held, couple=held.couple)
    return held


def _check_programme(couple: Couple, opens: str, after: Assignment | None, target_times: int | None) -> None:
    wrong: dict[str, Sentence] = {}
    if opens not in Assignment.Opens.values:
        wrong["opens"] = _("Pick when it opens.")
    elif (opens == Assignment.Opens.AT_ONCE) != (after is None):
        wrong["after"] = _("Say which exercise it waits for, or let it open on its first day.")
    elif after is not None and after.couple_id != couple.pk:
        wrong["after"] = _("Pick one of this couple’s exercises.")
    if target_times is not None and not 1 <= target_times <= 366:
        wrong["target_times"] = _("Choose a number from 1 to 366, or leave it out.")
    if wrong:
        raise BadInput(fields=wrong)


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


def _exercise(slug: str, couple: Couple) -> ExerciseVersion:
    exercise = publishing.newest(slug) if isinstance(slug, str) and "\0" not in slug else None
    if exercise is None or exercise.practice_id not in (None, couple.practice_id):
        raise BadInput(fields={"exercise": _("Pick an exercise from the library.")})
    return exercise


def _recipients(couple: Couple, for_marks: str) -> list[Membership]:
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
    return found


def _must_be_new(couple: Couple, exercise: ExerciseVersion, partner: Partner | None, starts_on: date) -> None:
    """The same exercise runs once at a time for each partner."""
    running = Assignment.unscoped.exclude(state=State.ENDED).filter(
        couple=couple, exercise__slug=exercise.slug
    )
    running = running.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
    if partner is not None:
        running = running.filter(Q(for_partner=None) | Q(for_partner=partner))
    if running.exists():
        raise Conflict(
            _("This exercise is running already. End it first, or let it run."), code="already_running"
        )
