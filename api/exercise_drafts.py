"""Exercises that a practice writes: drafts kept with an ETag, checked by the gate of a file, published once."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, Shown, ViewSet
from api.exercise_shapes import PreviewShape, WholeExerciseShape
from api.exercises import preview_of
from homework import drafting
from homework.models import ExerciseDraft, ExerciseVersion
from practice.access import COUNSELLOR, OWNER


class ExerciseDraftShape(Serializer):
    tables = serializers.JSONField(read_only=True)

    class Meta:
        model = ExerciseDraft
        fields = ("id", "slug", "based_on", "published", "tables", "version", "begun_at", "changed_at")
        read_only_fields = fields


class NewExerciseDraft(Serializer):
    class Meta:
        model = ExerciseDraft
        fields = ("based_on",)


class ExerciseTables(Shape):
    """The whole draft, in the words of an exercise file."""

    tables = serializers.DictField(child=serializers.JSONField(allow_null=True))


class ExerciseProblemShape(Shape):
    """One thing that is still in the way. table, row, key: where in the draft it sits."""

    line = serializers.IntegerField(allow_null=True)
    where = serializers.CharField()
    says = serializers.CharField()
    hint = serializers.CharField()
    table = serializers.CharField()
    row = serializers.IntegerField()
    key = serializers.CharField()


class ExerciseProblemsShape(Shape):
    problems = ExerciseProblemShape(many=True)


class ExerciseDraftViewSet(Listed, Shown, ViewSet):
    """PATCH replaces the whole draft and needs the ETag of what was read."""

    model = ExerciseDraft
    scope = "homework"
    roles = frozenset({COUNSELLOR, OWNER})
    serializer_class = ExerciseDraftShape
    ordering = ("-changed_at", "pk")

    @extend_schema(request=NewExerciseDraft, responses={201: ExerciseDraftShape})
    def create(self, request: Request) -> Response:
        """Empty, or from a version. One’s own exercise gets its next wording; any other becomes a new one."""
        based_on: ExerciseVersion | None = self.valid(NewExerciseDraft).get("based_on")
        return self.shown(drafting.begin(by=self.viewer, based_on=based_on), status=201)

    @extend_schema(request=ExerciseTables, responses=ExerciseDraftShape)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        draft, tables = self.get_object(), self.valid(ExerciseTables)["tables"]
        return self.shown(drafting.keep(draft, tables, by=self.viewer, version=self.expected_version()))

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        drafting.discard(self.get_object(), by=self.viewer, version=self.expected_version())
        return Response(status=204)

    @extend_schema(responses=ExerciseProblemsShape)
    @action(detail=True, methods=["get"])
    def problems(self, request: Request, pk: str) -> Response:
        """What is still in the way of publishing, each with its place; empty when it is ready."""
        found = drafting.read(self.get_object())[1]
        return Response({"problems": ExerciseProblemShape(found, many=True).data})

    @extend_schema(responses=PreviewShape)
    @action(detail=True, methods=["get"])
    def preview(self, request: Request, pk: str) -> Response:
        """Both phones as it stands; refused with what is missing while it is no exercise yet."""
        exercise, problems = drafting.read(self.get_object())
        if exercise is None:
            raise drafting.NotYet(problems)
        return Response(PreviewShape(preview_of(exercise)).data)

    @extend_schema(request=None, responses={201: WholeExerciseShape})
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """The draft becomes a version of this practice, which never changes."""
        made = drafting.publish(self.get_object(), by=self.viewer, version=self.expected_version())
        return self.shown(made, status=201, serializer_class=WholeExerciseShape)
