"""What a partner reads: today, the week between the two, and what they have written for themselves. All of it their own view."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Shape, ViewSet
from api.days import day_in
from api.hats import ForPartners
from homework import reading
from homework.models import Assignment, Entry, EntryPart
from homework.reading.own import OwnEntry, OwnPart
from practice import audit

DAY = OpenApiParameter("day", OpenApiTypes.DATE, description="Any day of the week that is meant.")


class ReadWordsShape(Shape):
    """One question and what was said to it. Somebody’s own words where `written` is true."""

    field = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField(allow_null=True)
    written = serializers.BooleanField()


class SharedItemShape(Shape):
    """What one of the two shared in one deed, and when it arrived."""

    id = serializers.UUIDField()
    mine = serializers.BooleanField()
    called = serializers.CharField()
    mark = serializers.CharField()
    title = serializers.CharField()
    arrived_at = serializers.DateTimeField()
    words = ReadWordsShape(many=True)


class OneThingShape(Shape):
    assignment = serializers.UUIDField(source="assignment_id")
    title = serializers.CharField()
    neutral_title = serializers.CharField()
    minutes = serializers.IntegerField()
    prompt = serializers.CharField()
    reason = serializers.CharField()
    weekly = serializers.BooleanField()
    state = serializers.CharField(help_text="One’s own: open, done or skipped.")
    entry = serializers.UUIDField(source="entry_id", allow_null=True)


class TodayShape(Shape):
    """`now` is the one thing to offer first. `between` is the same quiet state whatever the cause."""

    day = serializers.DateField(allow_null=True)
    between = serializers.BooleanField()
    now = OneThingShape(allow_null=True)
    things = OneThingShape(many=True)
    newest = SharedItemShape(allow_null=True)


class SharedDayShape(Shape):
    day = serializers.DateField()
    items = SharedItemShape(many=True)


class WeekShape(Shape):
    """Days that hold something, newest first. Nothing is counted, and no gap is drawn."""

    first = serializers.DateField()
    last = serializers.DateField()
    days = SharedDayShape(many=True)


class OwnWordsShape(Shape):
    """One answer of one’s own. text: null where it told the counsellor at once; it is never shown again."""

    id = serializers.UUIDField()
    words = ReadWordsShape()
    reaches = serializers.CharField()
    may_share = serializers.BooleanField()
    shared_at = serializers.DateTimeField(allow_null=True)
    arrives_at = serializers.DateTimeField(
        allow_null=True, help_text="While it can be taken back unseen; never said of sealed words."
    )
    frozen = serializers.BooleanField()
    sealed = serializers.BooleanField()
    in_room = serializers.BooleanField()


class OwnEntryShape(Shape):
    id = serializers.UUIDField()
    assignment = serializers.UUIDField()
    day = serializers.DateField()
    title = serializers.CharField()
    state = serializers.CharField()
    reason = serializers.CharField()
    version = serializers.IntegerField()
    parts = OwnWordsShape(many=True)


class OnlyMeShape(Shape):
    entries = OwnEntryShape(many=True)


class TodayViewSet(ForPartners, ViewSet):
    """One thing now, and what is new between the two."""

    model = Assignment
    scope = "homework"
    serializer_class = TodayShape

    @extend_schema(responses=TodayShape, operation_id="today_retrieve")
    def list(self, request: Request) -> Response:
        found = reading.today(self.me(), by=self.viewer)
        audit.record(self.viewer, "today.read")
        return Response(TodayShape(found).data)


class TogetherViewSet(ForPartners, ViewSet):
    """The week of what stands between the two, the same weight for both."""

    model = EntryPart
    scope = "homework"
    params = frozenset({"day"})
    serializer_class = WeekShape

    @extend_schema(parameters=[DAY], responses=WeekShape, operation_id="together_retrieve")
    def list(self, request: Request) -> Response:
        found = reading.together(self.me(), by=self.viewer, day=day_in(request))
        audit.record(self.viewer, "together.read")
        return Response(WeekShape(found).data)


class OnlyMeViewSet(ForPartners, ViewSet):
    """One’s own newest entries with all their words."""

    model = Entry
    scope = "homework"
    serializer_class = OnlyMeShape

    @extend_schema(responses=OnlyMeShape, operation_id="only_me_retrieve")
    def list(self, request: Request) -> Response:
        found = reading.own_entries(self.me(), by=self.viewer)
        audit.record(self.viewer, "only_me.read", count=len(found))
        return Response(OnlyMeShape({"entries": [_entry(each) for each in found]}).data)


def _entry(entry: OwnEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "assignment": entry.assignment_id,
        "day": entry.day,
        "title": entry.title,
        "state": entry.state,
        "reason": entry.reason,
        "version": entry.version,
        "parts": [_part(part) for part in entry.parts],
    }


def _part(part: OwnPart) -> dict[str, Any]:
    """Of sealed words nothing is told that would change with what the other one does."""
    words = part.words
    return {
        "id": part.id,
        "words": {
            "field": words.field,
            "label": words.label,
            "text": None if part.tells_at_once else words.text,
            "written": words.written,
        },
        "reaches": part.reaches,
        "may_share": part.may_share,
        "shared_at": part.shared_at,
        "arrives_at": None if part.sealed else part.arrives_at,
        "frozen": part.frozen,
        "sealed": part.sealed,
        "in_room": part.in_room,
    }
