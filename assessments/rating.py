"""The counsellor rates each partner on a form of the counsellor's own. It is sent to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments import publishing, treating
from assessments.format.definition import Definition
from assessments.models import CounsellorRating, InstrumentVersion
from assessments.scores.answers import AnswersRefused, problems, read
from practice import audit
from practice.access import Viewer
from practice.models import Couple, Membership, Partner, TherapySession
from practice.refusals import BadInput, NotFound, StaleEdit

STAGE = "eft-stage"


class Rated(NamedTuple):
    """One rating as it is read: of whom, when, and the answers on the wording they were given to."""

    rating: CounsellorRating
    definition: Definition
    answers: Mapping[str, Any]
    at: datetime


def form_for(slug: str = STAGE, *, practice_id: Any = None) -> InstrumentVersion:
    """The newest wording of a counsellor's own form. Raises NotFound when there is none by this name."""
    version = publishing.current(slug, practice_id=practice_id)
    if version is None or version.definition.answered_by != "counsellor":
        raise NotFound
    return version


@transaction.atomic
def rate(
    couple: Couple,
    partner: Partner,
    given: Mapping[str, Any],
    *,
    by: Viewer,
    slug: str = STAGE,
    session: TherapySession | None = None,
) -> CounsellorRating:
    """Write a rating down. Raises BadInput beside each question that still needs something."""
    staff_id = treating.insist_on_acting(by, couple)
    if not Membership.unscoped.filter(couple=couple, partner=partner).exists():
        raise NotFound
    if session is not None and session.couple_id != couple.pk:
        raise BadInput(fields={"session": _("There’s nothing with this id.")})
    version = form_for(slug, practice_id=couple.practice_id)
    made = CounsellorRating(
        couple=couple, partner=partner, instrument=version, session=session, rated_by_id=staff_id
    )
    made.answers = _settled(version.definition, given)
    made.save(force_insert=True)
    audit.record(by, "rating.written", made, couple=couple, instrument=version.slug)
    return made


@transaction.atomic
def change(
    rating: CounsellorRating, given: Mapping[str, Any], *, by: Viewer, version: int
) -> CounsellorRating:
    """Change one's own rating, on the wording it was given on. Raises StaleEdit when someone was quicker."""
    held = (
        CounsellorRating.unscoped.select_for_update(of=("self",))
        .select_related("couple__practice", "instrument")
        .get(pk=rating.pk)
    )
    if treating.insist_on_acting(by, held.couple) != held.rated_by_id:
        raise NotFound
    if held.version != version:
        raise StaleEdit
    held.answers = _settled(held.instrument.definition, given)
    held.version += 1
    held.save(update_fields=["answers", "version"])
    audit.record(by, "rating.changed", held, couple=held.couple)
    return held


def ratings(couple: Couple, viewer: Viewer) -> list[Rated]:
    """All ratings of both partners, newest first, for whoever looks after them."""
    treating.insist_on_reading(viewer, couple)
    rows: Any = CounsellorRating.objects.visible_to(viewer).filter(couple=couple)
    held = rows.select_related("instrument", "couple__practice", "partner", "rated_by", "session")
    return [
        Rated(row, row.instrument.definition, row.answers or {}, row.rated_at)
        for row in held.order_by("-rated_at", "pk")
    ]


def _settled(definition: Definition, given: Mapping[str, Any]) -> dict[str, Any]:
    cleared = {name: value for name, value in given.items() if value is not None}
    try:
        answers = read(definition, cleared)
    except AnswersRefused as refusal:
        raise BadInput(fields=dict(refusal.problems)) from None
    if missing := problems(definition, answers.stored, complete=True, say=gettext):
        raise BadInput(fields=dict(missing))
    return dict(answers.stored)
