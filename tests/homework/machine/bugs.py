"""Mistakes that somebody might make one day, each planted by itself into the running implementation."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from homework import in_room, reading, revealing, waiting
from homework.models import (
    SETTLING,
    Assignment,
    AssignmentTerms,
    Debrief,
    Entry,
    EntryPart,
    assignments,
    entries,
    talking,
)
from homework.models.membership import in_couple, shared_space_open

Bug = Callable[[], AbstractContextManager[Any]]
ANYBODY = Q(pk__isnull=False)


def it_arrives_without_the_ten_minutes() -> Any:
    return patch.object(entries, "SETTLING", timedelta(0))


def sealed_words_arrive_without_their_counterpart() -> Any:
    return patch.object(entries, "arrived", entries.settled)


def another_round_counts_as_counterpart() -> Any:
    def counterparts() -> Any:
        rows = EntryPart.unscoped.filter(
            entries.settled(), sealed=True, entry__assignment=OuterRef("entry__assignment")
        )
        return rows.exclude(entry__partner=OuterRef("entry__partner"))

    return patch.object(entries, "_counterparts", counterparts)


def words_reach_whoever_is_in_no_such_couple() -> Any:
    return patch.object(entries, "in_couple", lambda path, **_who: ANYBODY)


def who_joins_late_reads_what_was_before() -> Any:
    return patch.object(entries, "in_couple", lambda path, since=None, **who: in_couple(path, **who))


def frozen_words_are_shown_again() -> Any:
    def settled() -> Q:
        return Q(audience="partner", released_at__lte=timezone.now() - SETTLING)

    return patch.object(entries, "settled", settled)


def words_are_shown_while_the_work_rests() -> Any:
    return patch.object(entries, "shared_space_open", lambda path: ANYBODY)


def joint_exercises_are_shown_while_the_work_rests() -> Any:
    return patch.object(assignments, "shared_space_open", lambda path: ANYBODY)


def what_is_taken_back_stays() -> Any:
    return patch.object(revealing, "_take_back", lambda parts: None)


def one_field_for_the_other_shares_them_all() -> Any:
    share = revealing.release

    def release(entry: Entry, *, only: Any) -> Any:
        return share(entry, only=[part.field for part in EntryPart.unscoped.filter(entry=entry)])

    return patch.object(revealing, "release", release)


def half_a_seal_can_be_shared() -> Any:
    return patch.object(revealing, "_insist_on_whole_seal", lambda rows, chosen: None)


def what_is_for_the_counsellor_travels() -> Any:
    return patch.object(revealing, "_may_travel", lambda part: True)


def one_consent_opens_the_room() -> Any:
    def open_round(assignment: Assignment, number: int, *, by: Any) -> Any:
        parts = EntryPart.unscoped.filter(entry__assignment=assignment, entry__round=number, sealed=True)
        if not parts.filter(in_room=True).exists():
            return None
        parts.update(
            audience="partner", released_at=timezone.now() - SETTLING, taken_back_at=None, in_room=False
        )
        return list(parts)

    return patch.object(in_room, "open_round", open_round)


def what_waits_for_both_opens_by_itself() -> Any:
    open_own = waiting.open_own_next

    def open_next(assignment: Assignment, partner: Any) -> None:
        open_own(assignment, partner)
        waits = AssignmentTerms.unscoped.filter(opens_at=None, assignment__after=assignment)
        if waiting.completed(assignment, partner):
            waits.update(opens_at=timezone.now())

    return patch.object(waiting, "open_own_next", open_next)


def an_exercise_for_one_is_shown_to_both() -> Any:
    def shown_to(**who: Any) -> Q:
        opened = AssignmentTerms.unscoped.filter(assignment=OuterRef("pk"), opens_at__lte=timezone.now())
        return in_couple("couple", since="set_at", **who) & Q(Exists(opened))

    return patch.object(assignments, "shown_to", shown_to)


def terms_are_shown_to_the_other() -> Any:
    def theirs(viewer: Any) -> Q:
        shown = Assignment.unscoped.filter(assignments.shown_to(partner__user=viewer.user_id))
        return Q(assignment__in=shown)

    return patch.dict(AssignmentTerms.objects.rules, partner=theirs)


def days_left_out_are_shown_to_the_other() -> Any:
    def theirs(viewer: Any) -> Q:
        mine = in_couple("assignment__couple", partner__user=viewer.user_id)
        return Q(partner__user=viewer.user_id) | (Q(state="skipped") & mine)

    return patch.dict(Entry.objects.rules, partner=theirs)


def debriefs_are_shown_to_the_other() -> Any:
    return patch.dict(
        Debrief.objects.rules,
        partner=lambda viewer: in_couple("assignment__couple", partner__user=viewer.user_id),
    )


def replies_are_shown_before_they_settle() -> Any:
    return patch.object(talking, "SETTLING", timedelta(0))


def replies_outlive_what_they_answered() -> Any:
    def answered(**who: Any) -> Q:
        to_me = Q(**{f"part__entry__{key}": whom for key, whom in who.items()})
        late = Q(at__lte=timezone.now() - SETTLING)
        return Q(**who) | (to_me & late & shared_space_open("part__entry__assignment__couple"))

    return patch.object(talking, "answered", answered)


def an_hour_taken_back_is_still_shown() -> Any:
    def planned(**who: Any) -> Q:
        theirs = in_couple("couple", since="proposed_at", **who) & Q(
            proposed_at__lte=timezone.now() - SETTLING
        )
        return shared_space_open("couple") & in_couple("couple", **who) & (Q(**who) | theirs)

    return patch.object(talking, "planned_together", planned)


def a_page_counts_what_the_other_wrote() -> Any:
    today = reading.today

    def counting(partner: Any, *, by: Any) -> Any:
        return today(partner, by=by), Entry.unscoped.count()

    return patch.object(reading, "today", counting)


def nothing_is_ever_shared() -> Any:
    return patch.object(entries, "settled", lambda: Q(pk__isnull=True))


BUGS: dict[Bug, str] = {
    it_arrives_without_the_ten_minutes: "new",
    sealed_words_arrive_without_their_counterpart: "sealed",
    another_round_counts_as_counterpart: "sealed",
    half_a_seal_can_be_shared: "sealed",
    one_consent_opens_the_room: "allowed",
    words_reach_whoever_is_in_no_such_couple: "elsewhere",
    who_joins_late_reads_what_was_before: "elsewhere",
    frozen_words_are_shown_again: "again",
    words_are_shown_while_the_work_rests: "shared",
    joint_exercises_are_shown_while_the_work_rests: "shared",
    what_is_taken_back_stays: "shared",
    one_field_for_the_other_shares_them_all: "shared",
    what_is_for_the_counsellor_travels: "shared",
    what_waits_for_both_opens_by_itself: "waiting",
    an_exercise_for_one_is_shown_to_both: "waiting",
    terms_are_shown_to_the_other: "shared",
    days_left_out_are_shown_to_the_other: "new",
    debriefs_are_shown_to_the_other: "new",
    replies_are_shown_before_they_settle: "answered",
    replies_outlive_what_they_answered: "answered",
    an_hour_taken_back_is_still_shown: "answered",
    a_page_counts_what_the_other_wrote: "new",
    nothing_is_ever_shared: "shared",
}
"""Each bug with the story in which it can show: the machine is led to where it begins, and finds the way itself."""
