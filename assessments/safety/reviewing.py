"""The counsellor's side: reading what was sent, taking an alert on, and saying how joint work stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments import treating
from assessments.format.definition import Question
from assessments.format.labelling import label_of
from assessments.safety.models import (
    Acknowledgement,
    AlertTelling,
    SafetyAlert,
    SafetyAnswers,
    SafetyScreen,
    ScreenReview,
)
from assessments.safety.raising import LEFT_OUT
from practice import audit
from practice.access import Viewer
from practice.models import Couple
from practice.refusals import BadInput, NotFound, NotNow
from practice.words import clean_text

MOST_WORDS = 4_000


@dataclass(frozen=True)
class AnswerRead:
    """One answer as the counsellor reads it. level: "red", "amber" or "" when it raises nothing."""

    question: Question
    state: str  # answered | declined | missing
    label: str
    level: str


@dataclass(frozen=True)
class AlertRead:
    """One alert as the counsellor reads it. is_unreadable: the partner's key was destroyed.

    came_from: the title of the exercise, for what was said in homework.
    """

    id: UUID
    partner_id: UUID
    partner_called: str
    level: str
    is_review_needed: bool  # the partner would rather not say
    question: str
    label: str
    was_sent: bool
    raised_at: datetime
    told: tuple[tuple[str, str, datetime], ...]  # called, step, when
    taken_on: tuple[tuple[str, str, datetime], ...]  # called, note, when
    is_unreadable: bool = False
    came_from: str = ""


def answers_of(screen: SafetyScreen, *, by: Viewer) -> list[AnswerRead]:
    """Every question of a sent screen with what was answered. The reading is written down."""
    held = (
        SafetyAnswers.objects.visible_to(by)
        .select_related("screen__instrument", "screen__couple__counsellor", "screen__partner")
        .filter(pk=screen.pk)
        .first()
    )
    if held is None:
        raise NotFound
    treating.insist_on_reading(by, held.screen.couple)
    given = held.given or {}
    audit.record(by, "safety.read", held.screen, couple=held.screen.couple)
    return [
        _answer_read(question, given.get(question.id))
        for question in held.screen.instrument.definition.questions
    ]


def _answer_read(question: Question, entry: dict[str, Any] | None) -> AnswerRead:
    if entry is None:
        return AnswerRead(question, "missing", "", "")
    if "declined" in entry:
        return AnswerRead(question, "declined", "", "amber" if question.safety else "")
    picked = entry["v"] if isinstance(entry["v"], list) else [entry["v"]]
    level = (question.level or "red") if any(each in question.alert for each in picked) else ""
    return AnswerRead(question, "answered", label_of(question, entry["v"]), level)


def alerts_of(couple: Couple, *, by: Viewer, waiting_only: bool = False) -> list[AlertRead]:
    """This couple's alerts, newest first, with who was told and who took them on."""
    treating.insist_on_reading(by, couple)
    rows: Any = SafetyAlert.objects.visible_to(by).filter(couple=couple)
    if waiting_only:
        rows = rows.unacknowledged()
    alerts = list(
        rows.select_related("partner", "screen__instrument", "administration__instrument").order_by(
            "-raised_at", "pk"
        )
    )
    told, taken_on = _told(alerts), _taken_on(alerts)
    audit.record(by, "safety.alerts_read", couple, couple=couple, alerts=len(alerts))
    return [_alert_read(alert, told.get(alert.pk, ()), taken_on.get(alert.pk, ())) for alert in alerts]


def _told(alerts: list[SafetyAlert]) -> dict[UUID, tuple[tuple[str, str, datetime], ...]]:
    found: dict[UUID, tuple[tuple[str, str, datetime], ...]] = {}
    for row in AlertTelling.unscoped.select_related("staff").filter(alert__in=alerts).order_by("at", "pk"):
        found[row.alert_id] = (*found.get(row.alert_id, ()), (row.staff.called, row.step, row.at))
    return found


def _taken_on(alerts: list[SafetyAlert]) -> dict[UUID, tuple[tuple[str, str, datetime], ...]]:
    found: dict[UUID, tuple[tuple[str, str, datetime], ...]] = {}
    rows = Acknowledgement.unscoped.select_related("by", "alert__couple__practice").filter(alert__in=alerts)
    for row in rows.order_by("at", "pk"):
        found[row.alert_id] = (*found.get(row.alert_id, ()), (row.by.called, row.note, row.at))
    return found


def _alert_read(alert: SafetyAlert, told: Any, taken_on: Any) -> AlertRead:
    form = alert.screen or alert.administration
    what = alert.what_if_readable()
    question, label = _words(alert, what) if what else ("", "")
    return AlertRead(
        id=alert.pk,
        partner_id=alert.partner_id,
        partner_called=alert.partner.called,
        level=what["level"] if what else "red",
        is_review_needed=bool(what and what["declined"]),
        question=question,
        label=label,
        was_sent=form is None or form.state in {"sent", "submitted"},
        raised_at=alert.raised_at,
        told=told,
        taken_on=taken_on,
        is_unreadable=what is None,
        came_from=what.get("title", "") if what else "",
    )


def _words(alert: SafetyAlert, what: dict[str, Any]) -> tuple[str, str]:
    """What was asked and what was answered, in words."""
    form = alert.screen or alert.administration
    if form is not None:
        question = form.instrument.definition.question(what["question"])
        return question.text, "" if what["declined"] else label_of(question, what["given"])
    if what["question"] == LEFT_OUT:
        return gettext("A day of this exercise was left out. The reason given:"), gettext(
            "It did not feel safe"
        )
    return what["asked"], what["label"]


@transaction.atomic
def acknowledge(alert: SafetyAlert, note: str, *, by: Viewer) -> Acknowledgement:
    """Take an alert on, with what was done. Nothing is ever overwritten; a second one stands beside the first."""
    row = SafetyAlert.unscoped.select_related("couple__practice", "couple__counsellor").get(pk=alert.pk)
    staff_id = treating.insist_on_acting(by, row.couple)
    words = clean_text(note, "note", most=MOST_WORDS)
    taken = Acknowledgement.unscoped.create(alert=row, by_id=staff_id, note=words)
    audit.record(by, "safety.acknowledged", row, couple=row.couple)
    return taken


@transaction.atomic
def record_review(screen: SafetyScreen, outcome: str, *, by: Viewer, note: str = "") -> ScreenReview:
    """Record "screened, reviewed" for one partner. The newest review of the newest sent screen counts."""
    row = SafetyScreen.unscoped.select_related("couple__practice", "couple__counsellor", "partner").get(
        pk=screen.pk
    )
    staff_id = treating.insist_on_acting(by, row.couple)
    if row.state != SafetyScreen.State.SENT:
        raise NotNow(_("These questions have not been sent yet."), code="not_sent_yet")
    if outcome not in ScreenReview.Outcome.values:
        raise BadInput(fields={"outcome": _("Pick one of the outcomes in the list.")})
    words = clean_text(note, "note", most=MOST_WORDS, required=False)
    review = ScreenReview.unscoped.create(
        couple=row.couple,
        partner=row.partner,
        screen=row,
        reviewed_by_id=staff_id,
        finding={"outcome": outcome, "note": words},
    )
    audit.record(by, "safety.reviewed", row, couple=row.couple)
    return review
