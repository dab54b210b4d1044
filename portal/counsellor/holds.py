"""Joint work on hold: the acts of a counsellor, on the page that is opened alone."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from assessments import gate
from assessments.safety import holding
from assessments.safety.hold_models import SafetyHold
from assessments.safety.models import SafetyAlert

from . import safety
from .fields import settle
from .here import Care, couple_page
from .hold_forms import again_form, lift_form, place_form


@sensitive_post_parameters()
@couple_page("POST", alone=True, proof="fresh", acts=True)
def place(request: HttpRequest, care: Care) -> HttpResponse:
    """Put joint work on hold; what runs now is paused only where that was asked for."""
    form = place_form(safety.alert_names(care), request.POST)

    def work() -> str:
        asked = form.cleaned_data
        alert = SafetyAlert.objects.visible_to(care.viewer).filter(pk=asked["alert"] or None).first()
        holding.place(
            care.couple, asked["reason"], by=care.viewer, alert=alert, look_again_on=asked["look_again_on"]
        )
        if asked["pause"] == "yes":
            gate.pause_joint_work(care.couple, by=care.viewer)
        return _back(care, "held")

    done = settle(request, form, work) if form.is_valid() else None
    return done or safety.page_of(request, care, place=form)


@sensitive_post_parameters()
@couple_page("POST", alone=True, proof="fresh", acts=True)
def review(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Look at a hold again and let it stand."""
    hold, form = _hold(care, pk), again_form(request.POST)

    def work() -> str:
        holding.review(
            hold,
            form.cleaned_data["reason"],
            by=care.viewer,
            look_again_on=form.cleaned_data["look_again_on"],
        )
        return _back(care, "hold-reviewed")

    done = settle(request, form, work) if form.is_valid() else None
    return done or safety.page_of(request, care, again=form)


@sensitive_post_parameters()
@couple_page("POST", alone=True, proof="fresh", acts=True)
def lift(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Lift a hold. Nothing opens by it."""
    hold, form = _hold(care, pk), lift_form(request.POST)

    def work() -> str:
        holding.lift(hold, form.cleaned_data["reason"], by=care.viewer)
        return _back(care, "lifted")

    done = settle(request, form, work) if form.is_valid() else None
    return done or safety.page_of(request, care, lift=form)


def _hold(care: Care, pk: UUID) -> SafetyHold:
    row: SafetyHold | None = (
        SafetyHold.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk).first()
    )
    if row is None:
        raise Http404
    return row


def _back(care: Care, done: str) -> str:
    return reverse("portal:desk-open-alone", args=[care.couple.pk]) + f"?done={done}"
