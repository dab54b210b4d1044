"""An hour kept free together: one proposes it, the other one agrees or would rather have another."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shown, ViewSet
from api.hats import as_partner, me
from api.sessions import WallTime
from homework import planning_time
from homework.models import SETTLING, SharedTime
from practice.access import COUNSELLOR, COVER, PARTNER


class SharedTimeShape(Serializer):
    """settles_at: until then one’s own proposal can be taken back unseen."""

    what = serializers.CharField(read_only=True)
    mine = serializers.SerializerMethodField()
    settles_at = serializers.SerializerMethodField()

    class Meta:
        model = SharedTime
        fields = ("id", "couple", "mine", "what", "starts_at", "minutes", "state", "settles_at", "version")
        read_only_fields = fields

    def get_mine(self, row: SharedTime) -> bool:
        return bool(row.partner.user_id == self.context["view"].viewer.user_id)

    def get_settles_at(self, row: SharedTime) -> datetime | None:
        settles = row.proposed_at + SETTLING
        return settles if self.get_mine(row) and settles > timezone.now() else None


class NewSharedTimeShape(Serializer):
    what = serializers.CharField(max_length=planning_time.LONGEST_WHAT)
    starts = WallTime()

    class Meta:
        model = SharedTime
        fields = ("couple", "what", "starts", "minutes")


class SharedTimeViewSet(Listed, Shown, ViewSet):
    """For the two of them; the counsellor finds the hours that both agreed to."""

    model = SharedTime
    scope = "homework"
    roles = frozenset({PARTNER, COUNSELLOR, COVER})
    serializer_class = SharedTimeShape
    read_as = "shared_time"
    ordering = ("-starts_at", "pk")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("couple", "partner")

    def _version(self) -> int | None:
        return self.expected_version() if self.request.headers.get("If-Match") else None

    @extend_schema(request=NewSharedTimeShape, responses={201: SharedTimeShape})
    def create(self, request: Request) -> Response:
        who = me(self.viewer)
        data = self.valid(NewSharedTimeShape)
        row = planning_time.propose(
            data.pop("couple"), who, starts_at=data.pop("starts"), by=as_partner(self.viewer), **data
        )
        return self.shown(row, status=201)

    @extend_schema(request=None, responses=SharedTimeShape)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, pk: str) -> Response:
        """It then stands in both calendars, as neutral as any session."""
        by, version = as_partner(self.viewer), self._version()
        return self.shown(planning_time.agree(self.get_object(), by=by, version=version))

    @extend_schema(request=None, responses=SharedTimeShape)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Another time, please; also after a yes."""
        by, version = as_partner(self.viewer), self._version()
        return self.shown(planning_time.decline(self.get_object(), by=by, version=version))

    @extend_schema(request=None, responses=SharedTimeShape)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: str) -> Response:
        """Take one’s own proposal back; from the next request on the other one finds it nowhere."""
        by, version = as_partner(self.viewer), self._version()
        return self.shown(planning_time.withdraw(self.get_object(), by=by, version=version))
