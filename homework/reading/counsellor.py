"""The counsellor's side: which days each partner practised or left out, and the words meant for the counsellor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, DateTimeField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from assessments.treating import insist_on_reading
from homework.days import today as practice_today
from homework.models import Assignment, AssignmentReview, Entry, EntryPart
from practice.access import COUNSELLOR, Viewer
from practice.models import Couple, Membership
from practice.refusals import NotFound

from .shown import Words, answer_in_words
from .written import WORDS

WEEK = 7


@dataclass(frozen=True)
class Dot:
    """One day of one partner: done, skipped, or none. `none` says nothing about why."""

    day: date
    state: str


@dataclass(frozen=True)
class PartnerWeek:
    partner_id: UUID
    mark: str
    called: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class SetExercise:
    """An assignment as its counsellor sees it. for_partner: the one it is for, where it is not for both.

    waits_for: the exercise that comes before it. target_times: entries of a partner that make it complete for them.
    """

    id: UUID
    slug: str
    title: str
    joint_work: bool
    for_partner: UUID | None
    reason: str
    cadence: str
    state: str
    starts_on: date
    ends_on: date | None
    reviewed_at: datetime | None
    new_since_review: int
    version: int
    opens: str = "at_once"
    waits_for: str = ""
    target_times: int | None = None


@dataclass(frozen=True)
class CounsellorEntry:
    """One day of one partner: a tick, or the reason for leaving it out, and only the words meant to be read."""

    id: UUID
    assignment_id: UUID
    partner_id: UUID
    called: str
    day: date
    title: str
    state: str
    reason: str
    words: tuple[Words, ...]


def week_dots(couple: Couple, *, by: Viewer, last: date | None = None) -> tuple[PartnerWeek, ...]:
    """Seven days up to `last` (today unless told otherwise) for each partner of one couple. Two queries."""
    insist_on_reading(by, couple)
    return week_dots_of([couple], by=by, last=last)[couple.pk]


def week_dots_of(
    couples: Sequence[Couple], *, by: Viewer, last: date | None = None
) -> dict[UUID, tuple[PartnerWeek, ...]]:
    """The same for a whole caseload: still two queries. Couples come from `visible_to` at the door."""
    if not all(_counsels(couple, by) for couple in couples):
        raise NotFound
    ends = {couple.pk: last or practice_today(couple.practice) for couple in couples}
    members = Membership.unscoped.filter(couple__in=ends).select_related("partner").order_by("mark")
    seen = _states(ends, by)
    weeks: dict[UUID, list[PartnerWeek]] = {pk: [] for pk in ends}
    for member in members:
        days = [ends[member.couple_id] - timedelta(days=back) for back in reversed(range(WEEK))]
        dots = tuple(Dot(day, seen.get((member.couple_id, member.partner_id, day), "none")) for day in days)
        partner = member.partner
        weeks[member.couple_id].append(PartnerWeek(partner.pk, member.mark, partner.called, dots))
    return {pk: tuple(rows) for pk, rows in weeks.items()}


def _counsels(couple: Couple, by: Viewer) -> bool:
    """The same as treating.may_read without a query per couple."""
    if by.staff_id is None:
        return False
    return (by.has(COUNSELLOR) and couple.counsellor_id == by.staff_id) or couple.pk in by.covers


def _states(ends: dict[UUID, date], by: Viewer) -> dict[tuple[UUID, UUID, date], str]:
    """The state of each day that has an entry; done in one exercise outweighs left out in another."""
    if not ends:
        return {}
    rows = Entry.objects.visible_to(by).filter(
        assignment__couple__in=ends,
        day__gt=min(ends.values()) - timedelta(days=WEEK),
        day__lte=max(ends.values()),
    )
    seen: dict[tuple[UUID, UUID, date], str] = {}
    for couple_id, partner_id, day, state in rows.values_list(
        "assignment__couple_id", "partner_id", "day", "state"
    ):
        if seen.get((couple_id, partner_id, day)) != Entry.State.DONE:
            seen[couple_id, partner_id, day] = state
    return seen


def assignments(couple: Couple, *, by: Viewer) -> tuple[SetExercise, ...]:
    """All that was ever set for this couple, running first, with what is new since it was last talked over. One query."""
    insist_on_reading(by, couple)
    latest = AssignmentReview.unscoped.filter(assignment=OuterRef("pk")).order_by("-at").values("at")[:1]
    since = Coalesce(OuterRef("reviewed_at"), OuterRef("set_at"))
    unread = Entry.unscoped.filter(assignment=OuterRef("pk"), saved_at__gt=since).order_by()
    # Counted beside the row: grouping would carry the whole exercise through every one of its entries.
    new = unread.values("assignment").annotate(n=Count("pk")).values("n")
    held = Assignment.objects.visible_to(by).filter(couple=couple)
    rows = (
        held.select_related("exercise", "after__exercise")
        .annotate(reviewed_at=Subquery(latest, output_field=DateTimeField()))
        .annotate(new=Coalesce(Subquery(new), 0))
    )
    return tuple(_set_exercise(row) for row in rows.order_by("-state", "-set_at", "pk"))


def _set_exercise(row: Assignment) -> SetExercise:
    return SetExercise(
        id=row.pk,
        slug=row.exercise.slug,
        title=row.exercise.title,
        joint_work=row.exercise.joint_work,
        for_partner=row.for_partner_id,
        reason=row.reason,
        cadence=row.cadence,
        state=row.state,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        reviewed_at=row.reviewed_at,  # type: ignore[attr-defined]
        new_since_review=row.new,  # type: ignore[attr-defined]
        version=row.version,
        opens=row.opens,
        waits_for=row.after.exercise.title if row.after else "",
        target_times=row.target_times,
    )


def entries(couple: Couple, *, by: Viewer, since: date, until: date) -> tuple[CounsellorEntry, ...]:
    """Both partners' days from `since` to `until`, newest first. Four queries and keys, however much was written."""
    insist_on_reading(by, couple)
    assignments = {
        row.pk: row
        for row in Assignment.objects.visible_to(by).filter(couple=couple).select_related("exercise")
    }
    during = Q(assignment__in=assignments, day__gte=since, day__lte=until)
    rows = Entry.objects.visible_to(by).filter(during).order_by("-day", "partner_id", "place")
    members = Membership.unscoped.filter(couple=couple).select_related("partner")
    called = {member.partner_id: member.partner.called for member in members}
    words = _words(by, assignments, since, until)
    return tuple(
        CounsellorEntry(
            id=entry.pk,
            assignment_id=entry.assignment_id,
            partner_id=entry.partner_id,
            called=called[entry.partner_id],
            day=entry.day,
            title=assignments[entry.assignment_id].exercise.title,
            state=entry.state,
            reason=entry.skip_reason or "",
            words=tuple(words.get(entry.pk, ())),
        )
        for entry in rows
    )


def _words(
    by: Viewer, assignments: Mapping[UUID, Assignment], since: date, until: date
) -> dict[UUID, list[Words]]:
    """The words of each entry, in cells: whole rows would carry the exercise along with each of its answers."""
    parts = EntryPart.objects.visible_to(by).filter(
        entry__assignment__in=assignments, entry__day__gte=since, entry__day__lte=until
    )
    cells = parts.order_by("place").values_list("pk", "entry_id", "entry__assignment_id", "field", "words")
    found: dict[UUID, list[Words]] = {}
    for pk, entry_id, assignment_id, field, sealed in cells:
        exercise = assignments[assignment_id].exercise.exercise
        found.setdefault(entry_id, []).append(answer_in_words(exercise, field, WORDS.opened(pk, sealed)))
    return found
