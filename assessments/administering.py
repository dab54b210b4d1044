"""Keeping single answers of a form as they come, and taking the whole in once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from assessments.closing import void
from assessments.format import ordering
from assessments.format.definition import Definition, Question
from assessments.locking import Closed, insist_on_open, own_for_update
from assessments.models import Administration, AnswerTrail
from assessments.results import summarising
from assessments.safety import raising
from assessments.scores import adapter_forms
from assessments.scores.answers import Answers, AnswersRefused, problems, read, visible_questions
from assessments.sending import AlreadyWaiting, send
from practice import audit
from practice.access import Viewer
from practice.refusals import BadInput

__all__ = [
    "AlreadyWaiting", "Closed", "hear", "hear_imported", "questions", "questions_in", "resume_point", "save_answer", "send", "submit", "void",
]  # fmt: skip

State = Administration.State


def save_answer(administration: Administration, changes: Mapping[str, Any], *, by: Viewer) -> Administration:
    """Keep single answers. Two devices merge question by question; the later edit of one question wins.

    changes: question id -> raw value, {"v": value}, {"declined": true}, or None to clear it. All are kept, or none;
    but what the counsellor must hear of is heard even when the rest is refused.
    """
    try:
        return _save(administration, changes, by)
    except (BadInput, Closed):
        hear(administration, changes, by=by)
        raise


@transaction.atomic
def hear(administration: Administration, changes: Mapping[str, Any], *, by: Viewer) -> None:
    """Of changes that were refused, keep the answers that the counsellor must hear of; a closed form only raises them.

    A door whose refusal undoes its transaction calls this once more afterwards; saying the same twice does no more.
    """
    row = own_for_update(administration, by)
    definition = row.instrument.definition
    told = {
        question.id: changes[question.id]
        for question in definition.questions
        if question.safety
        and changes.get(question.id) is not None
        and not problems(definition, {question.id: changes[question.id]}, complete=False)
    }
    if told and _is_open(row):
        _save(row, told, by)
    elif told:
        raising.raise_late(read(definition, told), form=row, by=by)


def hear_imported(administration: Administration, answers: Answers, *, by: Viewer) -> int:
    """Raise what an imported form holds; every answer counts as new, whether the form is whole or can be scored or not.

    Call it in the transaction that keeps the answers, and not for a trial run. Returns how many alerts were raised.
    """
    found = raising.raise_changed(
        administration.instrument.definition,
        answers,
        changed=answers.stored.keys(),
        couple=administration.couple,
        partner=administration.partner,
        administration=administration,
        by=by,
    )
    return len(found)


def _is_open(row: Administration) -> bool:
    try:
        insist_on_open(row)
    except Closed:
        return False
    return True


@transaction.atomic
def _save(administration: Administration, changes: Mapping[str, Any], by: Viewer) -> Administration:
    row = own_for_update(administration, by)
    insist_on_open(row)
    before = row.answers or {}
    answers = _merged(row, changes)
    if answers.stored != before:
        changed = _keep(row, before, answers, by=by)
        row.save(update_fields=["answers", "saved_at", "version"])
        audit.record(by, "administration.saved", row, couple=row.couple, questions=changed)
    return row


def submit(
    administration: Administration, *, by: Viewer, changes: Mapping[str, Any] | None = None
) -> Administration:
    """Take the form in: score it and close it, in one update. Doing it again changes nothing.

    changes: last answers that come along. Raises BadInput with a sentence beside each question that still needs an
    answer; the form then stays open, and the answers that came along are kept as any save keeps them, so that an
    answer which the counsellor must hear of is never lost with a refused submit.
    """
    try:
        with transaction.atomic():
            row, missing = _submit(administration, changes or {}, by)
    except (BadInput, Closed):
        hear(administration, changes or {}, by=by)
        raise
    if missing:
        raise BadInput(fields=missing)
    return row


def _submit(
    administration: Administration, changes: Mapping[str, Any], by: Viewer
) -> tuple[Administration, dict[str, str]]:
    row = own_for_update(administration, by)
    before = row.answers or {}
    if row.state == State.SUBMITTED and _merged(row, changes).stored == before:
        return row, {}
    insist_on_open(row)
    answers = _merged(row, changes)
    definition = row.instrument.definition
    missing = problems(definition, answers.stored, complete=True, say=gettext)
    changed = _keep(row, before, answers, by=by) if answers.stored != before else 0
    if missing:
        if changed:
            row.save(update_fields=["answers", "saved_at", "version"])
            audit.record(by, "administration.saved", row, couple=row.couple, questions=changed)
        return row, missing
    _close(row, answers)
    if not row.is_guess:
        summarising.add(row, row.mark)  # type: ignore[attr-defined]
    audit.record(by, "administration.submitted", row, couple=row.couple)
    return row, {}


def _close(row: Administration, answers: Answers) -> None:
    row.scores = adapter_forms.scored(row.instrument.definition, answers)
    row.answers = answers.stored
    row.state, row.submitted_at = State.SUBMITTED, timezone.now()
    row.version += 1
    row.save(update_fields=["answers", "scores", "state", "saved_at", "submitted_at", "version"])


def questions(administration: Administration) -> list[Question]:
    """The questions to show now, in this partner's own order, in the words they were written in."""
    return questions_in(administration, administration.instrument.definition)


def questions_in(administration: Administration, definition: Definition) -> list[Question]:
    """The same in the words of this definition, which may be a translation."""
    shown = visible_questions(definition, administration.answers or {})
    return ordering.in_order(shown, administration.item_order)


def resume_point(administration: Administration) -> str | None:
    """Where to go on: the first question that is neither answered nor declined; None when only sending is left."""
    held = administration.answers or {}
    return next((question.id for question in questions(administration) if question.id not in held), None)


def _merged(row: Administration, changes: Mapping[str, Any]) -> Answers:
    """Held answers and changes, read together. Raises BadInput with a sentence beside each that cannot be kept."""
    try:
        return read(row.instrument.definition, {**(row.answers or {}), **changes}, say=gettext)
    except AnswersRefused as refusal:
        raise BadInput(fields=refusal.problems) from None


def _keep(row: Administration, before: dict[str, Any], answers: Answers, *, by: Viewer) -> int:
    """Set what changed on the row, leave its trail, raise its alerts. The caller saves. Returns how many changed."""
    after = answers.stored
    changes = {
        question_id: after.get(question_id)
        for question_id in {**before, **after}
        if before.get(question_id) != after.get(question_id)
    }
    row.answers, row.saved_at = after, timezone.now()
    row.version += 1
    AnswerTrail.unscoped.create(administration=row, at=row.saved_at, changes=changes)
    raising.raise_changed(
        row.instrument.definition,
        answers,
        changed=changes.keys(),
        couple=row.couple,
        partner=row.partner,
        administration=row,
        by=by,
    )
    return len(changes)
