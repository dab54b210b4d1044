"""A practice's own numbers about its scales: worked out once a week, kept only past the minimums of `norms`.

People and couples are counted once each, by their newest own form. Nothing here looks at guesses, and nothing is kept of
a scale that too few people have answered, so that a number never tells of somebody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from assessments.format.definition import Definition, Scale
from assessments.models import Administration, InstrumentVersion, ScaleFigures
from assessments.scores.answers import Answers, read
from assessments.scores.keying import keyed
from assessments.statistics import norms, one_factor, reliability
from assessments.statistics.moments import spread
from assessments.statistics.norms import OwnFigures
from practice import jobs
from practice.access import Viewer
from practice.models import Practice

Newest = list[tuple[UUID, Any, Answers]]
"""Couple, scores and answers of each person's newest form."""
Answered = list[tuple[UUID, float, list[float | None]]]
"""Couple, score and keyed answers of each person with a score."""


def sweep() -> None:
    """Every practice once a week."""
    today = timezone.now().date()
    week = today.isocalendar()
    for practice in Practice.unscoped.select_related("key").order_by("pk"):
        name = f"figures {practice.pk} {week.year}-{week.week}"
        jobs.exactly_once(name, partial(_measure, practice, today))


def measure(practice: Practice, *, today: date | None = None) -> int:
    """Work out and keep all figures of one practice; how many scales have any."""
    return _measure(practice, today or timezone.now().date())


@transaction.atomic
def _measure(practice: Practice, today: date) -> int:
    found = {
        (version.pk, scale_id): figures
        for version in _asked_often(practice)
        for scale_id, figures in _of_version(practice, version).items()
    }
    ScaleFigures.unscoped.filter(practice=practice).delete()
    for (version_id, scale_id), figures in found.items():
        ScaleFigures(
            practice=practice, instrument_id=version_id, scale=scale_id, figures=figures, measured_on=today
        ).save(force_insert=True)
    return len(found)


def figures_of(versions: Iterable[UUID], viewer: Viewer) -> dict[tuple[UUID, str], ScaleFigures]:
    """The kept figures of these versions, for staff of the practice. One query."""
    rows: Any = ScaleFigures.objects.visible_to(viewer)
    held = rows.filter(instrument__in=list(versions), practice=viewer.practice_id)
    return {(row.instrument_id, row.scale): row for row in held.select_related("practice")}


def own_figures(row: ScaleFigures | None) -> OwnFigures | None:
    """What an error band may rest on: a spread and a reliability from the same people; None when either is missing."""
    held = row.figures if row is not None else {}
    if row is None or held.get("alpha") is None:
        return None
    return OwnFigures(
        held["complete_sd"], held["alpha"], held["complete"], held["complete_couples"], row.measured_on
    )


def _asked_often(practice: Practice) -> list[InstrumentVersion]:
    """Versions that enough different people have sent, found without opening an answer."""
    least = norms.MINIMUMS["practice mean"].people
    counted = _sent(practice).values("instrument").annotate(people=Count("partner", distinct=True)).order_by()
    wanted = [row["instrument"] for row in counted if row["people"] >= least]
    return list(InstrumentVersion.unscoped.filter(pk__in=wanted).order_by("slug", "number"))


def _sent(practice: Practice) -> Any:
    return Administration.unscoped.submitted().about_self().readable().filter(couple__practice=practice)


def _of_version(practice: Practice, version: InstrumentVersion) -> dict[str, dict[str, Any]]:
    definition = version.definition
    held = _newest(practice, version, definition)
    found = {scale.id: _of_scale(definition, scale, held) for scale in definition.numbered}
    return {scale_id: figures for scale_id, figures in found.items() if figures}


def _newest(practice: Practice, version: InstrumentVersion, definition: Definition) -> Newest:
    rows = _sent(practice).filter(instrument=version).select_related("partner")
    newest = {row.partner_id: row for row in rows.order_by("submitted_at", "pk").iterator(chunk_size=500)}
    return [(row.couple_id, row.scores or {}, read(definition, row.answers or {})) for row in newest.values()]


def _of_scale(definition: Definition, scale: Scale, held: Newest) -> dict[str, Any]:
    by_couple: dict[UUID, list[float]] = defaultdict(list)
    answered: Answered = []
    for couple_id, scores, answers in held:
        value = scores.get("scales", {}).get(scale.id, {}).get("value")
        if value is not None:
            by_couple[couple_id].append(value)
            answered.append((couple_id, value, _keyed(definition, scale, answers)))
    norm = norms.practice_norm(list(by_couple.values()))
    if norm is None:
        return {}
    plain = {"people": norm.people, "couples": norm.couples, "mean": norm.mean, "sd": norm.sd}
    return plain | _consistency(answered)


def _keyed(definition: Definition, scale: Scale, answers: Answers) -> list[float | None]:
    picked = [(item, answers.of_item(item)) for item in definition.items_of(scale.id)]
    return [None if value is None else float(keyed(item.question, value)) for item, value in picked]


def _consistency(answered: Answered) -> dict[str, Any]:
    """Alpha with its band and omega, of those who answered every question, from 100 people on; their spread beside it."""
    complete = [each for each in answered if None not in each[2]]
    people, couples = len(complete), len({couple_id for couple_id, _value, _row in complete})
    rows = [row for _couple, _value, row in complete]
    if norms.ruling("alpha", people=people, couples=couples).showing != "show" or len(rows[0]) < 2:
        return {}
    alpha = reliability.cronbach_alpha(rows)
    if alpha is None:
        return {}
    return {
        "complete": people,
        "complete_couples": couples,
        "complete_sd": spread([value for _couple, value, _row in complete]),
        "alpha": alpha.raw,
        "low": alpha.low,
        "high": alpha.high,
        "omega": _omega(rows),
    }


def _omega(rows: list[list[float | None]]) -> float | None:
    """None with fewer than three questions, or where no single factor carries them."""
    table = reliability.correlations(reliability.complete_columns(rows))
    if table is None or len(table) < 3:
        return None
    loadings = one_factor.loadings(table)
    return None if loadings is None else reliability.omega_total(loadings)
