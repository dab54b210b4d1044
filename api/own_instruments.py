"""Published instruments by their facts, and what a practice brings: licensed words, files, FHIR questionnaires."""

from __future__ import annotations

from typing import Any, cast

import msgspec
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, ViewSet
from assessments import licensing
from assessments.exchange import fhir_export
from assessments.exchange.fhir_words import Release
from assessments.format import adapter, definition
from assessments.format.adapter_wording import WordedItem, Wording
from assessments.models import InstrumentLicence, InstrumentVersion
from assessments.scores import adapter_scoring
from practice import audit
from practice.access import COUNSELLOR, COVER, OWNER
from practice.refusals import BadInput, NotFound

LONGEST_FILE = 250_000
RELEASE = OpenApiParameter("release", str, enum=["R4", "R5"], description="R4 when nothing is said.")


def release_of(request: Request) -> Release:
    """The FHIR release that was asked for."""
    wanted = request.query_params.get("release", "R4")
    if wanted not in ("R4", "R5"):
        raise BadInput(fields={"release": "R4, R5"})
    return cast(Release, wanted)


class FileShape(Shape):
    """A shape with a whole file in `content`; its own reader says what cannot be read in it."""

    def to_internal_value(self, data: Any) -> Any:
        text = data.get("content") if isinstance(data, dict) else None
        if not isinstance(text, str) or not text.strip():
            return super().to_internal_value(data)
        if len(text) > LONGEST_FILE:
            raise serializers.ValidationError({"content": f"At most {LONGEST_FILE} letters fit here."})
        return {**super().to_internal_value({**data, "content": "text"}), "content": text}


class NumbersShape(Shape):
    adapter = serializers.CharField(max_length=40)
    points = serializers.DictField(child=serializers.JSONField(), help_text="Item number to points.")


class AdapterViewSet(ViewSet):
    """Score-only adapters: items, ranges, rules, published lines and figures with their sources. No wording."""

    model = InstrumentVersion
    scope = "instruments"
    roles = frozenset({COUNSELLOR, COVER, OWNER})
    serializer_class = NumbersShape

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def list(self, request: Request) -> Response:
        return Response({"results": [msgspec.to_builtins(each) for each in adapter.shipped().values()]})

    @extend_schema(request=NumbersShape, responses=OpenApiTypes.OBJECT)
    @action(detail=False, methods=["post"])
    def score(self, request: Request) -> Response:
        """What these points come to. Nothing is kept, nobody is named, and no alert is raised: it is a sum."""
        data = self.valid(NumbersShape)
        rule = adapter.shipped().get(data["adapter"])
        if rule is None:
            raise BadInput(fields={"adapter": ", ".join(adapter.shipped())})
        try:
            points = adapter_scoring.read_points(rule, data["points"])
        except adapter_scoring.PointsRefused as refusal:
            raise BadInput(fields=refusal.problems) from None
        found = msgspec.to_builtins(adapter_scoring.score(rule, points))
        look_at = [alert.item for alert in adapter_scoring.alerts(rule, points)]
        return Response({**found, "look_at": look_at})


class LicenceShape(Serializer):
    slug = serializers.CharField(source="instrument.slug", read_only=True)
    number = serializers.IntegerField(source="instrument.number", read_only=True)
    title = serializers.CharField(source="instrument.title", read_only=True)

    class Meta:
        model = InstrumentLicence
        fields = (
            "instrument",
            "slug",
            "number",
            "title",
            "adapter",
            "holder",
            "until",
            "reason",
            "entered_at",
        )
        read_only_fields = fields


class ItemShape(Shape):
    text = serializers.CharField(max_length=600)
    labels = serializers.ListField(child=serializers.CharField(max_length=200), max_length=60, default=[])


