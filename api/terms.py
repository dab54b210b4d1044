"""How one goes about an exercise: one's own moment for it, for a partner; how often and on which days, for the counsellor."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, Shown, ViewSet
from api.hats import ForCarers, ForPartners
from homework import terms
from homework.models import AssignmentTerms


class OwnTermsShape(Serializer):
    cue = serializers.CharField(read_only=True, allow_null=True)

    class Meta:
        model = AssignmentTerms
        fields = ("id", "assignment", "times_a_week", "weekdays", "cue", "remind_at", "reminds", "version")
        read_only_fields = fields


class CueShape(Shape):
    """After what, when a mail may remind, and whether one comes at all. What is left out stays as it is."""

    cue = serializers.CharField(max_length=terms.LONGEST_CUE, allow_blank=True, required=False)
    remind_at = serializers.TimeField(allow_null=True, required=False)
    reminds = serializers.BooleanField(required=False)


class OwnTermsViewSet(ForPartners, Listed, Shown, ViewSet):
    """One's own. What is agreed with the other one is not to be found."""

    model = AssignmentTerms
    scope = "homework"
    serializer_class = OwnTermsShape
    read_as = "terms"
    ordering = ("pk",)

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("partner")

    @extend_schema(request=CueShape, responses=OwnTermsShape)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row, wish = self.get_object(), self.valid(CueShape)
        held = {"remind_at": row.remind_at, "reminds": row.reminds, **wish}
        changed = terms.change_cue(row, by=self.viewer, version=self.expected_version(), **held)
        return self.shown(changed)


class DoseShape(Serializer):
    """opens_at: from when on it is there for this partner; null while it waits for something."""

    class Meta:
        model = AssignmentTerms
        fields = ("id", "assignment", "partner", "opens_at", "times_a_week", "weekdays", "version")
        read_only_fields = fields


class NewDoseShape(Shape):
    times_a_week = serializers.IntegerField(required=False)
    weekdays = serializers.CharField(max_length=7, required=False, help_text="Monday is 0.")


class DoseViewSet(ForCarers, Listed, Shown, ViewSet):
    """What is agreed with each partner. Their own moment for it, and whether a mail comes, is theirs."""

    model = AssignmentTerms
    scope = "homework"
    params = frozenset({"assignment"})
    serializer_class = DoseShape
    read_as = "dose"
    ordering = ("assignment", "pk")

    def get_queryset(self) -> Any:
        return self.only_of(super().get_queryset(), "assignment")

    @extend_schema(request=NewDoseShape, responses=DoseShape)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row, wish = self.get_object(), self.valid(NewDoseShape)
        return self.shown(terms.change_dose(row, by=self.viewer, version=self.expected_version(), **wish))
