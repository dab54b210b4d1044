"""A couple's homework as the counsellor reads it: what is set, what waits for a hand, and what partners said quietly."""

from __future__ import annotations

import dataclasses
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.assignments import SetAssignmentShape
from api.base import Shape, ViewSet
from api.hats import ForCarers
from homework import reading, unsafe, waiting
from homework.models import Assignment
from practice import audit
from practice.models import Couple


class StandingShape(SetAssignmentShape):
    """new_since_review: entries since it was last talked over."""

    slug = serializers.CharField(source="exercise.slug")
    title = serializers.CharField(source="exercise.title")
    reviewed_at = serializers.SerializerMethodField()
    new_since_review = serializers.SerializerMethodField()

    class Meta(SetAssignmentShape.Meta):
        fields = (  # type: ignore[assignment]
            *SetAssignmentShape.Meta.fields, "slug", "title", "reviewed_at", "new_since_review",
        )  # fmt: skip
        read_only_fields = fields

    def get_reviewed_at(self, row: Assignment) -> Any:
        return self.context["told"][row.pk].reviewed_at

    def get_new_since_review(self, row: Assignment) -> int:
        return int(self.context["told"][row.pk].new_since_review)


class FlagShape(Shape):
    """Something to keep in mind about one partner; the other one never learns of it."""

    partner = serializers.UUIDField(source="partner_id")
    kind = serializers.CharField(help_text="comfort or pressure")
    exercise = serializers.CharField()
    asked = serializers.CharField(allow_blank=True)
    times = serializers.IntegerField()
    last_on = serializers.DateField()


class DotShape(Shape):
    day = serializers.DateField()
    state = serializers.CharField(help_text="done, skipped or none; none says nothing about why")


class PartnerWeekShape(Shape):
    partner = serializers.UUIDField(source="partner_id")
    mark = serializers.CharField()
    dots = DotShape(many=True)


class CoupleHomeworkShape(Shape):
    assignments = StandingShape(many=True)
    ready_for_both = serializers.ListField(
        child=serializers.UUIDField(), help_text="Wait for both, and both are through: open them by hand."
    )
    flags = FlagShape(many=True)
    week = PartnerWeekShape(many=True)


class CoupleHomeworkViewSet(ForCarers, ViewSet):
    """The address is the couple’s."""

    model = Couple
    scope = "homework"
    serializer_class = CoupleHomeworkShape

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("counsellor", "practice")

    @extend_schema(responses=CoupleHomeworkShape)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        couple, by = self.get_object(), self.viewer
        told = {each.id: each for each in reading.assignments(couple, by=by)}
        rows = Assignment.objects.visible_to(by).filter(pk__in=told).select_related("exercise", "couple")
        held = sorted(rows, key=lambda row: list(told).index(row.pk))
        body = {
            "assignments": StandingShape(held, many=True, context={"told": told}).data,
            "ready_for_both": [row.pk for row in waiting.ready_for_both(couple, by=by)],
            "flags": FlagShape(
                [dataclasses.asdict(each) for each in unsafe.flags_for(couple, by)], many=True
            ).data,
            "week": PartnerWeekShape(reading.week_dots(couple, by=by), many=True).data,
        }
        audit.record(by, "homework.read", couple, couple=couple)
        return Response(body)
