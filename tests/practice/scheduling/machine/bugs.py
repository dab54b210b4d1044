"""Mistakes that somebody might make one day, each planted by itself into the running implementation."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from django.db.models import Q
from django.utils import timezone

from practice.calendar import agenda, feeds
from practice.models import SessionChange, TherapySession
from practice.scheduling import changing, extending, holding, keeping, taken, undoing, wall

Bug = Callable[[], AbstractContextManager[Any]]


def nobodys_calendar_is_told() -> Any:
    return patch.object(feeds, "changed", lambda sessions: None)


def a_change_keeps_its_number() -> Any:
    def kept(changes: Any, what: str, by: Any) -> None:
        keep(changes, what, by)
        for change in changes:
            TherapySession.unscoped.filter(pk=change.session.pk).update(sequence=change.before["sequence"])

    keep = keeping.keep_changes
    return patch.object(keeping, "keep_changes", kept)


def a_series_keeps_its_number() -> Any:
    return patch.object(keeping, "bump_series", lambda ids, now: None)


def sessions_move_in_time_and_not_on_the_clock() -> Any:
    return patch.object(changing, "shifted", lambda session, shift: session.starts_at + shift)


def a_skipped_hour_forgets_what_was_meant() -> Any:
    return patch.object(wall, "wall_of", lambda session: wall.local_of(session.starts_at, session.zone))


def from_here_on_takes_in_what_is_before() -> Any:
    def every(one: TherapySession, scope: str) -> Q | None:
        later = Q(series=one.series_id, state="booked", starts_at__gt=timezone.now())
        return later if scope == "onward" else None

    return _meaning(every)


def all_takes_in_what_has_begun() -> Any:
    return _meaning(
        lambda one, scope: (
            Q(series=one.series_id, state="booked") if scope == "all" and one.series_id else None
        )
    )


def one_takes_the_whole_series_along() -> Any:
    return _meaning(
        lambda one, scope: (
            Q(series=one.series_id, state="booked") if scope == "one" and one.series_id else None
        )
    )


def _meaning(other: Callable[[TherapySession, str], Q | None]) -> Any:
    right = holding._meant

    def meant(one: TherapySession, scope: Any) -> Q:
        wrong = other(one, scope) if one.series_id else None
        return right(one, scope) if wrong is None else Q(pk=one.pk) | wrong

    return patch.object(holding, "_meant", meant)


def only_the_session_pressed_is_taken_back() -> Any:
    steps = undoing._steps_to_take_back
    return patch.object(
        undoing, "_steps_to_take_back", lambda session: {session.pk: steps(session)[session.pk]}
    )


def what_was_changed_since_is_taken_back_too() -> Any:
    def steps(session: TherapySession) -> Any:
        found = right(session)
        batch = SessionChange.unscoped.filter(batch=found[session.pk].batch)
        return {step.session_id: step for step in batch}

    right = undoing._steps_to_take_back
    return patch.object(undoing, "_steps_to_take_back", steps)


def one_hour_is_given_twice() -> Any:
    return patch.object(taken, "clashes", lambda slots, staff, zone, *, but=(): [None for _slot in slots])


def a_moved_series_goes_on_where_it_once_was() -> Any:
    return patch.object(extending, "_goes_on", lambda one, zone, shift: one.start)


def a_series_of_one_is_called_by_another_name_with_each_change() -> Any:
    uid = agenda.uid

    def named(user_id: Any, what: Any) -> str:
        row = TherapySession.unscoped.filter(pk=what).first()
        return uid(user_id, f"{what}:{row.sequence}" if row else what)

    return patch.object(agenda, "uid", named)


def everybody_is_shown_the_hours_of_all() -> Any:
    everyone = Q(pk__isnull=False)
    return patch.dict(TherapySession.objects.rules, feed=lambda viewer: everyone)


BUGS: tuple[Bug, ...] = (
    nobodys_calendar_is_told,
    a_change_keeps_its_number,
    a_series_keeps_its_number,
    sessions_move_in_time_and_not_on_the_clock,
    a_skipped_hour_forgets_what_was_meant,
    from_here_on_takes_in_what_is_before,
    all_takes_in_what_has_begun,
    one_takes_the_whole_series_along,
    only_the_session_pressed_is_taken_back,
    what_was_changed_since_is_taken_back_too,
    one_hour_is_given_twice,
    a_moved_series_goes_on_where_it_once_was,
    a_series_of_one_is_called_by_another_name_with_each_change,
    everybody_is_shown_the_hours_of_all,
)
