"""What must hold for scales, alerts and examples. Each rule yields the mistakes it finds."""

import math
from collections.abc import Iterable, Iterator, Sequence

from assessments.source_text import did_you_mean
from assessments.tables import Finding
from assessments.vocabulary import PICKED, Definition, Question, Scale


def scored(definition: Definition) -> Iterator[Finding]:
    """Questions on scales have numbers to add up; safety questions are never among them."""
    known = [scale.id for scale in definition.scales]
    for index, question in enumerate(definition.questions):
        if question.scale is None:
            if question.reverse:
                yield Finding("question", index, "reverse", "*reverse* means something only on a scale.")
            continue
        if question.scale not in known:
            hint = did_you_mean(question.scale, known)
            yield Finding("question", index, "scale", f"scale *{question.scale}* does not exist.", hint)
        if question.kind not in ("scale", "choice"):
            yield Finding("question", index, "kind", f"a *{question.kind}* question cannot be scored.")
        elif not all(isinstance(choice.value, int) for choice in question.choices):
            yield Finding("question", index, "choices", "on a scale every *value* is a whole number.")
        if question.safety:
            yield Finding("question", index, "scale", "a safety question is read alone and never scored.")


def safety(definition: Definition) -> Iterator[Finding]:
    """Alerts name answers that exist, have a level, and may always be declined."""
    for index, question in enumerate(definition.questions):
        if bool(question.alert) != bool(question.level):
            yield Finding(
                "question", index, "alert", "*alert* and *level* go together.", 'level is "red" or "amber".'
            )
        if not question.alert:
            continue
        if question.kind not in PICKED:
            yield Finding("question", index, "alert", f"a *{question.kind}* question cannot raise an alert.")
        values = [choice.value for choice in question.choices]
        for value in question.alert:
            if value not in values:
                hint = did_you_mean(str(value), map(str, values))
                yield Finding("question", index, "alert", f"*{value}* is not among the choices.", hint)
        if not question.declinable or question.required:
            yield Finding("question", index, "alert", "a safety question may always be left or declined.")


def scales(definition: Definition) -> Iterator[Finding]:
    """Every scale has questions on one footing, sound bands and words for both ends."""
    for index, scale in enumerate(definition.scales):
        questions = definition.questions_of(scale.id)
        if not questions:
            yield Finding("scale", index, "id", f"no question belongs to scale *{scale.id}*.")
        elif scale.score == "mean" and len({_range(question) for question in questions}) > 1:
            yield Finding(
                "scale", index, "score", "a *mean* needs questions with the same lowest and highest value."
            )
        if not 0 < scale.min_answered <= 1:
            yield Finding(
                "scale", index, "min_answered", "*min_answered* is a share, more than 0 and at most 1."
            )
        if not (scale.anchors.low.strip() and scale.anchors.high.strip()):
            yield Finding("scale", index, "anchors", "both ends need words.")
        yield from _bands(scale, index)


def examples(definition: Definition) -> Iterator[Finding]:
    """Examples speak of questions and scales that exist."""
    questions = [question.id for question in definition.questions]
    scale_ids = [scale.id for scale in definition.scales]
    for index, example in enumerate(definition.examples):
        named: list[tuple[str, Iterable[str], Sequence[str]]] = [
            ("given", example.given, questions),
            ("declined", example.declined, questions),
            ("alerts", example.alerts, questions),
            ("hidden", example.hidden, questions),
            ("expect", example.expect, scale_ids),
        ]
        for key, used, known in named:
            for name in used:
                if name not in known:
                    hint = did_you_mean(name, known)
                    yield Finding("example", index, key, f"*{name}* does not exist.", hint)
        for name, value in example.expect.items():
            if value != "none" and (isinstance(value, str) or not math.isfinite(value)):
                yield Finding("example", index, "expect", f'*{name}* expects a number or "none".')
    if definition.scales and not definition.examples:
        yield Finding(
            "", 0, "example", "there is no example yet.", "Add an [[example]] so that the file proves itself."
        )


RULES = (scored, safety, scales, examples)


def _range(question: Question) -> tuple[int, int] | None:
    numbers = [choice.value for choice in question.choices if isinstance(choice.value, int)]
    return (min(numbers), max(numbers)) if numbers else None


def _bands(scale: Scale, index: int) -> Iterator[Finding]:
    starts = [band.from_ for band in scale.bands]
    if not starts or starts[0] != 0 or starts != sorted(set(starts)) or starts[-1] > 100:
        yield Finding("scale", index, "bands", "*bands* start at 0 and rise, up to 100.")
    if not all(band.label.strip() for band in scale.bands):
        yield Finding("scale", index, "bands", "every band needs a *label*.")
