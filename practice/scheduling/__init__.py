"""Booking sessions, changing them and calling them off, on the wall clock of the practice; rooms and hours; free hours."""

from practice.scheduling.booking import (
    LONGEST,
    MOST_IN_A_SERIES,
    SHORTEST,
    Planned,
    between,
    book,
    book_series,
    checked_minutes,
    preview_series,
)
from practice.scheduling.changing import CalledOff, cancel, is_late, move
from practice.scheduling.extending import extend, rule_of
from practice.scheduling.holding import Scope
from practice.scheduling.limits import SOFT, NotUsual, busy_between, limits_of, open_stretches, why_not
from practice.scheduling.offering import FreeHour, HourGone, free_hours, set_terms, take, terms_of
from practice.scheduling.opening import (
    add_closed_days,
    add_room,
    change_room,
    close_room,
    hours_of,
    open_room,
    remove_closed_days,
    sessions_in,
    sessions_within,
    set_hours,
)
from practice.scheduling.seats import forget_seats_of_before, free_seats_of_who_left
from practice.scheduling.taken import SessionOverlaps
from practice.scheduling.undoing import Step, history, undo
from practice.scheduling.where import KEEP

__all__ = [
    "KEEP",
    "LONGEST",
    "MOST_IN_A_SERIES",
    "SHORTEST",
    "SOFT",
    "CalledOff",
    "FreeHour",
    "HourGone",
    "NotUsual",
    "Planned",
    "Scope",
    "SessionOverlaps",
    "Step",
    "add_closed_days",
    "add_room",
    "between",
    "book",
    "book_series",
    "busy_between",
    "cancel",
    "change_room",
    "checked_minutes",
    "close_room",
    "extend",
    "forget_seats_of_before",
    "free_hours",
    "free_seats_of_who_left",
    "history",
    "hours_of",
    "is_late",
    "limits_of",
    "move",
    "open_room",
    "open_stretches",
    "preview_series",
    "remove_closed_days",
    "rule_of",
    "sessions_in",
    "sessions_within",
    "set_hours",
    "set_terms",
    "take",
    "terms_of",
    "undo",
    "why_not",
]
