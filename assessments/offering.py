"""What a partner wrote last time, offered to them alone. It counts only once they say that it is still right."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from assessments.format.definition import Definition, Question
from assessments.models import Administration
from assessments.scores.answers import problems

State = Administration.State
Answer = dict[str, Any]


def offered(row: Administration) -> dict[str, Answer]:
    """Question id -> earlier answer of the same partner, for what this form has no answer to yet. One query, or none.

    From the form that this one follows when that one was left half-way; else, where the instrument says so, from the
    newest one they sent, in whichever couple that was. Never what reaches the counsellor at once.
    """
    if not row.is_open:
        return {}
    source = _source(row)
    if source is None:
        return {}
    earlier, held = source.answers or {}, row.answers or {}
    then, now = source.instrument.definition, row.instrument.definition
    return {
        question.id: earlier[question.id]
        for question in now.questions
        if question.id in earlier and question.id not in held and _fits(question, then, now, earlier)
    }


def kept(row: Administration, ticked: Collection[str]) -> dict[str, Answer]:
    """The offered answers to these questions, as changes to save."""
    if not ticked:
        return {}
    found = offered(row)
    return {question_id: found[question_id] for question_id in ticked if question_id in found}


def _source(row: Administration) -> Administration | None:
    mine = (
        Administration.unscoped.readable()
        .filter(partner=row.partner_id, stance=row.stance)
        .exclude(pk=row.pk)
        .select_related("instrument", "partner")
    )
    if row.again_of_id is not None:
        left = mine.filter(pk=row.again_of_id, state__in=[State.LAPSED, State.DECLINED]).first()
        if left is not None and left.answers:
            return left
    if not row.instrument.definition.offer_previous:
        return None
    sent = mine.submitted().filter(instrument__slug=row.instrument.slug)
    return sent.order_by("-submitted_at", "pk").first()


def _fits(question: Question, then: Definition, now: Definition, earlier: dict[str, Answer]) -> bool:
    """Whether it is the same question, asked in the same words, and its answer can still be given."""
    if question.safety or question.crisis or "v" not in earlier[question.id]:
        return False
    if all(asked.id != question.id for asked in then.questions):
        return False
    before = then.question(question.id)
    if (before.kind, before.text) != (question.kind, question.text):
        return False
    alone = {each: earlier[each] for each in earlier if each == question.id}
    return question.id not in problems(now, alone, complete=False)
