"""Small answers to what has arrived. There are no threads, and nothing says that something was not answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, ViewSet
from api.hats import as_partner, me
from homework import replying
from homework.models import SETTLING, Reply
from practice.access import COUNSELLOR, COVER, PARTNER


class ReplyShape(Serializer):
    """arrives_at: when it reaches, or reached, the one who wrote the words."""

    arrives_at = serializers.SerializerMethodField()

    class Meta:
        model = Reply
        fields = ("id", "part", "partner", "kind", "arrives_at")
        read_only_fields = fields

    def get_arrives_at(self, row: Reply) -> datetime:
        return row.at + SETTLING


class NewReplyShape(Serializer):
    class Meta:
        model = Reply
        fields = ("part", "kind")


class ReplyViewSet(Listed, ViewSet):
    """One’s own, and those to one’s own words. Another kind replaces the first; DELETE unsays it."""

    model = Reply
    scope = "homework"
    roles = frozenset({PARTNER, COUNSELLOR, COVER})
    serializer_class = ReplyShape
    read_as = "reply"
    ordering = ("pk",)

    @extend_schema(request=NewReplyShape, responses={201: ReplyShape})
    def create(self, request: Request) -> Response:
        me(self.viewer)
        data = self.valid(NewReplyShape)
        return self.shown(replying.reply(data["part"], data["kind"], by=as_partner(self.viewer)), status=201)

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        replying.unsay(self.get_object(), by=as_partner(self.viewer))
        return Response(status=204)
