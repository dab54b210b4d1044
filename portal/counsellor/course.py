"""`/desk/couples/<id>/course/`: who belongs to the couple, the steps of the course, and joint work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import gate
from assessments.models import JointWork
from portal.forms import Line
from portal.idempotent import FIELD
from practice import access_lost, audit, caring, idempotency, inviting
from practice.models import CareEvent, ContactCard, Couple, Invitation
from practice.reaching import CHANNELS
from practice.refusals import BadInput, StaleEdit

from .fields import DeskForm, OneOf, Version, newer, settle
from .here import Care, Someone, couple_page, show

Status = Couple.Status
STEP_WORDS = {
    Status.INTAKE: _("Intake: getting to know each other"),
    Status.ACTIVE: _("Active: working together"),
    Status.PAUSED: _("Paused: at rest for a while"),
    Status.ENDED: _("Ended: the course is over"),
}


@dataclass(frozen=True)
class Standing:
    """One partner’s way in, and how they may be reached. wishes: only what they said themselves."""

    person: Someone
    state: str  # "joined", "left", "invited", "lapsed", "declined" or "not-yet"
    invitation: Invitation | None
    card: ContactCard | None

    @property
    def channel(self) -> Any:
        wishes = (self.card.preferences or {}) if self.card else {}
        return dict(CHANNELS).get(wishes.get("channel", "mail")) if self.card else ""

    @property
    def phone(self) -> str:
        return str((self.card.preferences or {}).get("phone", "")) if self.card else ""

    @property
    def may_leave_message(self) -> bool:
        return bool(self.card and (self.card.preferences or {}).get("may_leave_message"))


class Address(DeskForm):
    email = Line(label=_("E-mail address"), most=254)


class SecondPartner(DeskForm):
    name = Line(label=_("The other partner’s name"), most=80)
    email = Line(label=_("Their e-mail address, if you like to invite them now"), most=254, required=False)


class Step(DeskForm):
    version = Version()
    status = OneOf(label=_("Next step"))

    def __init__(self, *args: Any, couple: Couple, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        follows = caring.NEXT[Status(couple.status)]
        self.fields["status"].choices = [(step, says) for step, says in STEP_WORDS.items() if step in follows]  # type: ignore[attr-defined]


@couple_page("GET", alone=True)
def course(request: HttpRequest, care: Care) -> HttpResponse:
    audit.record(care.viewer, "couple.course", care.couple, couple=care.couple)
    return _page(request, care)


def _page(
    request: HttpRequest,
    care: Care,
    *,
    status: int = 200,
    step: DeskForm | None = None,
    address: tuple[UUID, DeskForm] | None = None,
    second: DeskForm | None = None,
    held: DeskForm | None = None,
    held_for: list[Any] | None = None,
) -> HttpResponse:
    standings = standings_of(care)
    shown = address or (None, None)
    return show(
        request,
        "course",
        care,
        status=status,
        partners=[
            (one, shown[1] if shown[0] == one.person.partner.pk else _address(one.person))
            for one in standings
        ],
        step=step or Step(couple=care.couple, initial={"version": care.couple.version}),
        second=second or SecondPartner(),
        is_alone=len(care.people) == 1,
        joint=JointWork.objects.visible_to(care.viewer).filter(couple=care.couple).first(),
        is_open=gate.joint_work_is_open(care.couple),
        reasons=held_for or gate.reasons(care.couple, care.viewer),
        held=held,
        suggests_pause=gate.suggests_pause(care.couple, care.viewer),
        between=gate.BETWEEN_EXERCISES,
        events=CareEvent.objects.visible_to(care.viewer).filter(couple=care.couple).order_by("at", "pk"),
    )


def _address(person: Someone, data: Any = None) -> Address:
    return Address(data, auto_id=f"id_{person.mark}_%s")


def standings_of(care: Care) -> list[Standing]:
    partners = [person.partner.pk for person in care.people]
    rows = Invitation.objects.visible_to(care.viewer).filter(partner__in=partners)
    newest = {row.partner_id: row for row in rows.order_by("created_at", "pk")}
    cards = ContactCard.objects.visible_to(care.viewer).filter(partner__in=partners).select_related("partner")
    held = {card.partner_id: card for card in cards}
    return [
        Standing(
            one, _state(one, newest.get(one.partner.pk)), newest.get(one.partner.pk), held.get(one.partner.pk)
        )
        for one in care.people
    ]


def _state(person: Someone, invitation: Invitation | None) -> str:
    if person.has_left:
        return "left"
    if person.has_joined:
        return "joined"
    if invitation is None:
        return "not-yet"
    if invitation.declined_at:
        return "declined"
    if invitation.cancelled_at:
        return "not-yet"
    return "invited" if invitation.expires_at > timezone.now() else "lapsed"


def _back(care: Care, done: str) -> str:
    return reverse("portal:desk-course", args=[care.couple.pk]) + f"?done={done}"


@couple_page("POST", alone=True, acts=True)
def invite(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Invite one partner, or send the invitation again; an earlier link dies with the new one."""
    person = _mine(care, pk)
    form = _address(person, request.POST)

    def work() -> str:
        inviting.invite_partner(person.partner, email=form.cleaned_data["email"], by=care.viewer)
        return _back(care, "invited")

    done = settle(request, form, work) if form.is_valid() else None
    return done or _page(request, care, status=form.answer, address=(pk, form))


