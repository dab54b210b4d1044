"""Answers that a colleague enters, from paper or from a file; and answers handed out as FHIR."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Serializer, Shape, ViewSet
from api.own_instruments import RELEASE, FileShape, release_of
from assessments import recording
from assessments.exchange import fhir_export
from assessments.models import Administration
from practice.access import COUNSELLOR, COVER, PARTNER
from practice.refusals import NotFound


class PaperShape(Serializer):
    """Points by item number, or totals alone, as they stand on paper. Both have to agree when both are given."""

    adapter = serializers.CharField(max_length=40)
    taken_on = serializers.DateField()
    points = serializers.DictField(child=serializers.JSONField(allow_null=True), default={})
    totals = serializers.DictField(child=serializers.JSONField(allow_null=True), default={})

    class Meta:
        model = Administration
        fields = ("couple", "partner", "adapter", "taken_on", "points", "totals")


class ResponseShape(FileShape, Serializer):
    """A FHIR QuestionnaireResponse in JSON, for a form by its slug or for an adapter's numbered items."""

    instrument = serializers.CharField(max_length=60)
    content = serializers.CharField()
    taken_on = serializers.DateField(allow_null=True, default=None)
    dry_run = serializers.BooleanField(default=False)

    class Meta:
        model = Administration
        fields = ("couple", "partner", "instrument", "content", "taken_on", "dry_run")


class TableShape(FileShape):
    """CSV or JSON with partner, instrument, taken_on, and items (item_1, …) or scores by their id."""

    content = serializers.CharField()
    dry_run = serializers.BooleanField(default=False)


class TakenShape(Shape):
    """One form that was, or would be, entered. unread: alert items that a total says nothing about."""

    questionnaire = serializers.UUIDField(allow_null=True)
    partner = serializers.UUIDField()
    instrument = serializers.CharField()
    taken_on = serializers.DateField()
    scores = serializers.JSONField()
    alerts = serializers.IntegerField()
    unread = serializers.ListField(child=serializers.IntegerField())
    line = serializers.IntegerField(allow_null=True)


class TableTakenShape(Shape):
    entered = TakenShape(many=True)


def shown(taken: recording.Taken) -> dict[str, Any]:
    """One entered form, without its trace."""
    facts = {
        key: value for key, value in asdict(taken).items() if key not in ("administration", "partner_id")
    }
    scores = {key: value for key, value in facts["scores"].items() if key != "trace"}
    row = taken.administration
    return {**facts, "scores": scores, "partner": taken.partner_id, "questionnaire": row.pk if row else None}


class EnteredFormViewSet(ViewSet):
    """What is entered is marked as such, raises the same alerts as any form, and stands on no partner's page."""

    model = Administration
    scope = "questionnaires"
    roles = frozenset({COUNSELLOR, COVER})
    serializer_class = TakenShape

    def _rights_again(self, body: Any) -> None:
        rows = body.get("entered", [body]) if isinstance(body, dict) else []
        ids = {row["questionnaire"] for row in rows if row.get("questionnaire")}
        if self.get_queryset().filter(pk__in=ids).count() < len(ids):
            raise NotFound

    @extend_schema(request=PaperShape, responses={201: TakenShape})
    def create(self, request: Request) -> Response:
        """Numbers from paper."""
        data = self.valid(PaperShape)
        couple, partner, slug = data.pop("couple"), data.pop("partner"), data.pop("adapter")
        return Response(
            shown(recording.from_paper(couple, partner, slug, by=self.viewer, **data)), status=201
        )

    @extend_schema(request=ResponseShape, responses={200: TakenShape, 201: TakenShape})
    @action(detail=False, methods=["post"])
    def response(self, request: Request) -> Response:
        """A FHIR QuestionnaireResponse. Refused with a line for each mistake; dry_run says what would be entered."""
        data = self.valid(ResponseShape)
        found = recording.response(
            data["couple"],
            data["partner"],
            data["instrument"],
            data["content"],
            by=self.viewer,
            dry_run=data["dry_run"],
            taken_on=data["taken_on"],
        )
        return Response(shown(found), status=201 if found.administration else 200)

    @extend_schema(request=TableShape, responses={200: TableTakenShape, 201: TableTakenShape})
    @action(detail=False, methods=["post"])
    def table(self, request: Request) -> Response:
        """Numbers of many forms. One mistake and nothing of it is taken."""
        data = self.valid(TableShape)
        found = recording.totals(data["content"], by=self.viewer, dry_run=data["dry_run"])
        return Response({"entered": [shown(each) for each in found]}, status=200 if data["dry_run"] else 201)


class FhirResponseViewSet(ViewSet):
    """One form's answers as a FHIR QuestionnaireResponse: one's own, or what was sent to the counsellor."""

    model = Administration
    scope = "questionnaires"
    roles = frozenset({PARTNER, COUNSELLOR, COVER})
    params = frozenset({"release"})

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("instrument", "partner", "couple")

    @extend_schema(parameters=[RELEASE], responses=OpenApiTypes.OBJECT)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(fhir_export.response(self.get_object(), by=self.viewer, release=release_of(request)))
