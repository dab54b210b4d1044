"""`/desk/couples/<id>/questionnaires/sets|plans/…`: sending a set in two steps, and what comes back by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from assessments import carrying_out, planning
from assessments.days import local_day
from assessments.format import batteries
from assessments.format.batteries import Battery, Part
from assessments.format.definition import Definition
from assessments.models import Administration, AssessmentPlan, InstrumentVersion, PlanRun
from practice import audit
from practice.refusals import StaleEdit

from . import rhythm
from .fields import DeskForm, newer, settle
from .here import Care, Someone, couple_page, show
from .rhythm import Changed, SendSet

MOST_RUNS = 26
State = AssessmentPlan.State


@dataclass(frozen=True)
class Piece:
    """One form of a set as a partner meets it. waits: it lies before them already and stays as it is."""

    form: Definition
    is_guess: bool
    is_private: bool
    waits: bool


@dataclass(frozen=True)
class Phone:
    """What one partner gets."""

    person: Someone
    other: str
    pieces: tuple[Piece, ...]

    @property
    def minutes(self) -> int:
        return sum(piece.form.minutes for piece in self.pieces if not piece.waits)


@dataclass(frozen=True)
class Line:
    """A plan on the couple's page: what it is called, how often, when next, and for whom."""

    plan: AssessmentPlan
    title: str
    says: str
    next: str
    to: str
    purpose: str = ""


def shelf() -> list[Battery]:
    return list(batteries.shipped().values())


def lines(care: Care) -> tuple[list[Line], list[Line]]:
    """What is suggested, and what runs. Two queries."""
    rows: Any = AssessmentPlan.objects.visible_to(care.viewer).filter(couple=care.couple)
    held = list(rows.standing().order_by("created_at", "pk"))
    titles = _titles(care, held)
    told = [_line(care, plan, titles) for plan in held]
    return (
        [line for line in told if line.plan.state == State.SUGGESTED],
        [line for line in told if line.plan.state == State.ACTIVE],
    )


def _titles(care: Care, plans: list[AssessmentPlan]) -> dict[str, str]:
    slugs = {form["slug"] for plan in plans for form in plan.forms}
    if not slugs:
        return {}
    rows: Any = InstrumentVersion.objects.visible_to(care.viewer).filter(slug__in=slugs)
    return dict(rows.order_by("number").values_list("slug", "title"))


def _line(care: Care, plan: AssessmentPlan, titles: dict[str, str]) -> Line:
    battery = batteries.shipped().get(plan.battery)
    named = ", ".join(dict.fromkeys(titles.get(form["slug"], form["slug"]) for form in plan.forms))
    day = local_day(plan.next_at, care.practice) if plan.next_at else None
    to = next((one.called for one in care.people if one.partner.pk == plan.partner_id), "")
    return Line(
        plan=plan,
        title=battery.title if battery else named,
        says=rhythm.says(plan),
        next=rhythm.next_says(plan, day),
        to=to,
        purpose=battery.purpose if battery else "",
    )


@couple_page("GET", "POST", alone=True, acts=True)
def send_set(request: HttpRequest, care: Care, slug: str) -> HttpResponse:
    """What each of them gets, as on their phones; one more press sends it."""
    battery = batteries.shipped().get(slug)
    if battery is None:
        raise Http404
    initial = rhythm.usual(battery, planning.kind_of(battery))
    data = request.POST if request.method == "POST" else None
    form = SendSet(data, care=care, battery=battery, initial=initial)
    if form.is_valid() and (done := settle(request, form, lambda: _send(care, battery, form))):
        return done
    in_use = _versions(care, battery.instruments)
    return show(
        request,
        "send_set",
        care,
        status=form.answer,
        form=form,
        battery=battery,
        phones=_phones(care, battery.instruments, in_use),
        missing=[part.slug for part in battery.instruments if part.slug not in in_use],
    )


def _send(care: Care, battery: Battery, form: SendSet) -> str:
    asked, to = form.cleaned_data, form.cleaned_data["to"]
    in_use = _versions(care, battery.instruments)
    planning.set_up(
        care.couple,
        [part for part in battery.instruments if part.slug in in_use],
        by=care.viewer,
        kind=asked["kind"],
        partner=None if to == "ab" else care.by_mark(to).partner,
        battery=battery.slug,
        occasion=planning.occasion_of(battery),
        starts_on=asked["starts_on"],
        months=battery.months_after_ending,
        **form.wishes,
    )
    done = "sent" if asked["kind"] == AssessmentPlan.Kind.ONCE and not asked["starts_on"] else "planned"
    return _back(care, done)


