"""The minute before the hour: four facts since the last session, and what is worth a look. For the counsellor alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments.treating import insist_on_reading
from homework import reading as homework
from homework.days import day_of
from practice.access import Viewer
from practice.models import Couple, CoupleSummary
from practice.refusals import NotFound
from reports import caseload, flags, summaries, titles
from reports.flags import Facts, Flag, Said
from reports.progress import Mark, Person
from reports.summaries import Summary, is_past_noise, moved
from reports.wording import number

FORTNIGHT = timedelta(days=14)
DAYS_OF_HOMEWORK = 7


@dataclass(frozen=True)
class Fact:
    """One fact: how it is going, and the numbers behind it."""

    title: Said
    says: Said


@dataclass(frozen=True)
class Prep:
    """What stands on the page before a session. last_at: the end of the last session; None before the first."""

    people: tuple[Person, ...]
    sessions_held: int
    last_at: datetime | None
    days_since: int | None
    next_at: datetime | None
    next_place: str
    zone: str
    facts: tuple[Fact, ...]
    look: tuple[Flag, ...]


@dataclass(frozen=True)
class Standing:
    """One couple as it stands now: the rows that the prep page and the overview share. Six queries and keys."""

    couple: Any
    summary: Summary
    weeks: tuple[homework.PartnerWeek, ...]
    facts: Facts
    today: date

    @property
    def people(self) -> tuple[Person, ...]:
        return tuple(Person(week.mark, week.called) for week in self.weeks)  # type: ignore[arg-type]

    @property
    def names(self) -> Mapping[Mark, str]:
        return {person.mark: person.name for person in self.people}


def prep(couple: Couple, *, by: Viewer) -> Prep:
    """The page before the hour. Eight queries at most."""
    return of(standing(couple, by=by), by=by)


def standing(couple: Couple, *, by: Viewer) -> Standing:
    insist_on_reading(by, couple)
    now = timezone.now()
    rows = caseload.with_sessions(caseload.treated(by).filter(pk=couple.pk), now)
    held = rows.select_related("practice", "counsellor").first()
    if held is None:
        raise NotFound
    row = CoupleSummary.objects.visible_to(by).filter(pk=couple.pk).first()
    if row is not None:
        row.couple = held
    summary = summaries.read(row.facts if row is not None else None)
    weeks = homework.week_dots(held, by=by)
    names: dict[Mark, str] = {week.mark: week.called for week in weeks}  # type: ignore[misc]
    found = caseload.facts_of(held, summary, names, now)
    return Standing(held, summary, weeks, found, day_of(now, held.practice))


def of(standing: Standing, *, by: Viewer) -> Prep:
    couple = standing.couple
    last: datetime | None = couple.last_at
    return Prep(
        people=standing.people,
        sessions_held=couple.sessions_held,
        last_at=last,
        days_since=(standing.today - day_of(last, couple.practice)).days if last else None,
        next_at=couple.next_at,
        next_place=couple.next_place or "",
        zone=couple.practice.time_zone,
        facts=four_facts(standing),
        look=flags.raised(standing.facts),
    )


def four_facts(standing: Standing) -> tuple[Fact, ...]:
    """Closeness, kind words, the widest gap, homework; a fact that nothing is known of is left out."""
    found = (_closeness(standing), _said_aloud(standing), _gap(standing), _homework(standing.weeks))
    return tuple(fact for fact in found if fact is not None)


def _closeness(standing: Standing) -> Fact | None:
    courses, since = standing.summary.closeness, standing.couple.last_at
    steps = {mark: moved(course, since) for mark, course in courses.items() if mark in standing.names}
    known = [step for step in steps.values() if step is not None]
    if not known:
        return None
    says = ", ".join(str(_step(name, steps[mark])) for mark, name in standing.names.items() if mark in steps)
    if any(is_past_noise(step) for step in known):
        return Fact(_("Closeness moving"), says)
    return Fact(_("Closeness holding"), says)


def _step(name: str, points: float | None) -> Said:
    if points is None:
        return _("%(name)s nothing new") % {"name": name}
    if abs(points) < 1:
        return _("%(name)s steady") % {"name": name}
    words = _("%(name)s up %(points)s") if points > 0 else _("%(name)s down %(points)s")
    return words % {"name": name, "points": number(abs(points))}


def _said_aloud(standing: Standing) -> Fact | None:
    """Kind words that arrived since the last session, beside as many days before it."""
    last: datetime | None = standing.couple.last_at
    since = day_of(last, standing.couple.practice) if last else standing.today - FORTNIGHT
    days = max((standing.today - since).days, 1)
    count = homework.appreciation_delivered(standing.couple, since, standing.today)
    before = homework.appreciation_delivered(
        standing.couple, since - timedelta(days=days), since - timedelta(days=1)
    )
    if not count and not before:
        return None
    says = ngettext("%(n)d kind word shared, was %(was)d", "%(n)d kind words shared, was %(was)d", count)
    title = _("More said aloud") if count > before else _("Said aloud")
    return Fact(title, says % {"n": count, "was": before})


def _gap(standing: Standing) -> Fact | None:
    widest = standing.summary.widest
    if widest is None:
        return None
    now, since = widest.gap() or 0.0, standing.couple.last_at
    before = widest.gap(since) if since else None
    area = {**titles.of([widest])}.get(widest.id, str(_("Closeness")))
    if before is None or number(before) == number(now):
        return Fact(area, _("%(now)s apart, the widest") % {"now": number(now)})
    return Fact(area, _("%(now)s apart, was %(before)s") % {"now": number(now), "before": number(before)})


def _homework(weeks: Sequence[homework.PartnerWeek]) -> Fact | None:
    kept = caseload.kept(weeks)
    if not any(days for _name, days in kept):
        return None
    if len({days for _name, days in kept}) == 1 and len(kept) > 1:
        return Fact(_("Homework kept"), _("%(n)d of 7 days each") % {"n": kept[0][1]})
    said = [str(_("%(name)s %(n)d of 7 days") % {"name": name, "n": days}) for name, days in kept]
    return Fact(_("Homework kept"), ", ".join(said))
