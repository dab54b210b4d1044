"""`/desk/couples/<id>/from-paper/`: numbers that stand on paper, and what a published rule makes of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import recording
from assessments.format import adapter
from assessments.format.adapter import Adapter, Cutoff, Score
from assessments.models import Administration
from assessments.scores import adapter_forms, adapter_scoring
from assessments.scores.adapter_scoring import AdapterScore
from portal.forms import Line
from practice import audit
from practice.refusals import BadInput

from .fields import Day, DeskForm, OneOf, Words, settle
from .here import Care, couple_page, show

MISSING = {"-", "–", "x"}
NUMBER = re.compile(r"-?[0-9]{1,4}(?:[.,][0-9]{1,4})?")
NAMED = re.compile(r"([a-z_]+)\s*[:=]\s*(\S+)")


@dataclass(frozen=True)
class Shown:
    """One score in words, with the published lines that it lies past."""

    score: Score
    result: AdapterScore
    lines: tuple[Cutoff, ...]


class FromPaper(DeskForm):
    to = OneOf(label=_("Whose"))
    adapter = OneOf(drop=True, label=_("Which instrument"))
    taken_on = Day(label=_("When it was filled in"))
    points = Words(
        most=2_000,
        rows=3,
        required=False,
        label=_("The points, item by item"),
        help_text=_("With blanks between them, and - for one that is missing. For example: 2 1 0 - 3"),
    )
    totals = Line(
        most=300,
        required=False,
        label=_("Or the total alone"),
        help_text=_("With several scores: consensus = 18, cohesion = 11"),
    )

    def __init__(self, *args: Any, care: Care, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = [each for each in adapter.shipped().values() if not each.safety]
        self.fields["adapter"].choices = [(each.slug, each.name) for each in kept]  # type: ignore[attr-defined]
        self.fields["to"].choices = [(person.mark, person.called) for person in care.here]  # type: ignore[attr-defined]


@couple_page("GET", "POST", alone=True, acts=True)
def enter(request: HttpRequest, care: Care) -> HttpResponse:
    """Kept in the counsellor's record, marked as entered from paper; alerts reach the counsellor like any other."""
    form = FromPaper(request.POST or None, care=care)
    if form.is_valid() and (done := settle(request, form, lambda: _enter(care, form.cleaned_data))):
        return done
    return show(request, "from_paper", care, status=form.answer, form=form)


def _enter(care: Care, asked: dict[str, Any]) -> str:
    rule = adapter.shipped()[asked["adapter"]]
    points, totals = _points(asked["points"]), _totals(rule, asked["totals"])
    try:
        taken = recording.from_paper(
            care.couple,
            care.by_mark(asked["to"]).partner,
            rule.slug,
            taken_on=asked["taken_on"],
            by=care.viewer,
            points=points,
            totals=totals,
        )
    except BadInput as refusal:
        raise BadInput(fields=_beside(refusal, totals)) from None
    assert taken.administration is not None
    return reverse("portal:desk-numbers", args=[care.couple.pk, taken.administration.pk])


def _beside(refusal: BadInput, totals: dict[str, Any]) -> dict[str, Any]:
    """Sentences about items stand beside the points, those about scores beside the totals."""
    known = {"adapter", "taken_on", "points"}
    found: dict[str, Any] = {}
    for name, says in refusal.fields.items():
        place = name if name in known else "totals" if name in totals else "points"
        found[place] = f"{found[place]} {says}" if place in found else says
    return found


def _points(text: str) -> dict[str, Any]:
    """Item number to points, in the order in which they stand."""
    found: dict[str, Any] = {}
    for number, word in enumerate(re.split(r"[\s;]+", text.strip()) if text.strip() else [], 1):
        if word not in MISSING:
            found[str(number)] = _number(word)
    return found


def _totals(rule: Adapter, text: str) -> dict[str, Any]:
    """One number is the total; several come with their names."""
    text = text.strip().lower()
    if not text:
        return {}
    if NUMBER.fullmatch(text):
        names = [score.id for score in rule.scores]
        return {"total" if "total" in names else names[0]: _number(text)}
    return {name: _number(word.strip(",;")) for name, word in NAMED.findall(text)} or {text: 0}


def _number(word: str) -> Any:
    if not NUMBER.fullmatch(word):
        return word
    plain = word.replace(",", ".")
    return float(plain) if "." in plain else int(plain)


@couple_page("GET", alone=True, proof="quiet")
def numbers(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """What a published rule makes of one form, with its lines, its figures, and what was not read."""
    rows: Any = Administration.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk)
    form = rows.submitted().readable().select_related("instrument", "partner").first()
    own = adapter_forms.of(form.scores) if form is not None else None
    rule = adapter.by_key(own.adapter) if own is not None else None
    if form is None or own is None or rule is None:
        raise Http404
    audit.record(care.viewer, "questionnaire.read", form, couple=care.couple)
    shown = [
        Shown(rule.score(name), result, tuple(adapter_scoring.cutoffs_of(rule, result)))
        for name, result in own.scores.items()
    ]
    person = care.person(form.partner_id)
    return show(request, "numbers", care, form=form, rule=rule, own=own, shown=shown, person=person)
