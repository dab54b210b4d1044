"""Raising an alert the moment an answer is saved: sent or not, finished or not, scorable or not."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from assessments.format.definition import Definition
from assessments.models import Administration
from assessments.safety import telling
from assessments.safety.models import SafetyAlert, SafetyScreen
from assessments.scores.answers import Answers, raised
from practice import audit
from practice.access import Viewer
from practice.models import Couple, Partner


def raise_changed(
    definition: Definition,
    answers: Answers,
    *,
    changed: Container[str],
    couple: Couple,
    partner: Partner,
    by: Viewer,
    screen: SafetyScreen | None = None,
    administration: Administration | None = None,
) -> list[SafetyAlert]:
    """One alert for each changed answer that asks for one, told to the counsellor in the same transaction.

    An answer changed again, back and forth, raises again. An alert never goes away because an answer was changed.
    """
    alerts = []
    for found in raised(definition, answers):
        if found.question not in changed:
            continue
        alert = SafetyAlert(couple=couple, partner=partner, screen=screen, administration=administration)
        alert.what = {
            "instrument": [definition.slug, definition.version],
            "question": found.question,
            "level": found.level,
            "declined": found.declined,
            "given": answers.value(found.question),
        }
        alerts.append(_raise(alert, by))
    return alerts


def _raise(alert: SafetyAlert, by: Viewer) -> SafetyAlert:
    alert.save(force_insert=True)
    audit.record(by, "safety.alert_raised", alert, couple=alert.couple)
    telling.tell_now(alert)
    return alert


def raise_late(answers: Answers, *, form: SafetyScreen | Administration, by: Viewer) -> list[SafetyAlert]:
    """The same for answers that came when their form was closed already: they are told, though they are not kept."""
    of: dict[str, Any] = {"screen" if isinstance(form, SafetyScreen) else "administration": form}
    earlier = SafetyAlert.unscoped.select_related("partner").filter(**of)
    known = [what for alert in earlier if (what := alert.what_if_readable())]
    said = {(what["question"], str(what["given"])) for what in known}
    return raise_changed(
        form.instrument.definition,
        answers,
        changed={key for key in answers.stored if (key, str(answers.value(key))) not in said},
        couple=form.couple,
        partner=form.partner,
        by=by,
        **of,
    )


LEFT_OUT = "left_out"
"""The question of an alert that comes from a day left out; its answer is always that it did not feel safe."""


@dataclass(frozen=True)
class Said:
    """What a partner said in homework, with its words, since exercises live further up.

    question: a field of the exercise, or LEFT_OUT. asked, label: the field and the answer as they were read.
    """

    exercise: tuple[str, int]
    title: str
    question: str
    given: Any
    asked: str = ""
    label: str = ""


def raise_from_homework(
    said: Said, *, couple: Couple, partner: Partner, entry_id: UUID, by: Viewer
) -> SafetyAlert | None:
    """Raise what was said in one entry, for the counsellor alone. None while the same waits to be taken on already."""
    waiting = SafetyAlert.unscoped.unacknowledged().filter(homework=entry_id).select_related("partner")
    known = [what for alert in waiting if (what := alert.what_if_readable())]
    if any((what["question"], what["given"]) == (said.question, said.given) for what in known):
        return None
    alert = SafetyAlert(couple=couple, partner=partner, homework=entry_id)
    alert.what = {
        "instrument": list(said.exercise),
        "question": said.question,
        "level": "red",
        "declined": False,
        "given": said.given,
        "title": said.title,
        "asked": said.asked,
        "label": said.label,
    }
    return _raise(alert, by)
