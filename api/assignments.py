"""What was set: how a partner and the counsellor alike read it, and what a counsellor does with it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, Shown, ViewSet
from api.hats import ForCarers, as_carer
from homework import assigning, in_room
from homework.models import Assignment, AssignmentReview
from homework.terms import EVERY_DAY, LONGEST_CUE, Terms
from practice import audit
from practice.access import COUNSELLOR, COVER, PARTNER
from practice.refusals import NotFound


class AssignmentShape(Serializer):
    """What everybody may read whom it is for. What waits for what, and for whom, is the counsellor's."""

    reason = serializers.CharField(read_only=True)

    class Meta:
        model = Assignment
        fields = ("id", "couple", "exercise", "reason", "cadence", "starts_on", "ends_on", "state", "version")
        read_only_fields = fields


class SetAssignmentShape(AssignmentShape):
    """With its place in a programme, for the counsellor."""

    class Meta(AssignmentShape.Meta):
        fields = (
            *AssignmentShape.Meta.fields, "for_partner", "opens", "after", "target_times", "set_at", "ended_at",
        )  # fmt: skip
        read_only_fields = fields


class TermsShape(Shape):
    """What is agreed with one partner. Without times_a_week it is every day, or once for a weekly one."""

    times_a_week = serializers.IntegerField(required=False, allow_null=True, default=None)
    weekdays = serializers.CharField(max_length=7, default=EVERY_DAY, help_text="Monday is 0.")
    cue = serializers.CharField(max_length=LONGEST_CUE, allow_blank=True, default="")
    remind_at = serializers.TimeField(required=False, allow_null=True, default=None)


class TermsByMarkShape(Shape):
    a = TermsShape(required=False)
    b = TermsShape(required=False)


class SetShape(Serializer):
    """The same for both, or other terms for each. `opens` and `after` let it wait for another one."""

    exercise = serializers.SlugField(max_length=60)
    reason = serializers.CharField(max_length=assigning.LONGEST_REASON)
    for_marks = serializers.ChoiceField(choices=["ab", "a", "b"], default="ab")
    starts_on = serializers.DateField(required=False)
    ends_on = serializers.DateField(required=False)
    terms = TermsByMarkShape(required=False)

    class Meta:
        model = Assignment
        fields = (
            "couple", "exercise", "reason", "for_marks", "cadence", "starts_on", "ends_on", "terms", "opens", "after",
            "target_times",
        )  # fmt: skip


def terms_in(data: dict[str, Any]) -> dict[str, Terms]:
    """Take the terms out of what came, by mark."""
    return {mark: Terms(**each) for mark, each in data.pop("terms", {}).items()}


class ReviewShape(Serializer):
    """It was talked over. note and rating (0 to 4) are the counsellor's own; partners never see that there is one."""

    note = serializers.CharField(read_only=True, allow_null=True)
    rating = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = AssignmentReview
        fields = ("id", "assignment", "reviewed_by", "note", "rating", "at")
        read_only_fields = fields


class NewReviewShape(Shape):
    note = serializers.CharField(max_length=assigning.LONGEST_NOTE, allow_blank=True, default="")
    rating = serializers.IntegerField(min_value=0, max_value=4, allow_null=True, default=None)


class RoundShape(Shape):
    number = serializers.IntegerField(min_value=0, max_value=10_000)


class RoundsShape(Shape):
    can_be_opened = serializers.ListField(child=serializers.IntegerField())


class AssignmentViewSet(Listed, Shown, ViewSet):
    """Reading is for partners and the counsellor alike; every act is the counsellor's."""

    model = Assignment
    scope = "homework"
    roles = frozenset({PARTNER, COUNSELLOR, COVER})
    serializer_class = AssignmentShape
    read_as = "assignment"
    ordering = ("-set_at", "pk")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("couple__counsellor", "couple__practice", "exercise")

    def _in_care(self) -> Assignment:
        """The assignment for an act of the counsellor's; for a partner there is no such door."""
        rows = Assignment.objects.visible_to(as_carer(self.viewer)).filter(pk=self.kwargs["pk"])
        found: Assignment | None = rows.select_related(
            "couple__counsellor", "couple__practice", "exercise"
        ).first()
        if found is None:
            raise NotFound
        return found

    def _set(self, row: Assignment, *, status: int = 200) -> Response:
        return self.shown(row, status=status, serializer_class=SetAssignmentShape)

    def _version(self) -> int | None:
        """The version that If-Match names, where one is named."""
        return self.expected_version() if self.request.headers.get("If-Match") else None

    @extend_schema(request=SetShape, responses={201: SetAssignmentShape})
    def create(self, request: Request) -> Response:
        data = self.valid(SetShape)
        couple, slug, terms = data.pop("couple"), data.pop("exercise"), terms_in(data)
        row = assigning.assign(couple, slug, by=as_carer(self.viewer), terms=terms, **data)
        return self._set(row, status=201)

    @extend_schema(request=None, responses=SetAssignmentShape)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """End it before its day. What was written stays with those who could read it."""
        return self._set(assigning.end(self._in_care(), by=self.viewer, version=self._version()))

    @extend_schema(request=None, responses=SetAssignmentShape)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, pk: str) -> Response:
        """Rest it. Both partners read the sentence that stands between any two exercises."""
        return self._set(assigning.pause(self._in_care(), by=self.viewer, version=self._version()))

    @extend_schema(request=None, responses=SetAssignmentShape)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        return self._set(assigning.resume(self._in_care(), by=self.viewer, version=self._version()))

    @extend_schema(request=None, responses=SetAssignmentShape)
    @action(detail=True, methods=["post"], url_path="open-now")
    def open_now(self, request: Request, pk: str) -> Response:
        """Open one that waits, for everybody it is for."""
        return self._set(assigning.open_now(self._in_care(), by=self.viewer))

    @extend_schema(request=NewReviewShape, responses={201: ReviewShape})
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: str) -> Response:
        """Note that it was talked over in the room. Each time is kept; partners are not told."""
        row, said = self._in_care(), self.valid(NewReviewShape)
        made = assigning.mark_reviewed(row, by=self.viewer, note=said["note"], rating=said["rating"])
        return self.shown(made, status=201, serializer_class=ReviewShape)

    @extend_schema(responses=RoundsShape)
    @action(detail=True, methods=["get"])
    def rounds(self, request: Request, pk: str) -> Response:
        """Rounds with sealed words that both let you open in the room, and that are still closed."""
        row = self._in_care()
        found = in_room.can_be_opened(row, by=as_carer(self.viewer))
        audit.record(self.viewer, "assignment.rounds_read", row, couple=row.couple)
        return Response({"can_be_opened": found})

    @extend_schema(request=RoundShape, responses=RoundsShape)
    @action(detail=True, methods=["post"], url_path="open-round")
    def open_round(self, request: Request, pk: str) -> Response:
        """Open one round to both at once, in the room. What is left to open comes back."""
        row, number = self._in_care(), self.valid(RoundShape)["number"]
        in_room.open_round(row, number, by=self.viewer)
        return Response({"can_be_opened": in_room.can_be_opened(row, by=as_carer(self.viewer))})


class ReviewViewSet(ForCarers, Listed, ViewSet):
    """When each one was talked over, with the counsellor's note and rating."""

    model = AssignmentReview
    scope = "homework"
    params = frozenset({"assignment"})
    serializer_class = ReviewShape
    read_as = "assignment.review"
    ordering = ("-at", "pk")

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("assignment__couple")
        return self.only_of(rows, "assignment")
