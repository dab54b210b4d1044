"""Couples, the people in them, and the steps of their course."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, ViewSet
from practice import audit, caring, inviting
from practice.access import COUNSELLOR, COVER, OWNER, SCHEDULER, Viewer
from practice.models import Couple, Invitation, Membership, Partner, Staff
from practice.refusals import NotFound


class MemberShape(Shape):
    partner = serializers.UUIDField()
    called = serializers.CharField()
    mark = serializers.ChoiceField(choices=Membership.Mark.choices)
    joined = serializers.BooleanField()


class CoupleShape(Serializer):
    """What a couple looks like; `shapes` below writes it straight from the columns, because lists are read often."""

    members = MemberShape(many=True)

    class Meta:
        model = Couple
        fields = ("id", "status", "members", "version")


COLUMNS = ("id", "status", "version", "created_at")
MEMBER_COLUMNS = ("couple_id", "partner_id", "partner__called", "mark", "joined_at", "left_at")


def shapes(couples: list[dict[str, Any]], viewer: Viewer) -> list[dict[str, Any]]:
    """Couples with their members, in one query more, however many there are."""
    members: dict[Any, list[dict[str, Any]]] = {}
    rows = Membership.objects.visible_to(viewer).filter(couple__in=[one["id"] for one in couples])
    for row in rows.order_by("mark").values(*MEMBER_COLUMNS):
        members.setdefault(row["couple_id"], []).append(
            {
                "partner": row["partner_id"],
                "called": row["partner__called"],
                "mark": row["mark"],
                "joined": row["joined_at"] is not None and row["left_at"] is None,
            }
        )
    return [
        {
            "id": one["id"],
            "status": one["status"],
            "members": members.get(one["id"], []),
            "version": one["version"],
        }
        for one in couples
    ]


class NewCouple(Shape):
    names = serializers.ListField(child=serializers.CharField(max_length=80), min_length=1, max_length=2)


class NewStatus(Shape):
    status = serializers.ChoiceField(choices=Couple.Status.choices)


class NewPartner(Shape):
    name = serializers.CharField(max_length=80)


class Address(Shape):
    email = serializers.CharField(max_length=254)


class InvitationShape(Serializer):
    class Meta:
        model = Invitation
        fields = ("id", "created_at", "expires_at", "used_at", "cancelled_at")
        read_only_fields = fields


class NewInvitation(Serializer):
    email = serializers.CharField(max_length=254)

    class Meta:
        model = Invitation
        fields = ("partner", "email")
        extra_kwargs = {"partner": {"required": True, "allow_null": False}}


class CoupleViewSet(Listed, ViewSet):
    """The caseload. Partners are named here, never numbered; their order is the order of their marks."""

    model = Couple
    scope = "couples"
    roles = frozenset({COUNSELLOR, COVER, SCHEDULER, OWNER})
    serializer_class = CoupleShape
    ordering = ("-created_at", "pk")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.get_queryset().values(*COLUMNS))
        audit.record(self.viewer, "couples.listed", count=len(page))
        return self.get_paginated_response(shapes(page, self.viewer))

    def _one(self, couple: Couple, *, status: int = 200) -> Response:
        (shape,) = shapes([{name: getattr(couple, name) for name in COLUMNS}], self.viewer)
        return Response(shape, status=status, headers={"ETag": f'"v{couple.version}"'})

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        couple = self.get_object()
        audit.record(self.viewer, "couple.read", couple, couple=couple)
        return self._one(couple)

    @extend_schema(request=NewCouple, responses={201: CoupleShape})
    def create(self, request: Request) -> Response:
        data = self.valid(NewCouple)
        me = Staff.objects.visible_to(self.viewer).filter(pk=self.viewer.staff_id, is_counsellor=True).first()
        if me is None:
            raise NotFound
        return self._one(caring.add_couple(data["names"], counsellor=me, by=self.viewer), status=201)

    @extend_schema(request=NewStatus, responses=CoupleShape)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        couple = self._treated()
        data = self.valid(NewStatus)
        changed = caring.change_status(
            couple, data["status"], by=self.viewer, version=self.expected_version()
        )
        return self._one(changed)

    @extend_schema(request=NewPartner, responses={201: CoupleShape})
    @action(detail=True, methods=["post"])
    def partners(self, request: Request, pk: str) -> Response:
        couple = self._treated()
        caring.add_second_partner(couple, self.valid(NewPartner)["name"], by=self.viewer)
        return self._one(couple, status=201)

    def _treated(self) -> Couple:
        """Only the counsellor who treats a couple changes it."""
        couple: Couple = self.get_object()
        if not self.viewer.has(COUNSELLOR) or couple.counsellor_id != self.viewer.staff_id:
            raise NotFound
        return couple


class InvitationViewSet(Listed, ViewSet):
    """Invitations of the partners in one's care. The link itself is only ever in the mail."""

    model = Invitation
    scope = "invitations"
    roles = frozenset({COUNSELLOR, OWNER})
    serializer_class = InvitationShape
    ordering = ("-created_at", "pk")

    @extend_schema(request=NewInvitation, responses={201: InvitationShape})
    def create(self, request: Request) -> Response:
        data = self.valid(NewInvitation)
        partner: Partner = data["partner"]
        invitation = inviting.invite_partner(partner, email=data["email"], by=self.viewer)
        return self.shown(invitation, status=201)

    @extend_schema(request=None, responses=InvitationShape)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        invitation = self.get_object()
        inviting.cancel(invitation, by=self.viewer)
        return self.shown(self.get_object())
