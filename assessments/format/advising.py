"""House rules for our own wording. They refuse nothing; a reason to break one may exist. Pure."""

import math
import re
from collections.abc import Iterator

from assessments.format.vocabulary import Definition


def advice(definition: Definition) -> list[str]:
    """House rules for our own wording. They refuse nothing; a reason to break one may exist."""
    rules = (_advice_on_counting, _advice_on_scales, _advice_on_reversing, _advice_on_proof)
    return [sentence for rule in rules for sentence in rule(definition)]


def _advice_on_counting(definition: Definition) -> Iterator[str]:
    for question in definition.questions:
        if question.kind == "scale" and question.scale is None:
            yield f"*{question.id}* counts on no scale, so nothing is scored of it."


def _advice_on_scales(definition: Definition) -> Iterator[str]:
    for scale in definition.scales:
        count = len(definition.items_of(scale.id))
        if scale.is_number and not scale.of_lists and not 4 <= count <= 9:
            yield f"scale *{scale.id}* has {count} questions; 4 to 9 read best, and 2 are too few to trust."
        if not scale.is_number and not 3 <= count <= 6:
            yield f"*{scale.id}* has {count} questions; 3 or 4 are enough for what is not a number."


def _advice_on_reversing(definition: Definition) -> Iterator[str]:
    numbered = {scale.id for scale in definition.numbered}
    scored = [question for question in definition.questions if question.scale in numbered]
    reversed_count = sum(question.reverse for question in scored)
    if scored and not 0.25 <= reversed_count / len(scored) <= 0.40:
        aim = f"a quarter to two fifths is the aim{_in_numbers(len(scored))}."
        yield f"{reversed_count} of {len(scored)} scored questions are reversed; {aim}"
    for first, second in zip(definition.questions, definition.questions[1:], strict=False):
        if first.reverse and second.reverse:
            yield f"*{first.id}* and *{second.id}* are both reversed and stand side by side."
    for question in scored:
        if question.reverse and re.search(r"\bnot\b|n['’]t\b|\bnever\b", question.text, re.IGNORECASE):
            yield f"*{question.id}* is reversed and says *not*; say the opposite in plain words instead."


def _in_numbers(count: int) -> str:
    """ ", so 2 or 3 of them" for 8 questions; empty where no whole number lies between."""
    least, most = math.ceil(count * 0.25), math.floor(count * 0.40)
    if least > most:
        return ""
    return f", so {least} of them" if least == most else f", so {least} to {most} of them"


def _advice_on_proof(definition: Definition) -> Iterator[str]:
    if len(definition.examples) < 2:
        yield "two examples or more show best what the file means."
    if definition.title == definition.neutral_title and definition.scales:
        yield "the neutral title is the title; a person looking over a shoulder reads it."
