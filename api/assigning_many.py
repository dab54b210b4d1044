"""The same exercise for several couples, and whole courses. Each couple, and each step, is a deed of its own."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.assignments import TermsByMarkShape, terms_in
from api.base import Serializer, Shape, ViewSet
from api.hats import ForCarers
from homework import assigning, assigning_many, courses
from homework.assigning_many import Outcome
from homework.courses import LaidOut, StepHeld, StepSet
from homework.models import Assignment
from practice.models import Couple
from practice.refusals import BadInput, NotFound


class ManyShape(Serializer):
    couples = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=assigning_many.MOST_COUPLES
    )
    exercise = serializers.SlugField(max_length=60)
    reason = serializers.CharField(max_length=assigning.LONGEST_REASON)
    for_marks = serializers.ChoiceField(choices=["ab", "a", "b"], default="ab")
    starts_on = serializers.DateField(required=False)
    ends_on = serializers.DateField(required=False)
    terms = TermsByMarkShape(required=False)

    class Meta:
        model = Assignment
        fields = (
            "couples", "exercise", "reason", "for_marks", "cadence", "starts_on", "ends_on", "terms", "target_times",
        )  # fmt: skip


class OutcomeShape(Shape):
    """What became of it for one couple: the assignment, or why not."""

    couple = serializers.UUIDField()
    assignment = serializers.UUIDField(allow_null=True)
    code = serializers.CharField()
    sentence = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())


class OutcomesShape(Shape):
    outcomes = OutcomeShape(many=True)


class BulkViewSet(ForCarers, ViewSet):
    """One that is refused stops no other, and no couple learns of another."""

    model = Couple
    scope = "homework"
    serializer_class = OutcomesShape

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("counsellor", "practice")

    def _rights_again(self, body: Any) -> None:
        """Told again only while every couple in it may still be seen."""
        named = {each["couple"] for each in body.get("outcomes", ())} if isinstance(body, dict) else set()
        if self.get_queryset().filter(pk__in=named).count() != len(named):
            raise NotFound

    @extend_schema(request=ManyShape, responses={201: OutcomesShape})
    def create(self, request: Request) -> Response:
        wish = self.valid(ManyShape)
        asked = wish.pop("couples")
        seen = {couple.pk: couple for couple in self.get_queryset().filter(pk__in=asked)}
        if seen.keys() != set(asked):
            raise BadInput(fields={"couples": _("There’s nothing with this id.")})
        slug, reason, terms = wish.pop("exercise"), wish.pop("reason"), terms_in(wish)
        found = assigning_many.assign_to_many(
            [seen[pk] for pk in asked], slug, reason=reason, by=self.viewer, terms=terms, **wish
        )
        return Response({"outcomes": [_outcome(each) for each in found]}, status=201)


def _outcome(each: Outcome) -> dict[str, Any]:
    return {
        "couple": each.couple_id,
        "assignment": each.assignment.pk if each.assignment else None,
        "code": each.code,
        "sentence": str(each.sentence),
        "reasons": [str(reason) for reason in each.reasons],
    }


class StepShape(Shape):
    week = serializers.IntegerField()
    weeks = serializers.IntegerField()
    cadence = serializers.CharField()
    times_a_week = serializers.IntegerField()
    for_marks = serializers.CharField(source="marks")
    exercise = serializers.CharField()
    battery = serializers.CharField()
    after_session = serializers.BooleanField(
        help_text="Tried in session first, so it is set by hand after that."
    )
    reason = serializers.CharField()


class CourseShape(Shape):
    slug = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    purpose = serializers.CharField()
    weeks = serializers.IntegerField()
    steps = StepShape(many=True)


class CoursesShape(Shape):
    results = CourseShape(many=True)


class LayOutShape(Serializer):
    course = serializers.SlugField(max_length=60)

    class Meta:
        model = Assignment
        fields = ("couple", "course", "starts_on")


class StepSetShape(Shape):
    step = StepShape()
    first = serializers.DateField()
    last = serializers.DateField()
    assignment = serializers.UUIDField(allow_null=True)
    plan = serializers.UUIDField(allow_null=True)


class StepHeldShape(Shape):
    step = StepShape()
    first = serializers.DateField()
    code = serializers.CharField()
    sentence = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())


class LaidOutShape(Shape):
    couple = serializers.UUIDField()
    done = StepSetShape(many=True)
    held = StepHeldShape(many=True)


class CourseViewSet(ForCarers, ViewSet):
    """The courses that come with the product. What is held back in one is left out, and told."""

    model = Couple
    scope = "homework"
    serializer_class = CoursesShape

    def _rights_again(self, body: Any) -> None:
        if not isinstance(body, dict) or not self.get_queryset().filter(pk=body.get("couple")).exists():
            raise NotFound

    @extend_schema(responses=CoursesShape)
    def list(self, request: Request) -> Response:
        return Response({"results": CourseShape(courses.courses(), many=True).data})

    @extend_schema(request=LayOutShape, responses={201: LaidOutShape})
    @action(detail=False, methods=["post"], url_path="lay-out")
    def lay_out(self, request: Request) -> Response:
        """Set every step that can be set, each from its own day on. A course is laid out once."""
        wish = self.valid(LayOutShape)
        couple = wish["couple"]
        found = courses.lay_out(couple, wish["course"], starts_on=wish["starts_on"], by=self.viewer)
        return Response(_laid_out(couple, found), status=201)


def _laid_out(couple: Couple, found: LaidOut) -> dict[str, Any]:
    return {
        "couple": couple.pk,
        "done": [_done(each) for each in found.done],
        "held": [_held(each) for each in found.held],
    }


def _done(each: StepSet) -> dict[str, Any]:
    return {
        "step": StepShape(each.step).data,
        "first": each.first,
        "last": each.last,
        "assignment": each.assignment.pk if each.assignment else None,
        "plan": each.plan.pk if each.plan else None,
    }


def _held(each: StepHeld) -> dict[str, Any]:
    return {
        "step": StepShape(each.step).data,
        "first": each.first,
        "code": each.code,
        "sentence": str(each.sentence),
        "reasons": [str(reason) for reason in each.reasons],
    }
