"""How they are: private questions and what came of them, forms, weekly answers, the counsellor's own ratings."""

from __future__ import annotations

from functools import partial

from assessments import administering, gate, rating
from assessments.results import own_result
from assessments.safety import asking, reviewing
from assessments.safety.models import SafetyAlert, SafetyScreen

from .chapter import Chapter, Kinds
from .reading import Table

PULSE = ("felt_close", "felt_i_matter", "felt_tense", "felt_hopeful")


class HowTheyAre(Chapter):
    def kinds(self) -> Kinds:
        return {
            "screen": self._screen,
            "hold": self._hold,
            "alert": self._taken_on,
            "administration": self._administration,
            "pulse": self._pulse,
            "rating": self._rating,
            "own_result": self._own_result,
        }

    def plan(self) -> None:
        super().plan()
        data = self.told.data
        for row in data.get("screen", []):
            if "reviewed" in row:
                self.later(row["reviewed"], partial(self._review, row))
        if "joint_work" in data:
            self.later(data["joint_work"], lambda: gate.open_joint_work(self.told.couple, by=self.told.me()))

    def _screen(self, row: Table) -> None:
        told = self.told
        waiting = SafetyScreen.unscoped.filter(
            partner=told.partners[row["partner"]], state=SafetyScreen.State.OPEN
        )
        screen = waiting.get()  # everybody is asked as they join
        answers = {**row["answers"], **{name: {"declined": True} for name in row.get("declined", [])}}
        for question, value in answers.items():
            asking.answer(screen, question, value, by=told.them(row["partner"]))
        asking.send(screen, by=told.them(row["partner"]))

    def _review(self, row: Table) -> None:
        told = self.told
        partner = told.partners[row["partner"]]
        screens = SafetyScreen.unscoped.filter(couple=told.couple, partner=partner)
        screen = screens.order_by("-sent_at").first()
        assert screen is not None
        on_hold = "hold" in told.data
        for alert in SafetyAlert.unscoped.filter(couple=told.couple, partner=partner):
            if not on_hold:
                reviewing.acknowledge(
                    alert, "Gone through together, alone and in person. Nothing to add.", by=told.me()
                )
        reviewing.record_review(screen, "hold" if on_hold else "joint", by=told.me())

    def _hold(self, row: Table) -> None:
        for alert in SafetyAlert.unscoped.filter(couple=self.told.couple):
            reviewing.acknowledge(alert, row["reason"], by=self.told.me())

    def _taken_on(self, row: Table) -> None:
        """What came up since, taken on with a word about what was done."""
        for alert in SafetyAlert.unscoped.filter(couple=self.told.couple).unacknowledged():
            reviewing.acknowledge(alert, row["note"], by=self.told.me())

    def _take(
        self, key: str, slug: str, answers: Table, declined: list[str], *, send: bool, stance: str = "self"
    ) -> None:
        told = self.told
        form = administering.send(
            told.couple, told.partners[key], slug, by=told.me(), quietly=True, stance=stance
        )
        changes = {**answers, **{name: {"declined": True} for name in declined}}
        administering.save_answer(form, changes, by=told.them(key))
        if send:
            administering.submit(form, by=told.them(key))

    def _administration(self, row: Table) -> None:
        self._take(
            row["partner"],
            row["instrument"],
            row.get("answers", {}),
            row.get("declined", []),
            send=row.get("state", "submitted") == "submitted",
            stance=row.get("stance", "self"),
        )

    def _rating(self, row: Table) -> None:
        told = self.told
        rating.rate(told.couple, told.partners[row["partner"]], row["answers"], by=told.me())

    def _own_result(self, row: Table) -> None:
        own_result.allow(self.told.couple, row["instrument"], is_on=True, by=self.told.me())

    def _pulse(self, row: Table) -> None:
        for key in self.told.partners:
            if key in row:
                given = dict(zip(PULSE, row[key], strict=True))
                answers = {name: value for name, value in given.items() if value != "-"}
                declined = [name for name, value in given.items() if value == "-"]
                self._take(key, "weekly-pulse", answers, declined, send=True)
