"""`/desk/couples/<id>/open-alone/`: what partners answered that the counsellor reads alone, after a fresh proof.

The one module of the desk that may read the private questions. Nothing from here stands on any other page but that
something waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from assessments import gate
from assessments.safety import asking, holding, queueing, reviewing, telling
from assessments.safety.models import SafetyAlert, SafetyScreen, ScreenReview
from practice.access import Viewer
from practice.models import Couple, Staff

from . import hold_forms
from .fields import DeskForm, OneOf, Words, settle
from .here import Care, Someone, couple_page, show

State = SafetyScreen.State


@dataclass(frozen=True)
class ScreenLine:
    """Where one partner stands with the private questions; no answer is in it."""

    person: Someone
    screen: SafetyScreen | None
    is_sent: bool
    review: ScreenReview | None

    @property
    def outcome(self) -> str:
        return str(ScreenReview.Outcome(self.review.outcome).label) if self.review else ""


class TakeOn(DeskForm):
    note = Words(label=_("What you did, or will do"), most=reviewing.MOST_WORDS, rows=3)


class Review(DeskForm):
    outcome = OneOf(label=_("How joint work stands for this partner"), choices=ScreenReview.Outcome.choices)
    note = Words(label=_("Note, for the record"), most=reviewing.MOST_WORDS, rows=3, required=False)


@couple_page("GET", alone=True, proof="fresh")
def listing(request: HttpRequest, care: Care) -> HttpResponse:
    """Alerts, newest first, and how far each partner’s private questions are."""
    return page_of(request, care)


def page_of(
    request: HttpRequest,
    care: Care,
    *,
    take: tuple[UUID, DeskForm] | None = None,
    place: DeskForm | None = None,
    again: DeskForm | None = None,
    lift: DeskForm | None = None,
) -> HttpResponse:
    """The whole page; a form that has to be shown again comes along. take: the alert it is about, and its form."""
    alerts = reviewing.alerts_of(care.couple, by=care.viewer)
    about, taking = take or (None, None)
    sent = next((form for form in (taking, place, again, lift) if form is not None), None)
    holds = holding.holds_of(care.couple, by=care.viewer)
    return show(
        request,
        "open_alone",
        care,
        status=sent.answer if sent else 200,
        alerts=[(alert, taking if alert.id == about else _take_on(alert.id)) for alert in alerts],
        lines=lines(care),
        reasons=gate.reasons(care.couple, care.viewer),
        is_open=gate.joint_work_is_open(care.couple),
        suggests_pause=gate.suggests_pause(care.couple, care.viewer),
        hold=next((hold for hold in holds if hold.is_standing), None),
        lifted=[hold for hold in holds if not hold.is_standing],
        place_form=place or hold_forms.place_form(alert_names(care)),
        again_form=again or hold_forms.again_form(),
        lift_form=lift or hold_forms.lift_form(),
    )


def alert_names(care: Care) -> list[tuple[str, str]]:
    """What was raised here by id, named by whose it is and when, and not by what."""
    rows = SafetyAlert.objects.visible_to(care.viewer).filter(couple=care.couple).select_related("partner")
    zone = ZoneInfo(care.practice.time_zone)
    return [
        (str(row.pk), f"{row.partner.called}, {date_format(row.raised_at.astimezone(zone), 'j F Y, H:i')}")
        for row in rows.defer("what").order_by("-raised_at", "pk")
    ]


def _take_on(pk: UUID, data: Any = None) -> TakeOn:
    return TakeOn(data, auto_id=f"id_{pk}_%s")


@sensitive_post_parameters()
@couple_page("POST", alone=True, proof="fresh", acts=True)
def take_on(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Take an alert on, with what was done."""
    alert = SafetyAlert.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk).first()
    if alert is None:
        raise Http404
    form = _take_on(pk, request.POST)

    def work() -> str:
        reviewing.acknowledge(alert, form.cleaned_data["note"], by=care.viewer)
        return _back(care, "taken-on")

    done = settle(request, form, work) if form.is_valid() else None
    return done or page_of(request, care, take=(pk, form))


