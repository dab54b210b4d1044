"""Which questions of an exercise can reach the counsellor the moment they are answered. Pure.

Their pages say so first, and a partner's own export leaves them out: the counsellor gives these answers in person.
"""

from __future__ import annotations

from homework.exercise_shape import Exercise, Signal

KINDS = frozenset({"felt_safe"})


def is_told(signal: Signal) -> bool:
    return signal.kind in KINDS


def tells_at_once(exercise: Exercise, field_id: str) -> bool:
    """Whether an answer to this field can raise an alert, whatever circle its author chooses."""
    return any(signal.field == field_id and is_told(signal) for signal in exercise.signals)