def _mine(care: Care, pk: UUID) -> Someone:
    """Invitations are the treating counsellor’s; who covers looks after the rest."""
    if not care.is_mine:
        raise Http404
    return care.person(pk)


@couple_page("POST", alone=True, acts=True)
def cancel_invitation(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    partners = [person.partner.pk for person in care.people]
    rows = Invitation.objects.visible_to(care.viewer).filter(partner__in=partners, pk=pk)
    invitation = rows.first()
    if invitation is None:
        raise Http404
    form = DeskForm(request.POST)

    def work() -> str:
        inviting.cancel(invitation, by=care.viewer)
        return _back(care, "cancelled")

    return settle(request, form, work) or _page(request, care, status=form.answer, held=form)


@couple_page("POST", alone=True, acts=True)
def add_second(request: HttpRequest, care: Care) -> HttpResponse:
    """The partner who comes later. Nothing from before is theirs to see."""
    if not care.is_mine:
        raise Http404
    form = SecondPartner(request.POST)

    def work() -> str:
        partner = caring.add_second_partner(care.couple, form.cleaned_data["name"], by=care.viewer)
        if email := form.cleaned_data["email"]:
            inviting.invite_partner(partner, email=email, by=care.viewer)
        return _back(care, "second")

    done = settle(request, form, work) if form.is_valid() else None
    return done or _page(request, care, status=form.answer, second=form)


@couple_page("POST", alone=True, acts=True)
def status(request: HttpRequest, care: Care) -> HttpResponse:
    """The next step of the course. A page that is older than the couple is shown anew, with the choice kept."""
    form = Step(request.POST, couple=care.couple)

    def work() -> str:
        asked = form.cleaned_data
        caring.change_status(care.couple, asked["status"], by=care.viewer, version=asked["version"])
        return _back(care, "step")

    try:
        done = settle(request, form, work) if form.is_valid() else None
    except StaleEdit as refusal:
        done, form = None, Step(newer(request.POST, care.couple.version), couple=care.couple)
        form.refuse_with(refusal, {})
    return done or _page(request, care, status=form.answer, step=form)


@couple_page("POST", alone=True, acts=True)
def joint_work(request: HttpRequest, care: Care) -> HttpResponse:
    """Open or pause joint work. What stands against opening it is told to the counsellor alone."""
    form, against = DeskForm(request.POST), []
    act = gate.open_joint_work if request.POST.get("to") == "open" else gate.pause_joint_work

    def work() -> str:
        try:
            act(care.couple, by=care.viewer)
        except gate.JointWorkHeld as held:
            against.extend(held.reasons)
            raise
        return _back(care, "joint")

    done = settle(request, form, work)
    return done or _page(request, care, status=form.answer, held=form, held_for=against)


@couple_page("POST", alone=True, acts=True, proof="fresh")
def way_back_in(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """A link for somebody who cannot get in any more, shown once and handed over in person."""
    person = _mine(care, pk)

    def work() -> idempotency.Reply:
        token = access_lost.start_reset(person.partner, by=care.viewer)
        return idempotency.Reply(200, {"address": settings.BASE_URL + _reset(token)}, secret=True)

    address = shown_once(request, care.viewer, work)
    return show(request, "way_back_in", care, name=person.called, address=address, back=_back(care, ""))


def _reset(token: str) -> str:
    return reverse("portal:reset", args=[token])


def shown_once(request: HttpRequest, viewer: Any, work: Any) -> str:
    """A secret that is shown this once; "" when this form was sent before."""
    key = request.POST.get(FIELD, "")
    if not key:
        raise BadInput(
            _("This page is an old one. Open it again and send it from there."), code="form_too_old"
        )
    reply = idempotency.once(viewer, route=request.path, key=key, body=b"make", work=work)
    return "" if reply.replayed else str(reply.body["address"])