@sensitive_post_parameters()
@couple_page("GET", "POST", alone=True, proof="fresh")
def screen(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """One partner’s answers, and “screened, reviewed” with an outcome. Each reading is written down."""
    row = _sent(care, pk)
    form = Review(request.POST or None)
    if request.method == "POST" and not care.may_act:
        raise Http404

    def work() -> str:
        reviewing.record_review(
            row, form.cleaned_data["outcome"], by=care.viewer, note=form.cleaned_data["note"]
        )
        return _back(care, "reviewed")

    if form.is_valid() and (done := settle(request, form, work)):
        return done
    return show(
        request,
        "screen",
        care,
        status=form.answer,
        form=form,
        row=row,
        person=care.person(row.partner_id),
        answers=reviewing.answers_of(row, by=care.viewer),
        reviews=_reviews(care, [row]),
    )


@couple_page("POST", alone=True, acts=True)
def offer(request: HttpRequest, care: Care) -> HttpResponse:
    """Put the private questions to both alike; who has them open already keeps them."""
    form = DeskForm(request.POST)

    def work() -> str:
        offer_to_both(care)
        return reverse("portal:desk-questionnaires", args=[care.couple.pk]) + "?done=sent"

    return settle(request, form, work) or show(request, "refused", care, status=form.answer, form=form)


def offer_to_both(care: Care) -> None:
    asking.offer(care.couple, by=care.viewer)


def _sent(care: Care, pk: UUID) -> SafetyScreen:
    rows = SafetyScreen.objects.visible_to(care.viewer).filter(couple=care.couple, state=State.SENT, pk=pk)
    row: SafetyScreen | None = rows.select_related("instrument").first()
    if row is None:
        raise Http404
    return row


def lines(care: Care) -> list[ScreenLine]:
    """For each partner the newest questions and their newest review. Two queries and keys."""
    rows = SafetyScreen.objects.visible_to(care.viewer).filter(couple=care.couple).exclude(state=State.VOID)
    newest = {row.partner_id: row for row in rows.order_by("opened_at", "pk")}
    reviews = {review.screen_id: review for review in _reviews(care, list(newest.values()))}
    found = []
    for person in care.here:
        held = newest.get(person.partner.pk)
        sent = held is not None and held.state == State.SENT
        found.append(ScreenLine(person, held, sent, reviews.get(held.pk) if held else None))
    return found


def _reviews(care: Care, screens: list[SafetyScreen]) -> list[ScreenReview]:
    rows = ScreenReview.objects.visible_to(care.viewer).filter(screen__in=screens)
    return list(rows.select_related("reviewed_by", "couple__practice").order_by("at", "pk"))


def _back(care: Care, done: str) -> str:
    return reverse("portal:desk-open-alone", args=[care.couple.pk]) + f"?done={done}"


def queue(viewer: Viewer) -> list[queueing.Waiting]:
    """What waits at everybody in this viewer's care, the longest wait first. The reading is written down."""
    return queueing.queue(viewer)


def gaps(viewer: Viewer) -> list[queueing.Gap]:
    """For the owner: counsellors after whom nobody would be told."""
    return queueing.gaps(viewer)


@dataclass(frozen=True)
class NoticeElsewhere:
    """Something waits at a colleague’s couple, and this viewer is the next to be told."""

    counsellor: str
    since: datetime


def notices_elsewhere(viewer: Viewer) -> list[NoticeElsewhere]:
    """What this viewer was told of couples whom they neither treat nor cover: whose, and since when. No more."""
    told = [notice for notice in telling.notices(viewer) if notice.step == "owner"]
    if not told:
        return []
    couples = Couple.objects.visible_to(viewer).filter(pk__in={notice.couple_id for notice in told})
    apart = (
        couples.exclude(counsellor=viewer.staff_id).exclude(pk__in=viewer.covers).select_related("counsellor")
    )
    counsellors: dict[UUID, Staff] = {couple.pk: couple.counsellor for couple in apart}
    return [
        NoticeElsewhere(counsellors[notice.couple_id].called, notice.raised_at)
        for notice in told
        if notice.couple_id in counsellors
    ]
