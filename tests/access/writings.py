"""What a practice writes and rates: a draft, ratings of Bo and of others, a switch, numbers of the practice's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from django.utils import timezone

from assessments import drafting, rating
from assessments.models import ScaleFigures
from assessments.results import own_result
from assessments.scores import scoring
from assessments.scores.answers import read
from practice.access import viewer_for
from tests.access.canaries import CANARIES
from tests.factories import assessments as forms

if TYPE_CHECKING:
    from tests.access.world import World

WHO = (("", "bo", "ana"), ("other ", "dee", "fay"), ("far ", "far partner", "kim"))


def add_writings(world: World) -> None:
    stage, four = forms.shipped(rating.STAGE), forms.shipped("forgotten-four")
    for whose, name, counsellor in WHO:
        couple, partner = world.rows[f"{whose}couple"], world.rows[name]
        by = viewer_for(world.rows[counsellor].user, second_factor=True)
        given = {"stage": 1, "step": 2, "seen_and_heard": CANARIES["rating"] if not whose else "A look."}
        rated = rating.rate(couple, partner, given, by=by, slug=stage.slug)
        own_result.allow(couple, four.slug, is_on=True, by=by)
        sent = _form_with_result(couple, partner, four)
        if not whose:
            world.ids |= {"rating": rated.pk, "own result": sent.pk}
    for whose, counsellor in (("", "ana"), ("far ", "kim")):
        by = viewer_for(world.rows[counsellor].user, second_factor=True)
        draft = drafting.begin(by=by)
        practice = world.rows[f"{whose}couple"].practice
        ScaleFigures(
            practice=practice,
            instrument=four,
            scale="friendship",
            figures={"people": 24, "couples": 12, "mean": 55.0, "sd": 18.0},
            measured_on=timezone.now().date(),
        ).save(force_insert=True)
        if not whose:
            world.ids["written draft"] = draft.pk


def _form_with_result(couple: Any, partner: Any, version: Any) -> Any:
    definition = version.definition
    answers = read(definition, {question.id: 3 for question in definition.questions if question.scale})
    return forms.AdministrationFactory(
        couple=couple,
        partner=partner,
        instrument=version,
        state="submitted",
        submitted_at=timezone.now(),
        answers=answers.stored,
        scores=msgspec.to_builtins(scoring.score(definition, answers)),
    )
