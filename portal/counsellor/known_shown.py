"""Twelve weeks of homework as the counsellor's page draws them: each picture with its words, its numbers and its footing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from homework.knowing.bids import BidsOf, Responses
from homework.knowing.dose import WeekOfDose
from homework.knowing.events import RESPONSES
from homework.knowing.initiation import Account
from homework.knowing.ledger import Counts, Direction
from homework.knowing.marks import MARKS, Mark, other
from homework.knowing.pressure import Caution
from homework.knowing.ratio import Ratio
from homework.knowing.shown import Rate
from homework.knowing.thaw import Thaw
from homework.knowing.weeks import window
from homework.reading.knowing import Known
from reports import charts_homework as charts
from reports.geometry_homework import ThawPoint

from . import known_words as said
from .here import Care, Someone

THAW_WEEKS = 6
NEWEST_WEEKS = 6


@dataclass(frozen=True)
class Shown:
    """One row or panel: whose it is, the picture, the finding in words, and more lines beside it."""

    person: Someone
    picture: Any
    says: str
    rows: tuple[Any, ...] = ()
    n: int = 0


@dataclass(frozen=True)
class OneWeek:
    """One partner's week: seven days of one height, and in words what was done, left out and why."""

    person: Someone
    picture: Any
    says: str
    reasons: str


@dataclass(frozen=True)
class WeekRow:
    week_on: date
    sides: tuple[OneWeek, ...]


def weeks(care: Care, known: Known) -> list[WeekRow]:
    """Newest first; weeks in which nothing was planned and nothing noted for anybody are left out."""
    rows = []
    for a, b in zip(known.strip.a, known.strip.b, strict=True):
        if any(week.planned or week.done or week.skipped for week in (a, b)):
            by_mark = {"a": a, "b": b}
            sides = tuple(_week(person, by_mark[person.mark]) for person in care.people)
            rows.append(WeekRow(a.week_on, sides))
    return rows[::-1]


def _week(person: Someone, week: WeekOfDose) -> OneWeek:
    says = _("%(done)d done, %(planned)s planned") % {"done": week.done, "planned": _number(week.planned)}
    if week.skipped:
        says += ", " + _("%(n)d left out") % {"n": week.skipped}
    reasons = "; ".join(
        said.reason_words(reason) + (f" ×{count}" if count > 1 else "") for reason, count in week.reasons
    )
    mark: Mark = "a" if person.mark == "a" else "b"
    return OneWeek(person, charts.svg_days(mark, _cells(week)), says, reasons)


def _cells(week: WeekOfDose) -> list[str]:
    """Each day once: done in one exercise outweighs left out in another."""
    days = list(zip(*(row.cells for row in week.exercises), strict=True)) if week.exercises else []
    if not days:
        return [""] * 7
    return ["done" if "done" in day else "skipped" if "skipped" in day else "" for day in days]


def _number(value: float) -> str:
    """Planned times are whole; only a week that a plan began or ended in has parts, which are rounded."""
    return f"{value:.0f}"


def ledger(care: Care, known: Known) -> list[Shown]:
    """One bar for each direction on one scale: the same moment for both, given but missed, noticed but not noted."""
    found = [known.thanks.of(_mark(person)) for person in care.people]
    most = max((_total(one.counts) for one in found), default=0)
    if not most or len(care.people) < len(MARKS):
        return []
    return [_direction(care, person, one, most) for person, one in zip(care.people, found, strict=True)]


def _total(counts: Counts) -> int:
    return counts.given_and_noticed + counts.given_but_missed + counts.noticed_but_unlogged


def _direction(care: Care, person: Someone, one: Direction, most: int) -> Shown:
    counts, receiver = one.counts, care.by_mark(other(one.giver))
    picture = charts.svg_stack(
        [
            (f"st st--{one.giver}", counts.given_and_noticed),
            (f"st st--{one.giver} st--half", counts.given_but_missed),
            ("st st--late", counts.noticed_but_unlogged),
        ],
        most=most,
    )
    return Shown(
        person,
        picture,
        said.ledger_words(person.called, receiver.called, counts),
        (
            receiver,
            counts,
            _("As %(name)s guessed: %(mean)s")
            % {"name": person.called, "mean": said.mean_words(one.guessed)},
            _("As it landed with %(name)s: %(mean)s")
            % {"name": receiver.called, "mean": said.mean_words(one.landed)},
        ),
        _total(counts),
    )


def ledger_weeks(care: Care, known: Known) -> list[tuple[date, list[Counts]]]:
    return [
        (week.week_on, [week.by_giver.of(_mark(person)) for person in care.people])
        for week in reversed(known.thanks_weeks)
    ]


def balance(care: Care, known: Known) -> list[Shown]:
    """For each maker two accounts, each in the mark of whoever gave it: how much was taken up, with its interval."""
    if len(care.people) < len(MARKS):
        return []
    found = [known.balance.by_maker.of(_mark(person)) for person in care.people]
    if not any(one.made.n or one.received.n for one in found):
        return []
    return [_maker(care, person, one) for person, one in zip(care.people, found, strict=True)]


