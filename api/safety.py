"""What the counsellor alone is told: alerts, reviews, and whether joint work is open."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, ViewSet
from assessments import gate
from assessments.models import JointWork
from assessments.safety import reviewing
from assessments.safety.models import SafetyAlert, SafetyScreen, ScreenReview
from practice import audit
from practice.access import COUNSELLOR, COVER


class AlertShape(Serializer):
    """An alert; its level and question are null once the partner's words were erased."""

    level = serializers.SerializerMethodField()
    question = serializers.SerializerMethodField()

    class Meta:
        model = SafetyAlert
        fields = ("id", "couple", "partner", "level", "question", "raised_at")
        read_only_fields = fields

    def get_level(self, row: SafetyAlert) -> str | None:
        return (row.what_if_readable() or {}).get("level")

    def get_question(self, row: SafetyAlert) -> str | None:
        return (row.what_if_readable() or {}).get("question")


class NoteShape(Shape):
    note = serializers.CharField(max_length=2_000)


class AlertViewSet(Listed, ViewSet):
    model = SafetyAlert
    scope = "safety"
    roles = frozenset({COUNSELLOR, COVER})
    serializer_class = AlertShape
    ordering = ("-raised_at", "pk")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        audit.record(self.viewer, "safety.alerts_listed", count=len(page))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=NoteShape, responses={204: None})
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, pk: str) -> Response:
        reviewing.acknowledge(self.get_object(), self.valid(NoteShape)["note"], by=self.viewer)
        return Response(status=204)


class ScreenShape(Serializer):
    class Meta:
        model = SafetyScreen
        fields = ("id", "couple", "partner", "state", "opened_at", "sent_at")
        read_only_fields = fields


class AnswerReadShape(Shape):
    question = serializers.CharField()
    state = serializers.ChoiceField(choices=["answered", "declined", "missing"])
    answer = serializers.CharField(allow_blank=True)
    level = serializers.CharField(allow_blank=True)


class ReviewShape(Shape):
    outcome = serializers.ChoiceField(choices=ScreenReview.Outcome.choices)
    note = serializers.CharField(max_length=2_000, required=False, default="", allow_blank=True)


class ScreenViewSet(Listed, ViewSet):
    """The private questions as the counsellor finds them; answers only once they were sent, and each reading is recorded."""

    model = SafetyScreen
    scope = "safety"
    roles = frozenset({COUNSELLOR, COVER})
    serializer_class = ScreenShape
    read_as = "safety.screen"
    ordering = ("-opened_at", "pk")

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.exclude(partner__user=self.viewer.user_id) if self.request else rows

    @extend_schema(responses=AnswerReadShape(many=True), filters=False)
    @action(detail=True, methods=["get"], pagination_class=None)
    def answers(self, request: Request, pk: str) -> Response:
        read = reviewing.answers_of(self.get_object(), by=self.viewer)
        return Response(
            [
                {"question": one.question.text, "state": one.state, "answer": one.label, "level": one.level}
                for one in read
            ]
        )

    @extend_schema(request=ReviewShape, responses={204: None})
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: str) -> Response:
        reviewing.record_review(self.get_object(), by=self.viewer, **self.valid(ReviewShape))
        return Response(status=204)


class JointWorkShape(Serializer):
    reasons = serializers.SerializerMethodField()

    class Meta:
        model = JointWork
        fields = ("couple", "state", "changed_at", "reasons")
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_reasons(self, row: JointWork) -> list[str]:
        return [str(reason) for reason in gate.reasons(row.couple, self.context["view"].viewer)]


class JointWorkAct(Serializer):
    class Meta:
        model = JointWork
        fields = ("couple",)


class JointWorkViewSet(Listed, ViewSet):
    """Closed for every couple at first; opened and paused by the counsellor alone. `reasons` is for the counsellor."""

    model = JointWork
    scope = "safety"
    roles = frozenset({COUNSELLOR, COVER})
    serializer_class = JointWorkShape
    read_as = "safety.joint_work"
    ordering = ("-changed_at", "pk")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("couple")

    def _rights_again(self, body: Any) -> None:
        if not self.get_queryset().filter(couple=body["couple"]).exists():
            super()._rights_again({"id": body["couple"]})

    @extend_schema(request=JointWorkAct, responses=JointWorkShape)
    @action(detail=False, methods=["post"])
    def open(self, request: Request) -> Response:
        return self.shown(gate.open_joint_work(self.valid(JointWorkAct)["couple"], by=self.viewer))

    @extend_schema(request=JointWorkAct, responses=JointWorkShape)
    @action(detail=False, methods=["post"])
    def pause(self, request: Request) -> Response:
        return self.shown(gate.pause_joint_work(self.valid(JointWorkAct)["couple"], by=self.viewer))
