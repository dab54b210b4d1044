"""People who answer now, in the country that a partner says they are in: what stands beside questions that weigh."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.base import Shape, ViewSet
from practice import helplines
from practice.access import PARTNER
from practice.models import Partner, Practice, User
from practice.refusals import NotFound


class HelpContactShape(Shape):
    who = serializers.CharField()
    number = serializers.CharField()
    says = serializers.CharField()


class HelpCountryShape(Shape):
    code = serializers.CharField()
    name = serializers.CharField()


class HelpLinesShape(Shape):
    country = serializers.CharField(allow_blank=True, help_text="Empty for a place that is not on the list.")
    contacts = HelpContactShape(many=True)
    countries = HelpCountryShape(many=True)
    review_hours = serializers.CharField(help_text="When answers are looked at; nobody reads them live.")


class WhereIAmShape(Shape):
    country = serializers.CharField(max_length=5, help_text="One of the codes, or “other”.")


class NearViewSet(ViewSet):
    """Show these before a question that has `crisis` or tells at once, and whatever is answered."""

    model = Practice
    scope = "me"
    roles = frozenset({PARTNER})
    serializer_class = HelpLinesShape

    def _shown(self) -> Response:
        partner = Partner.objects.visible_to(self.viewer).filter(user=self.viewer.user_id).first()
        if partner is None:
            raise NotFound
        practice = self.get_queryset().filter(pk=partner.practice_id).first()
        lines = helplines.lines_for(User.objects.filter(pk=self.viewer.user_id).first(), practice)
        contacts: Any = lines.chosen.contacts if lines.chosen else ()
        return Response(
            HelpLinesShape(
                {
                    "country": lines.chosen.code if lines.chosen else "",
                    "contacts": contacts,
                    "countries": lines.countries,
                    "review_hours": practice.review_hours if practice else "",
                }
            ).data
        )

    @extend_schema(responses=HelpLinesShape, operation_id="help_lines_retrieve")
    def list(self, request: Request) -> Response:
        return self._shown()

    @extend_schema(request=WhereIAmShape, responses=HelpLinesShape)
    def partial_update(self, request: Request) -> Response:
        """Say where one is now; kept for oneself alone."""
        helplines.choose(self.valid(WhereIAmShape)["country"], by=self.viewer)
        return self._shown()
