"""`/desk/practice/`: the owner’s pages: the practice itself, its people, who covers, and what was done and read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.forms import Line
from practice import access_lost, audit, caring, idempotency, inviting, running, staffing
from practice.access import OWNER
from practice.models import AuditEntry, ConfidencesPolicy, Couple, Grant, Invitation, Practice, Staff
from practice.refusals import StaleEdit

from . import acts, safety
from .calendar import people_by_couple
from .course import shown_once
from .fields import CHOOSE, DeskForm, Number, OneOf, SomeOf, Version, newer, settle
from .here import Desk, names_of, page, show
from .sharing import Give, colleagues, give_to, is_open

ROLES = [
    ("counsellor", _("Counsellor: treats couples")),
    ("scheduler", _("Front desk: names and appointments, nothing else")),
    ("owner", _("Owner: the practice, its people and its trail")),
]
AUDIT_PAGE = 50


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
        help_text=_("Partners read this before private questions."),
    )
    escalate_after_minutes = Number(
        label=_("Minutes until the next colleague is told"),
        least=running.SOONEST,
        most=running.LATEST,
        help_text=_("First the counsellor, then who covers, then the owner, until somebody has taken it on."),
    )
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


def showing(practice: Practice) -> dict[str, Any]:
    return {name: getattr(practice, name) for name in House.base_fields}


@page("GET", "POST", roles=(OWNER,), alone=True)
def house(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One form for the whole house; the newer version and what was typed stand together when someone was quicker."""
    form = House(request.POST or None, initial=showing(desk.practice))
    other: list[tuple[Any, Any]] = []

    def work() -> str:
        running.change(desk.practice, by=desk.viewer, **form.cleaned_data)
        return reverse("portal:desk-practice") + "?done=saved"

    try:
        if form.is_valid() and (done := settle(request, form, work)):
            return done
    except StaleEdit as refusal:
        sent = form
        form = House(newer(request.POST, desk.practice.version))
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
    )


def _differences(form: House, practice: Practice) -> list[tuple[Any, Any]]:
    held = showing(practice)
    return [
        (form.fields[name].label, held[name])
        for name, value in form.cleaned_data.items()
        if name != "version" and str(held[name]) != str(value)
    ]


class NewPerson(DeskForm):
    called = Line(label=_("Name"), most=80)
    email = Line(label=_("E-mail address"), most=254)
    roles = SomeOf(
        label=_("What they do here"),
        choices=ROLES,
        required=False,
        help_text=_("None: a supervisor, who sees only what is opened to them."),
    )


class Person(DeskForm):
    version = Version()
    roles = SomeOf(label=_("What they do here"), choices=ROLES, required=False)


class Email(DeskForm):
    email = Line(label=_("E-mail address"), most=254)


@dataclass(frozen=True)
class Colleague:
    staff: Staff
    roles: list[Any]
    has_joined: bool
    is_invited: bool
    is_me: bool


@page("GET", "POST", roles=(OWNER,), alone=True)
def people(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Everybody who works here, and adding somebody."""
    form = NewPerson(request.POST or None)

    def work() -> str:
        asked = form.cleaned_data | {"roles": set(form.cleaned_data["roles"])}
        staffing.add_staff(desk.practice, by=desk.viewer, **asked)
        return reverse("portal:desk-people") + "?done=added"

    if form.is_valid() and (done := settle(request, form, work)):
        return done
    return show(request, "people", desk, status=form.answer, form=form, people=_colleagues(desk))


def _colleagues(desk: Desk) -> list[Colleague]:
    rows = Staff.objects.visible_to(desk.viewer).order_by("departed_at", "called", "pk")
    open_rows: Any = Invitation.objects.visible_to(desk.viewer)
    invited = set(open_rows.open().values_list("staff_id", flat=True))
    return [_colleague(desk, row, invited) for row in rows]


def _colleague(desk: Desk, row: Staff, invited: set[Any]) -> Colleague:
    held = {"owner": row.is_owner, "counsellor": row.is_counsellor, "scheduler": row.is_scheduler}
    roles = [str(label).partition(":")[0] for word, label in ROLES if held[word]]
    return Colleague(row, roles, row.user_id is not None, row.pk in invited, row.pk == desk.viewer.staff_id)


@page("GET", "POST", roles=(OWNER,), alone=True)
def person(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """One colleague: what they do here."""
    row = _mine(desk, pk)
    form = Person(request.POST or None, initial=_held(row))

    def work() -> str:
        asked = form.cleaned_data
        running.change_roles(row, set(asked["roles"]), by=desk.viewer, version=asked["version"])
        return reverse("portal:desk-people") + "?done=roles"

    try:
        if form.is_valid() and (done := settle(request, form, work)):
            return done
    except StaleEdit as refusal:
        form = Person(newer(request.POST, row.version))
        form.refuse_with(refusal, {})
    return _person(request, desk, row, form)


def _held(row: Staff) -> dict[str, Any]:
    held = {"owner": row.is_owner, "counsellor": row.is_counsellor, "scheduler": row.is_scheduler}
    return {"roles": [word for word, yes in held.items() if yes], "version": row.version}


def _person(
    request: HttpRequest, desk: Desk, row: Staff, form: DeskForm, email: DeskForm | None = None
) -> HttpResponse:
    status = email.answer if email else form.answer
    is_me = row.pk == desk.viewer.staff_id
    return show(
        request, "person", desk, status=status, form=form, email=email or Email(), row=row, is_me=is_me
    )


@page("POST", roles=(OWNER,), alone=True)
def invite(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """Invite a colleague again; the earlier link dies."""
    row = _mine(desk, pk)
    form = Email(request.POST)

    def work() -> str:
        inviting.invite_staff(row, email=form.cleaned_data["email"], by=desk.viewer)
        return reverse("portal:desk-people") + "?done=invited"

    done = settle(request, form, work) if form.is_valid() else None
    return done or _person(request, desk, row, Person(initial=_held(row)), form)


@page("POST", roles=(OWNER,), alone=True, proof="fresh")
def depart(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """A colleague leaves: their sessions, tokens and feeds end now; the records stay with the practice."""
    row = _mine(desk, pk)
    form = DeskForm(request.POST)

    def work() -> str:
        staffing.depart(row, by=desk.viewer)
        return reverse("portal:desk-people") + "?done=departed"

    return settle(request, form, work) or show(request, "refused", desk, status=form.answer, form=form)


@page("POST", roles=(OWNER,), alone=True, proof="fresh")
def way_back_in(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """A link for a colleague who cannot get in any more, shown once and handed over in person."""
    row = _mine(desk, pk)

    def work() -> idempotency.Reply:
        token = access_lost.start_reset(row, by=desk.viewer)
        made = settings.BASE_URL + reverse("portal:reset", args=[token])
        return idempotency.Reply(200, {"address": made}, secret=True)

    made = shown_once(request, desk.viewer, work)
    return show(
        request, "way_back_in", desk, name=row.called, address=made, back=reverse("portal:desk-people")
    )


def _mine(desk: Desk, pk: UUID) -> Staff:
    rows = Staff.objects.visible_to(desk.viewer).filter(practice=desk.practice, departed_at=None, pk=pk)
    row: Staff | None = rows.select_related("user", "practice").first()
    if row is None:
        raise Http404
    return row


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
