"""What assignments and entries say, put into the shape that rules look at. Only what the counsellor may read counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import fmean
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from homework.models import Assignment, AssignmentReview, AssignmentTerms, Entry, EntryPart, ExerciseVersion
from homework.suggesting import given
from homework.suggesting.names import MARKS, Mark
from practice.access import Viewer
from practice.models import Couple

SIGNAL_DAYS = timedelta(days=28)
TWO_WEEKS = 14
SETTLED_IN = 7
"""Days after which an assignment counts towards what gets done: nobody is behind on the second day."""
FEWEST_RECEIVED = 3
RECEIVED, WANTED = ("appreciation-exchange", "received"), ("warmth-without-agenda", "wanted")
Marks = Mapping[UUID, Mark]
Days = tuple[date, date | None]
"""A first day and a last one, if there is one."""

_brief: dict[str, bool] = {}
"""Whether published words are a brief exercise, by their hash: read once per process."""


@dataclass
class Tried:
    """All that one partner's entries say."""

    received: given.Mean | None = None
    wanted: given.Mean | None = None
    completion: given.Share | None = None
    done: dict[str, int] = field(default_factory=dict)
    signals: list[given.Signal] = field(default_factory=list)


@dataclass(frozen=True)
class _Heard:
    """One answer to a field that somebody may have to know of."""

    mark: Mark
    exercise: str
    field: str
    day: date
    value: Any
    assignment: Assignment


def tried(
    couple: Couple, viewer: Viewer, marks: Marks, today: date, *, cleared: bool, days: Days | None = None
) -> tuple[dict[Mark, Tried], tuple[given.Running, ...]]:
    """Both partners' doing, and what runs, now or within these days. Six queries. cleared: nothing stands open on safety."""
    held = Assignment.objects.visible_to(viewer).filter(couple=couple).select_related("exercise")
    assignments = {row.pk: row for row in held.order_by("set_at", "pk")}
    found: dict[Mark, Tried] = {mark: Tried() for mark in MARKS}
    _add_counts(found, assignments, viewer, marks)
    _add_means(found, list(_heard(assignments, viewer, marks, today)), today)
    entries = list(_recent(assignments, viewer, today))
    reviewed = _reviewed(assignments, viewer, cleared)
    _add_not_safe(found, entries, assignments, marks, reviewed)
    running = [row for row in assignments.values() if _runs(row, today)]
    _add_completion(found, running, entries, _terms(running, viewer), marks, today)
    for each in found.values():
        each.signals.sort(key=lambda signal: (signal.on, signal.exercise, signal.kind))
    return found, tuple(
        given.Running(row.exercise.slug, _whose(row, marks), row.exercise.exercise.is_brief, row.starts_on)
        for row in running
        if days is None or _runs_within(row, days)
    )


def brief_exercises(viewer: Viewer) -> frozenset[str]:
    """Exercises of a few minutes that each does alone, among those that can be set now."""
    library: Any = ExerciseVersion.objects.visible_to(viewer)
    current = dict(library.current().values_list("slug", "content_hash"))
    if unread := set(current.values()) - _brief.keys():
        for version in library.filter(content_hash__in=unread):
            _brief[version.content_hash] = version.exercise.is_brief
    return frozenset(slug for slug, words in current.items() if _brief.get(words))


def _runs(row: Assignment, today: date) -> bool:
    return row.state == Assignment.State.RUNNING and (row.ends_on is None or row.ends_on >= today)


def _runs_within(row: Assignment, days: Days) -> bool:
    first, last = days
    return (row.ends_on is None or row.ends_on >= first) and (last is None or row.starts_on <= last)


def _whose(row: Assignment, marks: Marks) -> str:
    return "ab" if row.for_partner_id is None else marks.get(row.for_partner_id, "ab")


def _add_counts(
    found: dict[Mark, Tried], assignments: Mapping[UUID, Assignment], viewer: Viewer, marks: Marks
) -> None:
    entries = Entry.objects.visible_to(viewer).filter(assignment__in=assignments, state=Entry.State.DONE)
    rows = entries.values_list("partner_id", "assignment__exercise__slug").annotate(times=Count("pk"))
    for partner_id, slug, times in rows.order_by():
        if partner_id in marks:
            found[marks[partner_id]].done[slug] = times


def _heard(
    assignments: Mapping[UUID, Assignment], viewer: Viewer, marks: Marks, today: date
) -> Iterable[_Heard]:
    """Answers of four weeks to fields that are counted here, as far as the counsellor may read them."""
    signalled = {signal.field for row in assignments.values() for signal in row.exercise.exercise.signals}
    rows = EntryPart.objects.visible_to(viewer).filter(
        entry__assignment__in=assignments,
        entry__day__gt=today - SIGNAL_DAYS,
        field__in=signalled | {RECEIVED[1], WANTED[1]},
    )
    for part in rows.select_related("entry__partner").order_by("entry__day", "pk"):
        assignment = assignments[part.entry.assignment_id]
        if part.entry.partner_id in marks:
            mark = marks[part.entry.partner_id]
            yield _Heard(mark, assignment.exercise.slug, part.field, part.entry.day, part.words, assignment)


