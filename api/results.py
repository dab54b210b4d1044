"""What came of one instrument: both for the counsellor, one's own for a partner, and the switch between them."""

from __future__ import annotations

import dataclasses
from typing import Any

import msgspec
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, ViewSet
from assessments.models import Administration, OwnResultSwitch, ScaleFigures
from assessments.results import own_result, result_reading
from assessments.results.result_reading import Result
from practice import audit
from practice.access import COUNSELLOR, COVER, OWNER, PARTNER, Viewer
from practice.models import Couple
from practice.refusals import BadInput, NotFound


class ResultViewSet(ViewSet):
    """One instrument for one couple, for whoever looks after them: scales, lists, facets, guesses, and every trace."""

    model = Couple
    scope = "progress"
    roles = frozenset({COUNSELLOR, COVER})
    params = frozenset({"instrument", "wording"})

    @extend_schema(
        responses=OpenApiTypes.OBJECT,
        parameters=[OpenApiParameter("instrument", str, required=True), OpenApiParameter("wording", int)],
    )
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        couple = self.get_object()
        slug, wording = (request.query_params.get(name, "") for name in ("instrument", "wording"))
        if not slug or (wording and not wording.isdecimal()):
            raise BadInput(fields={"instrument": "weekly-pulse"} if not slug else {"wording": "1"})
        found = result_reading.result(couple, slug, self.viewer, number=int(wording) if wording else None)
        if found is None:
            raise NotFound
        audit.record(self.viewer, "questionnaire.read", couple, couple=couple)
        return Response(_plain(found))


def _plain(found: Result) -> Any:
    """The reading without the wording itself, which /instruments/ has."""
    facts = {
        field.name: getattr(found, field.name)
        for field in dataclasses.fields(found)
        if field.name not in ("wording", "definition", "crossing", "items")
    }
    items = [
        {
            "question": each.question.id,
            "row": each.row.id if each.row else None,
            "a": each.a,
            "b": each.b,
            "distance": each.distance,
        }
        for each in found.items
    ]
    plain: Any = msgspec.to_builtins(
        {"instrument": found.wording.slug, "number": found.wording.number, "items": items, **facts},
        enc_hook=str,
        str_keys=True,
    )
    return plain


class OwnResultViewSet(ViewSet):
    """What came of one's own form, by its id, where the counsellor allows it. Everything else is not there."""

    model = Administration
    scope = "questionnaires"
    roles = frozenset({PARTNER})

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        me = Viewer(self.viewer.user_id, self.viewer.roles & {PARTNER}, self.viewer.practice_id)
        rows: Any = Administration.objects.visible_to(me).submitted().filter(pk=self.kwargs["pk"])
        row = rows.select_related("instrument", "partner").first()
        if row is None:
            raise NotFound
        found = own_result.own_result(row, me)
        audit.record(self.viewer, "own_result.read", row)
        scales = [
            {"id": each.scale.id, "title": each.scale.title, "anchors": [each.scale.anchors.low, each.scale.anchors.high],
             "nearest": each.anchor, "change": each.change}
            for each in found.scales
        ]  # fmt: skip
        return Response({"scales": scales, "foremost": list(found.foremost)})


class SwitchShape(Serializer):
    class Meta:
        model = OwnResultSwitch
        fields = ("id", "couple", "slug", "is_on", "changed_by", "changed_at")
        read_only_fields = fields


class NewSwitch(Serializer):
    instrument = serializers.SlugField(max_length=60)

    class Meta:
        model = OwnResultSwitch
        fields = ("couple", "instrument", "is_on")
        extra_kwargs = {"is_on": {"required": True}}


class SwitchViewSet(Listed, ViewSet):
    """Whether each of a couple may see their own result of an instrument; for both alike."""

    model = OwnResultSwitch
    scope = "questionnaires"
    roles = frozenset({COUNSELLOR, COVER})
    serializer_class = SwitchShape
    ordering = ("slug", "pk")

    @extend_schema(request=NewSwitch, responses={201: SwitchShape})
    def create(self, request: Request) -> Response:
        asked = self.valid(NewSwitch)
        row = own_result.allow(asked["couple"], asked["instrument"], is_on=asked["is_on"], by=self.viewer)
        return self.shown(row, status=201)


class FiguresShape(Serializer):
    figures = serializers.SerializerMethodField()

    class Meta:
        model = ScaleFigures
        fields = ("id", "instrument", "scale", "figures", "measured_on")
        read_only_fields = fields

    def get_figures(self, row: ScaleFigures) -> dict[str, Any]:
        held: dict[str, Any] = row.figures
        return held


class FiguresViewSet(Listed, ViewSet):
    """The practice's own numbers about its scales. Scales that too few people have answered are not there."""

    model = ScaleFigures
    scope = "instruments"
    roles = frozenset({COUNSELLOR, COVER, OWNER})
    serializer_class = FiguresShape
    ordering = ("instrument", "scale")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("practice")
