"""Raising an alert the moment an answer is saved: sent or not, finished or not, scorable or not."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

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
        alert.save(force_insert=True)
        audit.record(by, "safety.alert_raised", alert, couple=couple)
        telling.tell_now(alert)
        alerts.append(alert)
    return alerts


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
