"""Instruments, and questionnaires: one partner taking one instrument once."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, Shown, ViewSet
from api.errors import shaped
from assessments import administering, closing, offering, sending
from assessments.format import definition
from assessments.models import Administration, InstrumentVersion, TakenBack
from assessments.results import reading
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
            "closes_on",
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
        "closes_on": row.closes_on,
        "opened_at": row.opened_at,
        "submitted_at": row.submitted_at,
        "version": row.version,
    }


class AnsweredShape(QuestionnaireShape):
    """With the answers: one's own at any time, a partner's once it was sent to the counsellor.

    offered: one's own answers from before, for questions that have none yet; send one back to say that it is still right.
    reason: why its partner would rather not fill it in; or, for the counsellor's side, why it was taken back.
    """

    answers = serializers.SerializerMethodField()
    scores = serializers.SerializerMethodField()
    resume_at = serializers.SerializerMethodField()
    offered = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()

    class Meta(QuestionnaireShape.Meta):
        fields = (*QuestionnaireShape.Meta.fields, "answers", "scores", "resume_at", "offered", "reason")

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

    @extend_schema_field(OpenApiTypes.OBJECT)
    def get_offered(self, row: Administration) -> Any:
        return offering.offered(row) if self._is_mine(row) else {}

    def get_reason(self, row: Administration) -> str:
        if row.state == Administration.State.VOID:
            viewer = self.context["view"].viewer
            taken = TakenBack.objects.visible_to(viewer).filter(administration=row).first()
            return taken.reason if taken is not None else ""
        return (row.declined or {}).get("reason", "")


class SendShape(Serializer):
    instrument = serializers.SlugField(max_length=60)
    stance = serializers.ChoiceField(
        choices=Administration.Stance.choices,
        default=Administration.Stance.SELF,
        help_text="guess: as they think the other would answer, where the instrument allows it.",
    )

    class Meta:
        model = Administration
        fields = (
            "couple", "partner", "instrument", "stance", "occasion", "due_on", "closes_on", "before_session", "reminds",
        )  # fmt: skip
        extra_kwargs: ClassVar[dict[str, Any]] = {"occasion": {"required": False}}


class AgainShape(Serializer):
    """By when this time."""

    class Meta:
        model = Administration
        fields = ("due_on", "closes_on")


class ReasonShape(Shape):
    """Why, if there is anything to say."""

    reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=closing.LONGEST_REASON
    )


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
                raise BadInput(fields={"state": ", ".join(Administration.State.values)})
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

    @extend_schema(request=ReasonShape, responses=QuestionnaireShape)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: str) -> Response:
        """Take it back. The reason stays on the counsellor's side."""
        reason = self.valid(ReasonShape)["reason"] if request.data else ""
        return self.shown(closing.void(self.get_object(), by=self.viewer, reason=reason))

    @extend_schema(request=ReasonShape, responses=QuestionnaireShape)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Rather not. Its partner says so; the counsellor reads the reason, if there is one."""
        reason = self.valid(ReasonShape)["reason"] if request.data else ""
        return self.shown(closing.decline(self.get_object(), by=self.viewer, reason=reason))

    @extend_schema(request=AgainShape, responses={201: QuestionnaireShape})
    @action(detail=True, methods=["post"])
    def again(self, request: Request, pk: str) -> Response:
        """Send it once more, in today's wording; the first stays as it is."""
        days = self.valid(AgainShape) if request.data else {}
        return self.shown(sending.send_again(self.get_object(), by=self.viewer, **days), status=201)
