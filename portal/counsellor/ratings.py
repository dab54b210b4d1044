"""`/desk/couples/<id>/ratings/`: where each partner stands as the counsellor sees it. No partner ever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from assessments import rating
from assessments.format.definition import Definition
from assessments.format.labelling import label_of
from assessments.models import CounsellorRating
from assessments.rating import Rated
from homework.days import day_of
from portal import questions
from practice import audit
from practice.refusals import BadInput, StaleEdit

from .fields import DeskForm, Version, settle
from .here import Care, Someone, couple_page, show

MOST_SHOWN = 60


class Act(DeskForm):
    pass


class Change(DeskForm):
    version = Version()


@dataclass(frozen=True)
class Card:
    """One rating: whose, when, by whom, and each answer in its words."""

    rated: Rated
    on: date
    answers: tuple[tuple[str, str], ...]
    is_mine: bool


@couple_page("GET", alone=True, proof="quiet")
def listing(request: HttpRequest, care: Care) -> HttpResponse:
    """Both partners beside each other, newest first; the picture shows the way each step went."""
    held = rating.ratings(care.couple, care.viewer)
    columns = [(person, [_card(care, each) for each in _of(held, person)]) for person in care.people]
    audit.record(care.viewer, "ratings.read", care.couple, couple=care.couple, count=len(held))
    return show(request, "ratings", care, columns=columns, way=[(p, _way(held, p)) for p in care.people])


def _of(held: list[Rated], person: Someone) -> list[Rated]:
    return [each for each in held if each.rating.partner_id == person.partner.pk][:MOST_SHOWN]


def _way(held: list[Rated], person: Someone) -> str:
    """Steps in the order they were noted: 1, 3, 5."""
    steps = [each.answers.get("step", {}).get("v") for each in reversed(_of(held, person))]
    return ", ".join(str(step) for step in steps if step is not None)


def _card(care: Care, each: Rated) -> Card:
    answers = tuple(
        (question.text, _words(question, each.answers[question.id]))
        for question in each.definition.questions
        if question.id in each.answers
    )
    return Card(
        each, day_of(each.at, care.practice), answers, each.rating.rated_by_id == care.viewer.staff_id
    )


def _words(question: Any, held: Any) -> str:
    return _("Left open on purpose") if "declined" in held else label_of(question, held["v"])


@sensitive_post_parameters()
@couple_page("GET", "POST", alone=True, proof="quiet", acts=True)
def new(request: HttpRequest, care: Care, mark: str) -> HttpResponse:
    """Rate one of both after a session."""
    person, form = care.by_mark(mark), Act(request.POST or None)
    definition = rating.form_for(practice_id=care.practice.pk).definition

    def work() -> str:
        rating.rate(care.couple, person.partner, _given(request, definition), by=care.viewer)
        return reverse("portal:desk-ratings", args=[care.couple.pk]) + "?done=rated"

    return _page(request, care, person, definition, form, work, {})


@sensitive_post_parameters()
@couple_page("GET", "POST", alone=True, proof="quiet", acts=True)
def change(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Change one's own rating, on the wording it was given on."""
    rows: Any = CounsellorRating.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk)
    row = (
        rows.filter(rated_by=care.viewer.staff_id)
        .select_related("instrument", "couple__practice", "partner")
        .first()
    )
    if row is None:
        raise Http404
    person, definition = care.person(row.partner_id), row.instrument.definition
    form = Change(request.POST or None, initial={"version": row.version})

    def work() -> str:
        rating.change(row, _given(request, definition), by=care.viewer, version=form.cleaned_data["version"])
        return reverse("portal:desk-ratings", args=[care.couple.pk]) + "?done=rated"

    return _page(request, care, person, definition, form, work, row.answers or {})


def _given(request: HttpRequest, definition: Definition) -> dict[str, Any]:
    return questions.read(definition.questions, request.POST)


def _page(
    request: HttpRequest,
    care: Care,
    person: Someone,
    definition: Definition,
    form: DeskForm,
    work: Any,
    held: Any,
) -> HttpResponse:
    wrong: dict[str, str] = {}

    def beside() -> str:
        """What a question still needs stands beside it, and on top of the page."""
        try:
            return work()
        except BadInput as refusal:
            wrong.update({name: str(says) for name, says in refusal.fields.items()})
            raise

    if request.method == "POST" and form.is_valid():
        try:
            if done := settle(request, form, beside):
                return done
        except StaleEdit as refusal:
            form.refuse_with(refusal, {})
    fields = [
        questions.typed_field(question, request.POST, wrong.get(question.id, ""))
        if request.method == "POST"
        else questions.held_field(question, held)
        for question in definition.questions
    ]
    return show(
        request,
        "rating",
        care,
        status=form.answer,
        form=form,
        definition=definition,
        person=person,
        fields=fields,
    )
