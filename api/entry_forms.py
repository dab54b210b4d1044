"""What an exercise asks a partner on a day: their part in the round, the card, and the questions that are open by now."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Shape, ViewSet
from api.days import day_in
from api.exercise_shapes import CardShape, FieldShape, fields_of
from api.hats import ForPartners
from homework import asking, days
from homework.models import Assignment
from practice import audit


class EntryFormShape(Shape):
    assignment = serializers.UUIDField()
    day = serializers.DateField()
    round = serializers.IntegerField()
    role = serializers.CharField(
        help_text="This partner’s part in the round; empty where there are no turns."
    )
    card = CardShape(allow_null=True)
    prompt = serializers.CharField()
    questions = FieldShape(many=True)


class EntryFormViewSet(ForPartners, ViewSet):
    """The address is the assignment’s. Every field starts as “only me”, whatever its widest circle."""

    model = Assignment
    scope = "homework"
    params = frozenset({"day"})
    serializer_class = EntryFormShape

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("couple__practice", "exercise")

    @extend_schema(parameters=[OpenApiParameter("day", OpenApiTypes.DATE)], responses=EntryFormShape)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row, partner = self.get_object(), self.me()
        day = day_in(request) or days.today(row.couple.practice)
        exercise = asking.asked(row, partner, day)
        audit.record(self.viewer, "assignment.read", row, couple=row.couple)
        form = {
            "assignment": row.pk,
            "day": day,
            "round": asking.round_on(row, day),
            "role": asking.role_for(row, partner, day),
            "card": asking.card_for(row, day),
            "prompt": exercise.prompt,
            "questions": fields_of(exercise),
        }
        return Response(EntryFormShape(form).data)
