"""Plans: what a couple is to be asked and when. Batteries: the forms that go out together. For the counsellor's side."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, Shown, ViewSet
from assessments import planning
from assessments.format import batteries
from assessments.format.batteries import Battery, Part
from assessments.models import Administration, AssessmentPlan, InstrumentVersion, PlanRun
from practice import noting
from practice.access import COUNSELLOR, COVER
from practice.refusals import BadInput

STAFF = frozenset({COUNSELLOR, COVER})


class FormInPlanShape(Shape):
    """One form of a plan. stance: about oneself, or a guess at what the other would answer."""

    slug = serializers.SlugField(max_length=60)
    stance = serializers.ChoiceField(
        choices=Administration.Stance.choices, default=Administration.Stance.SELF
    )


class PlanShape(Serializer):
    battery = serializers.CharField(read_only=True, help_text="Empty when the forms were named one by one.")

    class Meta:
        model = AssessmentPlan
        fields = (
            "id", "couple", "partner", "kind", "occasion", "battery", "forms", "state", "every_weeks", "months",
            "lead_days", "due_days", "open_days", "reminds", "starts_on", "ends_on", "next_at", "version",
        )  # fmt: skip
        read_only_fields = fields


class RunShape(Serializer):
    """One time it was carried out, with the questionnaires that came of it."""

    questionnaires = serializers.SerializerMethodField()

    class Meta:
        model = PlanRun
        fields = ("id", "on", "session", "questionnaires")
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_questionnaires(self, row: PlanRun) -> list[Any]:
        return list(self.context["sent"].get(row.pk, []))


class PlanWithRunsShape(PlanShape):
    runs = serializers.SerializerMethodField()

    class Meta(PlanShape.Meta):
        fields = (*PlanShape.Meta.fields, "runs")  # type: ignore[assignment]
        read_only_fields = fields

    @extend_schema_field(RunShape(many=True))
    def get_runs(self, row: AssessmentPlan) -> Any:
        viewer = self.context["view"].viewer
        runs = list(PlanRun.objects.visible_to(viewer).filter(plan=row).order_by("-on", "-at")[:200])
        sent: dict[Any, list[Any]] = {}
        forms = Administration.objects.visible_to(viewer).filter(run__in=runs).order_by("opened_at", "pk")
        for run, form in forms.values_list("run_id", "pk"):
            sent.setdefault(run, []).append(form)
        return RunShape(runs, many=True, context={**self.context, "sent": sent}).data


class WishShape(Serializer):
    """What can be chosen, and changed later."""

    every_weeks = serializers.IntegerField(required=False, allow_null=True)
    months = serializers.IntegerField(required=False, allow_null=True)
    lead_days = serializers.IntegerField(required=False)
    due_days = serializers.IntegerField(required=False, allow_null=True)
    open_days = serializers.IntegerField(required=False, allow_null=True)

    class Meta:
        model = AssessmentPlan
        fields = ("every_weeks", "months", "lead_days", "due_days", "open_days", "reminds", "ends_on")


class NewPlanShape(WishShape):
    """Name a battery, or the forms one by one. Without a partner it is for both alike; without a day, for now."""

    battery = serializers.SlugField(max_length=60, required=False)
    forms = FormInPlanShape(many=True, required=False)
    kind = serializers.ChoiceField(choices=AssessmentPlan.Kind.choices, required=False)

    class Meta(WishShape.Meta):
        fields = (  # type: ignore[assignment]
            *WishShape.Meta.fields, "couple", "partner", "kind", "battery", "forms", "starts_on",
        )  # fmt: skip


class PlanViewSet(Listed, Shown, ViewSet):
    """Sending a battery is a plan for now. PATCH needs the ETag; what changes holds from the next time on."""

    model = AssessmentPlan
    scope = "questionnaires"
    roles = STAFF
    params = frozenset({"couple", "state"})
    serializer_class = PlanShape
    read_as = "plan"
    ordering = ("-created_at", "pk")

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        query = self.request.query_params if self.request else {}
        if "couple" in query:
            rows = rows.filter(couple=noting.as_id(query["couple"], "couple"))
        if "state" in query:
            if query["state"] not in AssessmentPlan.State.values:
                raise BadInput(fields={"state": ", ".join(AssessmentPlan.State.values)})
            rows = rows.filter(state=query["state"])
        return rows.select_related("couple__practice", "partner")

    @extend_schema(responses=PlanWithRunsShape)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        self.write_down("read", row, couple=row.couple)
        return self.shown(row, serializer_class=PlanWithRunsShape)

    @extend_schema(request=NewPlanShape, responses={201: PlanShape})
    def create(self, request: Request) -> Response:
        data = self.valid(NewPlanShape)
        forms = [Part(each["slug"], each["stance"] == "guess") for each in data.pop("forms", [])]
        slug = data.pop("battery", "")
        if slug:
            data = {**_of_battery(slug), **data}
            forms = forms or list(_battery(slug).instruments)
        row = planning.set_up(data.pop("couple"), forms, by=self.viewer, **data)
        return self.shown(row, status=201)

    @extend_schema(request=WishShape, responses=PlanShape)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row, version = self.get_object(), self.expected_version()
        wishes = self.valid(WishShape, partial=True)
        return self.shown(planning.change(row, by=self.viewer, version=version, **wishes))

    @extend_schema(request=None, responses=PlanShape)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """Say yes to a suggestion."""
        return self.shown(planning.confirm(self.get_object(), by=self.viewer))

    @extend_schema(request=None, responses=PlanShape)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, pk: str) -> Response:
        """Say no to a suggestion."""
        return self.shown(planning.dismiss(self.get_object(), by=self.viewer))

    @extend_schema(request=None, responses=PlanShape)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Nothing more goes out."""
        return self.shown(planning.end(self.get_object(), by=self.viewer))


def _battery(slug: str) -> Battery:
    found = batteries.shipped().get(slug)
    if found is None:
        raise BadInput(
            fields={"battery": _("Pick one of these: %(slugs)s.") % {"slugs": ", ".join(batteries.shipped())}}
        )
    return found


def _of_battery(slug: str) -> dict[str, Any]:
    """How a battery usually comes round; what was asked for goes before it."""
    found = _battery(slug)
    return {
        "battery": slug,
        "kind": planning.kind_of(found),
        "occasion": planning.occasion_of(found),
        "every_weeks": found.every_weeks,
        "months": found.months_after_ending,
    }


class BatteryShape(Shape):
    slug = serializers.CharField()
    title = serializers.CharField()
    neutral_title = serializers.CharField()
    purpose = serializers.CharField()
    when = serializers.CharField()
    minutes = serializers.IntegerField()
    forms = FormInPlanShape(source="instruments", many=True)


class BatteryViewSet(ViewSet):
    """The batteries that come with the product. They are files, the same for everybody who may send them."""

    model = InstrumentVersion
    scope = "instruments"
    roles = STAFF

    @extend_schema(responses=BatteryShape(many=True))
    def list(self, request: Request) -> Response:
        return Response({"results": BatteryShape(list(batteries.shipped().values()), many=True).data})
