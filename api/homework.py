"""Exercises, what was set, what was tried, and what was shared."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shown, ViewSet
from homework import assigning, entering, revealing
from homework.models import Assignment, Entry, EntryPart, ExerciseVersion
from practice.access import COUNSELLOR, COVER, PARTNER
from practice.models import Partner
from practice.refusals import NotFound


class ExerciseShape(Serializer):
    aim = serializers.CharField(source="exercise.aim")
    minutes = serializers.IntegerField(source="exercise.minutes")
    prompt = serializers.CharField(source="exercise.prompt")

    class Meta:
        model = ExerciseVersion
        fields = ("id", "slug", "number", "title", "neutral_title", "aim", "minutes", "prompt")


class ExerciseViewSet(Listed, Shown, ViewSet):
    """The library; a partner finds here what was set for them."""

    model = ExerciseVersion
    scope = "homework"
    serializer_class = ExerciseShape
    ordering = ("slug", "-number")


class AssignmentShape(Serializer):
    reason = serializers.CharField(read_only=True)

    class Meta:
        model = Assignment
        fields = ("id", "couple", "exercise", "reason", "cadence", "starts_on", "ends_on", "state", "version")
        read_only_fields = fields


class SetShape(Serializer):
    exercise = serializers.SlugField(max_length=60)
    reason = serializers.CharField(max_length=600)
    for_marks = serializers.ChoiceField(choices=["ab", "a", "b"], default="ab")
    starts_on = serializers.DateField(required=False)
    ends_on = serializers.DateField(required=False)

    class Meta:
        model = Assignment
        fields = ("couple", "exercise", "reason", "for_marks", "cadence", "starts_on", "ends_on")


class AssignmentViewSet(Listed, Shown, ViewSet):
    model = Assignment
    scope = "homework"
    roles = frozenset({PARTNER, COUNSELLOR, COVER})
    serializer_class = AssignmentShape
    read_as = "assignment"
    ordering = ("-set_at", "pk")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("couple")

    @extend_schema(request=SetShape, responses={201: AssignmentShape})
    def create(self, request: Request) -> Response:
        data = self.valid(SetShape)
        slug = data.pop("exercise")
        return self.shown(assigning.assign(data.pop("couple"), slug, by=self.viewer, **data), status=201)

    @extend_schema(request=None, responses=AssignmentShape)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        return self.shown(assigning.end(self.get_object(), by=self.viewer))


class EntryShape(Serializer):
    class Meta:
        model = Entry
        fields = ("id", "assignment", "partner", "day", "state", "saved_at", "version")
        read_only_fields = fields


class WriteShape(Serializer):
    parts = serializers.DictField(child=serializers.JSONField(allow_null=True))
    audience = serializers.ChoiceField(choices=EntryPart.Audience.choices, default=EntryPart.Audience.AUTHOR)

    class Meta:
        model = Entry
        fields = ("assignment", "day", "parts", "audience")


class SkipShape(Serializer):
    reason = serializers.ChoiceField(choices=Entry.SkipReason.choices)

    class Meta:
        model = Entry
        fields = ("assignment", "day", "reason")


class EntryViewSet(Listed, Shown, ViewSet):
    """One's own days; for the counsellor a tick for each. The words are parts, each with its own audience."""

    model = Entry
    scope = "homework"
    roles = frozenset({PARTNER, COUNSELLOR, COVER})
    serializer_class = EntryShape
    read_as = "entry"
    ordering = ("-day", "pk")

    def _me(self) -> Partner:
        found: Partner | None = (
            Partner.objects.visible_to(self.viewer).filter(user=self.viewer.user_id).first()
        )
        if found is None or not self.viewer.has(PARTNER):
            raise NotFound
        return found

    @extend_schema(request=WriteShape, responses={201: EntryShape})
    def create(self, request: Request) -> Response:
        me = self._me()
        data = self.valid(WriteShape)
        entry = entering.write(
            data["assignment"], me, data["day"], data["parts"], audience=data["audience"], by=self.viewer
        )
        return self.shown(entry, status=201)

    @extend_schema(request=SkipShape, responses={201: EntryShape})
    @action(detail=False, methods=["post"])
    def skip(self, request: Request) -> Response:
        me = self._me()
        data = self.valid(SkipShape)
        return self.shown(
            entering.skip(data["assignment"], me, data["day"], data["reason"], by=self.viewer), status=201
        )

    @extend_schema(request=None, responses=EntryShape)
    @action(detail=True, methods=["post"])
    def share(self, request: Request, pk: str) -> Response:
        """Share what its exercise lets travel. The other partner gets it in ten minutes."""
        entry = self.get_object()
        revealing.share_entry(entry, by=self.viewer)
        return self.shown(entry)

    @extend_schema(request=None, responses=EntryShape)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        entry = self.get_object()
        revealing.take_back_entry(entry, by=self.viewer)
        return self.shown(entry)


class PartShape(Serializer):
    """Words as they reached the reader: when they arrived, and nothing of when they were written."""

    words = serializers.SerializerMethodField()
    author = serializers.UUIDField(source="entry.partner_id", read_only=True)
    delivered_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = EntryPart
        fields = ("id", "author", "delivered_at", "field", "words")
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.ANY)
    def get_words(self, row: EntryPart) -> Any:
        return row.words


class OwnPartShape(PartShape):
    """One's own part also says which entry it belongs to and who may read it."""

    class Meta(PartShape.Meta):
        fields = (*PartShape.Meta.fields, "entry", "audience", "released_at")


class PartViewSet(Listed, ViewSet):
    """Words, part by part: one's own, and what has reached one. Their order says nothing: ids are chance."""

    model = EntryPart
    scope = "homework"
    roles = frozenset({PARTNER, COUNSELLOR, COVER})
    serializer_class = PartShape
    read_as = "part"
    ordering = ("pk",)

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("entry__partner")

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        part = self.get_object()
        self.write_down("read", part)
        mine = self.viewer.has(PARTNER) and part.entry.partner.user_id == self.viewer.user_id
        return self.shown(part, serializer_class=OwnPartShape if mine else PartShape)
