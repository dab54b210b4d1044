"""What did not feel safe in homework reaches the counsellor alone: at once and told on, or as a quiet flag.

"It did not feel safe" and a low "how safe did it feel" raise an alert in the transaction that keeps them, whatever
circle the author chose; pages say so beside these questions. Low comfort and felt pressure are flags, read from what
the counsellor may read anyway. Nothing here changes what either partner is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from assessments.safety import raising
from assessments.treating import insist_on_reading
from homework.days import today
from homework.exercise import Signal
from homework.models import Assignment, Entry, EntryPart
from homework.reading.shown import words_of
from homework.told_at_once import is_told
from practice.access import Viewer
from practice.models import Couple, Membership

WINDOW = timedelta(days=28)
Spot = tuple[UUID, str, str, str]
"""Whose, in which exercise, of which kind, from which field; the field is empty for a day left out."""


@dataclass(frozen=True)
class Flag:
    """Something for the counsellor to keep in mind: low comfort or felt pressure, how often in four weeks, and when last.

    asked: the exercise's own question; empty where a day was left out because it felt like pressure.
    """

    partner_id: UUID
    mark: str
    called: str
    kind: str
    exercise: str
    title: str
    asked: str
    times: int
    last_on: date


def after_skip(entry: Entry, *, by: Viewer) -> None:
    """Raise "it did not feel safe" when that is why a day was left out. Called where the day is kept."""
    if entry.skip_reason == Entry.SkipReason.NOT_SAFE:
        _raise(entry, raising.LEFT_OUT, str(entry.skip_reason), by=by)


def after_entry(entry: Entry, *, by: Viewer) -> None:
    """Raise each answer that says it hardly felt safe. Called where the words are kept, whoever they are for."""
    signals = [each for each in entry.assignment.exercise.exercise.signals if is_told(each)]
    if not signals:
        return
    fields = [signal.field for signal in signals]
    for part in EntryPart.unscoped.filter(entry=entry, field__in=fields).order_by("place"):
        part.entry = entry
        if any(_is_heard(signal, part) for signal in signals if signal.field == part.field):
            words = words_of(part)
            _raise(entry, part.field, part.words, asked=words.label, label=words.text, by=by)


def _is_heard(signal: Signal, part: EntryPart) -> bool:
    return signal.heard(part.words) and (signal.times <= 1 or _times(signal, part.entry) >= signal.times)


def _times(signal: Signal, entry: Entry) -> int:
    """How often this partner said so in this exercise within the window, the entry at hand included."""
    rows = EntryPart.unscoped.filter(
        entry__partner=entry.partner_id,
        entry__assignment__couple=entry.assignment.couple_id,
        entry__assignment__exercise__slug=entry.assignment.exercise.slug,
        entry__day__gt=today(entry.assignment.couple.practice) - WINDOW,
        field=signal.field,
    )
    return sum(signal.heard(part.words) for part in rows.select_related("entry__partner"))


def _raise(entry: Entry, question: str, given: Any, *, by: Viewer, asked: str = "", label: str = "") -> None:
    exercise = entry.assignment.exercise
    said = raising.Said(
        (exercise.slug, exercise.number), exercise.title, question, given, asked=asked, label=label
    )
    couple = entry.assignment.couple
    raising.raise_from_homework(said, couple=couple, partner=entry.partner, entry_id=entry.pk, by=by)


def flags_for(couple: Couple, by: Viewer) -> tuple[Flag, ...]:
    """The flags of the last four weeks, newest first, for whoever may read this couple. Four queries and keys."""
    insist_on_reading(by, couple)
    since = today(couple.practice) - WINDOW
    held = Assignment.objects.visible_to(by).filter(couple=couple).select_related("exercise")
    assignments = {assignment.pk: assignment for assignment in held}
    found = _heard(assignments, since, by)
    for spot, days in _left_out(assignments, since, by).items():
        found[spot] = days
    members = Membership.objects.visible_to(by).filter(couple=couple).select_related("partner")
    called = {member.partner_id: (member.mark, member.partner.called) for member in members}
    titles = {each.exercise.slug: each.exercise for each in assignments.values()}
    flags = [_flag(spot, days, called, titles) for spot, days in found.items() if spot[0] in called]
    return tuple(sorted(flags, key=lambda flag: (-flag.last_on.toordinal(), flag.mark, flag.exercise)))


def _heard(assignments: dict[UUID, Assignment], since: date, by: Viewer) -> dict[Spot, list[date]]:
    """The days of each answer that is a flag, where there are as many as its signal asks for."""
    signals: dict[UUID, list[Signal]] = {}
    for assignment in assignments.values():
        quiet = [each for each in assignment.exercise.exercise.signals if not is_told(each)]
        if quiet:
            signals[assignment.pk] = quiet
    fields = {signal.field for each in signals.values() for signal in each}
    rows = EntryPart.objects.visible_to(by).filter(
        entry__assignment__in=signals.keys(), entry__day__gt=since, field__in=fields
    )
    days: dict[Spot, list[date]] = {}
    enough: dict[Spot, int] = {}
    for part in rows.select_related("entry__partner"):
        slug = assignments[part.entry.assignment_id].exercise.slug
        for signal in signals[part.entry.assignment_id]:
            if signal.field == part.field and signal.heard(part.words):
                spot = (part.entry.partner_id, slug, signal.kind, signal.field)
                days.setdefault(spot, []).append(part.entry.day)
                enough[spot] = signal.times
    return {spot: when for spot, when in days.items() if len(when) >= enough[spot]}


def _left_out(assignments: dict[UUID, Assignment], since: date, by: Viewer) -> dict[Spot, list[date]]:
    rows = Entry.objects.visible_to(by).filter(
        assignment__in=assignments.keys(), day__gt=since, state=Entry.State.SKIPPED
    )
    days: dict[Spot, list[date]] = {}
    for entry in rows.select_related("partner"):
        if entry.skip_reason == Entry.SkipReason.PRESSURE:
            slug = assignments[entry.assignment_id].exercise.slug
            days.setdefault((entry.partner_id, slug, "pressure", ""), []).append(entry.day)
    return days


def _flag(spot: Spot, days: Iterable[date], called: dict[UUID, tuple[str, str]], titles: Any) -> Flag:
    partner_id, slug, kind, field_id = spot
    mark, name = called[partner_id]
    field = titles[slug].exercise.field(field_id)
    held = sorted(days)
    return Flag(
        partner_id=partner_id,
        mark=mark,
        called=name,
        kind=kind,
        exercise=slug,
        title=titles[slug].title,
        asked=field.text if field else "",
        times=len(held),
        last_on=held[-1],
    )
