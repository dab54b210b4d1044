"""A partner's own private questions. An answer goes in, and there is no way to read it back here."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, ViewSet
from api.errors import shaped
from assessments.safety import asking
from assessments.safety.models import SafetyScreen
from practice.access import PARTNER
from practice.refusals import NotFound


class PrivateShape(Serializer):
    class Meta:
        model = SafetyScreen
        fields = ("id", "opened_at")
        read_only_fields = fields


class ChoiceShape(Shape):
    value = serializers.JSONField()
    label = serializers.CharField()


class AskedShape(Shape):
    id = serializers.CharField(source="question.id")
    text = serializers.CharField(source="question.text")
    choices = ChoiceShape(source="question.choices", many=True)
    told_at_once = serializers.BooleanField(
        source="question.safety",
        help_text="An answer here may reach the counsellor straight away, sent or not.",
    )
    is_answered = serializers.BooleanField()


class OpenShape(Shape):
    id = serializers.UUIDField()
    questions = AskedShape(many=True)


class AnswerShape(Shape):
    question = serializers.CharField(max_length=60)
    answer = serializers.JSONField(help_text='One of the values, or {"declined": true}.')


class PrivateQuestionsViewSet(Listed, ViewSet):
    model = SafetyScreen
    scope = "questionnaires"
    roles = frozenset({PARTNER})
    serializer_class = PrivateShape
    read_as = "safety.private_questions"
    ordering = ("-opened_at", "pk")

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.filter(partner__user=self.viewer.user_id) if self.request else rows

    def _rights_again(self, body: Any) -> None:
        """Once sent, the questions are gone for their author too; the kept answer says nothing."""

    @extend_schema(responses=OpenShape)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        screen = self.get_object()
        return Response(OpenShape({"id": screen.pk, "questions": asking.asked(screen, by=self.viewer)}).data)

    @extend_schema(request=AnswerShape, responses={204: None})
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        data = self.valid(AnswerShape)
        try:
            asking.answer(self.get_object(), data["question"], data["answer"], by=self.viewer)
        except NotFound as refusal:
            late = {data["question"]: data["answer"]}
            if not asking.hear_late(self.kwargs["pk"], late, by=self.viewer):
                raise
            # Answered, not raised, so that what came too late is heard; it reads as if nothing had been there.
            return shaped(refusal.status, code=refusal.code, message=refusal.sentence)
        return Response(status=204)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def send(self, request: Request, pk: str) -> Response:
        asking.send(self.get_object(), by=self.viewer)
        return Response(status=204)
