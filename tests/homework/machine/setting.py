"""What the counsellor does: sets, rests, ends, opens, talks over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from homework import assigning, in_room, terms
from homework.days import today
from homework.models import Assignment, AssignmentTerms
from tests.homework.machine.noting import Noting

NEVER = 10**6


class Setting(Noting):
    def assign(
        self, slug: str, marks: str = "ab", opens: str = "at_once", after: str = "", couple: str = "first"
    ) -> str:
        """Set one exercise; one that is sealed comes once a week, anything else once a day."""
        names = {"first": {"a": "bo", "b": "cy"}, "second": {"a": "dee", "b": self.newcomer}}[couple]
        held = self.cast.couples[couple]
        row = self.attempt(
            assigning.assign,
            held,
            slug,
            reason="So that evenings are yours.",
            by=self.by("ana" if couple == "first" else "fay"),
            for_marks=marks,
            cadence="weekly" if slug == "inner-world-questions" else "daily",
            starts_on=today(held.practice) - timedelta(days=8),
            opens=opens,
            after=Assignment.unscoped.get(pk=after) if after else None,
            target_times=1 if opens == "at_once" else None,
        )
        if row is None:
            return ""
        waits = {"at_once": ("", 0), "after_own": (after, 1), "after_both": ("", NEVER)}[opens]
        facts = {"for": {names[mark] for mark in marks}, "times": waits[1], "joint": row.exercise.joint_work}
        self.note("assign", row.pk, couple=couple, of=waits[0], **facts)
        self.assignments.append(str(row.pk))
        return str(row.pk)

    def turn(self, assignment: str, verb: Callable[..., Any], kind: str) -> None:
        """End, rest, go on with or open an assignment."""
        row = Assignment.unscoped.get(pk=assignment)
        if self.attempt(verb, row, by=self.counsellor(assignment)) is not None:
            self.note(kind, assignment)

    def review(self, assignment: str) -> None:
        self.attempt(
            assigning.mark_reviewed,
            Assignment.unscoped.get(pk=assignment),
            by=self.counsellor(assignment),
            note="w0q",
            rating=2,
        )

    def open_round(self, assignment: str, number: int) -> None:
        """The counsellor opens what was sealed, in the room."""
        row = Assignment.unscoped.get(pk=assignment)
        if self.attempt(in_room.open_round, row, number, by=self.counsellor(assignment)) is not None:
            for act in [act for act in self.past if act.facts.get("seal") == f"{assignment} {number}"]:
                self.note("reveal", act.what)

    def change_dose(self, assignment: str, who: str, times: int) -> None:
        row = AssignmentTerms.unscoped.filter(assignment=assignment, partner=self.cast.partners[who]).first()
        if row is not None:
            self.attempt(terms.change_dose, row, by=self.counsellor(assignment), times_a_week=times)
