"""Progress, side by side and as issued reports: for the couple, for one partner, for the counsellor."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, ViewSet
from assessments.results import reading
from practice import audit
from practice.access import COUNSELLOR, COVER, PARTNER
from practice.models import Couple, Partner
from practice.refusals import NotFound
from reports import agreeing, issuing, ledger
from reports.models import IssuedReport, ReportConsent


class ProgressViewSet(ViewSet):
    """Both partners side by side, for the counsellor alone; nothing is averaged."""

    model = Couple
    scope = "progress"
    roles = frozenset({COUNSELLOR, COVER})

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        couple = self.get_object()
        if couple.counsellor_id != self.viewer.staff_id and couple.pk not in self.viewer.covers:
            raise NotFound
        audit.record(self.viewer, "progress.read", couple, couple=couple)
        return Response(
            [dataclasses.asdict(one) for one in map(_plain, reading.side_by_side(couple, self.viewer))]
        )


@dataclasses.dataclass(frozen=True)
class ScaleShape:
    scale: str
    title: str
    higher_is: str
    gap: float | None
    a: list[dict[str, Any]]
    b: list[dict[str, Any]]
    change_a: str
    change_b: str
    points_needed: int
    is_provisional: bool


@dataclasses.dataclass(frozen=True)
class InstrumentShape:
    instrument: str
    number: int
    title: str
    limits: str
    scales: list[ScaleShape]
    composites: list[dict[str, Any]]
    lists: list[dict[str, Any]]
    facets: dict[str, Any] | None


def _plain(one: reading.InstrumentSideBySide) -> InstrumentShape:
    return InstrumentShape(
        one.slug,
        one.number,
        one.title,
        one.limits,
        [_scale(scale) for scale in one.scales],
        [dataclasses.asdict(each) for each in one.composites],
        [dataclasses.asdict(each) for each in one.lists],
        dataclasses.asdict(one.facets) if one.facets else None,
    )


def _scale(scale: reading.ScaleSideBySide) -> ScaleShape:
    return ScaleShape(
        scale.id,
        scale.title,
        scale.higher_is,
        scale.gap,
        _points(scale.a),
        _points(scale.b),
        str(scale.a.change),
        str(scale.b.change),
        scale.points_needed,
        scale.is_provisional,
    )


def _points(line: reading.Line) -> list[dict[str, Any]]:
    return [
        {
            "at": point.at.isoformat(),
            "value": point.value,
            "band": point.band,
            "answered": point.answered,
            "of": point.of,
        }
        for point in line.points
    ]


class ReportShape(Serializer):
    class Meta:
        model = IssuedReport
        fields = ("id", "couple", "audience", "number", "issued_at", "state", "digest", "file_sha256")
        read_only_fields = fields


class OrderShape(Serializer):
    since = serializers.DateField()
    until = serializers.DateField()
    in_short = serializers.CharField(max_length=1_200, required=False, allow_blank=True)
    next_step = serializers.CharField(max_length=600, required=False, allow_blank=True, default="")

    class Meta:
        model = IssuedReport
        fields = ("couple", "audience", "partner", "since", "until", "in_short", "next_step")
        extra_kwargs = {"partner": {"required": False}}


class ReaderShape(Serializer):
    class Meta:
        model = ReportConsent
        fields = ("partner",)


class WhyShape(Shape):
    reason = serializers.CharField(max_length=600)


class CodeShape(Shape):
    code = serializers.CharField(max_length=200)


class VerifiedShape(Shape):
    number = serializers.IntegerField()
    issued_on = serializers.DateField()
    state = serializers.CharField()


class ReportViewSet(Listed, ViewSet):
    """The ledger of issued reports. A partner finds what was given to them, and no trace of the other's."""

    model = IssuedReport
    scope = "reports"
    roles = frozenset({PARTNER, COUNSELLOR, COVER})
    serializer_class = ReportShape
    read_as = "report"
    ordering = ("-issued_at", "pk")

    def get_queryset(self) -> Any:
        return super().get_queryset().defer("content", "pdf")

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        report = self.get_object()
        self.write_down("read", report)
        return self.shown(report)

    @extend_schema(request=OrderShape, responses={201: ReportShape})
    def create(self, request: Request) -> Response:
        if not self.viewer.roles & {COUNSELLOR, COVER}:
            raise NotFound
        data = self.valid(OrderShape)
        couple = data.pop("couple")
        return self.shown(issuing.issue(couple, issuing.Order(**data), by=self.viewer), status=201)

    @extend_schema(responses={(200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY)})
    @action(detail=True, methods=["get"])
    def pdf(self, request: Request, pk: str) -> HttpResponse:
        """The very bytes that were issued."""
        body = ledger.file_of(self.get_object().pk, by=self.viewer)
        headers = {
            "Content-Disposition": 'attachment; filename="report.pdf"',
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(body, content_type="application/pdf", headers=headers)

    @extend_schema(request=ReaderShape, responses=ReportShape)
    @action(detail=True, methods=["post"])
    def share(self, request: Request, pk: str) -> Response:
        report = self.get_object()
        issuing.share(report, self.valid(ReaderShape)["partner"], by=self.viewer)
        return self.shown(report)

    @extend_schema(request=WhyShape, responses=ReportShape)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: str) -> Response:
        issuing.void(self.get_object(), self.valid(WhyShape)["reason"], by=self.viewer)
        return self.shown(self.get_object())

    @extend_schema(request=CodeShape, responses=VerifiedShape)
    @action(detail=False, methods=["post"])
    def verify(self, request: Request) -> Response:
        """Check a printed digest or a file's SHA-256: number, date and state, nothing else."""
        found = ledger.verify(self.valid(CodeShape)["code"])
        if found is None:
            raise NotFound
        return Response(VerifiedShape(found).data)


class AgreementShape(Shape):
    reader = serializers.ChoiceField(
        choices=ReportConsent.Reader.choices, default=ReportConsent.Reader.COUPLE
    )
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=ReportConsent.Kind.choices), allow_empty=True
    )


class AgreementViewSet(Listed, ViewSet):
    """What a partner agrees to have shown. POST states the whole of it; what is left out is taken back."""

    model = ReportConsent
    scope = "reports"
    roles = frozenset({PARTNER, COUNSELLOR, COVER})
    read_as = "report_agreement"
    ordering = ("-given_at", "pk")

    class ConsentShape(Serializer):
        class Meta:
            model = ReportConsent
            fields = ("id", "partner", "reader", "kind", "given_at", "withdrawn_at")
            read_only_fields = fields

    serializer_class = ConsentShape

    @extend_schema(request=AgreementShape, responses={200: AgreementShape})
    def create(self, request: Request) -> Response:
        me = Partner.objects.visible_to(self.viewer).filter(user=self.viewer.user_id).first()
        if me is None or not self.viewer.has(PARTNER):
            raise NotFound
        data = self.valid(AgreementShape)
        held = agreeing.agree(me, data["kinds"], by=self.viewer, reader=data["reader"])
        return Response({"reader": data["reader"], "kinds": [row.kind for row in held]})
