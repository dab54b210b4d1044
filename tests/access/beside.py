"""What stands beside exercises: terms, small answers, how it was, an hour kept free, decisions on suggestions, a draft."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from homework import drafting
from homework.models import (
    AssignmentTerms,
    Debrief,
    Reply,
    SharedTime,
    SuggestionDecision,
)
from practice.access import viewer_for
from tests.access.canaries import CANARIES
from tests.factories import homework as tries

if TYPE_CHECKING:
    from tests.access.world import World


def add_beside(world: World) -> None:
    for whose, name in (("", "bo"), ("other ", "dee"), ("far ", "far partner")):
        assignment, partner = world.rows[f"{whose}assignment"], world.rows[name]
        made = _of_one(assignment, partner, ours=not whose)
        world.rows[f"{whose}decision"] = made["decision"]
        if not whose:
            world.ids |= {kind: row.pk for kind, row in made.items()}
    _terms(world)
    _replies(world)
    for whose, counsellor in (("", "ana"), ("far ", "kim")):
        draft = drafting.begin(by=viewer_for(world.rows[counsellor].user, second_factor=True))
        if not whose:
            world.ids["exercise draft"] = draft.pk


def _of_one(assignment: Any, partner: Any, *, ours: bool) -> dict[str, Any]:
    couple = assignment.couple
    debrief = Debrief.unscoped.create(
        assignment=assignment,
        partner=partner,
        given={"obstacle": CANARIES["bo-debrief"] if ours else "no_time"},
    )
    hour = SharedTime.unscoped.create(
        couple=couple,
        partner=partner,
        what=CANARIES["hour"] if ours else "…",
        starts_at=timezone.now() + timedelta(days=4),
        state="agreed",
        proposed_at=timezone.now() - timedelta(days=1),
        answered_at=timezone.now() - timedelta(hours=5),
    )
    decision = SuggestionDecision.unscoped.create(
        couple=couple,
        rule="M11",
        rule_version=1,
        exercise="inner-world-questions",
        decision="accepted",
        why=CANARIES["decision"] if ours else "…",
        inputs={"marks": "ab", "used": [], "offers": [], "not_yet": []},
        decided_by=couple.counsellor,
    )
    return {"debrief": debrief, "hour": hour, "decision": decision}


def _terms(world: World) -> None:
    of_both = AssignmentTerms.unscoped.filter(assignment=world.rows["assignment"]).select_related("partner")
    own = of_both.get(partner=world.rows["bo"])
    own.cue = CANARIES["bo-cue"]
    own.save()
    world.ids |= {"terms": own.pk, "terms of cy": of_both.get(partner=world.rows["cy"]).pk}


def _replies(world: World) -> None:
    """Bo and Cy have answered each other's words, and Dee has answered Eli's, a day ago."""
    then = timezone.now() - timedelta(days=1)
    entry = tries.EntryFactory(assignment=world.rows["other assignment"], partner=world.rows["eli"])
    elis = tries.shared_part(entry)
    world.rows["other part"] = elis
    pairs = (("shared of cy", "bo"), ("shared", "cy"))
    for part, who in pairs:
        made = Reply.unscoped.create(part_id=world.ids[part], partner=world.rows[who], kind="thanks", at=then)
        world.ids["reply" if who == "bo" else "reply of cy"] = made.pk
    Reply.unscoped.create(part=elis, partner=world.rows["dee"], kind="kept", at=then)
