"""What stands in the books over some weeks, for the counsellor: entries, counted answers, terms and lines of the loop.

Cells rather than rows: a year of notes is a thousand small answers, and a whole row costs several times its one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.utils import timezone

from homework.knowing.events import SLOTS
from homework.knowing.marks import Mark
from homework.models import SETTLING, Assignment, AssignmentTerms, Entry, EntryPart, Reply
from practice.access import Viewer
from practice.models import Couple
from practice.sealing import SealedField

from . import noted

Marks = Mapping[UUID, Mark]
REASON = cast(SealedField, Entry._meta.get_field("skip_reason"))
WORDS = cast(SealedField, EntryPart._meta.get_field("words"))


@dataclass(frozen=True)
class Weeks:
    """Everything of one couple from `since` to `until` that their counsellor may read and that is counted."""

    since: date
    until: date
    assignments: dict[UUID, Assignment]
    terms: tuple[AssignmentTerms, ...]
    written: dict[UUID, list[noted.Written]]
    lines: tuple[noted.SharedLine, ...]

    @property
    def all_written(self) -> list[noted.Written]:
        return [row for rows in self.written.values() for row in rows]


def weeks(couple: Couple, by: Viewer, marks: Marks, since: date, until: date) -> Weeks:
    """Five queries, however much was written."""
    held = Assignment.objects.visible_to(by).filter(couple=couple).select_related("exercise")
    assignments = {row.pk: row for row in held}
    terms = AssignmentTerms.objects.visible_to(by).filter(assignment__couple=couple)
    return Weeks(
        since,
        until,
        assignments,
        tuple(terms.select_related("partner").order_by("partner_id")),
        _written(by, marks, assignments, since, until),
        _loop(couple, by, marks),
    )


def _written(
    by: Viewer, marks: Marks, assignments: Mapping[UUID, Assignment], since: date, until: date
) -> dict[UUID, list[noted.Written]]:
    """By assignment, in the order of days. Asked by assignment, so that the database walks along one index."""
    rows = Entry.objects.visible_to(by).filter(
        assignment__in=assignments, day__gte=since, day__lte=until, partner__in=marks
    )
    cells = rows.order_by("day", "place", "pk").values_list(
        "pk", "assignment_id", "partner_id", "day", "state", "skip_reason"
    )
    answers = _answers(by, assignments, since, until)
    written: dict[UUID, list[noted.Written]] = {}
    for pk, assignment_id, partner_id, day, state, reason in cells:
        written.setdefault(assignment_id, []).append(
            noted.Written(
                marks[partner_id],
                assignments[assignment_id].exercise.slug,
                day,
                state,
                REASON.opened(pk, reason) if reason is not None else "",
                answers.get(pk, {}),
            )
        )
    return written


def _answers(
    by: Viewer, assignments: Mapping[UUID, Assignment], since: date, until: date
) -> dict[UUID, dict[str, Any]]:
    """The counted answers of each entry, as far as the counsellor may read them."""
    parts = EntryPart.objects.visible_to(by).filter(
        entry__assignment__in=assignments,
        entry__day__gte=since,
        entry__day__lte=until,
        field__in=noted.COUNTED.union(*map(_measured, assignments.values())),
        sealed=False,
    )
    found: dict[UUID, dict[str, Any]] = {}
    for pk, entry_id, field, words in parts.values_list("pk", "entry_id", "field", "words"):
        found.setdefault(entry_id, {})[field] = WORDS.opened(pk, words)
    return found


def _measured(assignment: Assignment) -> Iterable[str]:
    return (measure.of for measure in assignment.exercise.exercise.measures if measure.of)


def _loop(couple: Couple, by: Viewer, marks: Marks) -> tuple[noted.SharedLine, ...]:
    """Wordings of the cycle that the other one said fit, and that are still shared, over the whole course."""
    fits = Reply.objects.visible_to(by).filter(
        kind=Reply.Kind.FITS,
        part__entry__assignment__couple=couple,
        part__entry__assignment__exercise__slug=noted.CYCLE,
        part__audience=EntryPart.Audience.PARTNER,
        part__released_at__lte=timezone.now() - SETTLING,
        part__field__in=SLOTS,
    )
    rows = fits.select_related("part__entry__partner").order_by("part__entry__day", "part__place", "pk")
    return tuple(
        noted.SharedLine(
            marks[row.part.entry.partner_id],
            row.part.entry.day,
            row.part.field,
            str(row.part.words),
            fits=True,
        )
        for row in rows
        if row.part.entry.partner_id in marks and row.partner_id != row.part.entry.partner_id
    )
