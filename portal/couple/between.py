"""Together: what both chose to share, week by week. Equal weight, no counts, and no gaps drawn for silent days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import gate
from homework import reading
from homework.knowing.events import SLOTS
from homework.knowing.marks import other
from homework.models import Reply
from homework.reading import SharedItem, SharedPart, Side
from homework.replying import OF_THE_CYCLE
from practice.models import TherapySession

from . import shared_times, when
from .here import Here, page, show
from .names import turned_round, with_name
from .seen_by import Circle, seen_by

EARLIEST = date(2000, 1, 1)
Kind = Reply.Kind
TO_AN_ITEM, TO_A_LINE = (Kind.KEPT, Kind.THANKS, Kind.TALK), (Kind.FITS, Kind.TALK)


@dataclass(frozen=True)
class Answer:
    """The small replies that can be tapped: (value, words, whether it is the one given)."""

    part_id: UUID
    kinds: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Line:
    """One answer of an item, in words. said: what the other one replied to one's own."""

    label: str
    text: str
    written: bool
    answer: Answer | None = None
    said: str = ""


@dataclass(frozen=True)
class ShownSide:
    mine: bool
    called: str
    mark: str
    lines: tuple[Line, ...]

    @property
    def is_labelled(self) -> bool:
        """One sentence speaks for itself; several say what each of them answers."""
        return sum(line.written for line in self.lines) > 1


@dataclass(frozen=True)
class Shown:
    """One item of the week. opened_url: where a question or two about a sealed round stand."""

    item: SharedItem
    sides: tuple[ShownSide, ...]
    when: str
    answer: Answer | None
    said: str
    opened_url: str

    @property
    def is_pair(self) -> bool:
        return len(self.sides) == 2


@page("GET")
def together(request: HttpRequest, here: Here, day: str = "") -> HttpResponse:
    """`/together/` and `/together/<date>/`."""
    now = here.now
    week = reading.together(here.partner, by=here.viewer, day=day_of(day) if day else now.date())
    upcoming = TherapySession.objects.visible_to(here.viewer).upcoming().first()
    this_week = when.monday_of(now.date())
    return show(
        request,
        "together",
        here,
        week=week,
        days=[(each.day, [_shown(item, here) for item in each.items]) for each in week.days],
        is_this_week=week.first == this_week,
        earlier=_url(week.first - timedelta(days=7)),
        later=_url(week.first + timedelta(days=7)) if week.first < this_week else "",
        next_session=(upcoming, when.moment_words(upcoming.starts_at, upcoming.zone)) if upcoming else None,
        between=gate.BETWEEN_EXERCISES,
        times=shared_times.coming(here),
        has_loop=Reply.objects.visible_to(here.viewer).filter(kind=Kind.FITS).exists(),
        seen_by=seen_by(here, Circle.ALL_THREE),
        now=now,
    )


@page("GET")
def loop(request: HttpRequest, here: Here) -> HttpResponse:
    """`/together/loop/`: the wording that both approved, as one loop."""
    found, mark = reading.loop_of(here.partner, by=here.viewer)
    slots = {
        each.slot: (", ".join(each.words.of(mark)), ", ".join(each.words.of(other(mark))))
        for each in found.slots
    }
    return show(
        request,
        "loop",
        here,
        is_empty=found.is_empty,
        trigger=[words for words in slots["trigger"] if words],
        rows=[(label, *slots[slot]) for slot, label in _slot_words() if any(slots[slot])],
        seen_by=seen_by(here, Circle.ALL_THREE),
    )


def _slot_words() -> tuple[tuple[str, str], ...]:
    return (
        ("my_move", _("What shows")),
        ("tell_myself", _("The story inside")),
        ("underneath", _("Underneath")),
        ("need", _("What would help")),
    )


def shown_sides(item: SharedItem, here: Here) -> tuple[ShownSide, ...]:
    """Each side's words as they are read: labels by name, with what can be said to a line."""
    by_line = item.exercise == OF_THE_CYCLE
    return tuple(
        ShownSide(
            side.mine, side.called, side.mark, tuple(_line(part, side, here, by_line) for part in side.parts)
        )
        for side in item.sides
    )


def _line(part: SharedPart, side: Side, here: Here, by_line: bool) -> Line:
    can_fit = by_line and part.words.field in SLOTS
    return Line(
        label=with_name(part.words.label, here.other) if side.mine else turned_round(part.words.label),
        text=part.words.text,
        written=part.words.written,
        answer=_answer(part, TO_A_LINE) if can_fit and not side.mine else None,
        said=_said(part) if can_fit else "",
    )


def _shown(item: SharedItem, here: Here) -> Shown:
    theirs = [part for side in item.sides if not side.mine for part in side.parts]
    own = [part for side in item.sides if side.mine for part in side.parts]
    by_line = item.exercise == OF_THE_CYCLE
    replied = next((part for part in theirs if part.answer), next(iter(theirs), None))
    opened = f"{reverse('portal:entry', args=[item.assignment_id])}?round={item.round}"
    return Shown(
        item=item,
        sides=shown_sides(item, here),
        when=when.plain_time(item.arrived_at, here.now),
        answer=_answer(replied, TO_AN_ITEM) if replied and not by_line else None,
        said="" if by_line else next((_said(part) for part in own if part.answered), ""),
        opened_url=opened if item.asks_after and len(item.sides) == 2 else "",
    )


def _answer(part: SharedPart, kinds: tuple[Reply.Kind, ...]) -> Answer:
    return Answer(part.id, tuple((kind.value, str(kind.label), part.answer == kind) for kind in kinds))


def _said(part: SharedPart) -> str:
    return str(Kind(part.answered).label) if part.answered else ""


def day_of(text: str) -> date:
    """The day in an address. Anything else is not there."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if day.isoformat() != text or not EARLIEST <= day <= date(2199, 12, 31):
        raise Http404
    return day


def _url(day: date) -> str:
    return reverse("portal:together-week", args=[day.isoformat()])
