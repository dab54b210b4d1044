"""`/desk/practice/`: the owner’s pages: the practice itself, who covers, and what was done and read."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.forms import Line
from practice import audit, caring, running
from practice.access import OWNER
from practice.models import AuditEntry, ConfidencesPolicy, Couple, Grant, Practice
from practice.refusals import StaleEdit

from . import acts, money, safety
from .fields import CHOOSE, DeskForm, Number, OneOf, Version, newer, settle
from .here import Desk, names_of, page, show
from .sharing import Give, colleagues, give_to, is_open
from .week_rows import people_by_couple

AUDIT_PAGE = 50


def wait(label: Any) -> Number:
    """One of the three waits, counted from when something was answered."""
    return Number(label=label, least=running.SOONEST, most=running.LATEST)


class House(DeskForm):
    version = Version()
    name = Line(label=_("Name"), most=120)
    address = Line(label=_("Address"), most=200, required=False)
    phone = Line(label=_("Phone"), most=40, required=False)
    time_zone = Line(
        label=_("Time zone"), most=64, help_text=_("For example Europe/London. Sessions are booked in it.")
    )
    country = Line(
        label=_("Country, as two letters"),
        most=2,
        help_text=_("Settles which urgent contacts are shown first."),
    )
    review_hours = Line(
        label=_("When you look at what comes in"),
        most=120,
        help_text=_(
            "Partners read this before questions that may weigh on somebody, as: Ana looks at them on …"
        ),
    )
    currency = Line(label=_("Currency, as three letters"), most=3, help_text=_("For example GBP or EUR."))
    session_fee = money.Amount(
        label=_("What a session costs"),
        required=False,
        help_text=_("Where a couple has no terms of their own. Left empty: nothing is owed."),
    )
    late_notice_hours = Number(
        label=_("Called off late, in hours before"), least=0, most=running.LONGEST_NOTICE
    )
    again_after_minutes = wait(_("The counsellor again, after minutes"))
    cover_after_minutes = wait(_("Who covers, after minutes"))
    owner_after_minutes = wait(_("The owner, after minutes"))
    confidences_policy = OneOf(
        label=_("How confidences are kept"),
        choices=ConfidencesPolicy.choices,
        help_text=_(
            "Both partners sign the text that goes with it. Nothing private is ever shown to the other by it."
        ),
    )
    neutral_sender = Line(
        label=_("Name that mails come from"), most=60, help_text=_("Say nothing about counselling here.")
    )
    leave_to = Line(label=_("Where “Leave page” leads"), most=200)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = (self.data.get("currency") or currency).strip().upper() if self.is_bound else currency
        fee: Any = self.fields["session_fee"]
        fee.currency = sent

    def clean_session_fee(self) -> int:
        return self.cleaned_data["session_fee"] or 0


def showing(practice: Practice) -> dict[str, Any]:
    return {name: getattr(practice, name) for name in House.base_fields}


@page("GET", "POST", roles=(OWNER,), alone=True)
def house(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One form for the whole house; the newer version and what was typed stand together when someone was quicker."""
    currency = desk.practice.currency
    form = House(request.POST or None, initial=showing(desk.practice), currency=currency)
    other: list[tuple[Any, Any]] = []

    def work() -> str:
        running.change(desk.practice, by=desk.viewer, **form.cleaned_data)
        return reverse("portal:desk-practice") + "?done=saved"

    try:
        if form.is_valid() and (done := settle(request, form, work)):
            return done
    except StaleEdit as refusal:
        sent = form
        form = House(newer(request.POST, desk.practice.version), currency=currency)
        form.refuse_with(refusal, {})
        other = _differences(sent, desk.practice)
    return show(
        request,
        "practice",
        desk,
        status=form.answer,
        form=form,
        other=other,
        notices=safety.notices_elsewhere(desk.viewer),
        gaps=safety.gaps(desk.viewer),
    )


def _differences(form: House, practice: Practice) -> list[tuple[Any, Any]]:
    held = showing(practice)
    return [
        (form.fields[name].label, held[name])
        for name, value in form.cleaned_data.items()
        if name != "version" and str(held[name]) != str(value)
    ]


class Cover(Give):
    couple = OneOf(label=_("Couple"), drop=True)
    field_order = ["couple"]


@page("GET", "POST", roles=(OWNER,), alone=True)
def cover(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Who looks in on which couple for a while. The owner gives cover when a counsellor can’t."""
    couples = {row.pk: row for row in _in_care(desk)}
    people = people_by_couple(desk, couples)
    form = Cover(request.POST or None, colleagues=colleagues(desk.viewer))
    named = sorted((names_of(people.get(pk, ())), str(pk)) for pk in couples)
    form.fields["couple"].choices = [("", CHOOSE), *((pk, names) for names, pk in named)]  # type: ignore[attr-defined]

    def work() -> str:
        give_to(couples[UUID(form.cleaned_data["couple"])], form, by=desk.viewer)
        return reverse("portal:desk-cover") + "?done=given"

    if form.is_valid() and (done := settle(request, form, work, names={"ends_at": "ends_on"})):
        return done
    grants = Grant.objects.visible_to(desk.viewer).filter(revoked_at=None, ends_at__gt=timezone.now())
    held = grants.select_related("staff", "given_by", "couple__practice").order_by("ends_at", "pk")
    rows = [(grant, names_of(people.get(grant.couple_id, ()))) for grant in held if is_open(grant)]
    return show(request, "cover", desk, status=form.answer, form=form, grants=rows)


def _in_care(desk: Desk) -> Any:
    rows = Couple.objects.visible_to(desk.viewer).exclude(status=Couple.Status.ENDED)
    return rows.select_related("practice", "counsellor")


@page("POST", roles=(OWNER,), alone=True)
def end_cover(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    grant = Grant.objects.visible_to(desk.viewer).filter(couple__practice=desk.practice, pk=pk).first()
    if grant is None:
        raise Http404
    form = DeskForm(request.POST)

    def work() -> str:
        caring.end_grant(grant, by=desk.viewer)
        return reverse("portal:desk-cover") + "?done=ended"

    return settle(request, form, work) or show(request, "refused", desk, status=form.answer, form=form)


@page("GET", roles=(OWNER,), alone=True)
def trail(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What was done and read, newest first, in sentences that hold ids and no names."""
    rows = AuditEntry.objects.visible_to(desk.viewer).order_by("-pk")
    found = Paginator(rows, AUDIT_PAGE).get_page(request.GET.get("page"))
    audit.record(desk.viewer, "trail.read", count=len(found.object_list))
    lines = [(entry, acts.sentence(entry)) for entry in found.object_list]
    return show(request, "trail", desk, page=found, lines=lines)
