"""Instruments that a practice writes: drafts kept with an ETag, checked by the gate, published once."""

from __future__ import annotations

from typing import Any

import msgspec
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, Shown, ViewSet
from api.instruments import InstrumentShape
from assessments import drafting
from assessments.models import InstrumentDraft, InstrumentVersion
from practice.access import COUNSELLOR, OWNER


class DraftShape(Serializer):
    tables = serializers.JSONField(read_only=True)

    class Meta:
        model = InstrumentDraft
        fields = ("id", "slug", "based_on", "published", "tables", "version", "begun_at", "changed_at")
        read_only_fields = fields


class NewDraft(Serializer):
    class Meta:
        model = InstrumentDraft
        fields = ("based_on",)


class DraftTables(Shape):
    """The whole draft, in the words of an instrument file."""

    tables = serializers.DictField(child=serializers.JSONField(allow_null=True))


class DraftViewSet(Listed, Shown, ViewSet):
    """PATCH replaces the whole draft and needs the ETag of what was read."""

    model = InstrumentDraft
    scope = "instruments"
    roles = frozenset({COUNSELLOR, OWNER})
    serializer_class = DraftShape
    ordering = ("-changed_at", "pk")

    @extend_schema(request=NewDraft, responses={201: DraftShape})
    def create(self, request: Request) -> Response:
        based_on: InstrumentVersion | None = self.valid(NewDraft).get("based_on")
        return self.shown(drafting.begin(by=self.viewer, based_on=based_on), status=201)

    @extend_schema(request=DraftTables, responses=DraftShape)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        draft, tables = self.get_object(), self.valid(DraftTables)["tables"]
        return self.shown(drafting.keep(draft, tables, by=self.viewer, version=self.expected_version()))

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        drafting.discard(self.get_object(), by=self.viewer, version=self.expected_version())
        return Response(status=204)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    @action(detail=True, methods=["get"])
    def problems(self, request: Request, pk: str) -> Response:
        """What is still in the way of publishing, each with its place; empty when it is ready."""
        found = drafting.read(self.get_object())[1]
        return Response({"problems": [msgspec.to_builtins(each) for each in found]})

    @extend_schema(request=None, responses={201: InstrumentShape})
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """The draft becomes a version of this practice, which never changes."""
        made = drafting.publish(self.get_object(), by=self.viewer, version=self.expected_version())
        return self.shown(made, status=201, serializer_class=InstrumentShape)
