"""The forms for booking, moving and calling off on the wall clock, and how their fields reach the verbs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from portal.forms import Line
from practice import scheduling
from practice.calendar.zones import checked_zone
from practice.models import Cancellation, Couple, Room, Staff, TherapySession
from practice.refusals import BadInput, Refused

from .fields import Clock, Day, DeskForm, Number, OneOf, Version, Words
from .here import Desk, Someone

NAMES = {"time_zone": "zone", "second": "second", "called_off": "called_by", "by": "called_by"}
ONCE, MONTHLY = "0", "m"
USUAL_MINUTES = 50
SCOPES = (
    ("one", _("This one alone")),
    ("onward", _("This one and all that follow")),
    ("all", _("All that are still to come")),
)


@dataclass(frozen=True)
class Choices:
    """Rooms and colleagues that a booking can name."""

    rooms: tuple[Room, ...] = ()
    colleagues: tuple[Staff, ...] = ()

    def room(self, pk: str) -> Room | None:
        return next((one for one in self.rooms if str(one.pk) == pk), None)

    def colleague(self, pk: str) -> Staff | None:
        return next((one for one in self.colleagues if str(one.pk) == pk), None)


def choices_for(desk: Desk, couple: Couple | None, *, held: Room | None = None) -> Choices:
    """Open rooms, and the counsellors who may sit in beside the couple’s own. held: a room a session is in already."""
    rooms = Room.objects.visible_to(desk.viewer).filter(practice=desk.practice)
    here = [room for room in rooms.order_by("called") if room.is_open or room == held]
    staff = Staff.objects.visible_to(desk.viewer).filter(practice=desk.practice, is_counsellor=True)
    others = staff.filter(departed_at=None).order_by("called", "pk")
    return Choices(
        tuple(here), tuple(one for one in others if couple is None or one.pk != couple.counsellor_id)
    )


class SoftForm(DeskForm):
    """A form whose refusal may be passed by with a second press, when nothing but habit stands against it."""

    is_soft = False

    def refuse_with(self, refusal: Refused, names: Any) -> None:
        self.is_soft = refusal.code in scheduling.SOFT
        if isinstance(refusal, scheduling.SessionOverlaps) and refusal.fields:
            self.add_error(None, str(refusal.sentence))
        super().refuse_with(refusal, names)

    @property
    def anyway(self) -> bool:
        return self.data.get("anyway") == "yes"


class When(SoftForm):
    day = Day(label=_("Day"))
    starts = Clock(label=_("From"))
    minutes = Number(
        label=_("Minutes"),
        least=scheduling.SHORTEST,
        most=scheduling.LONGEST,
        initial=USUAL_MINUTES,
        required=False,
    )
    ends = Clock(label=_("Or until"), required=False)
    room = OneOf(label=_("Room"), drop=True, required=False)
    place = Line(label=_("Or another place"), most=160, required=False)
    link = Line(label=_("Link to meet online"), most=300, required=False)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        rooms = [(str(room.pk), room.called) for room in choices.rooms]
        self.fields["room"].choices = [("", _("No room")), *rooms]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            not cleaned.get("minutes")
            and not cleaned.get("ends")
            and not {"minutes", "ends"} & set(self.errors)
        ):
            self.add_error("minutes", _("Write how many minutes, or until when."))
        return cleaned

    def refuse_with(self, refusal: Refused, names: Any) -> None:
        """What is wrong with the length stands beside the field that was filled in."""
        by_end = bool(getattr(self, "cleaned_data", {}).get("ends"))
        super().refuse_with(refusal, {**names, "minutes": "ends" if by_end else "minutes"})

    @property
    def starts_at(self) -> datetime:
        """The start on the wall clock, without a zone."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["starts"])

    def length(self, zone: str) -> int:
        """Minutes; an end that was written counts for more."""
        ends = self.cleaned_data["ends"]
        if ends is None:
            return int(self.cleaned_data["minutes"])
        until = datetime.combine(self.cleaned_data["day"], ends)
        return scheduling.between(self.starts_at, until, zone, anyway=self.anyway)[1]

    def whereabouts(self) -> dict[str, Any]:
        asked = self.cleaned_data
        return {"room": self.choices.room(asked["room"]), "place": asked["place"], "link": asked["link"]}


