"""Oneself: who am I here, how am I called, how may I be reached, what have I signed. And the practice's staff."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, Shown, ViewSet
from practice import caring, consenting, noting, reaching, staffing
from practice.access import COUNSELLOR, OWNER, PARTNER
from practice.models import ConsentText, ContactCard, Grant, Partner, Practice, Signature, Staff
from practice.refusals import NotFound


class MeShape(Shape):
    roles = serializers.ListField(child=serializers.CharField())
    called = serializers.CharField()
    pronouns = serializers.CharField()
    couple = serializers.UUIDField(allow_null=True)
    mark = serializers.CharField(allow_null=True)
    partner_name = serializers.CharField()
    counsellor_name = serializers.CharField()
    version = serializers.IntegerField()


class CalledShape(Shape):
    called = serializers.CharField(max_length=80)
    pronouns = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class MeViewSet(ViewSet):
    """Who am I here?"""

    model = Partner
    scope = "me"

    def _me(self) -> dict[str, Any]:
        partner = Partner.objects.visible_to(self.viewer).filter(user=self.viewer.user_id).first()
        staff = Staff.objects.visible_to(self.viewer).filter(pk=self.viewer.staff_id).first()
        with_whom = caring.companion(partner) if partner and self.viewer.has(PARTNER) else None
        person = partner or staff
        if person is None:
            raise NotFound
        return {
            "roles": sorted(self.viewer.roles),
            "called": person.called,
            "pronouns": partner.pronouns if partner else "",
            "couple": with_whom.couple_id if with_whom else None,
            "mark": with_whom.my_mark if with_whom else None,
            "partner_name": with_whom.partner_name if with_whom else "",
            "counsellor_name": with_whom.counsellor if with_whom else "",
            "version": person.version,
        }

    @extend_schema(responses=MeShape, operation_id="me_retrieve")
    def list(self, request: Request) -> Response:
        me = self._me()
        return Response(MeShape(me).data, headers={"ETag": f'"v{me["version"]}"'})

    @extend_schema(request=CalledShape, responses=MeShape)
    def partial_update(self, request: Request) -> Response:
        partner = Partner.objects.visible_to(self.viewer).filter(user=self.viewer.user_id).first()
        if partner is None or not self.viewer.has(PARTNER):
            raise NotFound
        data = self.valid(CalledShape)
        reaching.rename(partner, version=self.expected_version(), by=self.viewer, **data)
        return self.list(request)


class ContactShape(Serializer):
    may_leave_message = serializers.BooleanField(source="prefs.may_leave_message", default=False)
    phone = serializers.CharField(source="prefs.phone", max_length=40, allow_blank=True, default="")
    channel = serializers.ChoiceField(source="prefs.channel", choices=reaching.CHANNELS, default="mail")

    class Meta:
        model = ContactCard
        fields = ("may_mail", "quiet_from", "quiet_until", "may_leave_message", "phone", "channel", "version")
        read_only_fields = ("version",)


class ContactViewSet(ViewSet):
    """How may I safely be reached? Seen by oneself and the counsellor."""

    model = ContactCard
    scope = "me"
    roles = frozenset({PARTNER})
    serializer_class = ContactShape

    def _card(self) -> ContactCard:
        card = self.get_queryset().select_related("partner").filter(partner__user=self.viewer.user_id).first()
        if card is None:
            raise NotFound
        card.prefs = card.preferences or {}
        return card

    @extend_schema(responses=ContactShape, operation_id="my_contact_retrieve")
    def list(self, request: Request) -> Response:
        return self.shown(self._card())

    @extend_schema(request=ContactShape, responses=ContactShape)
    def partial_update(self, request: Request) -> Response:
        data = self.valid(partial=True)
        wishes = {**data.pop("prefs", {}), **data}
        reaching.change(self._card(), version=self.expected_version(), by=self.viewer, **wishes)
        return self.shown(self._card())


class ConsentTextShape(Serializer):
    class Meta:
        model = ConsentText
        fields = ("id", "kind", "slug", "number", "language", "title", "sections", "sha256", "published_at")
        read_only_fields = fields


class SignatureShape(Serializer):
    class Meta:
        model = Signature
        fields = ("id", "text", "partner", "sha256", "signed_at", "withdrawn_at")
        read_only_fields = fields


class NewSignature(Serializer):
    class Meta:
        model = Signature
        fields = ("text",)


class ConsentTextViewSet(Listed, Shown, ViewSet):
    model = ConsentText
    scope = "consent"
    serializer_class = ConsentTextShape
    ordering = ("-published_at", "pk")


class SignatureViewSet(Listed, Shown, ViewSet):
    """A partner's own signatures, or those of the couples one treats."""

    model = Signature
    scope = "consent"
    serializer_class = SignatureShape
    read_as = "signature"
    ordering = ("-signed_at", "pk")

    @extend_schema(request=NewSignature, responses={201: SignatureShape})
    def create(self, request: Request) -> Response:
        partner = Partner.objects.visible_to(self.viewer).filter(user=self.viewer.user_id).first()
        here = caring.couple_of(partner) if partner and self.viewer.has(PARTNER) else None
        if partner is None or here is None:
            raise NotFound
        text = self.valid(NewSignature)["text"]
        return self.shown(consenting.sign(text, partner=partner, couple=here, by=self.viewer), status=201)


