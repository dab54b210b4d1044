"""A partner's own result, where the counsellor allows it for this couple and instrument. Never the other partner's.

What comes of this depends on the partner's own forms and on the counsellor's switch alone, so it tells nothing of
whether the other was asked, has answered, or may see theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import treating
from assessments.format.definition import Definition, Scale
from assessments.models import Administration, InstrumentVersion, OwnResultSwitch
from assessments.scores.facets import top
from assessments.statistics.change import PROVISIONAL_POINTS, Change, classify
from practice import audit
from practice.access import Viewer
from practice.models import Couple
from practice.refusals import BadInput, NotFound


@dataclass(frozen=True)
class OwnScale:
    """One scale as its own partner reads it. value: 0-100, or None when too little was answered; None is never 0."""

    scale: Scale
    value: float | None
    band: str | None
    anchor: str | None
    change: Change | None


@dataclass(frozen=True)
class OwnResult:
    """foremost: titles of the facets that came first, level ones together; empty where the form has none."""

    definition: Definition
    scales: tuple[OwnScale, ...]
    foremost: tuple[str, ...]


@transaction.atomic
def allow(couple: Couple, slug: str, *, is_on: bool, by: Viewer) -> OwnResultSwitch:
    """Let each of both see their own result of this instrument, or stop it from the next request on."""
    staff_id = treating.insist_on_acting(by, couple)
    rows: Any = InstrumentVersion.objects.visible_to(by)
    known = [row for row in rows.filter(slug=slug) if row.definition.own_result]
    if is_on and not known:
        raise BadInput(fields={"instrument": _("Results of this one are read together with you, not alone.")})
    row, _made = OwnResultSwitch.unscoped.update_or_create(
        couple=couple,
        slug=slug,
        defaults={"is_on": is_on, "changed_by_id": staff_id, "changed_at": timezone.now()},
    )
    audit.record(by, "own_result.switched", row, couple=couple, instrument=slug, on=is_on)
    return row


def is_allowed(administration: Administration) -> bool:
    """Whether this form's own partner may see what came of it. Needs the switch and the instrument's own yes."""
    return (
        administration.state == Administration.State.SUBMITTED
        and not administration.is_guess
        and administration.instrument.definition.own_result
        and OwnResultSwitch.unscoped.filter(
            couple=administration.couple_id, slug=administration.instrument.slug, is_on=True
        ).exists()
    )


def own_result(
    administration: Administration, viewer: Viewer, *, definition: Definition | None = None
) -> OwnResult:
    """What came of one's own form. Raises NotFound for everyone else, and wherever it is not allowed.

    definition: the same form in the reader's language.
    """
    treating.insist_on_self(viewer, administration.partner)
    if not is_allowed(administration):
        raise NotFound
    form = definition or administration.instrument.definition
    held = administration.scores or {}
    first = _first_of(administration)
    order = held.get("ranking", {}).get("order", [])
    return OwnResult(
        form,
        tuple(_scale(scale, held.get("scales", {}), first) for scale in form.numbered),
        tuple(form.scale(facet).title for facet in top(order)),
    )


def _first_of(administration: Administration) -> dict[str, Any]:
    """The scores of the first own form of the same wording, when that is an earlier one."""
    rows = (
        Administration.unscoped.submitted()
        .about_self()
        .filter(
            couple=administration.couple_id,
            partner=administration.partner_id,
            instrument=administration.instrument_id,
        )
    )
    first = rows.select_related("partner").order_by("submitted_at", "pk").first()
    if first is None or first.pk == administration.pk:
        return {}
    scales: dict[str, Any] = (first.scores or {}).get("scales", {})
    return scales


def _scale(scale: Scale, held: dict[str, Any], first: dict[str, Any]) -> OwnScale:
    result = held.get(scale.id, {})
    value, before = result.get("value"), first.get(scale.id, {}).get("value")
    known = value is not None and before is not None
    change = classify(before, value, PROVISIONAL_POINTS, scale.higher_is) if known else None
    return OwnScale(scale, value, result.get("band"), result.get("anchor"), change)
