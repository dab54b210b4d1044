"""`/desk/couples/<id>/reports/`: what was issued, the builder, one report, its file, giving it, taking it back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from homework.days import day_of
from homework.days import today as practice_today
from portal.couple.reports import as_file
from portal.idempotent import once
from practice import audit
from practice.models import Couple
from practice.refusals import NotFound, Refused
from reports import agreeing, issuing, ledger
from reports.agreeing import Kind
from reports.audiences import BY_CONSENT
from reports.issuing import Order
from reports.ledger import LedgerRow
from reports.models import IssuedReport
from reports.refusing import ConsentMissing

from .here import Care, Someone, couple_page, show
from .report_forms import Build, Why
from .report_sheet import sheet_of

FIRST_DRAFT = timedelta(weeks=12)
READERS = {
    "couple": _("Both of them"),
    "a": "",
    "b": "",
    "counsellor": _("You alone"),
    "referrer": _("Who sent them"),
}


@couple_page("GET", alone=True)
def listing(request: HttpRequest, care: Care) -> HttpResponse:
    """Everything that was issued for this couple, newest first."""
    rows = ledger.of_couple(care.couple, by=care.viewer)
    audit.record(care.viewer, "reports.listed", care.couple, couple=care.couple, count=len(rows))
    return show(request, "reports", care, rows=rows)


@sensitive_post_parameters()
@couple_page("GET", "POST", alone=True, acts=True)
def new(request: HttpRequest, care: Care) -> HttpResponse:
    """The builder: what goes in on one side, the sheet as it would be issued on the other."""
    word = request.GET.get("for", "couple" if len(care.people) > 1 else care.people[0].mark)
    instead = request.GET.get("instead", "")
    old = _report(care, instead) if instead else None
    sent = request.POST if request.method == "POST" else None
    form = Build(sent, initial=_first_days(care.couple), asks_why=old is not None)
    if sent is not None and sent.get("do") == "issue" and form.is_valid():
        try:
            return once(request, lambda: _issue(care, word, form, old))
        except ConsentMissing:
            pass  # the page below says so and offers own copies
        except Refused as refusal:
            form.refuse(refusal)
    return _builder(request, care, word, form, old)


def _issue(care: Care, word: str, form: Build, old: IssuedReport | None) -> str:
    why = form.cleaned_data.get("reason", "")
    made = issuing.issue(care.couple, _order(care, word, form), by=care.viewer, supersedes=old, reason=why)
    return _address(care, made)


def _address(care: Care, report: IssuedReport) -> str:
    return reverse("portal:desk-report", args=[care.couple.pk, report.pk])


def _builder(
    request: HttpRequest, care: Care, word: str, form: Build, old: IssuedReport | None
) -> HttpResponse:
    sheet, blocked = None, False
    if not form.is_bound or form.is_valid():
        try:
            content = issuing.draft(care.couple, _order(care, word, form), by=care.viewer)
            sheet = sheet_of(content)
            form.suggest("\n".join(content.in_short))
        except ConsentMissing:
            blocked = True
        except NotFound:
            raise Http404 from None
        except Refused as refusal:
            form.refuse(refusal)
    return show(
        request,
        "report_builder",
        care,
        status=400 if form.is_bound and form.errors else 200,
        form=form,
        sheet=sheet,
        blocked=blocked,
        word=word,
        readers=_readers(care.people, word),
        reader=_called(care.people, word),
        agreed_on=_agreed_on(care.couple, word),
        old=old,
    )


def _order(care: Care, word: str, form: Build) -> Order:
    """What the form asks for, or, on first sight, the last twelve weeks with every section."""
    partner = next((person.partner for person in care.people if person.mark == word), None)
    if word not in READERS or (word in {"a", "b"} and partner is None):
        raise Http404
    audience = "partner" if partner is not None else word
    if not form.is_bound:
        return Order(audience, form.initial["since"], form.initial["until"], partner)
    asked = form.cleaned_data
    return Order(
        audience,
        asked["since"],
        asked["until"],
        partner,
        in_short=asked["in_short"],
        next_step=asked["next_step"],
        include=frozenset(asked["include"]),
    )


def _first_days(couple: Couple) -> dict[str, Any]:
    today = practice_today(couple.practice)
    began: date = day_of(couple.created_at, couple.practice)
    return {"since": max(min(began, today), today - FIRST_DRAFT), "until": today}


def _readers(people: tuple[Someone, ...], word: str) -> list[dict[str, Any]]:
    marks = {person.mark for person in people}
    left_out = {"a", "b"} - marks | ({"couple"} if len(people) < 2 else set())
    return [
        {"word": each, "called": _called(people, each), "is_current": each == word}
        for each in READERS
        if each not in left_out
    ]


def _called(people: tuple[Someone, ...], word: str) -> Any:
    return next((person.called for person in people if person.mark == word), READERS.get(word, ""))


def _agreed_on(couple: Couple, word: str) -> date | None:
    if word not in BY_CONSENT:
        return None
    agreement = agreeing.agreed(couple, BY_CONSENT[word])
    return agreeing.agreed_on(couple, agreement) if agreement.by(Kind.REPORT) else None


def _report(care: Care, pk: Any) -> IssuedReport:
    """A report of this couple; of another one it is not there."""
    try:
        report = ledger.find(UUID(str(pk)), by=care.viewer)
    except (NotFound, ValueError):
        raise Http404 from None
    if report.couple_id != care.couple.pk:
        raise Http404
    return report


def _row(care: Care, report: IssuedReport) -> LedgerRow:
    return next(row for row in ledger.of_couple(care.couple, by=care.viewer) if row.id == report.pk)


@couple_page("GET", alone=True)
def report(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """One issued report: the sheet as it was frozen, who has it, and what can be done with it."""
    held = _report(care, pk)
    try:
        sheet = sheet_of(ledger.content_of(held.pk, by=care.viewer))
    except NotFound:
        sheet = None  # somebody it names was erased
    word = next((p.mark for p in care.people if p.partner.pk == held.partner_id), held.audience)
    return show(request, "report", care, row=_row(care, held), sheet=sheet, word=word)


@couple_page("GET", alone=True)
def file(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """The very file that was issued."""
    try:
        return as_file(ledger.file_of(_report(care, pk).pk, by=care.viewer))
    except NotFound:
        raise Http404 from None


@couple_page("GET", "POST", alone=True, acts=True)
def share(request: HttpRequest, care: Care, pk: UUID, partner: UUID) -> HttpResponse:
    """Give this report to one partner, after a page that names them."""
    held, someone = _report(care, pk), care.person(partner)
    if request.method == "POST":

        def work() -> str:
            issuing.share(held, someone.partner, by=care.viewer)
            return _address(care, held)

        return once(request, work)
    return show(request, "report_share", care, row=_row(care, held), someone=someone)


@sensitive_post_parameters()
@couple_page("GET", "POST", alone=True, acts=True)
def void(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Take this report back, with a reason that stays with the counsellor."""
    held = _report(care, pk)
    form = Why(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():

        def work() -> str:
            issuing.void(held, form.cleaned_data["reason"], by=care.viewer)
            return _address(care, held)

        try:
            return once(request, work)
        except Refused as refusal:
            form.refuse(refusal)
    status = 400 if form.errors else 200
    return show(request, "report_void", care, status=status, row=_row(care, held), form=form)


urlpatterns = [
    path("desk/couples/<uuid:pk>/reports/", listing, name="desk-reports"),
    path("desk/couples/<uuid:pk>/reports/new/", new, name="desk-report-new"),
    path("desk/couples/<uuid:couple>/reports/<uuid:pk>/", report, name="desk-report"),
    path("desk/couples/<uuid:couple>/reports/<uuid:pk>.pdf", file, name="desk-report-file"),
    path(
        "desk/couples/<uuid:couple>/reports/<uuid:pk>/share/<uuid:partner>/", share, name="desk-report-share"
    ),
    path("desk/couples/<uuid:couple>/reports/<uuid:pk>/void/", void, name="desk-report-void"),
]