class StaffShape(Serializer):
    class Meta:
        model = Staff
        fields = ("id", "called", "is_owner", "is_counsellor", "is_scheduler", "departed_at", "version")
        read_only_fields = fields


class NewStaff(Shape):
    called = serializers.CharField(max_length=80)
    email = serializers.CharField(max_length=254)
    roles = serializers.ListField(child=serializers.ChoiceField(choices=["owner", "counsellor", "scheduler"]))


class StaffViewSet(Listed, Shown, ViewSet):
    """The people of the practice. The owner adds them; each gets an own invitation."""

    model = Staff
    scope = "staff"
    roles = frozenset({OWNER})
    serializer_class = StaffShape
    ordering = ("created_at", "pk")

    @extend_schema(request=NewStaff, responses={201: StaffShape})
    def create(self, request: Request) -> Response:
        data = self.valid(NewStaff)
        practice = Practice.objects.visible_to(self.viewer).get()
        data["roles"] = set(data["roles"])
        return self.shown(staffing.add_staff(practice, by=self.viewer, **data), status=201)

    @extend_schema(request=None, responses=StaffShape)
    @action(detail=True, methods=["post"])
    def depart(self, request: Request, pk: str) -> Response:
        staffing.depart(self.get_object(), by=self.viewer)
        return self.shown(self.get_object())


class GrantShape(Serializer):
    reason = serializers.CharField(max_length=600)

    class Meta:
        model = Grant
        fields = ("id", "couple", "staff", "kind", "reason", "starts_at", "ends_at", "revoked_at")
        read_only_fields = ("id", "starts_at", "revoked_at")


class GrantViewSet(Listed, Shown, ViewSet):
    """Time-boxed looks for a supervisor or a colleague who covers."""

    model = Grant
    scope = "grants"
    roles = frozenset({COUNSELLOR, OWNER})
    params = frozenset({"couple"})
    serializer_class = GrantShape
    read_as = "grant"
    ordering = ("-starts_at", "pk")

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("couple__practice")
        couple = self.request.query_params.get("couple") if self.request else None
        return rows.filter(couple=noting.as_id(couple, "couple")) if couple else rows

    @extend_schema(request=GrantShape, responses={201: GrantShape})
    def create(self, request: Request) -> Response:
        return self.shown(caring.give_grant(by=self.viewer, **self.valid()), status=201)

    @extend_schema(request=None, responses=GrantShape)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        caring.end_grant(self.get_object(), by=self.viewer)
        return self.shown(self.get_object())