class WordingShape(Shape):
    """The practice's own licensed words for an adapter, and who lets it use them."""

    adapter = serializers.CharField(max_length=40)
    title = serializers.CharField(max_length=120)
    neutral_title = serializers.CharField(max_length=120)
    intro = serializers.CharField(max_length=2_000, allow_blank=True, default="")
    language = serializers.CharField(max_length=12, default="en")
    items = ItemShape(many=True, allow_empty=False)
    labels = serializers.ListField(
        child=serializers.CharField(max_length=200),
        max_length=60,
        default=[],
        help_text="The words of the points, lowest first, for all items without words of their own.",
    )
    licence_holder = serializers.CharField(max_length=200)
    licence_until = serializers.DateField(allow_null=True, default=None)
    reason = serializers.CharField(max_length=300, allow_blank=True, default="")


class BringShape(FileShape):
    content = serializers.CharField(
        help_text="A FHIR R4 or R5 Questionnaire in JSON, or an instrument in TOML."
    )
    licence_holder = serializers.CharField(max_length=200, allow_blank=True, default="")
    licence_until = serializers.DateField(allow_null=True, default=None)
    reason = serializers.CharField(max_length=300, allow_blank=True, default="")
    dry_run = serializers.BooleanField(
        default=False, help_text="Say what would come of it, and keep nothing."
    )


class BroughtShape(Shape):
    """What came, or would come, of a file."""

    instrument = serializers.UUIDField(allow_null=True)
    is_known = serializers.BooleanField()
    notes = serializers.ListField(child=serializers.CharField())
    definition = serializers.JSONField()


class UntilShape(Shape):
    licence_until = serializers.DateField(allow_null=True)


class OwnInstrumentViewSet(Listed, ViewSet):
    """What the practice brought, each with its licence note. Another practice never sees any of it."""

    model = InstrumentLicence
    scope = "instruments"
    roles = frozenset({COUNSELLOR, OWNER})
    serializer_class = LicenceShape
    ordering = ("-entered_at", "pk")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("instrument")

    def _rights_again(self, body: Any) -> None:
        made = body.get("instrument") if isinstance(body, dict) else None
        if made is not None and not self.get_queryset().filter(pk=made).exists():
            raise NotFound

    @extend_schema(request=WordingShape, responses={201: LicenceShape})
    def create(self, request: Request) -> Response:
        """Enter licensed words; they become a version that never changes. The same words again change nothing."""
        data = self.valid(WordingShape)
        items = tuple(WordedItem(each["text"], tuple(each["labels"])) for each in data["items"])
        wording = Wording(
            data["title"],
            data["neutral_title"],
            items,
            tuple(data["labels"]),
            data["intro"],
            data["language"],
        )
        terms = licensing.Terms(data["licence_holder"], data["licence_until"], data["reason"])
        made = licensing.enter_wording(data["adapter"], wording, terms, by=self.viewer)
        return self.shown(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=BringShape, responses={200: BroughtShape, 201: BroughtShape})
    @action(detail=False, methods=["post"], url_path="import")
    def bring(self, request: Request) -> Response:
        """Bring a FHIR Questionnaire or a TOML file. Refused with a line for each thing that cannot be kept."""
        data = self.valid(BringShape)
        terms = licensing.Terms(data["licence_holder"], data["licence_until"], data["reason"])
        found = licensing.bring_in(data["content"], terms, by=self.viewer, dry_run=data["dry_run"])
        body = {
            "instrument": found.version.pk if found.version else None,
            "is_known": found.is_known,
            "notes": list(found.notes),
            "definition": definition.as_dict(found.definition),
        }
        return Response(body, status=201 if found.version and not found.is_known else 200)

    @extend_schema(request=UntilShape, responses=LicenceShape)
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, pk: str) -> Response:
        """The rights were given for longer, or for shorter."""
        row = self.get_object()
        licensing.renew(row.instrument, self.valid(UntilShape)["licence_until"], by=self.viewer)
        return self.shown(self.get_object())


class FhirQuestionnaireViewSet(ViewSet):
    """A form as a FHIR Questionnaire, R4 unless R5 is asked for."""

    model = InstrumentVersion
    scope = "instruments"
    params = frozenset({"release"})

    @extend_schema(parameters=[RELEASE], responses=OpenApiTypes.OBJECT)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        audit.record(self.viewer, "instrument.exported", row)
        return Response(fhir_export.questionnaire(row, by=self.viewer, release=release_of(request)))
