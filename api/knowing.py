"""What both partners' notes come to together, for their counsellor alone."""

from __future__ import annotations

from typing import Any

import msgspec
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import ViewSet
from api.hats import ForCarers
from homework.reading import knowing
from practice import audit
from practice.models import Couple


class KnowingViewSet(ForCarers, ViewSet):
    """Twelve weeks: thanks from both ends, bids, the thaw, who begins, pressure, dose week by week, and the loop.

    The address is the couple’s. A number with too little behind it is `hidden`, with how many there are and how many it takes.
    """

    model = Couple
    scope = "homework"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("counsellor", "practice")

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        couple = self.get_object()
        found = knowing.know(couple, by=self.viewer)
        audit.record(self.viewer, "homework.known", couple, couple=couple)
        return Response(msgspec.to_builtins(found, enc_hook=str, str_keys=True))
