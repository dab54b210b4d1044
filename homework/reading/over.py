"""Exercises that are over for one partner, and about which six questions are offered. No hurry, and once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q

from assessments.treating import insist_on_self
from homework.days import midnight
from homework.days import today as practice_today
from homework.models import Assignment, Debrief, Entry
from practice.access import Viewer
from practice.models import Partner

from .shared import standing

OFFERED_FOR = timedelta(days=21)


@dataclass(frozen=True)
class LookBack:
    """An exercise that has ended, or that this partner has done as often as was wished for."""

    assignment_id: UUID
    neutral_title: str


def look_backs(partner: Partner, *, by: Viewer) -> tuple[LookBack, ...]:
    """What this partner may look back on now and has not yet. Follows from the counsellor's acts and their own. Two queries."""
    insist_on_self(by, partner)
    _marks, couple = standing(partner)
    if couple is None:
        return ()
    day = practice_today(couple.practice)
    since = day - OFFERED_FOR
    own = Q(entry__partner=partner, entry__state=Entry.State.DONE)
    ended = Q(state=Assignment.State.ENDED, ended_at__gte=midnight(since, couple.practice))
    enough = Q(state=Assignment.State.RUNNING, target_times__lte=F("done"))
    rows = Assignment.unscoped.for_partner(partner).filter(couple=couple).annotate(done=Count("entry", own))
    over = rows.filter(ended | Q(ends_on__gte=since, ends_on__lt=day) | enough)
    told = Debrief.unscoped.filter(assignment=OuterRef("pk"), partner=partner)
    found = over.exclude(Exists(told)).select_related("exercise").order_by("-set_at", "pk")
    return tuple(LookBack(each.pk, each.exercise.exercise.neutral_title) for each in found)
