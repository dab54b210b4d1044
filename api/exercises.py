"""Exercises: what a partner is given to try, and the library with its evidence for whoever sets one."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Shown, ViewSet
from api.exercise_shapes import ExerciseShape, LibraryShape, PreviewShape, WholeExerciseShape, fields_of
from homework import drafting, rounds
from homework.exercise import Exercise
from homework.models import ExerciseVersion
from practice.access import COUNSELLOR, COVER, OWNER
from practice.refusals import BadInput


class ExerciseViewSet(Listed, Shown, ViewSet):
    """Every version in use; a partner finds here what was set for them."""

    model = ExerciseVersion
    scope = "homework"
    serializer_class = ExerciseShape
    ordering = ("slug", "-number")


class LibraryViewSet(Listed, ViewSet):
    """The library for whoever sets an exercise: the newest of each, with its evidence and what is counted."""

    model = ExerciseVersion
    scope = "homework"
    roles = frozenset({COUNSELLOR, COVER, OWNER})
    params = frozenset({"who"})
    serializer_class = LibraryShape
    ordering = ("slug", "-number")

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False) or self.action != "list":
            return rows
        who = self.request.query_params.get("who")
        if who is not None and who not in ExerciseVersion.Who.values:
            raise BadInput(fields={"who": ", ".join(ExerciseVersion.Who.values)})
        return rows.current().filter(**({"who": who} if who else {}))

    @extend_schema(parameters=[OpenApiParameter("who", str, enum=list(ExerciseVersion.Who.values))])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().list(request, *args, **kwargs)

    @extend_schema(responses=WholeExerciseShape)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.shown(self.get_object(), serializer_class=WholeExerciseShape)

    @extend_schema(responses=PreviewShape)
    @action(detail=True, methods=["get"])
    def preview(self, request: Request, pk: str) -> Response:
        """What both partners would meet in the first round, with A beginning where there are turns."""
        row = self.get_object()
        return Response(PreviewShape(preview_of(row.exercise)).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: str) -> Response:
        """Take one of the practice’s own off the shelf. What is set goes on in its own words."""
        drafting.retire(self.get_object(), by=self.viewer)
        return Response(status=204)


def preview_of(exercise: Exercise) -> dict[str, Any]:
    marks = "a" if exercise.who == "solo" else "ab"
    return {
        "title": exercise.title,
        "prompt": exercise.prompt,
        "reason": exercise.reason,
        "steps": exercise.steps,
        "starters": exercise.starters,
        "phones": [_phone(exercise, mark) for mark in marks],
    }


def _phone(exercise: Exercise, mark: str) -> dict[str, Any]:
    turn: rounds.Role = "first" if mark == "a" else "second"
    mine = [field for field in exercise.fields if not exercise.roles or field.role in ("", turn)]
    return {
        "mark": mark,
        "role": exercise.roles[0 if turn == "first" else 1] if exercise.roles else "",
        "card": exercise.cards[0].text if exercise.cards else "",
        "questions": fields_of(exercise, [field for field in mine if not field.after_reveal]),
        "after_reveal": fields_of(exercise, [field for field in mine if field.after_reveal]),
    }
