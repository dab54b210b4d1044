"""Writing down what happened, or leaving a day out. Words are checked by the exercise's own questions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from assessments import gate
from assessments.scores.answers import AnswersRefused
from assessments.treating import insist_on_self
from homework import asking, revealing, terms, unsafe, waiting
from homework import entry as form
from homework.days import day_of, today
from homework.exercise import AUDIENCES, Exercise
from homework.models import Assignment, Entry, EntryPart
from homework.told_at_once import always_reaches_counsellor
from practice import audit
from practice.access import Viewer
from practice.models import Partner
from practice.refusals import BadInput, Conflict, NotNow, StaleEdit

BACK_FILLED = timedelta(days=14)
"""How far back a day can still be filled in."""


@transaction.atomic
def write(
    assignment: Assignment,
    partner: Partner,
    day: date,
    parts: Mapping[str, Any],
    *,
    by: Viewer,
    audience: str | Mapping[str, str] = "author",
) -> Entry:
    """Keep one day's entry. Each field reaches as far as `audience`, and never further than the exercise lets it.

    audience: one circle for all, or one by field; a field that is not named stays with its author.
    parts: {field: answer} as the exercise's questions read them. With audience `partner` what may be shared is
    shared at once; see revealing.share_entry. A day that was left out before becomes a written one.
    """
    held = _open_assignment(assignment, partner, by)
    _check_day(held, partner, day)
    exercise = asking.asked(held, partner, day)
    values = _checked(exercise, parts, audience)
    entry = _place_for(held, partner, day, exercise)
    entry.state, entry.skip_reason = Entry.State.DONE, None
    entry.save()
    _keep_parts(entry, exercise, values, audience)
    audit.record(by, "entry.written", entry, couple=held.couple)
    _follow(entry, by)
    return entry


@transaction.atomic
def answer_after(
    entry: Entry, parts: Mapping[str, Any], *, by: Viewer, audience: str | Mapping[str, str] = "author"
) -> Entry:
    """Add what is asked once a round's sealed words stand open. What was written before stays as it is."""
    held = _locked_own(entry, by)
    exercise = asking.asked(held.assignment, held.partner, held.day)
    late = tuple(field for field in exercise.fields if field.after_reveal)
    if not late:
        raise NotNow(_("This comes once both have opened their words."), code="still_sealed")
    exercise = replace(exercise, fields=late)
    values = _checked(exercise, parts, audience)
    before = EntryPart.unscoped.filter(entry=held, field__in=[field.id for field in late])
    if before.filter(audience="partner").exists():
        raise Conflict(_("Some of this is shared. Take it back first, then change it."), code="entry_shared")
    before.delete()
    _keep_parts(held, exercise, values, audience)
    audit.record(by, "entry.answered_after", held, couple=held.assignment.couple)
    _follow(held, by)
    return held


@transaction.atomic
def rewrite(
    entry: Entry,
    parts: Mapping[str, Any],
    *,
    by: Viewer,
    audience: str | Mapping[str, str] = "author",
    version: int | None = None,
) -> Entry:
    """Change one's own entry as a whole. What is shared is taken back first, so nobody's page changes in silence."""
    held = _own_entry(entry, by, version)
    exercise = asking.asked(held.assignment, held.partner, held.day)
    values = _checked(exercise, parts, audience)
    EntryPart.unscoped.filter(entry=held).delete()
    held.state, held.skip_reason = Entry.State.DONE, None
    held.version, held.saved_at = held.version + 1, timezone.now()
    held.save()
    _keep_parts(held, exercise, values, audience)
    audit.record(by, "entry.changed", held, couple=held.assignment.couple)
    _follow(held, by)
    return held


@transaction.atomic
def discard(entry: Entry, *, by: Viewer, version: int | None = None) -> None:
    """Delete one's own entry. The day is then like any day without one, for the counsellor too."""
    held = _own_entry(entry, by, version)
    audit.record(by, "entry.deleted", held, couple=held.assignment.couple)
    held.delete()


@transaction.atomic
def skip(assignment: Assignment, partner: Partner, day: date, reason: str, *, by: Viewer) -> Entry:
    """Leave a day out, with a reason for the counsellor. The other partner never learns of either."""
    if reason not in Entry.SkipReason.values:
        raise BadInput(fields={"reason": _("Pick the one that comes closest.")})
    held = _open_assignment(assignment, partner, by)
    _check_day(held, partner, day)
    entry = _place_for(held, partner, day, None)
    entry.state, entry.skip_reason = Entry.State.SKIPPED, reason
    entry.save()
    audit.record(by, "entry.skipped", entry, couple=held.couple)
    unsafe.after_skip(entry, by=by)
    return entry


def _open_assignment(assignment: Assignment, partner: Partner, by: Viewer) -> Assignment:
    """The assignment as this partner is shown it now. Their own row is the lock: the other one never waits for it."""
    insist_on_self(by, partner)
    Partner.unscoped.select_for_update().get(pk=partner.pk)
    shown = Assignment.unscoped.for_partner(partner).running().filter(pk=assignment.pk)
    held = shown.select_related("couple__practice", "exercise").first()
    if held is None:
        raise NotNow(gate.BETWEEN_EXERCISES, code="between_exercises")
    return held


