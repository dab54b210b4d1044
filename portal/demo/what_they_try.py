"""What they try: exercises that are set, each partner's terms, programmes, suggestions decided, and what was talked over."""

from __future__ import annotations

from datetime import time, timedelta
from functools import partial

from homework import assigning, courses
from homework.models import Assignment, AssignmentTerms, SuggestionDecision
from homework.suggesting import deciding
from homework.terms import Terms, change_cue, change_dose

from .chapter import Chapter, Kinds
from .drawing import drawn_for
from .reading import Table


class WhatTheyTry(Chapter):
    def kinds(self) -> Kinds:
        return {
            "suggestion": self._decide,
            "assignment": self._assign,
            "dose": self._dose,
            "cue": self._cue,
            "rest": self._rest,
            "course": self._lay_out,
            "review": self._review,
        }

    def plan(self) -> None:
        super().plan()
        for row in self.told.data.get("assignment", []):
            if "ended" in row:
                self.later(row["ended"], partial(self._end, row))
        for row in self.told.data.get("rest", []):
            if "until" in row:
                self.later(row["until"], partial(self._go_on, row))

    def _assign(self, row: Table) -> None:
        told = self.told
        decision = self._accept(row["suggested"]) if "suggested" in row else None
        starts = self.time.day(row)
        with drawn_for(told, row):
            assignment = assigning.assign(
                told.couple,
                row["exercise"],
                reason=row["reason"],
                for_marks=told.mark(row["partner"]) if "partner" in row else "ab",
                cadence=row.get("cadence", "daily"),
                starts_on=starts,
                ends_on=starts + timedelta(weeks=row["weeks"]) if "weeks" in row else None,
                terms=self._terms(row),
                opens=row.get("opens", Assignment.Opens.AT_ONCE),
                after=told.assignments[row["after"]] if "after" in row else None,
                target_times=row.get("target_times"),
                by=told.me(),
            )
        told.assignments[row["key"]] = assignment
        if decision is not None:
            deciding.was_set(decision, assignment, by=told.me())

    def _terms(self, row: Table) -> dict[str, Terms]:
        """What is agreed with each; `times_a_week` beside the exercise is for both."""
        agreed = row.get("terms", {})
        whose = [row["partner"]] if "partner" in row else list(self.told.partners)
        return {
            self.told.mark(key): _terms({"times_a_week": row.get("times_a_week"), **agreed.get(key, {})})
            for key in whose
        }

    def _accept(self, row: Table) -> SuggestionDecision:
        told = self.told
        prefill = deciding.accept(
            told.couple, row["rule"], row["exercise"], marks=self._marks(row), by=told.me()
        )
        return SuggestionDecision.unscoped.get(pk=prefill.decision_id)

    def _marks(self, row: Table) -> str:
        return self.told.mark(row["partner"]) if "partner" in row else ""

    def _decide(self, row: Table) -> None:
        """A suggestion that was left; those taken up stand beside their assignment."""
        told = self.told
        deciding.decline(
            told.couple,
            row["rule"],
            why=row["why"],
            exercise=row.get("exercise", ""),
            marks=self._marks(row),
            by=told.me(),
        )

    def _held(self, row: Table) -> Assignment:
        """The assignment as it stands by now."""
        return Assignment.unscoped.select_related("couple", "exercise").get(
            pk=self.told.assignments[row["assignment"]].pk
        )

    def _own_terms(self, row: Table) -> AssignmentTerms:
        partner = self.told.partners[row["partner"]]
        return AssignmentTerms.unscoped.get(assignment=self._held(row), partner=partner)

    def _dose(self, row: Table) -> None:
        change_dose(self._own_terms(row), times_a_week=row["times_a_week"], by=self.told.me())

    def _cue(self, row: Table) -> None:
        change_cue(
            self._own_terms(row),
            cue=row.get("cue"),
            remind_at=_time(row.get("remind_at")),
            by=self.told.them(row["partner"]),
        )

    def _rest(self, row: Table) -> None:
        assigning.pause(self._held(row), by=self.told.me())

    def _go_on(self, row: Table) -> None:
        assigning.resume(self._held(row), by=self.told.me())

    def _lay_out(self, row: Table) -> None:
        """What a guard holds back stays out, as the counsellor was told; the rest stands on its day."""
        courses.lay_out(
            self.told.couple, row["slug"], starts_on=self.time.day(row["starts"]), by=self.told.me()
        )

    def _end(self, row: Table) -> None:
        assigning.end(self.told.assignments[row["key"]], by=self.told.me())

    def _review(self, row: Table) -> None:
        assigning.mark_reviewed(
            self._held(row), note=row.get("note", ""), rating=row.get("rating"), by=self.told.me()
        )


def _terms(agreed: Table) -> Terms:
    return Terms(
        times_a_week=agreed.get("times_a_week"),
        weekdays=agreed.get("weekdays", "0123456"),
        cue=agreed.get("cue", ""),
        remind_at=_time(agreed.get("remind_at")),
    )


def _time(said: str | None) -> time | None:
    return time.fromisoformat(said) if said else None
