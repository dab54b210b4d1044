"""Sending a form to one partner, keeping single answers as they come, and taking the whole in once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments import ordering, publishing, summarising, treating
from assessments.answers import Answers, AnswersRefused, problems, read, visible_questions
from assessments.definition import Definition, Question
from assessments.models import Administration, AnswerTrail
from assessments.safety import raising
from assessments.scoring import score
from practice import audit, outbox
from practice.access import Viewer
from practice.models import Couple, Membership, Partner, TherapySession
from practice.refusals import BadInput, NotFound, NotNow

State = Administration.State
Stance = Administration.Stance


class AlreadyWaiting(NotNow):
    code = "already_waiting"
    default = _("This form is waiting for an answer already.")


class Closed(NotNow):
    """The form was sent, or taken back; answers cannot change any more."""

    code = "form_closed"
    default = _("This form is closed, so nothing was changed.")


def send(
    couple: Couple,
    partner: Partner,
    slug: str,
    *,
    by: Viewer,
    due_on: date | None = None,
    occasion: str = "",
    before_session: TherapySession | None = None,
    quietly: bool = False,
    stance: str = Stance.SELF,
) -> Administration:
    """Ask one partner to take an instrument in its newest version; a neutral mail says that something waits.

    quietly: no mail, for the second and later forms that are sent together. stance: about oneself, or a guess at what
    the other would answer, where the instrument allows it.
    """
    treating.insist_on_acting(by, couple)
    _insist_on_belonging(couple, partner, before_session)
    version = publishing.current(slug)
    if version is None or not version.definition.is_for_partners:
        raise BadInput(fields={"instrument": _("Pick one of the forms in the list.")})
    _insist_on_stance(version.definition, stance)
    sent = Administration(
        couple=couple,
        partner=partner,
        instrument=version,
        due_on=due_on,
        occasion=occasion,
        before_session=before_session,
        sent_by_id=by.staff_id,
        stance=stance,
    )
    sent.item_order = ordering.item_order(version.definition, str(sent.pk))
    try:
        with transaction.atomic():
            sent.save(force_insert=True)
            audit.record(by, "administration.sent", sent, couple=couple, instrument=version.slug)
            if partner.user is not None and not quietly:
                outbox.tell(partner.user)
    except IntegrityError:
        raise AlreadyWaiting from None
    return sent


def _insist_on_stance(definition: Definition, stance: str) -> None:
    if stance not in Stance.values or (stance == Stance.GUESS and not definition.guess):
        raise BadInput(fields={"stance": _("This form can only be about the person who answers.")})


def _insist_on_belonging(couple: Couple, partner: Partner, session: TherapySession | None) -> None:
    if not Membership.unscoped.filter(couple=couple, partner=partner, left_at=None).exists():
        raise NotFound
    if session is not None and session.couple_id != couple.pk:
        raise NotFound


@transaction.atomic
def save_answer(administration: Administration, changes: Mapping[str, Any], *, by: Viewer) -> Administration:
    """Keep single answers. Two devices merge question by question; the later edit of one question wins.

    changes: question id -> raw value, {"v": value}, {"declined": true}, or None to clear it. All are kept, or none.
    """
    row = _locked(administration, by)
    if not row.is_open:
        raise Closed
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
    with transaction.atomic():
        row, missing = _submit(administration, changes or {}, by)
    if missing:
        raise BadInput(fields=missing)
    return row


def _submit(
    administration: Administration, changes: Mapping[str, Any], by: Viewer
) -> tuple[Administration, dict[str, str]]:
    row = _locked(administration, by)
    before = row.answers or {}
    if row.state == State.SUBMITTED and _merged(row, changes).stored == before:
        return row, {}
    if not row.is_open:
        raise Closed
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
    row.scores = msgspec.to_builtins(score(row.instrument.definition, answers))
    row.answers = answers.stored
    row.state, row.submitted_at = State.SUBMITTED, timezone.now()
    row.version += 1
    row.save(update_fields=["answers", "scores", "state", "saved_at", "submitted_at", "version"])


@transaction.atomic
def void(administration: Administration, *, by: Viewer) -> Administration:
    """Take a form back: it leaves the lists and the readings; what was written stays sealed in its row."""
    row = _for_update(administration)
    treating.insist_on_acting(by, row.couple)
    if row.state == State.VOID:
        return row
    was, row.state, row.version = row.state, State.VOID, row.version + 1
    row.save(update_fields=["state", "version"])
    if was == State.SUBMITTED:
        summarising.recount(row.couple)
    audit.record(by, "administration.void", row, couple=row.couple)
    return row


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


def _for_update(administration: Administration) -> Administration:
    """The row as it is now, locked, with all that a verb needs in one statement; `mark` is its partner's."""
    held = Membership.unscoped.filter(couple=OuterRef("couple"), partner=OuterRef("partner"))
    rows = Administration.unscoped.select_for_update(of=("self",)).defer("instrument__body")
    found: Administration = (
        rows.select_related("instrument", "partner", "couple__practice", "couple__counsellor")
        .annotate(mark=Subquery(held.values("mark")[:1]))
        .get(pk=administration.pk)
    )
    return found


def _locked(administration: Administration, by: Viewer) -> Administration:
    """The row as it is now, locked, for the partner whose form it is; for anyone else it does not exist."""
    row = _for_update(administration)
    treating.insist_on_self(by, row.partner)
    return row


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
