"""One questionnaire’s result: both partners side by side as pictures, as tables, in sentences and question by question."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from assessments.models import Administration, OwnResultSwitch
from assessments.results import own_result, result_reading
from assessments.results.result_reading import Result
from practice import audit

from . import result_scales, result_sides
from .fields import DeskForm, OneOf, settle
from .here import Care, couple_page, show

MOST_SENT = 60


class Switch(DeskForm):
    """Whether each of both may see their own result of this instrument."""

    is_on = OneOf(label="", choices=[("1", ""), ("0", "")])


@couple_page("GET", proof="quiet")
def result(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """What both sent, of the instrument of this form, on the form's own wording. Skips stay skips; nothing is averaged."""
    form = _form(care, pk)
    held = result_reading.result(
        care.couple, form.instrument.slug, care.viewer, number=form.instrument.number
    )
    if held is None:
        raise Http404
    audit.record(care.viewer, "questionnaire.read", form, couple=care.couple)
    return show(
        request, "result", care, form=form, held=held, definition=held.definition, **_shown(care, held)
    )


def _shown(care: Care, held: Result) -> dict[str, Any]:
    """While the view is shared, only the scales stay: nobody’s single answers, picks or guesses."""
    scales = [result_scales.scale_shown(care, held, place) for place in range(len(held.side.scales))]
    if care.is_shared:
        return {"scales": scales}
    return {
        "scales": scales,
        "in_short": result_sides.in_short(care, held),
        "composites": result_sides.composites_shown(care, held),
        "mirrored": result_sides.mirrored(care, held),
        "lists": result_sides.lists_shown(care, held),
        "facets": result_sides.facets_shown(care, held),
        "areas": result_sides.areas_shown(care, held),
        "cross": result_sides.cross_shown(care, held),
        "picks": result_sides.picks_shown(care, held),
        "guesses": result_sides.guesses_shown(care, held),
        "alike": result_sides.alike_shown(held),
        "items": result_sides.widest_first(held.items),
        "is_scored": any(item.distance is not None for item in held.items),
        "sent": [(care.by_mark(each.mark), each) for each in held.sent[:MOST_SENT]],
        "older": _older(held),
        "own_is_shown": _is_shown_to_them(care, held) if held.definition.own_result else None,
    }


def _older(held: Result) -> list[tuple[int, UUID]]:
    """The newest form of each other wording, so that old answers stay readable on their own words."""
    by_number = {each.number: each.id for each in reversed(held.sent) if not each.is_guess}
    return [(number, pk) for number, pk in sorted(by_number.items()) if number != held.wording.number]


def _is_shown_to_them(care: Care, held: Result) -> bool:
    rows = OwnResultSwitch.objects.visible_to(care.viewer)
    found: bool = rows.filter(couple=care.couple, slug=held.wording.slug, is_on=True).exists()
    return found


@couple_page("POST", alone=True, acts=True)
def own_results(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Let each of both see their own result of this instrument, or stop it."""
    form_row, form = _form(care, pk), Switch(request.POST)

    def work() -> str:
        own_result.allow(
            care.couple, form_row.instrument.slug, is_on=form.cleaned_data["is_on"] == "1", by=care.viewer
        )
        return reverse("portal:desk-result", args=[care.couple.pk, pk]) + "?done=own-results"

    if form.is_valid() and (done := settle(request, form, work)):
        return done
    return show(request, "refused", care, status=form.answer, form=form)


def _form(care: Care, pk: UUID) -> Administration:
    rows: Any = Administration.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk)
    form: Administration | None = (
        rows.submitted()
        .about_self()
        .select_related("instrument")
        .defer("answers", "scores", "declined")
        .first()
    )
    if form is None:
        raise Http404
    return form