def _back(care: Care, done: str) -> str:
    return reverse("portal:desk-questionnaires", args=[care.couple.pk]) + f"?done={done}"


def _versions(care: Care, parts: Any) -> dict[str, InstrumentVersion]:
    """The newest wording in use of each. One query."""
    rows: Any = InstrumentVersion.objects.visible_to(care.viewer)
    held = rows.in_use().filter(slug__in=[part.slug for part in parts]).order_by("number")
    return {row.slug: row for row in held if carrying_out.can_be_planned(row.definition)}


def _phones(care: Care, parts: Any, in_use: dict[str, InstrumentVersion]) -> list[Phone]:
    rows: Any = Administration.objects.visible_to(care.viewer).filter(couple=care.couple).open()
    waiting = set(rows.values_list("partner_id", "instrument__slug", "stance"))
    here = care.here
    return [
        Phone(
            person,
            next((one.called for one in here if one is not person), ""),
            tuple(
                Piece(
                    in_use[part.slug].definition,
                    part.guess,
                    in_use[part.slug].definition.seen_by == "safety",
                    (person.partner.pk, part.slug, part.stance) in waiting,
                )
                for part in parts
                if part.slug in in_use
            ),
        )
        for person in here
    ]


def _mine(care: Care, pk: UUID) -> AssessmentPlan:
    rows: Any = AssessmentPlan.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk)
    found: AssessmentPlan | None = rows.first()
    if found is None:
        raise Http404
    return found


@couple_page("GET", "POST", alone=True, acts=True)
def plan(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """One plan: what it sends and when, what came of it, and its numbers to change. A suggestion is said yes to here."""
    found = _mine(care, pk)
    fields = (*rhythm.NUMBERS, "ends_on", "reminds", "version")
    data = request.POST if request.method == "POST" else None
    form = Changed(data, initial={name: getattr(found, name) for name in fields})
    try:
        if form.is_valid() and (done := settle(request, form, lambda: _change(care, found, form))):
            return done
    except StaleEdit as refusal:
        form = Changed(newer(request.POST, found.version))
        form.refuse_with(refusal, {})
    return _page(request, care, found, form)


def _change(care: Care, found: AssessmentPlan, form: Changed) -> str:
    is_yes = found.state == State.SUGGESTED
    verb = planning.confirm if is_yes else planning.change
    verb(found, by=care.viewer, version=form.cleaned_data["version"], **form.wishes)
    return _back(care, "planned" if is_yes else "changed")


def _page(request: HttpRequest, care: Care, found: AssessmentPlan, form: Changed) -> HttpResponse:
    audit.record(care.viewer, "questionnaires.plan_read", found, couple=care.couple)
    parts = [Part(each["slug"], each["stance"] == "guess") for each in found.forms]
    runs: Any = PlanRun.objects.visible_to(care.viewer).filter(plan=found).order_by("-on", "-at")
    return show(
        request,
        "plan",
        care,
        status=form.answer,
        form=form,
        line=_line(care, found, _titles(care, [found])),
        is_suggested=found.state == State.SUGGESTED,
        is_running=found.state == State.ACTIVE,
        phones=_phones(care, parts, _versions(care, parts)),
        runs=runs[:MOST_RUNS],
    )


@couple_page("POST", alone=True, acts=True)
def end(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Nothing more goes out; what is out stays."""
    return _settled(request, care, _mine(care, pk), planning.end, "ended")


@couple_page("POST", alone=True, acts=True)
def dismiss(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """No to a suggestion."""
    return _settled(request, care, _mine(care, pk), planning.dismiss, "dismissed")


def _settled(request: HttpRequest, care: Care, found: AssessmentPlan, verb: Any, done: str) -> HttpResponse:
    form = DeskForm(request.POST)

    def work() -> str:
        verb(found, by=care.viewer)
        return _back(care, done)

    return settle(request, form, work) or show(request, "refused", care, status=form.answer, form=form)
