"""Holds on joint work, and what waits to be opened alone. For the counsellor and whoever covers, and nobody else."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, ViewSet
from assessments.safety import holding, queueing
from assessments.safety.hold_models import SafetyHold
from practice.access import COUNSELLOR, COVER


class HoldShape(Serializer):
    class Meta:
        model = SafetyHold
        fields = ("id", "couple", "alert", "placed_by", "placed_at", "look_again_on", "lifted_at")
        read_only_fields = fields


class HoldStepShape(Shape):
    kind = serializers.CharField(help_text="placed, reviewed or lifted")
    called = serializers.CharField()
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class HoldReadShape(HoldShape):
    steps = serializers.SerializerMethodField()

    class Meta(HoldShape.Meta):
        fields = (*HoldShape.Meta.fields, "steps")

    @extend_schema_field(HoldStepShape(many=True))
    def get_steps(self, row: SafetyHold) -> list[dict[str, Any]]:
        read = holding.holds_of(row.couple, by=self.context["view"].viewer)
        (hold,) = [each for each in read if each.id == row.pk]
        return list(HoldStepShape(hold.steps, many=True).data)


class NewHold(Serializer):
    reason = serializers.CharField(max_length=holding.MOST_WORDS)
    look_again_on = serializers.DateField(required=False)

    class Meta:
        model = SafetyHold
        fields = ("couple", "alert", "reason", "look_again_on")
        extra_kwargs = {"alert": {"required": False}}


class HoldReviewShape(Shape):
    reason = serializers.CharField(max_length=holding.MOST_WORDS)
    look_again_on = serializers.DateField(required=False)


class HoldLiftShape(Shape):
    reason = serializers.CharField(max_length=holding.MOST_WORDS)


class HoldViewSet(Listed, ViewSet):
    """A hold shuts new joint work until it is lifted. What partners see does not change by it."""

    model = SafetyHold
    scope = "safety"
    roles = frozenset({COUNSELLOR, COVER})
    serializer_class = HoldShape
    read_as = "safety.hold"
    ordering = ("-placed_at", "pk")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("couple__counsellor", "couple__practice")

    @extend_schema(responses=HoldReadShape)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """With every act on it and its reason; the reading is written down."""
        return self.shown(self.get_object(), serializer_class=HoldReadShape)

    @extend_schema(request=NewHold, responses={201: HoldShape})
    def create(self, request: Request) -> Response:
        data = self.valid(NewHold)
        return self.shown(
            holding.place(data.pop("couple"), data.pop("reason"), by=self.viewer, **data), status=201
        )

    @extend_schema(request=HoldReviewShape, responses=HoldShape)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: str) -> Response:
        row, data = self.get_object(), self.valid(HoldReviewShape)
        return self.shown(holding.review(row, data.pop("reason"), by=self.viewer, **data))

    @extend_schema(request=HoldLiftShape, responses=HoldShape)
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, pk: str) -> Response:
        return self.shown(
            holding.lift(self.get_object(), self.valid(HoldLiftShape)["reason"], by=self.viewer)
        )


class WhoWasToldShape(Shape):
    called = serializers.CharField()
    step = serializers.CharField()
    at = serializers.DateTimeField()


class WaitingShape(Shape):
    couple = serializers.UUIDField()
    since = serializers.DateTimeField()
    told = WhoWasToldShape(many=True)


class QueueViewSet(ViewSet):
    """Couples at whom something waits to be opened alone, the longest wait first. What it is stands nowhere here."""

    model = SafetyHold
    scope = "safety"
    roles = frozenset({COUNSELLOR, COVER})
    serializer_class = WaitingShape

    @extend_schema(responses=WaitingShape(many=True), filters=False)
    def list(self, request: Request) -> Response:
        return Response(
            [
                {
                    "couple": one.couple_id,
                    "since": one.since,
                    "told": [dict(zip(("called", "step", "at"), each, strict=True)) for each in one.told],
                }
                for one in queueing.queue(self.viewer)
            ]
        )
