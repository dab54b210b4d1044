"""`/desk/calendar/settings/`: how one’s sessions reach one’s own calendar, and which other calendars say one is busy."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.forms import Line
from practice import audit, idempotency
from practice.access import COUNSELLOR, OWNER, SCHEDULER
from practice.calendar import choosing, feeds
from practice.models import CalendarChoice, Couple, CoupleCode, FeedToken, User
from practice.refusals import StaleEdit

from .busy_calendars import sources_of
from .course import shown_once
from .fields import DeskForm, OneOf, Version, newer, settle
from .here import Desk, names_of, page, show
from .week_rows import people_by_couple

ROLES = (COUNSELLOR, SCHEDULER, OWNER)
OWN, ROOMS = FeedToken.Kind.OWN, FeedToken.Kind.ROOMS
MOST_CODES = 200
ALARM_WORDS = {
    5: _("5 minutes before"),
    10: _("10 minutes before"),
    15: _("15 minutes before"),
    30: _("30 minutes before"),
    60: _("An hour before"),
    120: _("Two hours before"),
    1_440: _("A day before"),
    2_880: _("Two days before"),
}
CODES, TITLE = "codes", "title"


class Choice(DeskForm):
    version = Version()
    channel = OneOf(label=_("How they reach you"), choices=CalendarChoice.Channel.choices)
    shows = OneOf(
        label=_("What an entry is called"),
        choices=[(TITLE, _("The same for all")), (CODES, _("The code you gave each couple"))],
    )
    title = Line(
        label=_("Called"),
        most=choosing.LONGEST_TITLE,
        required=False,
        help_text=_("Left empty: Appointment."),
    )
    place = OneOf(
        label=_("The room in the entry"), choices=[("no", _("Leave it out")), ("yes", _("Show it"))]
    )
    alarm_minutes = OneOf(label=_("Your calendar reminds you"), drop=True, required=False)
    mail_hours = OneOf(label=_("A mail reminds you"), drop=True, required=False)

    def __init__(self, *args: Any, is_counsellor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alarms = [(str(one), ALARM_WORDS[one]) for one in choosing.ALARMS]
        hours = [(str(one), _("%(n)s hours before") % {"n": one}) for one in choosing.MAIL_HOURS]
        self.fields["alarm_minutes"].choices = [("", _("Not at all")), *alarms]  # type: ignore[attr-defined]
        self.fields["mail_hours"].choices = [("", _("Not at all")), *hours]  # type: ignore[attr-defined]
        if not is_counsellor:
            del self.fields["shows"]

    def wishes(self) -> dict[str, Any]:
        asked = self.cleaned_data
        return {
            "channel": asked["channel"],
            "title": asked["title"],
            "uses_codes": asked.get("shows") == CODES,
            "shows_place": asked["place"] == "yes",
            "alarm_minutes": int(asked["alarm_minutes"]) if asked["alarm_minutes"] else None,
            "mail_hours": int(asked["mail_hours"]) if asked["mail_hours"] else None,
            "version": asked["version"],
        }


def choice_form(user: User, desk: Desk, data: Any = None) -> Choice:
    held = choosing.choices_of(user)
    initial = {
        "version": held.version,
        "channel": held.channel,
        "shows": CODES if held.uses_codes else TITLE,
        "title": held.title,
        "place": "yes" if held.shows_place else "no",
        "alarm_minutes": str(held.alarm_minutes or ""),
        "mail_hours": str(held.mail_hours or ""),
    }
    return Choice(data, initial=initial, is_counsellor=desk.viewer.has(COUNSELLOR))


@page("GET", "POST", roles=ROLES, alone=True)
def calendar_settings(request: HttpRequest, desk: Desk) -> HttpResponse:
    user = User.objects.get(pk=desk.viewer.user_id)
    form = choice_form(user, desk, request.POST or None)

    def work() -> str:
        choosing.choose(user, **form.wishes(), by=desk.viewer)
        return reverse("portal:desk-calendar-settings") + "?done=saved"

    names = {"uses_codes": "shows", "shows_place": "place"}
    try:
        if form.is_valid() and (done := settle(request, form, work, names=names)):
            return done
    except StaleEdit as refusal:
        version = choosing.choices_of(user).version
        form = choice_form(user, desk, newer(request.POST, version))
        form.refuse_with(refusal, {})
    live = FeedToken.objects.visible_to(desk.viewer).filter(user=user, revoked_at=None)
    audit.record(desk.viewer, "calendar.settings")
    return show(
        request,
        "calendar_settings",
        desk,
        status=form.answer,
        form=form,
        addresses=_addresses(desk, {row.kind: row for row in live}),
        by_mail=choosing.choices_of(user).channel == CalendarChoice.Channel.MAIL,
        codes=_codes(desk),
        sources=sources_of(desk) if desk.viewer.has(COUNSELLOR) else [],
        is_counsellor=desk.viewer.has(COUNSELLOR),
    )


def _addresses(desk: Desk, live: dict[str, FeedToken]) -> list[tuple[str, FeedToken | None]]:
    """One’s own sessions for counsellors, and the rooms for whoever runs the practice."""
    own = [(str(OWN), live.get(OWN))] if desk.viewer.has(COUNSELLOR) else []
    runs = desk.viewer.roles & {SCHEDULER, OWNER}
    return [*own, *([(str(ROOMS), live.get(ROOMS))] if runs else [])]


def _codes(desk: Desk) -> list[tuple[Couple, str, str]]:
    """Each couple of one’s own with its names and its code."""
    if not desk.viewer.has(COUNSELLOR):
        return []
    rows = Couple.objects.visible_to(desk.viewer).filter(counsellor=desk.viewer.staff_id)
    couples = list(rows.exclude(status=Couple.Status.ENDED).order_by("pk")[:MOST_CODES])
    people = people_by_couple(desk, [couple.pk for couple in couples])
    held = CoupleCode.objects.visible_to(desk.viewer).filter(staff=desk.viewer.staff_id)
    codes = {row.couple_id: row.code for row in held}
    told = [(couple, names_of(people.get(couple.pk, ())), codes.get(couple.pk, "")) for couple in couples]
    return sorted(told, key=lambda one: one[1])


class Code(DeskForm):
    code = Line(label=_("Code"), most=choosing.LONGEST_CODE, required=False)


@page("POST", roles=(COUNSELLOR,), alone=True)
def code(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """What one couple is called in one’s own calendar; empty for nothing."""
    rows = Couple.objects.visible_to(desk.viewer).filter(counsellor=desk.viewer.staff_id, pk=pk)
    couple = rows.first()
    if couple is None:
        raise Http404
    form = Code(request.POST)

    def work() -> str:
        choosing.set_code(couple, desk.me, form.cleaned_data["code"], by=desk.viewer)
        return reverse("portal:desk-calendar-settings") + "?done=saved"

    done = settle(request, form, work) if form.is_valid() else None
    back = reverse("portal:desk-calendar-settings")
    return done or show(
        request, "calendar_code", desk, status=form.answer, form=form, couple_id=pk, back=back
    )


@page("POST", roles=ROLES, alone=True)
def address(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A secret address: made and shown once, or ended. kind: one’s own sessions, or the rooms of the practice."""
    user = User.objects.get(pk=desk.viewer.user_id)
    kind = ROOMS if request.POST.get("kind") == ROOMS else OWN
    if kind == OWN and not desk.viewer.has(COUNSELLOR):
        raise Http404
    if request.POST.get("do") == "end":
        return _end(request, desk, user, kind)

    def work() -> idempotency.Reply:
        token = feeds.make(user, kind, by=desk.viewer)
        made = settings.BASE_URL + reverse("portal:feed", args=[token])
        return idempotency.Reply(200, {"address": made}, secret=True)

    made = shown_once(request, desk.viewer, work)
    webcal = made.replace("https://", "webcal://").replace("http://", "webcal://")
    return show(request, "calendar_address", desk, address=made, webcal=webcal)


def _end(request: HttpRequest, desk: Desk, user: User, kind: Any) -> HttpResponse:
    form = DeskForm(request.POST)
    back = reverse("portal:desk-calendar-settings")

    def work() -> str:
        feeds.revoke(user, kind, by=desk.viewer)
        return f"{back}?done=ended"

    done = settle(request, form, work)
    return done or show(request, "refused", desk, status=form.answer, form=form, back=back)