def _maker(care: Care, person: Someone, one: BidsOf) -> Shown:
    receiver = care.by_mark(other(one.made_by))
    accounts = (_account(person, one.made), _account(receiver, one.received))
    says = _("%(both)d noted by both, %(own)d by %(maker)s alone, %(theirs)d by %(receiver)s alone.") % {
        "both": one.both_logged,
        "own": one.only_maker,
        "theirs": one.only_receiver,
        "maker": person.called,
        "receiver": receiver.called,
    }
    return Shown(person, "", says, accounts, one.made.n + one.received.n)


def _account(by: Someone, told: Responses) -> Shown:
    """One partner's account of how reaches in one direction were met."""
    rows = tuple((said.RESPONSES[name], getattr(told, name).count) for name in RESPONSES)
    return Shown(by, _track(_mark(by), told.toward), said.rate_words(told.toward), rows, told.n)


def _track(mark: Mark, rate: Rate) -> Any:
    if rate.share is None or rate.low is None or rate.high is None:
        return ""
    return charts.svg_share(mark, rate.share, rate.low, rate.high)


def ratios(care: Care, known: Known) -> list[tuple[Someone, Ratio, str]]:
    found = [(person, known.ratios.of(_mark(person))) for person in care.people]
    if not any(one.positive or one.negative or one.missed for _person, one in found):
        return []
    return [(person, one, said.ratio_words(one)) for person, one in found]


def thaw(care: Care, known: Known) -> list[Shown]:
    """One panel for each partner on the same six weeks and the same steps."""
    first, last = window(known.until, days=7 * THAW_WEEKS)
    found = [known.thaw.of(_mark(person)) for person in care.people]
    if not any(one.days for one in found):
        return []
    return [_thaw(person, one, first, last) for person, one in zip(care.people, found, strict=True)]


def _thaw(person: Someone, one: Thaw, first: date, last: date) -> Shown:
    says = said.thaw_words(one)
    days = [ThawPoint(day.day, day.steps, day.setback) for day in one.days]
    picture = (
        charts.svg_thaw(
            _mark(person),
            days,
            first=first,
            last=last,
            chart_id=f"thaw-{person.mark}",
            title=_("Small signs, day by day: %(name)s") % {"name": person.called},
            told=says,
        )
        if days
        else ""
    )
    return Shown(person, picture, says, one.days, len(one.days))


def initiation(care: Care, known: Known) -> list[Shown]:
    """Each partner's account of who began, on one scale."""
    found = [(person, known.initiation.accounts.of(_mark(person))) for person in care.people]
    most = max((one.n for _person, one in found), default=0)
    if not most:
        return []
    return [_starts(care, person, one, most) for person, one in found]


def _starts(care: Care, person: Someone, one: Account, most: int) -> Shown:
    them = other(one.by)
    picture = charts.svg_stack(
        [
            (f"st st--{one.by}", one.own.count),
            ("st st--late", one.together.count),
            (f"st st--{them}", one.partners.count),
        ],
        most=most,
    )
    names = {mark: next((each.called for each in care.people if each.mark == mark), "") for mark in MARKS}
    rows = (
        (_("%(name)s began") % {"name": names[one.by]}, said.rate_words(one.own)),
        (_("Both together"), said.rate_words(one.together)),
        (_("%(name)s began") % {"name": names[them]}, said.rate_words(one.partners)),
    )
    return Shown(person, picture, "", rows, one.n)


def pressure(
    care: Care, known: Known, titles: Mapping[str, str]
) -> list[tuple[Someone, list[tuple[str, list[str]]]]]:
    """What felt like pressure, partner by partner; those with nothing are left out."""
    found = []
    for person in care.people:
        one = known.pressure.of(_mark(person))
        lines = [
            (
                felt.exercise,
                [_caution(care, person, each) for each in one.cautions if each.exercise == felt.exercise],
                felt,
            )
            for felt in one.felt
        ]
        if lines:
            found.append(
                (person, [(_felt(titles.get(slug, slug), felt), cautions) for slug, cautions, felt in lines])
            )
    return found


def _felt(title: str, felt: Any) -> str:
    return ngettext(
        "%(exercise)s: on %(days)d day in four weeks (left out for it %(skips)d, said so %(answers)d)",
        "%(exercise)s: on %(days)d days in four weeks (left out for it %(skips)d, said so %(answers)d)",
        felt.days,
    ) % {"exercise": title, "days": felt.days, "skips": felt.skips, "answers": felt.answers}


def _caution(care: Care, person: Someone, caution: Caution) -> str:
    if caution.why == "repeated":
        return _("It came again. Ask what would make it lighter, or let it rest.")
    partner = next((each.called for each in care.people if each is not person), "")
    return _(
        "%(name)s tends to step back, and %(partner)s began %(theirs)d times, %(name)s %(own)d. Let %(name)s begin, or make it smaller."
    ) % {
        "name": person.called,
        "partner": partner,
        "theirs": caution.started_by_partner,
        "own": caution.started_by_self,
    }


def loop(care: Care, known: Known) -> list[tuple[Any, list[tuple[Someone, tuple[str, ...]]]]]:
    """The cycle in the words that both stand by; empty while nothing is."""
    if known.loop.is_empty:
        return []
    return [
        (said.SLOTS[slot.slot], [(person, slot.words.of(_mark(person))) for person in care.people])
        for slot in known.loop.slots
    ]


def _mark(person: Someone) -> Mark:
    return "a" if person.mark == "a" else "b"
