"""Putting the private questions to partners: the same ones to each, in the same words, whatever anyone answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments import publishing, treating
from assessments.format.definition import Definition, Question
from assessments.models import InstrumentVersion
from assessments.safety import raising
from assessments.safety.models import SafetyAnswers, SafetyScreen
from assessments.scores.answers import Answers, AnswersRefused, problems, read
from practice import audit
from practice.access import PARTNER, Viewer
from practice.models import Couple, Membership, Partner
from practice.refusals import BadInput, NotFound, NotNow

SCREEN = "private-safety-screen"
State = SafetyScreen.State


@dataclass(frozen=True)
class Asked:
    """One question as its partner meets it: whether it was answered, and never what."""

    question: Question
    is_answered: bool


@transaction.atomic
def offer(couple: Couple, *, by: Viewer) -> list[SafetyScreen]:
    """Put the questions to both partners alike; who has them open already keeps them. Returns all that are open."""
    treating.insist_on_acting(by, couple)
    version = publishing.current(SCREEN)
    if version is None:
        raise NotNow(
            _("The private questions are not in use in this installation yet."), code="not_published"
        )
    return _offer(couple, version, by)


@transaction.atomic
def offer_as_planned(couple: Couple, *, by: Viewer) -> bool:
    """The same because the counsellor planned it, for which the worker has nobody at the desk.

    True when somebody was asked who did not have them open already.
    """
    version = publishing.current(SCREEN)
    if version is None:
        return False
    held = SafetyScreen.unscoped.filter(couple=couple, state=State.OPEN).count()
    return len(_offer(couple, version, by)) > held


def _offer(couple: Couple, version: InstrumentVersion, by: Viewer) -> list[SafetyScreen]:
    belonging = Membership.unscoped.select_related("partner").filter(couple=couple, left_at=None)
    partners = [membership.partner for membership in belonging]
    screens = _open_for(couple, partners, version)
    audit.record(by, "safety.offered", couple, couple=couple)
    return screens


def offer_to_new_partner(membership: Membership) -> None:
    """Whoever joins is asked, once, without anybody having to think of it."""
    version = publishing.current(SCREEN)
    asked = SafetyScreen.unscoped.filter(couple=membership.couple_id, partner=membership.partner_id)
    if version is not None and not asked.exclude(state=State.VOID).exists():
        _open_for(membership.couple, [membership.partner], version)


def close_for_who_left(membership: Membership) -> None:
    SafetyScreen.unscoped.filter(
        couple=membership.couple_id, partner=membership.partner_id, state=State.OPEN
    ).update(state=State.VOID)


def _open_for(couple: Couple, partners: Iterable[Partner], version: InstrumentVersion) -> list[SafetyScreen]:
    SafetyScreen.unscoped.bulk_create(
        [SafetyScreen(couple=couple, partner=partner, instrument=version) for partner in partners],
        ignore_conflicts=True,
    )
    screens = list(SafetyScreen.unscoped.filter(couple=couple, state=State.OPEN))
    SafetyAnswers.unscoped.bulk_create(
        [SafetyAnswers(screen=screen) for screen in screens], ignore_conflicts=True
    )
    return screens


def asked(screen: SafetyScreen, *, by: Viewer) -> list[Asked]:
    """The questions for their partner. There is no way from here to an answer that was given."""
    row, held = _own(screen, by, lock=False)
    if row.state != State.OPEN:
        raise NotFound
    given = held.given or {}
    return [Asked(question, question.id in given) for question in row.instrument.definition.questions]


def open_questions(screen: SafetyScreen, *, by: Viewer) -> int:
    """How many questions have no answer yet."""
    return sum(not each.is_answered for each in asked(screen, by=by))


@transaction.atomic
def answer(screen: SafetyScreen, question_id: str, raw: Any, *, by: Viewer) -> None:
    """Keep one answer; an earlier one is replaced. What must reach the counsellor does so now, sent or not."""
    row, held = _own(screen, by)
    if row.state != State.OPEN:
        raise NotFound
    before = held.given or {}
    answers = _read(row.instrument.definition, {**before, question_id: raw})
    after = answers.stored
    if after.get(question_id) != before.get(question_id):
        held.saved_at = timezone.now()
        held.trail = [*(held.trail or []), [held.saved_at.isoformat(), question_id, after.get(question_id)]]
        held.given = after
        held.save(update_fields=["given", "trail", "saved_at"])
        raising.raise_changed(
            row.instrument.definition,
            answers,
            changed=[question_id],
            couple=row.couple,
            partner=row.partner,
            screen=row,
            by=by,
        )
    audit.record(by, "safety.saved", row, couple=row.couple)


@transaction.atomic
def hear_late(screen_id: UUID, raws: Mapping[str, Any], *, by: Viewer) -> bool:
    """An answer from a page that was left open, to questions that are closed by now: told, kept nowhere, shown nowhere.

    False when there was nothing to tell anew.
    """
    row = (
        SafetyScreen.unscoped.select_related(
            "instrument", "partner", "couple__practice", "couple__counsellor__user"
        )
        .filter(pk=screen_id, partner__user=by.user_id)
        .exclude(state=State.OPEN)
        .first()
    )
    if row is None or not by.has(PARTNER):
        return False
    definition = row.instrument.definition
    known = {question.id for question in definition.questions}
    readable = {
        key: raw
        for key, raw in raws.items()
        if key in known and raw is not None and not problems(definition, {key: raw}, complete=False)
    }
    return bool(readable and raising.raise_late(read(definition, readable), form=row, by=by))


@transaction.atomic
def send(screen: SafetyScreen, *, by: Viewer) -> None:
    """Close the questions. From now on their partner finds nothing here; sending twice does no more."""
    row, _held = _own(screen, by)
    if row.state == State.VOID:
        raise NotFound
    if row.state == State.OPEN:
        SafetyScreen.unscoped.filter(pk=row.pk).update(state=State.SENT, sent_at=timezone.now())
        audit.record(by, "safety.sent", row, couple=row.couple)


def _read(definition: Definition, raw: dict[str, Any]) -> Answers:
    try:
        return read(definition, raw, say=gettext)
    except AnswersRefused as refusal:
        raise BadInput(fields=refusal.problems) from None


def _own(screen: SafetyScreen, by: Viewer, *, lock: bool = True) -> tuple[SafetyScreen, SafetyAnswers]:
    """The screen as it is now, for its own partner while they belong to the couple; for anyone else it is not there."""
    rows = SafetyScreen.unscoped.select_for_update(of=("self",)) if lock else SafetyScreen.unscoped.all()
    row = (
        rows.defer("instrument__body")
        .select_related("instrument", "partner", "couple__practice", "couple__counsellor__user")
        .get(pk=screen.pk)
    )
    treating.insist_on_self(by, row.partner)
    belongs = Membership.unscoped.filter(
        couple=row.couple_id, partner=row.partner_id, joined_at__isnull=False, left_at=None
    )
    if not belongs.exists():
        raise NotFound
    held = SafetyAnswers.unscoped.get(pk=row.pk)
    held.screen = row
    return row, held
