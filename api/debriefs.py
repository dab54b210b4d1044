"""How an exercise was: six questions to each partner alone, for that partner and the counsellor."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, Shown, ViewSet
from api.exercise_shapes import FieldShape, fields_of
from api.hats import as_partner, me
from homework import debriefing
from homework.models import Debrief
from practice.access import COUNSELLOR, COVER, PARTNER


class DebriefShape(Serializer):
    given = serializers.SerializerMethodField()

    class Meta:
        model = Debrief
        fields = ("id", "assignment", "partner", "given", "at", "version")
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_given(self, row: Debrief) -> Any:
        return row.given


class GivenShape(Shape):
    """Question to answer. None of them has to be answered, and no two are added up."""

    given = serializers.DictField(child=serializers.JSONField(allow_null=True))


class NewDebriefShape(GivenShape, Serializer):
    class Meta:
        model = Debrief
        fields = ("assignment", "given")


class DebriefQuestionsShape(Shape):
    title = serializers.CharField()
    intro = serializers.CharField()
    questions = FieldShape(many=True)


class DebriefViewSet(Listed, Shown, ViewSet):
    """PATCH replaces all six answers and needs the ETag. The other partner never sees that there is one."""

    model = Debrief
    scope = "homework"
    roles = frozenset({PARTNER, COUNSELLOR, COVER})
    serializer_class = DebriefShape
    read_as = "debrief"
    ordering = ("-at", "pk")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("partner", "assignment")

    @extend_schema(responses=DebriefQuestionsShape)
    @action(detail=False, methods=["get"])
    def questions(self, request: Request) -> Response:
        asked = debriefing.asked()
        return Response({"title": asked.title, "intro": asked.prompt, "questions": fields_of(asked)})

    @extend_schema(request=NewDebriefShape, responses={201: DebriefShape})
    def create(self, request: Request) -> Response:
        who = me(self.viewer)
        data = self.valid(NewDebriefShape)
        row = debriefing.give(data["assignment"], who, data["given"], by=as_partner(self.viewer), version=0)
        return self.shown(row, status=201)

    @extend_schema(request=GivenShape, responses=DebriefShape)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        who = me(self.viewer)
        row, given = self.get_object(), self.valid(GivenShape)["given"]
        by, version = as_partner(self.viewer), self.expected_version()
        return self.shown(debriefing.give(row.assignment, who, given, by=by, version=version))
