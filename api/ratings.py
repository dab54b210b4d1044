"""The counsellor's own ratings of each partner. No partner has any business here."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, ViewSet
from assessments import rating
from assessments.models import CounsellorRating
from practice import audit, noting
from practice.access import COUNSELLOR, COVER


class RatingShape(Serializer):
    answers = serializers.SerializerMethodField()

    class Meta:
        model = CounsellorRating
        fields = (
            "id",
            "couple",
            "partner",
            "instrument",
            "session",
            "rated_by",
            "rated_at",
            "answers",
            "version",
        )
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_answers(self, row: CounsellorRating) -> Any:
        return row.answers


class NewRating(Serializer):
    answers = serializers.DictField(child=serializers.JSONField(allow_null=True))

    class Meta:
        model = CounsellorRating
        fields = ("couple", "partner", "session", "answers")


class RatingAnswers(Shape):
    answers = serializers.DictField(child=serializers.JSONField(allow_null=True))


class RatingViewSet(Listed, ViewSet):
    """Stage, step and evidence for each partner. PATCH replaces one's own rating and needs its ETag."""

    model = CounsellorRating
    scope = "notes"
    roles = frozenset({COUNSELLOR, COVER})
    params = frozenset({"couple"})
    serializer_class = RatingShape
    read_as = "ratings"
    ordering = ("-rated_at", "pk")

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("couple__practice", "instrument")
        couple = self.request.query_params.get("couple") if self.request else None
        return rows.filter(couple=noting.as_id(couple, "couple")) if couple else rows

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        audit.record(self.viewer, "rating.read", row, couple=row.couple)
        return self.shown(row)

    @extend_schema(request=NewRating, responses={201: RatingShape})
    def create(self, request: Request) -> Response:
        asked = self.valid(NewRating)
        made = rating.rate(
            asked["couple"], asked["partner"], asked["answers"], by=self.viewer, session=asked.get("session")
        )
        return self.shown(made, status=201)

    @extend_schema(request=RatingAnswers, responses=RatingShape)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row, given = self.get_object(), self.valid(RatingAnswers)["answers"]
        return self.shown(rating.change(row, given, by=self.viewer, version=self.expected_version()))