def _add_means(found: dict[Mark, Tried], heard: list[_Heard], today: date) -> None:
    for mark in MARKS:
        own = [each for each in heard if each.mark == mark]
        lately = [each for each in own if each.day > today - timedelta(days=TWO_WEEKS)]
        found[mark].received = _mean(lately, RECEIVED, FEWEST_RECEIVED)
        found[mark].wanted = _mean(own, WANTED, 1)
        found[mark].signals += _signals(own)


def _mean(heard: list[_Heard], what: tuple[str, str], fewest: int) -> given.Mean | None:
    own = [each for each in heard if (each.exercise, each.field) == what and isinstance(each.value, int)]
    if len(own) < fewest:
        return None
    return given.Mean(fmean(each.value for each in own), len(own), max(each.day for each in own))


def _signals(heard: list[_Heard]) -> Iterable[given.Signal]:
    """Word that came as often as its signal asks for; told once, with the newest day."""
    times: Counter[tuple[str, str, str]] = Counter()
    newest: dict[tuple[str, str, str], tuple[date, int]] = {}
    for each in heard:
        for signal in each.assignment.exercise.exercise.signals:
            if signal.field == each.field and signal.heard(each.value):
                spot = (signal.kind, each.exercise, each.field)
                times[spot] += 1
                newest[spot] = (each.day, signal.times)
    for (kind, exercise, name), (day, wanted) in newest.items():
        if times[kind, exercise, name] >= wanted:
            yield given.Signal(kind, exercise, day)


def _recent(assignments: Mapping[UUID, Assignment], viewer: Viewer, today: date) -> Iterable[Entry]:
    rows = Entry.objects.visible_to(viewer).filter(
        assignment__in=assignments, day__gt=today - SIGNAL_DAYS, day__lte=today
    )
    return rows.select_related("partner").order_by("day", "pk")


def _reviewed(assignments: Mapping[UUID, Assignment], viewer: Viewer, cleared: bool) -> dict[UUID, Any]:
    """When each assignment was last talked over; that settles word of it once nothing else stands open."""
    rows = AssignmentReview.objects.visible_to(viewer).filter(assignment__in=assignments)
    newest = dict(rows.order_by().values_list("assignment_id").annotate(newest=Max("at")))
    return newest if cleared else {}


def _add_not_safe(
    found: dict[Mark, Tried],
    entries: Iterable[Entry],
    assignments: Mapping[UUID, Assignment],
    marks: Marks,
    reviewed: Mapping[UUID, Any],
) -> None:
    """Days left out because it did not feel safe, until that is settled."""
    for entry in entries:
        if entry.state != Entry.State.SKIPPED or entry.partner_id not in marks:
            continue
        settled = reviewed.get(entry.assignment_id)
        if entry.skip_reason == Entry.SkipReason.NOT_SAFE and (settled is None or settled < entry.saved_at):
            slug = assignments[entry.assignment_id].exercise.slug
            found[marks[entry.partner_id]].signals.append(given.Signal("not_safe", slug, entry.day))


def _terms(running: list[Assignment], viewer: Viewer) -> dict[tuple[UUID, UUID], int]:
    rows = AssignmentTerms.objects.visible_to(viewer).filter(assignment__in=running)
    return {(row.assignment_id, row.partner_id): row.times_a_week for row in rows}


def _add_completion(
    found: dict[Mark, Tried],
    running: list[Assignment],
    entries: Iterable[Entry],
    terms: Mapping[tuple[UUID, UUID], int],
    marks: Marks,
    today: date,
) -> None:
    """Days done of days planned over two weeks; more than planned in one exercise makes up for none in another."""
    since = today - timedelta(days=TWO_WEEKS)
    done: Counter[tuple[UUID, UUID]] = Counter()
    done.update(
        (entry.assignment_id, entry.partner_id)
        for entry in entries
        if entry.state == Entry.State.DONE and entry.day > since
    )
    for partner_id, mark in marks.items():
        planned = reached = 0.0
        for row in running:
            days = (today - max(row.starts_on, since + timedelta(days=1))).days + 1
            if mark not in _whose(row, marks) or days < SETTLED_IN:
                continue
            usual = 1 if row.cadence == Assignment.Cadence.WEEKLY else 7
            wanted = terms.get((row.pk, partner_id), usual) * days / 7
            planned += wanted
            reached += min(done[row.pk, partner_id], wanted)
        if planned:
            found[mark].completion = given.Share(100 * reached / planned, planned, today)
