"""Personal tokens: made by oneself, with scopes and an end, shown once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Listed, Serializer, Shape, ViewSet
from api.models import PersonalToken
from api.scopes import SCOPES
from practice import audit
from practice.access import COUNSELLOR, COVER, OWNER, PARTNER, SCHEDULER
from practice.models import User
from practice.refusals import NeedsReCheck, NotFound


class TokenShape(Serializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPES), read_only=True)

    class Meta:
        model = PersonalToken
        fields = ("id", "label", "scopes", "created", "expiry", "last_used_at")
        read_only_fields = fields


class NewToken(Shape):
    label = serializers.CharField(max_length=60)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPES), min_length=1)
    days = serializers.IntegerField(min_value=1, max_value=365, default=90)


class MadeToken(TokenShape):
    token = serializers.CharField(read_only=True, help_text="Shown once.")

    class Meta(TokenShape.Meta):
        fields = (*TokenShape.Meta.fields, "token")


class TokenViewSet(Listed, ViewSet):
    """Made in a signed-in session only: a token can't make another one, nor widen itself."""

    model = PersonalToken
    scope = "tokens"
    # A token opens all that its person may see, so a session that a mailed code opened makes none.
    roles = frozenset({OWNER, COUNSELLOR, COVER, SCHEDULER, PARTNER})
    serializer_class = TokenShape
    ordering = ("-created", "pk")
    secret_reply = frozenset({"create"})

    def get_object(self) -> Any:
        row = self.get_queryset().filter(public_id=self.kwargs["pk"]).first()
        if row is None:
            raise NotFound
        return row

    def _rights_again(self, body: Any) -> None:
        """The kept answer of a secret holds no id and no secret."""

    @extend_schema(request=NewToken, responses={201: MadeToken})
    def create(self, request: Request) -> Response:
        if self.viewer.scopes is not None:
            raise NotFound
        if not request._request.has_fresh_proof():  # type: ignore[attr-defined]
            raise NeedsReCheck
        data = self.valid(NewToken)
        held, token = PersonalToken.unscoped.create(
            User.objects.get(pk=self.viewer.user_id),
            expiry=timedelta(days=data["days"]),
            label=data["label"],
            scopes=sorted(set(data["scopes"])),
            second_factor=self.viewer.staff_id is not None,
        )
        held.token = token
        audit.record(self.viewer, "token.made", scopes=held.scopes)
        return self.shown(held, status=201, serializer_class=MadeToken)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self.get_object().delete()
        audit.record(self.viewer, "token.revoked")
        return Response(status=204)
