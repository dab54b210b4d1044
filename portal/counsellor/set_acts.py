"""What comes of the four pages: an exercise that is set, with the decision it came from, or a suggestion that is left."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from homework import assigning
from homework.models import Assignment, SuggestionDecision
from homework.suggesting import deciding
from homework.suggesting.results import Offer
from homework.suggesting.weighing import HeldBack, weigh
from homework.why_not import reasons_of
from practice.refusals import Refused, StaleEdit

from .fields import DeskForm, settle
from .here import Care
from .set_forms import Decline, Shape


def leave(request: HttpRequest, care: Care) -> DeskForm:
    """Keep that a suggestion was left, and why. What was chosen so far stays on the page."""
    form = Decline(request.POST)

    def work() -> str:
        given = form.cleaned_data
        deciding.decline(
            care.couple,
            given["rule"],
            why=given["decline_why"],
            by=care.viewer,
            marks=given["rule_marks"],
            version=given["rule_version"],
        )
        return request.path

    if form.is_valid():
        try:
            settle(request, form, work, names={"why": "decline_why"})
        except StaleEdit as refusal:
            form.refuse_with(refusal, {})
    return form


def try_to_set(request: HttpRequest, care: Care, forms: dict[str, Any]) -> tuple[HttpResponse | None, str]:
    """The page to go to, or the one on which something is to be changed."""
    form: DeskForm = forms["reason"]
    try:
        if done := settle(request, form, lambda: _set(care, forms), names={"exercise": "exercise"}):
            return done, "preview"
    except StaleEdit as refusal:
        form.refuse_with(refusal, {})
    return None, _where(forms)


def _where(forms: dict[str, Any]) -> str:
    """Where a refused wish is to be changed."""
    return next((word for word, form in forms.items() if form.errors and word != "reason"), "preview")


@transaction.atomic
def _set(care: Care, forms: dict[str, Any]) -> str:
    """The decision about the suggestion, if it came from one, and the assignment: both or neither."""
    pick, reason = forms["pick"].cleaned_data, forms["reason"].cleaned_data["reason"]
    wanted = _wanted(care, forms["shape"])
    try:
        decision = _decide(care, pick, wanted["for_marks"])
        made = assigning.assign(care.couple, pick["exercise"], by=care.viewer, reason=reason, **wanted)
    except HeldBack as refusal:
        raise _told(refusal, care) from None
    if decision is not None:
        deciding.was_set(decision, made, by=care.viewer)
    return reverse("portal:desk-homework", args=[care.couple.pk]) + "?done=set"


def _wanted(care: Care, shape: Shape) -> dict[str, Any]:
    """What the second page says, in the words of `assigning.assign`."""
    asked = shape.cleaned_data
    opens = asked.get("opens") or "at_once"
    return {
        **{name: asked[name] for name in ("for_marks", "cadence", "starts_on", "ends_on")},
        "terms": {mark: shape.terms_for(mark) for mark in asked["for_marks"]},
        "opens": opens,
        "after": None if opens == "at_once" else _before(care, asked.get("after", "")),
        "target_times": asked.get("target_times"),
    }


def _told(refusal: HeldBack, care: Care) -> Refused:
    """The same refusal with the guards' own reasons, for whoever looks after the couple."""
    says = [str(refusal.sentence), *(str(reason) for reason in reasons_of(refusal, care.couple, care.viewer))]
    return Refused(" ".join(says), code=refusal.code)


def _decide(care: Care, pick: dict[str, Any], for_marks: str) -> SuggestionDecision | None:
    """Taken up as it was offered, or with a change and the reason for it."""
    if not pick.get("rule"):
        return None
    slug, offer = pick["exercise"], _offered(care, pick, for_marks)
    facts: dict[str, Any] = {
        "by": care.viewer,
        "marks": pick["rule_marks"],
        "version": int(pick["rule_version"]) if pick["rule_version"].isdecimal() else None,
    }
    if offer is not None and not pick["why"]:
        kept = deciding.accept(care.couple, pick["rule"], str(offer.named), **facts)
    else:
        why = pick["why"] or str(_("Shaped otherwise than it was offered."))
        kept = deciding.modify(care.couple, pick["rule"], slug, why=why, for_marks=for_marks, **facts)
    row: SuggestionDecision = (
        SuggestionDecision.objects.visible_to(care.viewer).select_related("couple").get(pk=kept.decision_id)
    )
    return row


def _offered(care: Care, pick: dict[str, Any], for_marks: str) -> Offer | None:
    """The offer that was taken up, if it is for the same partners."""
    found = weigh(care.couple, care.viewer).suggestion(pick["rule"], pick["rule_marks"])
    offers = found.offers if found else ()
    same = (each for each in offers if each.named.exercise == pick["exercise"] and each.marks == for_marks)
    return next(same, None)


def _before(care: Care, wanted: str) -> Assignment | None:
    rows = Assignment.objects.visible_to(care.viewer).filter(couple=care.couple, pk=UUID(wanted))
    found: Assignment | None = rows.first()
    return found
