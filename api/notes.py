"""The counsellor's notes. Whole edits need the ETag of what was read."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, ViewSet
from practice import audit, noting
from practice.access import COUNSELLOR, COVER
from practice.models import Note


class NoteShape(Serializer):
    body = serializers.CharField(read_only=True)

    class Meta:
        model = Note
        fields = ("id", "couple", "kind", "partner", "session", "body", "written_at", "locked_at", "version")
        read_only_fields = fields


class NewNote(Serializer):
    body = serializers.CharField(max_length=20_000)

    class Meta:
        model = Note
        fields = ("couple", "kind", "partner", "session", "body")


class NoteBody(Shape):
    body = serializers.CharField(max_length=20_000)


class NoteViewSet(Listed, ViewSet):
    model = Note
    scope = "notes"
    roles = frozenset({COUNSELLOR, COVER})
    params = frozenset({"couple"})
    serializer_class = NoteShape
    ordering = ("-written_at", "pk")

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("couple__practice")
        couple = self.request.query_params.get("couple") if self.request else None
        return rows.filter(couple=noting.as_id(couple, "couple")) if couple else rows

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        audit.record(self.viewer, "notes.read", ids=[note.pk for note in page])
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        note = self.get_object()
        audit.record(self.viewer, "note.read", note, couple=note.couple)
        return self.shown(note)

    @extend_schema(request=NewNote, responses={201: NoteShape})
    def create(self, request: Request) -> Response:
        return self.shown(noting.write(by=self.viewer, **self.valid(NewNote)), status=201)

    @extend_schema(request=NoteBody, responses=NoteShape)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        note = self.get_object()
        body = self.valid(NoteBody)["body"]
        return self.shown(noting.rewrite(note, body=body, by=self.viewer, version=self.expected_version()))
