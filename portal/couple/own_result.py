"""`/only-me/answers/<id>/result/`: what came of one's own answers, where the counsellor shows it. Never the other's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from assessments.models import Administration
from assessments.results import own_result
from assessments.results.own_result import OwnScale
from practice import audit
from reports import result_wording as say

from . import fill_in, when
from .here import Here, page, show
from .seen_by import Circle, seen_by


@dataclass(frozen=True)
class Line:
    """One scale in gentle words. place: 0-100 for the picture, None where too little was answered."""

    title: str
    low: str
    high: str
    place: int | None
    says: tuple[str, ...]


@page("GET", private=True)
def result(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    rows: Any = Administration.objects.visible_to(here.viewer).submitted().filter(partner=here.partner, pk=pk)
    row = rows.select_related("instrument", "partner").first()
    if row is None:
        raise Http404
    found = own_result.own_result(row, here.viewer, definition=fill_in.wording(here, row))
    audit.record(here.viewer, "own_result.read", row)
    return show(
        request,
        "own_result",
        here,
        form=found.definition,
        row=row,
        lines=[_line(each) for each in found.scales],
        foremost=say.yours_foremost(found.foremost, translation),
        sent=when.plain_time(row.submitted_at, here.now) if row.submitted_at else "",
        seen_by=seen_by(here, Circle.YOU_AND_COUNSELLOR),
    )


def _line(each: OwnScale) -> Line:
    scale = each.scale
    says = [
        say.yours_lie_at(each.anchor, translation),
        say.yours_moved(each.change, translation),
    ]
    return Line(
        scale.title,
        scale.anchors.low,
        scale.anchors.high,
        None if each.value is None else round(each.value),
        tuple(text for text in says if text),
    )
