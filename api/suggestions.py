"""What could be tried next, each with its reasons and with what holds it back. Nothing is ever set by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, Shown, ViewSet
from api.hats import ForCarers
from api.suggestion_shapes import PrefillShape, SuggestionsShape, as_json, prefill_as_json
from homework.models import SuggestionDecision
from homework.suggesting import deciding
from homework.suggesting.weighing import weigh
from practice import audit
from practice.models import Couple, Membership


class RuleShape(Shape):
    """Which suggestion is meant. marks: whom the rule fires for, where it fires for each apart."""

    rule = serializers.CharField(max_length=8)
    marks = serializers.CharField(max_length=2, allow_blank=True, default="")
    version = serializers.IntegerField(
        required=False, help_text="The rule’s version that was read; an older one by now is refused."
    )


class AcceptShape(RuleShape):
    exercise = serializers.CharField(max_length=121)


class ModifyShape(RuleShape):
    instead = serializers.CharField(max_length=121, help_text="Another exercise, or another part of it.")
    for_marks = serializers.ChoiceField(choices=["ab", "a", "b"], default="ab")
    why = serializers.CharField(max_length=deciding.LONGEST_WHY)


class LeaveShape(RuleShape):
    exercise = serializers.CharField(max_length=121, allow_blank=True, default="")
    why = serializers.CharField(max_length=deciding.LONGEST_WHY)


class DecisionShape(Serializer):
    why = serializers.CharField(read_only=True, allow_null=True)
    inputs = serializers.SerializerMethodField(help_text="What it rested on then, with its days.")

    class Meta:
        model = SuggestionDecision
        fields = (
            "id", "couple", "rule", "rule_version", "exercise", "decision", "why", "inputs", "assignment", "decided_by",
            "at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_inputs(self, row: SuggestionDecision) -> Any:
        return row.inputs


class WasSetShape(Serializer):
    class Meta:
        model = SuggestionDecision
        fields = ("assignment",)
        extra_kwargs = {"assignment": {"required": True, "allow_null": False}}


class SuggestionViewSet(ForCarers, ViewSet):
    """The address is the couple’s. Taking one up gives what the set flow begins with; setting is an act of its own."""

    model = Couple
    scope = "homework"
    serializer_class = SuggestionsShape

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("counsellor", "practice")

    def _called(self, couple: Couple) -> Mapping[str, str]:
        members = Membership.objects.visible_to(self.viewer).filter(couple=couple).select_related("partner")
        return {"a": "a", "b": "b"} | {member.mark: member.partner.called for member in members}

    @extend_schema(responses=SuggestionsShape)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        couple = self.get_object()
        found = weigh(couple, self.viewer)
        audit.record(self.viewer, "suggestions.read", couple, couple=couple)
        return Response(as_json(found, self._called(couple)))

    @extend_schema(request=AcceptShape, responses={201: PrefillShape})
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        couple, wish = self.get_object(), self.valid(AcceptShape)
        made = deciding.accept(couple, wish.pop("rule"), wish.pop("exercise"), by=self.viewer, **wish)
        return Response(prefill_as_json(made, self._called(couple)), status=201)

    @extend_schema(request=ModifyShape, responses={201: PrefillShape})
    @action(detail=True, methods=["post"])
    def modify(self, request: Request, pk: str) -> Response:
        """Take it up with another exercise, another part of one, or for somebody else."""
        couple, wish = self.get_object(), self.valid(ModifyShape)
        made = deciding.modify(couple, wish.pop("rule"), wish.pop("instead"), by=self.viewer, **wish)
        return Response(prefill_as_json(made, self._called(couple)), status=201)

    @extend_schema(request=LeaveShape, responses={201: DecisionShape})
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Not now, and why. It comes back when its inputs do."""
        couple, wish = self.get_object(), self.valid(LeaveShape)
        made = deciding.decline(couple, wish.pop("rule"), by=self.viewer, **wish)
        return self.shown(made, status=201, serializer_class=DecisionShape)


class DecisionViewSet(ForCarers, Listed, Shown, ViewSet):
    """What was made of suggestions, and what each rested on then."""

    model = SuggestionDecision
    scope = "homework"
    params = frozenset({"couple"})
    serializer_class = DecisionShape
    read_as = "suggestion"
    ordering = ("-at", "pk")

    def get_queryset(self) -> Any:
        return self.only_of(super().get_queryset().select_related("couple__counsellor"), "couple")

    @extend_schema(request=WasSetShape, responses=DecisionShape)
    @action(detail=True, methods=["post"], url_path="was-set")
    def was_set(self, request: Request, pk: str) -> Response:
        """Say which assignment came of it."""
        row, assignment = self.get_object(), self.valid(WasSetShape)["assignment"]
        return self.shown(deciding.was_set(row, assignment, by=self.viewer))
