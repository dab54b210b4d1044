"""A partner's days with an exercise: writing, changing, leaving out, sharing. For the counsellor a tick for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, ViewSet
from api.entry_parts import OwnPartShape, PartShape, parts_for
from api.hats import as_partner, me
from homework import entering, in_room, revealing
from homework.models import Entry, EntryPart
from practice.access import COUNSELLOR, COVER, PARTNER
from practice.refusals import BadInput, NotFound


class EntryShape(Serializer):
    """skip_reason: why a day was left out. Its author is never shown again that it did not feel safe."""

    skip_reason = serializers.SerializerMethodField()

    class Meta:
        model = Entry
        fields = (
            "id", "assignment", "partner", "day", "place", "round", "state", "skip_reason", "saved_at", "version",
        )  # fmt: skip
        read_only_fields = fields

    def _is_mine(self, row: Entry) -> bool:
        return bool(row.partner.user_id == self.context["view"].viewer.user_id)

    def get_skip_reason(self, row: Entry) -> str:
        reason: str = row.skip_reason or ""
        return "" if reason == Entry.SkipReason.NOT_SAFE and self._is_mine(row) else reason


class WholeEntryShape(EntryShape):
    """With its words, as far as the reader may read them."""

    parts = serializers.SerializerMethodField()

    class Meta(EntryShape.Meta):
        fields = (*EntryShape.Meta.fields, "parts")  # type: ignore[assignment]
        read_only_fields = fields

    @extend_schema_field(OwnPartShape(many=True))
    def get_parts(self, row: Entry) -> Any:
        shape = OwnPartShape if self._is_mine(row) else PartShape
        rows = parts_for(self.context["view"].viewer).filter(entry=row).order_by("place")
        return shape(rows, many=True, context=self.context).data


class WordsShape(Shape):
    """The answers by field, and who may read them: one circle for all, or one by field. The narrowest goes without saying."""

    parts = serializers.DictField(child=serializers.JSONField(allow_null=True))
    audience = serializers.ChoiceField(choices=EntryPart.Audience.choices, default=EntryPart.Audience.AUTHOR)
    circles = serializers.DictField(
        child=serializers.ChoiceField(choices=EntryPart.Audience.choices),
        required=False,
        help_text="Field to circle; for the fields that are named here it goes before `audience`.",
    )


class WriteShape(WordsShape, Serializer):
    class Meta:
        model = Entry
        fields = ("assignment", "day", "parts", "audience", "circles")


class SkipShape(Serializer):
    reason = serializers.ChoiceField(choices=Entry.SkipReason.choices)

    class Meta:
        model = Entry
        fields = ("assignment", "day", "reason")


def circles_in(data: Mapping[str, Any]) -> dict[str, str]:
    """Each field's own circle. Raises BadInput for a circle about a field that has no answer here."""
    named = data.get("circles", {})
    if named.keys() - data["parts"].keys():
        raise BadInput(fields={"circles": _("Name only fields that you answer.")})
    return {field: named.get(field, data["audience"]) for field in data["parts"]}


class EntryViewSet(Listed, ViewSet):
    """One's own days; for the counsellor a tick for each. The words are parts, each with its own audience."""

    model = Entry
    scope = "homework"
    roles = frozenset({PARTNER, COUNSELLOR, COVER})
    serializer_class = EntryShape
    read_as = "entry"
    ordering = ("-day", "pk")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("partner")

    def _own(self) -> Entry:
        """The entry for an act of its author's; for everybody else there is no such door."""
        entry: Entry = self.get_object()
        if not self.viewer.has(PARTNER) or entry.partner.user_id != self.viewer.user_id:
            raise NotFound
        return entry

    def _again(self) -> Response:
        return self.shown(self.get_object(), serializer_class=WholeEntryShape)

    @extend_schema(responses=WholeEntryShape)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        self.write_down("read", row)
        return self.shown(row, serializer_class=WholeEntryShape)

    @extend_schema(request=WriteShape, responses={201: EntryShape})
    def create(self, request: Request) -> Response:
        """What an exercise asks on a day, /entry-forms/ says. With audience `partner` it is shared at once."""
        who = me(self.viewer)
        data = self.valid(WriteShape)
        entry = entering.write(
            data["assignment"],
            who,
            data["day"],
            data["parts"],
            audience=circles_in(data),
            by=as_partner(self.viewer),
        )
        return self.shown(entry, status=201)

    @extend_schema(request=WordsShape, responses=WholeEntryShape)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change the entry as a whole. What is shared is taken back first."""
        entry, data = self._own(), self.valid(WordsShape)
        entering.rewrite(
            entry,
            data["parts"],
            audience=circles_in(data),
            by=as_partner(self.viewer),
            version=self.expected_version(),
        )
        return self._again()

    @extend_schema(request=None, responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Delete it. The day is then like any day without one, for the counsellor too."""
        entering.discard(self._own(), by=as_partner(self.viewer), version=self.expected_version())
        return Response(status=204)

    @extend_schema(request=SkipShape, responses={201: EntryShape})
    @action(detail=False, methods=["post"])
    def skip(self, request: Request) -> Response:
        """Leave a day out. The reason is for the counsellor; the other partner never learns of either."""
        who = me(self.viewer)
        data = self.valid(SkipShape)
        entry = entering.skip(
            data["assignment"], who, data["day"], data["reason"], by=as_partner(self.viewer)
        )
        return self.shown(entry, status=201)

    @extend_schema(request=WordsShape, responses=WholeEntryShape)
    @action(detail=True, methods=["post"], url_path="answer-after")
    def answer_after(self, request: Request, pk: str) -> Response:
        """Add what is asked once the round's sealed words stand open."""
        entry, data = self._own(), self.valid(WordsShape)
        entering.answer_after(entry, data["parts"], audience=circles_in(data), by=as_partner(self.viewer))
        return self._again()

    @extend_schema(request=None, responses=WholeEntryShape)
    @action(detail=True, methods=["post"])
    def share(self, request: Request, pk: str) -> Response:
        """Share what its exercise lets travel. The other partner gets it in ten minutes."""
        revealing.share_entry(self._own(), by=as_partner(self.viewer))
        return self._again()

    @extend_schema(request=None, responses=WholeEntryShape)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        revealing.take_back_entry(self._own(), by=as_partner(self.viewer))
        return self._again()

    @extend_schema(request=None, responses=WholeEntryShape)
    @action(detail=True, methods=["post"], url_path="allow-in-room")
    def allow_in_room(self, request: Request, pk: str) -> Response:
        """Let the counsellor read one's sealed words and open them in the room, once both have said so."""
        in_room.allow(self._own(), by=as_partner(self.viewer))
        return self._again()

    @extend_schema(request=None, responses=WholeEntryShape)
    @action(detail=True, methods=["post"], url_path="keep-from-room")
    def keep_from_room(self, request: Request, pk: str) -> Response:
        """Change one's mind before it was opened."""
        in_room.keep(self._own(), by=as_partner(self.viewer))
        return self._again()
