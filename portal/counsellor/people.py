"""`/desk/practice/people/`: who works here and as what, inviting them, a way back in, and leaving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.forms import Line
from practice import access_lost, idempotency, inviting, running, staffing
from practice.access import OWNER
from practice.models import Invitation, Staff
from practice.refusals import StaleEdit

from .course import shown_once
from .fields import DeskForm, SomeOf, Version, newer, settle
from .here import Desk, page, show

ROLES = [
    ("counsellor", _("Counsellor: treats couples")),
    ("scheduler", _("Front desk: names and appointments, nothing else")),
    ("owner", _("Owner: the practice, its people and its trail")),
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
