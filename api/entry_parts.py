"""Words, part by part: one's own, and what has reached one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, ViewSet
from api.hats import as_partner
from homework import revealing
from homework.models import SETTLING, EntryPart
from homework.told_at_once import tells_at_once
from practice.access import COUNSELLOR, COVER, PARTNER, Viewer
from practice.refusals import NotFound


def is_mine(row: EntryPart, viewer: Viewer) -> bool:
    return viewer.has(PARTNER) and row.entry.partner.user_id == viewer.user_id


class PartShape(Serializer):
    """Words as they reached the reader: when they arrived, and nothing of when they were written.

    words: null for one's own answer that can tell the counsellor at once; it is never shown again.
    delivered_at: sealed words arrive for both in one moment. One's own sealed words have none: it would tell of the other's.
    """

    words = serializers.SerializerMethodField()
    author = serializers.UUIDField(source="entry.partner_id", read_only=True)
    delivered_at = serializers.SerializerMethodField()

    class Meta:
        model = EntryPart
        fields = ("id", "author", "delivered_at", "field", "words")
        read_only_fields = fields

    def _is_mine(self, row: EntryPart) -> bool:
        return is_mine(row, self.context["view"].viewer)

    @extend_schema_field(OpenApiTypes.ANY)
    def get_words(self, row: EntryPart) -> Any:
        exercise = row.entry.assignment.exercise.exercise
        return None if self._is_mine(row) and tells_at_once(exercise, row.field) else row.words

    def get_delivered_at(self, row: EntryPart) -> datetime | None:
        if row.sealed and self._is_mine(row):
            return None
        moment: datetime | None = row.moment  # type: ignore[attr-defined]
        return None if moment is None else moment + SETTLING


class OwnPartShape(PartShape):
    """One's own part also says which entry it belongs to, who may read it, and what its author has allowed."""

    shared_at = serializers.SerializerMethodField()
    is_frozen = serializers.SerializerMethodField(help_text="Kept as it was when the two parted.")

    class Meta(PartShape.Meta):
        fields = (*PartShape.Meta.fields, "entry", "audience", "shared_at", "sealed", "in_room", "is_frozen")
        read_only_fields = fields

    def get_shared_at(self, row: EntryPart) -> datetime | None:
        return row.released_at if row.audience == EntryPart.Audience.PARTNER else None

    def get_is_frozen(self, row: EntryPart) -> bool:
        return row.frozen_at is not None


def parts_for(viewer: Viewer) -> Any:
    """All parts that this viewer may read, each with its moment and what it takes to show it."""
    rows: Any = EntryPart.objects.visible_to(viewer)
    return rows.with_moment().select_related("entry__partner", "entry__assignment__exercise")


class PartViewSet(Listed, ViewSet):
    """Their order says nothing: ids are chance. What is shared can be taken back, at any time."""

    model = EntryPart
    scope = "homework"
    roles = frozenset({PARTNER, COUNSELLOR, COVER})
    serializer_class = PartShape
    read_as = "part"
    ordering = ("pk",)

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return parts_for(self.viewer)

    @extend_schema(responses=PartShape)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        part = self.get_object()
        self.write_down("read", part)
        shape = OwnPartShape if is_mine(part, self.viewer) else PartShape
        return self.shown(part, serializer_class=shape)

    def _own(self) -> EntryPart:
        part: EntryPart = self.get_object()
        if not is_mine(part, self.viewer):
            raise NotFound
        return part

    @extend_schema(request=None, responses=OwnPartShape)
    @action(detail=True, methods=["post"])
    def share(self, request: Request, pk: str) -> Response:
        """The other partner gets it in ten minutes; sealed words go together, and wait for the other one's."""
        revealing.share(self._own(), by=as_partner(self.viewer))
        return self.shown(self.get_object(), serializer_class=OwnPartShape)

    @extend_schema(request=None, responses=OwnPartShape)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """From the next request on it is as if it had never been there. Nobody is told; what was read stays read."""
        revealing.take_back(self._own(), by=as_partner(self.viewer))
        return self.shown(self.get_object(), serializer_class=OwnPartShape)