class Book(When):
    zone = Line(label=_("Time zone"), most=64, help_text=_("The practice’s own, unless you meet elsewhere."))
    who = OneOf(label=_("Who comes"), initial="ab")
    second = OneOf(label=_("Together with a colleague"), drop=True, required=False)
    repeats = OneOf(
        label=_("Once, or again and again"),
        choices=[
            (ONCE, _("Once")),
            ("1", _("Every week")),
            ("2", _("Every two weeks")),
            ("4", _("Every four weeks")),
            (MONTHLY, _("Every month, on the same weekday")),
        ],
        initial=ONCE,
    )
    count = Number(
        label=_("How many sessions"), least=1, most=scheduling.MOST_IN_A_SERIES, initial=6, required=False
    )
    until = Day(label=_("Or until a day"), required=False)

    def __init__(self, *args: Any, people: tuple[Someone, ...], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["zone"].initial = zone
        here = [person for person in people if not person.has_left]
        one = [(person.mark, _("%(name)s alone") % {"name": person.called}) for person in here]
        both = [("ab", _("Both of them"))] if len(here) == 2 else []
        self.fields["who"].choices = [*both, *one]  # type: ignore[attr-defined]
        if not both and one:
            self.fields["who"].initial = one[0][0]
        others = [(str(one.pk), one.called) for one in self.choices.colleagues]
        self.fields["second"].choices = [("", _("Nobody else")), *others]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.is_series_of(cleaned) or {"count", "until"} & set(self.errors):
            return cleaned
        if not cleaned.get("count") and not cleaned.get("until"):
            self.add_error("count", _("Write how many sessions, from 1 to 52."))
        return cleaned

    @staticmethod
    def is_series_of(cleaned: dict[str, Any]) -> bool:
        return cleaned.get("repeats", ONCE) != ONCE

    @property
    def is_series(self) -> bool:
        return self.is_series_of(self.cleaned_data)

    def facts(self) -> dict[str, Any]:
        """What both verbs of booking take."""
        asked = self.cleaned_data
        zone = checked_zone(asked["zone"], "zone")
        chosen = [person.partner for person in self.people if person.mark == asked["who"]]
        return {
            "starts": self.starts_at,
            "minutes": self.length(zone),
            "zone": zone,
            "attendees": None if asked["who"] == "ab" else chosen,
            "second": self.choices.colleague(asked["second"]),
            **self.whereabouts(),
        }

    def rhythm(self) -> dict[str, Any]:
        """How a series repeats. A day to end on counts for more than a number."""
        asked = self.cleaned_data
        monthly = asked["repeats"] == MONTHLY
        ends = {"until": asked["until"]} if asked["until"] else {"count": asked["count"]}
        return {
            "every": 1 if monthly else int(asked["repeats"]),
            "unit": "month" if monthly else "week",
        } | ends


class Move(When):
    version = Version()
    scope = OneOf(label=_("Which of the series"), choices=SCOPES, initial="one", required=False)


def move_form(session: TherapySession, desk: Desk, data: Any = None) -> Move:
    zone = ZoneInfo(session.zone)
    starts = session.starts_at.astimezone(zone)
    held = {
        "day": starts.date(),
        "starts": starts.time(),
        "minutes": (session.ends_at - session.starts_at) // timedelta(minutes=1),
        "room": str(session.room_id or ""),
        "place": session.place,
        "link": session.link,
        "version": session.version,
    }
    form = Move(data, initial=held, choices=choices_for(desk, None, held=session.room))
    if session.series_id is None:
        del form.fields["scope"]
    return form


class CallOff(DeskForm):
    """Who called off, and why: for the counsellor alone, so at the front desk these fields are not there."""

    version = Version()
    scope = OneOf(label=_("Which of the series"), choices=SCOPES, initial="one", required=False)
    called_by = OneOf(label=_("Who called it off"), required=False, initial="practice")
    late = OneOf(
        label=_("Was it late?"),
        choices=[("", _("By the clock")), ("yes", _("Yes, late")), ("no", _("No, in good time"))],
        required=False,
        initial="",
    )
    reason = Words(label=_("Why"), most=2_000, rows=3, required=False)

    def __init__(
        self, *args: Any, people: tuple[Someone, ...] | None, in_series: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = people or ()
        if not in_series:
            del self.fields["scope"]
        if people is None:
            for name in ("called_by", "late", "reason"):
                del self.fields[name]
            return
        each = [(person.mark, person.called) for person in people]
        both = [("both", Cancellation.By.BOTH.label)] if len(people) == 2 else []
        self.fields["called_by"].choices = [("practice", Cancellation.By.PRACTICE.label), *each, *both]  # type: ignore[attr-defined]

    def called_off(self) -> scheduling.CalledOff | None:
        asked = self.cleaned_data
        if not asked.get("called_by"):
            return None
        person = next((one for one in self.people if one.mark == asked["called_by"]), None)
        return scheduling.CalledOff(
            by=Cancellation.By.PARTNER if person else asked["called_by"],
            partner=person.partner if person else None,
            reason=asked["reason"],
            is_late={"yes": True, "no": False}.get(asked["late"]),
        )


class Extend(SoftForm):
    version = Version()
    more = Number(label=_("How many more sessions"), least=1, most=scheduling.MOST_IN_A_SERIES, initial=6)


def version_of(data: Any) -> int:
    """The version a small form carries; an old or broken page is told so."""
    text = data.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadInput(
            _("This page is an old one. Open it again and send it from there."), code="form_too_old"
        )
    return int(text)
