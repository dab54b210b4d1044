"""Suggestions as JSON, with the partners' names in their reasons. For the counsellor alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from api.base import Shape
from homework.suggesting.deciding import Prefill
from homework.suggesting.results import Check, Fired, Kept, LeftOut, Offer, Result, Silent

Called = Mapping[str, str]


class InputShape(Shape):
    """One thing that a rule rests on."""

    name = serializers.CharField()
    says = serializers.CharField()
    on = serializers.DateField(allow_null=True)


class FiredShape(Shape):
    """A rule that holds. stops: running exercises that could be ended."""

    rule = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    marks = serializers.CharField()
    reason = serializers.CharField()
    evidence = serializers.CharField()
    inputs = InputShape(many=True)
    in_session = serializers.CharField()
    avoid = serializers.CharField()
    stops = serializers.ListField(child=serializers.CharField())


class GuardShape(FiredShape):
    dose = serializers.CharField()
    asks = serializers.CharField(help_text="To be asked before one of `checks` is set.")
    checks = serializers.ListField(child=serializers.CharField())


class KeptShape(Shape):
    """What holds an exercise back. A guard is not to be passed over; a “not yet” is the counsellor’s to weigh."""

    rule = serializers.CharField()
    is_guard = serializers.BooleanField()
    reason = serializers.CharField()


class LeftOutShape(Shape):
    part = serializers.CharField()
    by = serializers.CharField()
    reason = serializers.CharField()


class CheckShape(Shape):
    rule = serializers.CharField()
    asks = serializers.CharField()


class OfferShape(Shape):
    exercise = serializers.CharField()
    marks = serializers.CharField()
    is_first = serializers.BooleanField()
    can_be_set = serializers.BooleanField()
    note = serializers.CharField()
    held_by = KeptShape(many=True)
    left_out = LeftOutShape(many=True)
    checks = CheckShape(many=True)


class SuggestionShape(FiredShape):
    offers = OfferShape(many=True)
    not_yet = serializers.ListField(child=serializers.CharField())


class GapShape(Shape):
    name = serializers.CharField()
    mark = serializers.CharField(allow_null=True)
    why = serializers.CharField()


class SilentShape(Shape):
    """A rule that can say nothing for want of something."""

    rule = serializers.CharField()
    title = serializers.CharField()
    missing = GapShape(many=True)


class SuggestionsShape(Shape):
    joint_work_open = serializers.BooleanField()
    guards = GuardShape(many=True)
    suggestions = SuggestionShape(many=True)
    silent = SilentShape(many=True)
    quiet = serializers.ListField(child=serializers.CharField())


class PrefillShape(Shape):
    """What the set flow begins with. Everything but `reason` is for the counsellor."""

    decision = serializers.UUIDField()
    exercise = serializers.CharField()
    part = serializers.CharField()
    for_marks = serializers.CharField()
    reason = serializers.CharField()
    note = serializers.CharField()
    left_out = LeftOutShape(many=True)
    checks = CheckShape(many=True)


def as_json(found: Result, called: Called) -> dict[str, Any]:
    return {
        "joint_work_open": found.joint_work_open,
        "guards": [
            {
                **_fired(each.fired, called),
                "dose": each.dose,
                "asks": each.asks,
                "checks": sorted(each.checks),
            }
            for each in found.guards
        ],
        "suggestions": [
            {
                **_fired(each.fired, called),
                "offers": [_offer(offer, called) for offer in each.offers],
                "not_yet": [str(named) for named in each.not_yet],
            }
            for each in found.suggestions
        ],
        "silent": [_silent(each) for each in found.silent],
        "quiet": list(found.quiet),
    }


def prefill_as_json(made: Prefill, called: Called) -> dict[str, Any]:
    return {
        "decision": made.decision_id,
        "exercise": made.exercise,
        "part": made.part,
        "for_marks": made.marks,
        "reason": made.reason,
        "note": made.note,
        "left_out": [_left(each, called) for each in made.left_out],
        "checks": [_check(each) for each in made.checks],
    }


def _fired(fired: Fired, called: Called) -> dict[str, Any]:
    return {
        "rule": fired.rule,
        "version": fired.version,
        "title": fired.title,
        "marks": fired.marks,
        "reason": fired.reason.told(called),
        "evidence": fired.evidence,
        "inputs": [{"name": each.name, "says": each.phrase(called), "on": each.on} for each in fired.used],
        "in_session": fired.in_session,
        "avoid": fired.avoid,
        "stops": list(fired.stops),
    }


def _offer(offer: Offer, called: Called) -> dict[str, Any]:
    return {
        "exercise": str(offer.named),
        "marks": offer.marks,
        "is_first": offer.is_first,
        "can_be_set": offer.can_be_set,
        "note": offer.note,
        "held_by": [_kept(each, called) for each in offer.held_by],
        "left_out": [_left(each, called) for each in offer.left_out],
        "checks": [_check(each) for each in offer.checks],
    }


def _kept(kept: Kept, called: Called) -> dict[str, Any]:
    return {"rule": kept.rule, "is_guard": kept.is_guard, "reason": kept.reason.told(called)}


def _left(left: LeftOut, called: Called) -> dict[str, Any]:
    return {"part": str(left.part), "by": left.by.rule, "reason": left.by.reason.told(called)}


def _check(check: Check) -> dict[str, Any]:
    return {"rule": check.rule, "asks": check.asks}


def _silent(silent: Silent) -> dict[str, Any]:
    gaps = [{"name": gap.name, "mark": gap.mark, "why": gap.why} for gap in silent.missing]
    return {"rule": silent.rule, "title": silent.title, "missing": gaps}
