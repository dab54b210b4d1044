"""Who comes and who goes, and when the work together is open."""

from __future__ import annotations

from django.utils import timezone

from assessments import gate
from practice import caring, consenting
from practice.models import Couple
from tests.factories import assessments as forms
from tests.factories import practice as people
from tests.homework.machine.model import holds
from tests.homework.machine.setting import Setting


class Going(Setting):
    """`rests`: the course is paused or ended. `left`: who has withdrawn. `shut`: joint work is not open."""

    rests: bool = False
    shut: bool = False

    def pause_work(self) -> None:
        if self.attempt(gate.pause_joint_work, self._couple(), by=self.by("ana")) is not None:
            self.shut = True
            self._space()

    def open_work(self) -> None:
        if self.attempt(gate.open_joint_work, self._couple(), by=self.by("ana")) is not None:
            self.shut = False
            self._space()

    def status(self, status: str) -> None:
        """Rest, go on with, or end the course; an ending parts them, and what was shared is frozen for good."""
        couple = self._couple()
        if self.attempt(caring.change_status, couple, status, by=self.by("ana")) is None:
            return
        self.rests = status != Couple.Status.ACTIVE
        if status == Couple.Status.ENDED:
            self.shut = True
            self._part()
        self._rejoin()
        self._space()

    def withdraw(self, who: str) -> None:
        """One of them stops."""
        if holds(self.past, f"{who}@first", "join", "leave") is None:
            return
        done = []
        self.attempt(
            lambda: done.append(consenting.withdraw(partner=self.cast.partners[who], by=self.by(who)))
        )
        if done:
            self.shut = True
            self.gone.add(who)
            self._part()
            self._space()

    def join_another(self, who: str) -> None:
        """Who has left begins in the other couple, whose counsellor opens the work and sets something."""
        if who not in self.gone or self.newcomer != "dee":
            return
        partner, couple = self.cast.partners[who], self.cast.couples["second"]
        people.MembershipFactory(couple=couple, partner=partner, mark="b", joined_at=timezone.now())
        self.note("join", f"{who}@second", who, "second")
        forms.screened(couple, self.cast.partners["dee"], partner)
        gate.open_joint_work(couple, by=self.by("fay"))
        self.note("open", "second")
        self.assign("appreciation-exchange", couple="second")

    def _couple(self) -> Couple:
        return Couple.unscoped.select_related("practice").get(pk=self.cast.couples["first"].pk)

    def _part(self) -> None:
        """For both of them it is over; joint exercises have ended."""
        for who in ("bo", "cy"):
            self.note("leave", f"{who}@first", who, "first")
        for act in [act for act in self.past if act.kind == "assign" and act.couple == "first"]:
            self.note("end", act.what)

    def _rejoin(self) -> None:
        """A course taken up again begins anew: what was frozen stays frozen."""
        if not self.rests and not self.gone:
            for who in ("bo", "cy"):
                if holds(self.past, f"{who}@first", "join", "leave") is None:
                    self.note("join", f"{who}@first", who, "first")

    def _space(self) -> None:
        is_open = not (self.rests or self.shut or self.gone)
        if is_open != (holds(self.past, "first", "open", "close") is not None):
            self.note("open" if is_open else "close", "first")
