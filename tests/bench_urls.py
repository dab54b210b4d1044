"""The product's own routes beside two floors: a bare DRF view, and a careful minimal product with the same storage."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from api.authentication import TokenAuthentication
from assessments.models import Administration
from practice import sealing
from practice.calendar import feeds
from practice.models import AuditEntry, Couple, FeedToken, IdempotencyRecord, Membership


class Bare(APIView):
    """What DRF costs with a token and nothing else."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [IsAuthenticated]
    throttle_classes: list[Any] = []

    def get(self, request: Any) -> Response:
        return Response({"ok": True})

    post = get


class Answers(serializers.Serializer):
    values = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=4), min_length=4, max_length=4
    )


class CarefulSubmit(Bare):
    """Token, ownership, list validation, one sealed row, a score, an audit row and an idempotency row, one commit."""

    def post(self, request: Any, pk: uuid.UUID) -> Response:
        shape = Answers(data=request.data)
        shape.is_valid(raise_exception=True)
        values = shape.validated_data["values"]
        with transaction.atomic():
            record = IdempotencyRecord(
                place=uuid.uuid4().bytes * 2, body=b"0" * 32, expires_at="2099-01-01T00:00:00Z"
            )
            record.save(force_insert=True)
            row = (
                Administration.unscoped.select_for_update(of=("self",))
                .select_related("partner", "couple")
                .get(pk=pk, partner__user=request.user)
            )
            row.answers = {str(place): {"v": value} for place, value in enumerate(values)}
            row.scores = {"score": sum(values) / 16 * 100}
            row.state, row.submitted_at = "submitted", "2026-01-01T00:00:00Z"
            row.save(update_fields=["answers", "scores", "state", "submitted_at"])
            AuditEntry.unscoped.create(
                practice_id=row.couple.practice_id, actor=request.user.pk, act="submitted", target=str(pk)
            )
            record.status = 200
            record.answer = sealing.seal({"id": str(pk)}, key_id=row.partner.key_id, bound_to=b"x")
            record.save(update_fields=["status", "answer"])
        return Response({"id": str(pk)})


class CarefulList(Bare):
    """Token, one scoped query with its names, 50 rows, an audit row."""

    def get(self, request: Any) -> Response:
        rows = list(
            Couple.unscoped.filter(counsellor__user=request.user)
            .order_by("-created_at")
            .values("id", "status", "version")[:50]
        )
        names: dict[Any, list[Any]] = {}
        for one in Membership.unscoped.filter(couple__in=[row["id"] for row in rows]).values(
            "couple_id", "partner_id", "partner__called", "mark", "joined_at", "left_at"
        ):
            names.setdefault(one["couple_id"], []).append(one)
        for row in rows:
            row["members"] = names.get(row["id"], [])
        AuditEntry.unscoped.create(practice_id=_practice(), actor=request.user.pk, act="listed")
        return Response({"next": None, "previous": None, "results": rows})


def plain_token(request: HttpRequest, token: str) -> HttpResponse:
    """A plain view that looks one token up and says yes."""
    found = FeedToken.unscoped.filter(token_hash=feeds.token_hash(token), revoked_at=None).first()
    return HttpResponse(b"yes" if found else b"no", content_type="text/plain")


_held: list[Any] = []


def _practice() -> Any:
    if not _held:
        with connection.cursor() as cursor:
            cursor.execute("SELECT practice_id FROM practice_couple LIMIT 1")
            _held.append(cursor.fetchone()[0])
    return _held[0]


urlpatterns = [
    path("floor/bare/", Bare.as_view()),
    path("floor/submit/<uuid:pk>/", CarefulSubmit.as_view()),
    path("floor/couples/", CarefulList.as_view()),
    path("floor/token/<str:token>/", plain_token),
    path("", include("deploy.urls")),
]
