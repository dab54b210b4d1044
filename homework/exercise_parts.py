"""What must hold between the parts of an exercise: turns, seals, cards, what is counted and what is heard. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from assessments.format.source_text import did_you_mean
from homework.exercise_shape import Exercise, Field, Measure, Signal

Fault = tuple[str, int, str, str, str]
"""The table, its place from 0, the key it sits at, what is wrong, and a hint."""

COUNTED = ("number", "scale")


def part_faults(exercise: Exercise) -> Iterator[Fault]:
    """Every mistake between parts, in the order of the file."""
    for key, says, hint in (*_evidence_faults(exercise), *_turn_faults(exercise)):
        yield "", 0, key, says, hint
    for number, field in enumerate(exercise.fields):
        for key, says, hint in _field_faults(exercise, field):
            yield "field", number, key, says, hint
    yield from _card_faults(exercise)
    for number, measure in enumerate(exercise.measures):
        for key, says, hint in _measure_faults(exercise, measure):
            yield "measure", number, key, says, hint
    for number, signal in enumerate(exercise.signals):
        for key, says, hint in _signal_faults(exercise, signal):
            yield "signal", number, key, says, hint


def _evidence_faults(exercise: Exercise) -> Iterator[tuple[str, str, str]]:
    if exercise.evidence is not None and not exercise.evidence.says.strip():
        yield "evidence", "*evidence* has a grade but says nothing.", "Write one honest sentence in *says*."


def _turn_faults(exercise: Exercise) -> Iterator[tuple[str, str, str]]:
    if exercise.roles and (len(exercise.roles) != 2 or not all(role.strip() for role in exercise.roles)):
        yield "roles", "*roles* are two words, one for each part.", 'Write roles = ["Speaker", "Listener"].'
    if exercise.roles and exercise.who != "alternating":
        yield "roles", "only an exercise in turns has *roles*.", 'Write who = "alternating".'


def _field_faults(exercise: Exercise, field: Field) -> Iterator[tuple[str, str, str]]:
    both = exercise.who != "solo"
    if field.sealed and (field.audience != "partner" or not both):
        yield "sealed", "a sealed answer is meant to be read by the other one.", 'Write audience = "partner".'
    if field.after_reveal and not exercise.is_sealed:
        yield "after_reveal", "nothing in this exercise is sealed, so nothing is ever revealed.", ""
    if field.after_reveal and (field.required or field.sealed):
        yield "after_reveal", "what is asked after the reveal is neither *required* nor *sealed*.", ""
    if field.role and not exercise.roles:
        yield "role", "the exercise has no *roles*.", 'Write roles = ["Speaker", "Listener"] at the top.'


def _card_faults(exercise: Exercise) -> Iterator[Fault]:
    if exercise.cards and exercise.who == "solo":
        yield "", 0, "who", "a deck of cards is for two.", 'Write who = "parallel".'
    seen: set[str] = set()
    for number, card in enumerate(exercise.cards):
        if card.id in seen:
            yield "card", number, "id", "this id is used twice.", "Every card needs an id of its own."
        if not card.text.strip():
            yield "card", number, "text", "there are no words to show.", ""
        seen.add(card.id)


def _measure_faults(exercise: Exercise, measure: Measure) -> Iterator[tuple[str, str, str]]:
    if not measure.title.strip():
        yield "title", "*title* is empty.", ""
    if measure.how == "days":
        return
    field = exercise.field(measure.of)
    if field is None:
        yield "of", f"there is no field *{measure.of}*.", did_you_mean(measure.of, _ids(exercise))
    elif measure.how == "share" and measure.equals not in [choice.value for choice in field.choices]:
        yield "equals", f"*{field.id}* has no choice with the value {measure.equals!r}.", ""
    elif measure.how in ("mean", "sum") and field.kind not in COUNTED:
        yield (
            "of",
            f"*{field.id}* is no number.",
            "Only fields of kind *number* or *scale* have a mean or a sum.",
        )


def _signal_faults(exercise: Exercise, signal: Signal) -> Iterator[tuple[str, str, str]]:
    field = exercise.field(signal.field)
    given = [each for each in (signal.at_most, signal.at_least, signal.equals) if each is not None]
    if len(given) != 1:
        yield "at_most", "a signal needs exactly one of *at_most*, *at_least* and *equals*.", ""
    if not 1 <= signal.times <= 20:
        yield "times", "*times* lies between 1 and 20.", ""
    if field is None:
        yield "field", f"there is no field *{signal.field}*.", did_you_mean(signal.field, _ids(exercise))
    elif field.audience != "counsellor":
        yield (
            "field",
            f"*{field.id}* is not for the counsellor alone.",
            'Write audience = "counsellor" there.',
        )


def _ids(exercise: Exercise) -> list[str]:
    return [field.id for field in exercise.fields]
