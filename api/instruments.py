"""Instruments, and questionnaires: one partner taking one instrument once."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, Shown, ViewSet
from api.errors import shaped
from assessments import administering, definition, reading
from assessments.models import Administration, InstrumentVersion
from practice import audit, noting
from practice.access import COUNSELLOR, COVER, PARTNER
from practice.refusals import BadInput, NotFound


class InstrumentShape(Serializer):
    definition = serializers.SerializerMethodField()

    class Meta:
        model = InstrumentVersion
        fields = (
            "id",
            "slug",
            "number",
            "title",
            "neutral_title",
            "content_hash",
            "published_at",
            "definition",
        )

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_definition(self, row: InstrumentVersion) -> Any:
        return definition.as_dict(row.definition)


class InstrumentViewSet(Listed, Shown, ViewSet):
    """The library; a partner finds here what was sent to them."""

    model = InstrumentVersion
    scope = "instruments"
    serializer_class = InstrumentShape
    ordering = ("slug", "-number")


class QuestionnaireShape(Serializer):
    class Meta:
        model = Administration
        fields = (
            "id",
            "couple",
            "partner",
            "instrument",
            "state",
            "stance",
            "occasion",
            "due_on",
            "opened_at",
            "submitted_at",
            "version",
        )
        read_only_fields = fields


def plain(row: Administration) -> dict[str, Any]:
    """QuestionnaireShape straight from the row, for the path that is taken most."""
    return {
        "id": row.pk,
        "couple": row.couple_id,
        "partner": row.partner_id,
        "instrument": row.instrument_id,
        "state": row.state,
        "stance": row.stance,
        "occasion": row.occasion,
        "due_on": row.due_on,
        "opened_at": row.opened_at,
        "submitted_at": row.submitted_at,
        "version": row.version,
    }


class AnsweredShape(QuestionnaireShape):
    """With the answers: one's own at any time, a partner's once it was sent to the counsellor."""

    answers = serializers.SerializerMethodField()
    scores = serializers.SerializerMethodField()
    resume_at = serializers.SerializerMethodField()

    class Meta(QuestionnaireShape.Meta):
        fields = (*QuestionnaireShape.Meta.fields, "answers", "scores", "resume_at")

    def _is_mine(self, row: Administration) -> bool:
        return bool(row.partner.user_id == self.context["view"].viewer.user_id)

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_answers(self, row: Administration) -> Any:
        return reading.given(row, self.context["view"].viewer)

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_scores(self, row: Administration) -> Any:
        return None if self._is_mine(row) else row.scores

    def get_resume_at(self, row: Administration) -> str | None:
        return administering.resume_point(row) if self._is_mine(row) and row.is_open else None


class SendShape(Serializer):
    instrument = serializers.SlugField(max_length=60)
    stance = serializers.ChoiceField(
        choices=Administration.Stance.choices,
        default=Administration.Stance.SELF,
        help_text="guess: as they think the other would answer, where the instrument allows it.",
    )

    class Meta:
        model = Administration
        fields = ("couple", "partner", "instrument", "stance", "due_on", "occasion")


class AnswersShape(Shape):
    """Question id to answer, {"v": answer}, {"declined": true}, or null to clear it.

    An answer is a value, a list of values (multi, pick), or for a grid an object of row id to value.
    """

    answers = serializers.DictField(child=serializers.JSONField(allow_null=True), allow_empty=True)


class QuestionnaireViewSet(Listed, ViewSet):
    """PATCH merges single answers and needs no ETag; the later edit of one question wins."""

    model = Administration
    scope = "questionnaires"
    roles = frozenset({PARTNER, COUNSELLOR, COVER})
    params = frozenset({"couple", "state"})
    serializer_class = QuestionnaireShape
    read_as = "administration"
    ordering = ("-opened_at", "pk")

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        query = self.request.query_params if self.request else {}
        if "couple" in query:
            rows = rows.filter(couple=noting.as_id(query["couple"], "couple"))
        if "state" in query:
            if query["state"] not in Administration.State.values:
                raise BadInput(fields={"state": "open, submitted, void"})
            rows = rows.filter(state=query["state"])
        return rows.select_related("instrument", "partner", "couple")

    def _lightly(self) -> Administration:
        """The row by its id alone, seen to be this viewer's; the verb reads the rest under its lock."""
        row: Administration | None = (
            Administration.objects.visible_to(self.viewer).filter(pk=self.kwargs["pk"]).only("pk").first()
        )
        if row is None:
            raise NotFound
        return row

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        audit.record(self.viewer, "administration.read", row, couple=row.couple)
        return self.shown(row, serializer_class=AnsweredShape)

    @extend_schema(request=SendShape, responses={201: QuestionnaireShape})
    def create(self, request: Request) -> Response:
        if not self.viewer.has(COUNSELLOR):
            raise NotFound
        data = self.valid(SendShape)
        slug = data.pop("instrument")
        row = administering.send(data.pop("couple"), data.pop("partner"), slug, by=self.viewer, **data)
        return self.shown(row, status=201)

    @extend_schema(request=AnswersShape, responses=AnsweredShape)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = administering.save_answer(
            self.get_object(), self.valid(AnswersShape)["answers"], by=self.viewer
        )
        return self.shown(row, serializer_class=AnsweredShape)

    @extend_schema(request=AnswersShape, responses=QuestionnaireShape)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Send it. Answers may come along; doing it again changes nothing."""
        changes = self.valid(AnswersShape)["answers"] if request.data else {}
        try:
            row = administering.submit(self._lightly(), changes=changes, by=self.viewer)
        except (BadInput, administering.Closed) as refusal:
            # Answered, not raised: what came along is kept, and may have told the counsellor something.
            return shaped(refusal.status, code=refusal.code, message=refusal.sentence, fields=refusal.fields)
        return Response(plain(row), headers={"ETag": f'"v{row.version}"'})

    @extend_schema(request=None, responses=QuestionnaireShape)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: str) -> Response:
        return self.shown(administering.void(self.get_object(), by=self.viewer))
