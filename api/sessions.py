"""Sessions, their series, and one's own calendar address."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, Shown, ViewSet
from practice import audit, scheduling
from practice.access import COUNSELLOR, OWNER, PARTNER, SCHEDULER
from practice.calendar import feeds
from practice.models import Couple, FeedToken, Partner, Series, TherapySession, User
from practice.refusals import BadInput, NotFound


class WallTime(serializers.DateTimeField):
    """A time on the wall clock, without a zone: 2026-11-26T18:30."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], default_timezone=None, **kwargs
        )

    def enforce_timezone(self, value: Any) -> Any:
        return value


class SessionShape(Serializer):
    class Meta:
        model = TherapySession
        fields = ("id", "starts_at", "ends_at", "zone", "place", "state", "version")
        read_only_fields = fields


class BookShape(Serializer):
    starts = WallTime()
    minutes = serializers.IntegerField(default=50, required=False)
    ends = WallTime(required=False)
    zone = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)
    place = serializers.CharField(max_length=160, required=False, default="", allow_blank=True)
    attendees = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=2, required=False
    )

    class Meta:
        model = TherapySession
        fields = ("couple", "starts", "ends", "minutes", "zone", "place", "attendees")


class MoveShape(Shape):
    starts = WallTime()
    minutes = serializers.IntegerField(required=False)
    place = serializers.CharField(max_length=160, required=False, allow_blank=True)


class SeriesShape(Serializer):
    class Meta:
        model = Series
        fields = ("id", "zone", "unit", "every", "count", "minutes")
        read_only_fields = fields


class BookSeriesShape(Serializer):
    starts = WallTime()
    minutes = serializers.IntegerField(default=50, required=False)
    unit = serializers.ChoiceField(choices=Series.Unit.choices, default=Series.Unit.WEEK, required=False)
    every = serializers.IntegerField(default=2, required=False)
    count = serializers.IntegerField(default=6, required=False)
    zone = serializers.CharField(max_length=64, required=False, default="", allow_blank=True)
    place = serializers.CharField(max_length=160, required=False, default="", allow_blank=True)

    class Meta:
        model = Series
        fields = ("couple", "starts", "minutes", "unit", "every", "count", "zone", "place")


def only_bookers(view: ViewSet) -> None:
    """Booking is for the counsellor who treats, and for the front desk."""
    if not view.viewer.roles & {COUNSELLOR, SCHEDULER}:
        raise NotFound


class SessionViewSet(Listed, Shown, ViewSet):
    """A partner finds the sessions they are expected at, and no trace of any other."""

    model = TherapySession
    scope = "sessions"
    serializer_class = SessionShape
    ordering = ("starts_at", "pk")

    @extend_schema(request=BookShape, responses={201: SessionShape})
    def create(self, request: Request) -> Response:
        only_bookers(self)
        data = self.valid(BookShape)
        couple: Couple = data["couple"]
        if "ends" in data:
            zone = data["zone"] or couple.practice.time_zone
            _start, data["minutes"] = scheduling.between(data["starts"], data["ends"], zone)
        who = data.get("attendees")
        partners = None if who is None else list(Partner.objects.visible_to(self.viewer).filter(pk__in=who))
        if partners is not None and len(partners) != len(set(who or [])):
            raise BadInput(fields={"attendees": _("There’s nothing with this id.")})
        session = scheduling.book(
            couple,
            starts=data["starts"],
            minutes=data["minutes"],
            zone=data["zone"],
            place=data["place"],
            attendees=partners,
            by=self.viewer,
        )
        return self.shown(session, status=201)

    @extend_schema(request=MoveShape, responses=SessionShape)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        only_bookers(self)
        session = self.get_object()
        data = self.valid(MoveShape)
        version = self.expected_version()
        return self.shown(scheduling.move(session, by=self.viewer, version=version, **data))

    @extend_schema(request=None, responses=SessionShape)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        only_bookers(self)
        return self.shown(scheduling.cancel(self.get_object(), by=self.viewer))


class SeriesViewSet(Listed, Shown, ViewSet):
    model = Series
    scope = "sessions"
    roles = frozenset({COUNSELLOR, SCHEDULER})
    serializer_class = SeriesShape
    ordering = ("-created_at", "pk")

    @extend_schema(request=BookSeriesShape, responses={201: SeriesShape})
    def create(self, request: Request) -> Response:
        data = self.valid(BookSeriesShape)
        couple = data.pop("couple")
        return self.shown(scheduling.book_series(couple, by=self.viewer, **data), status=201)


class FeedShape(Serializer):
    class Meta:
        model = FeedToken
        fields = ("id", "kind", "created_at", "last_used_at")
        read_only_fields = fields


class NewFeedShape(FeedShape):
    address = serializers.URLField(read_only=True, help_text="Shown once.")

    class Meta(FeedShape.Meta):
        fields = (*FeedShape.Meta.fields, "address")


class FeedViewSet(Listed, ViewSet):
    """One's own secret calendar addresses. Making a new one ends the old one; that of the rooms is made at the desk."""

    model = FeedToken
    scope = "calendar"
    roles = frozenset({PARTNER, COUNSELLOR, OWNER, SCHEDULER})
    serializer_class = FeedShape
    ordering = ("-created_at", "pk")
    secret_reply = frozenset({"create"})

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(revoked_at=None)

    @extend_schema(request=None, responses={201: NewFeedShape})
    def create(self, request: Request) -> Response:
        user = User.objects.get(pk=self.viewer.user_id)
        token = feeds.make(user, by=self.viewer)
        row = self.get_queryset().get(kind=FeedToken.Kind.OWN)
        row.address = f"{settings.BASE_URL}/calendar/{token}/appointments.ics"
        return self.shown(row, status=201, serializer_class=NewFeedShape)

    @extend_schema(responses={204: None})
    @transaction.atomic
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        feeds.revoke(User.objects.get(pk=row.user_id), row.kind, by=self.viewer)
        audit.record(self.viewer, "feed.removed", row)
        return Response(status=204)