def _check_day(assignment: Assignment, partner: Partner, day: date) -> None:
    practice = assignment.couple.practice
    now = today(practice)
    first = max(assignment.starts_on, now - BACK_FILLED, day_of(assignment.set_at, practice) - BACK_FILLED)
    if not first <= day <= now:
        raise BadInput(fields={"day": _("Choose a day from the last two weeks, up to today.")})
    if assignment.ends_on is not None and day > assignment.ends_on:
        raise BadInput(fields={"day": _("This one ended before that day.")})


def _follow(entry: Entry, by: Viewer) -> None:
    """What an entry sets going for its own author and for the counsellor, and for nobody else's pages."""
    unsafe.after_entry(entry, by=by)
    terms.written(entry.assignment, entry.partner)
    waiting.open_own_next(entry.assignment, entry.partner)


def _checked(
    exercise: Exercise, parts: Mapping[str, Any], audience: str | Mapping[str, str]
) -> dict[str, Any]:
    """The values as they are kept. Raises BadInput with a sentence beside each field."""
    circles = [audience] if isinstance(audience, str) else list(audience.values())
    if not set(circles) <= set(AUDIENCES):
        raise BadInput(fields={"audience": _("Choose who sees it.")})
    try:
        wrong = form.problems(exercise, parts, say=gettext)
        values = {} if wrong else form.read(exercise, parts, say=gettext)
    except AnswersRefused as refusal:
        wrong, values = refusal.problems, {}
    if wrong:
        raise BadInput(fields=wrong)
    if not values:
        raise BadInput(_("Write something first. A word is plenty."), code="entry_empty")
    return values


def _place_for(assignment: Assignment, partner: Partner, day: date, exercise: Exercise | None) -> Entry:
    """The row to write on: one that said "left out", or the next free place of the day.

    exercise: None to leave the day out. Sealed words come once a round, so that each has one counterpart.
    """
    rows = Entry.unscoped.filter(assignment=assignment, partner=partner, day=day).order_by("place")
    kept = list(rows)
    for entry in kept:
        if entry.state == Entry.State.SKIPPED:
            entry.partner, entry.assignment = partner, assignment
            entry.version, entry.saved_at = entry.version + 1, timezone.now()
            return entry
    number = asking.round_on(assignment, day)
    if len(kept) >= (exercise.per_day if exercise else 1) or (
        exercise and exercise.is_sealed and _written_in(assignment, partner, number)
    ):
        raise Conflict(_("You’ve written for this day already. Open it to change it."), code="day_is_written")
    place = max((entry.place for entry in kept), default=0) + 1
    return Entry(assignment=assignment, partner=partner, day=day, place=place, round=number)


def _written_in(assignment: Assignment, partner: Partner, number: int) -> bool:
    rows = Entry.unscoped.filter(assignment=assignment, partner=partner, round=number)
    return rows.filter(state=Entry.State.DONE).exists()


def _keep_parts(
    entry: Entry, exercise: Exercise, values: Mapping[str, Any], audience: str | Mapping[str, str]
) -> None:
    """One row per field, no wider than both the field and the author allow. Sharing is a deed of its own."""
    chosen = {
        field.id: audience if isinstance(audience, str) else audience.get(field.id, "author")
        for field in exercise.fields
        if field.id in values
    }
    for place, field in enumerate(entry.assignment.exercise.exercise.fields):
        if field.id in chosen:
            wide = min(AUDIENCES.index(field.audience), AUDIENCES.index(chosen[field.id]))
            if always_reaches_counsellor(exercise, field.id):
                wide = AUDIENCES.index("counsellor")
            EntryPart.unscoped.create(
                entry=entry,
                field=field.id,
                place=place,
                audience=AUDIENCES[min(wide, AUDIENCES.index("counsellor"))],
                words=values[field.id],
                sealed=field.sealed,
            )
    if shared := {field for field, circle in chosen.items() if circle == "partner"}:
        revealing.release(entry, only=shared)


def _locked_own(entry: Entry, by: Viewer) -> Entry:
    rows = Entry.unscoped.select_for_update(of=("self",)).select_related(
        "partner", "assignment__couple", "assignment__exercise"
    )
    held = rows.get(pk=entry.pk)
    insist_on_self(by, held.partner)
    return held


def _own_entry(entry: Entry, by: Viewer, version: int | None) -> Entry:
    held = _locked_own(entry, by)
    if version is not None and held.version != version:
        raise StaleEdit
    shared = EntryPart.unscoped.filter(entry=held, audience="partner")
    if shared.filter(frozen_at__isnull=False).exists():
        raise Conflict(_("This is kept as it was. It can’t be changed any more."), code="entry_frozen")
    if shared.exists():
        raise Conflict(_("Some of this is shared. Take it back first, then change it."), code="entry_shared")
    return held
