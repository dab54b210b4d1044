"""Which questions of an exercise reach the counsellor whatever their author chooses. Pure.

Comfort and pressure go to the counsellor with the entry, so that nobody has to ask for help by choosing a circle; how
safe it felt can raise an alert on top. Their pages say so first, and a partner's own export leaves them out: the counsellor gives these answers in person.
"""

from __future__ import annotations

from homework.exercise_shape import Exercise, Signal

KINDS = frozenset({"felt_safe"})


def is_told(signal: Signal) -> bool:
    return signal.kind in KINDS


def tells_at_once(exercise: Exercise, field_id: str) -> bool:
    """Whether an answer to this field can raise an alert, whatever circle its author chooses."""
    return any(signal.field == field_id and is_told(signal) for signal in exercise.signals)


def always_reaches_counsellor(exercise: Exercise, field_id: str) -> bool:
    """Whether the counsellor reads this field in any case; no other partner ever does."""
    return any(signal.field == field_id for signal in exercise.signals)
