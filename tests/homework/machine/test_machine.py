"""Whatever anybody does, in whatever order, a partner sees what the other gave them: no more, and no less."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from homework import assigning, planning_time
from homework.models import Entry
from practice import sealing
from tests.homework.machine import comparing
from tests.homework.machine.cast import BEGINNING, Cast, gather
from tests.homework.machine.life import Life
from tests.homework.machine.stories import STORIES, begin

HISTORIES, STEPS = int(os.environ.get("MACHINE_HISTORIES", "8")), int(os.environ.get("MACHINE_STEPS", "20"))
WHO, MARKS = st.sampled_from(["bo", "cy"]), st.sampled_from(["a", "b", "ab"])
ANY, FILL = st.integers(0, 59), st.integers(0, 15)
SLUGS = st.sampled_from(
    [
        "appreciation-exchange",
        "stress-reducing-talk",
        "listening-turns",
        "inner-world-questions",
        "daily-self-check-in",
    ]
)
CIRCLES = st.sampled_from(["partner", "partner", "author", "counsellor", "each"])
BACK = st.sampled_from([0, 0, 1, 7, 8])


def profile(**how: Any) -> settings:
    return settings(
        max_examples=HISTORIES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        **how,
    )


class Homework(RuleBasedStateMachine):
    """Rules are what people do; what cannot be done just then is refused and changes nothing."""

    def __init__(self, cast: Cast, stories: tuple[str, ...] = STORIES) -> None:
        super().__init__()
        self.stories = stories
        sealing.memory.forget()
        self.travel = time_machine.travel(BEGINNING, tick=False)
        self.life = Life(cast, self.travel.start())
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.compare = comparing.Comparing(self.life)

    def teardown(self) -> None:
        """The last look is a full one, unless a look has told something already."""
        try:
            if self.compare.steps and not self.compare.told:
                self.compare.after_a_step(last=True)
        finally:
            self._leave_no_trace()

    def _leave_no_trace(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)
        self.travel.stop()

    @initialize(which=ANY, circle=CIRCLES, fill=FILL)
    def something_has_happened(self, which: int, circle: str, fill: int) -> None:
        """Two exercises are set for both, and something may have happened already, so that less is left to chance."""
        begin(self.life, self.stories[which % len(self.stories)], circle, fill)
        self.compare.anew()

    # ------------------------------------------------------------ time
    @rule(minutes=st.sampled_from([1, 5, 9, 10, 11, 60]))
    def minutes_pass(self, minutes: int) -> None:
        self.life.pass_time(timedelta(minutes=minutes))

    @rule(days=st.sampled_from([1, 1, 6, 7]))
    def days_pass(self, days: int) -> None:
        self.life.pass_time(timedelta(days=days))

    @rule()
    def it_settles(self) -> None:
        self.life.pass_time(timedelta(minutes=10))

    # ------------------------------------------------------------ the counsellor
    @rule(slug=SLUGS, marks=MARKS)
    def assign(self, slug: str, marks: str) -> None:
        self.life.assign(slug, marks)

    @rule(opens=st.sampled_from(["after_own", "after_both"]))
    def assign_one_after_the_other(self, opens: str) -> None:
        for assignment in self.life.assignments[-2:]:
            self.life.turn(assignment, assigning.end, "end")
        if first := self.life.assign("stress-reducing-talk"):
            self.life.assign("listening-turns", opens=opens, after=first)

    @precondition(lambda self: self.life.assignments)
    @rule(which=ANY, verb=st.sampled_from(["end", "pause", "resume", "open_now"]))
    def turn(self, which: int, verb: str) -> None:
        kind = {"open_now": "open"}.get(verb, verb)
        self.life.turn(self.pick(self.life.assignments, which), getattr(assigning, verb), kind)

    @precondition(lambda self: self.life.assignments)
    @rule(which=ANY, who=WHO, times=st.integers(1, 9))
    def talk_it_over(self, which: int, who: str, times: int) -> None:
        assignment = self.pick(self.life.assignments, which)
        self.life.review(assignment)
        self.life.change_dose(assignment, who, times)
        self.compare.quiet_for({"bo", "cy"} - {who})

    @precondition(lambda self: self.life.sealed_rounds())
    @rule(which=ANY)
    def open_in_the_room(self, which: int) -> None:
        self.life.open_round(*self.pick(self.life.sealed_rounds(), which))

    @rule(act=st.sampled_from(["pause_work", "open_work", "open_work", "paused", "active", "active"]))
    def rest_or_go_on(self, act: str) -> None:
        if act.endswith("_work"):
            getattr(self.life, act)()
        else:
            self.life.status(act)

    # ------------------------------------------------------------ each of them
    @precondition(lambda self: self.life.assignments)
    @rule(who=WHO, which=ANY, back=BACK, circle=CIRCLES, fill=FILL)
    def write(self, who: str, which: int, back: int, circle: str, fill: int) -> None:
        self.life.write(who, self.pick(self.life.assignments, which), back, circle, fill)
        self.compare.only_by(who)

    @precondition(lambda self: self.life.sealed_rounds())
    @rule(who=WHO, which=ANY, circle=CIRCLES, fill=FILL)
    def write_what_is_sealed(self, who: str, which: int, circle: str, fill: int) -> None:
        self.life.write(who, self.pick(self.life.sealed_rounds(), which)[0], 0, circle, fill)
        self.compare.only_by(who)

    @precondition(lambda self: self.life.entries)
    @rule(
        which=ANY,
        act=st.sampled_from(["rewrite", "discard", "answer_after", "share_entry", "take_back_entry"]),
    )
    def do_with_an_entry(self, which: int, act: str) -> None:
        entry = self.pick(self.life.entries, which)
        who = self.life.author(entry)
        more = ("author", 15) if act == "rewrite" else ()
        getattr(self.life, act)(entry, *more)
        self.compare.only_by(who)

    @precondition(lambda self: self.life.sealed_entries())
    @rule(which=ANY, act=st.sampled_from(["allow", "allow", "keep", "share_entry", "take_back_entry"]))
    def do_with_what_is_sealed(self, which: int, act: str) -> None:
        entry = self.pick(self.life.sealed_entries(), which)
        getattr(self.life, act)(entry)
        self.compare.only_by(self.life.author(entry))

    @precondition(lambda self: self.life.texts)
    @rule(which=ANY, act=st.sampled_from(["share", "share", "take_back"]))
    def do_with_a_text(self, which: int, act: str) -> None:
        text = self.pick(self.life.texts, which)
        getattr(self.life, act)(text)
        self.compare.only_by(self.life.author(text.entry))

    @precondition(lambda self: self.life.assignments)
    @rule(who=WHO, which=ANY, back=BACK, reason=st.sampled_from(Entry.SkipReason.values))
    def skip(self, who: str, which: int, back: int, reason: str) -> None:
        self.life.skip(who, self.pick(self.life.assignments, which), back, reason)
        self.compare.quiet_for({"bo", "cy"} - {who})

    @precondition(lambda self: self.life.assignments)
    @rule(who=WHO, which=ANY)
    def for_oneself(self, who: str, which: int) -> None:
        assignment = self.pick(self.life.assignments, which)
        self.life.debrief(who, assignment)
        self.life.change_cue(who, assignment)
        self.compare.quiet_for({"bo", "cy"} - {who})

    @precondition(lambda self: self.life.texts)
    @rule(who=WHO, which=ANY, kind=st.sampled_from(["kept", "thanks", "talk"]))
    def reply(self, who: str, which: int, kind: str) -> None:
        there = comparing.delivered(self.life, who)
        if there:
            self.life.reply(who, self.pick(there, which), kind)
            self.compare.only_by(who)

    @precondition(lambda self: self.life.said)
    @rule(which=ANY)
    def unsay(self, which: int) -> None:
        self.life.unsay(self.pick(self.life.said, which))

    # ------------------------------------------------------------ hours together
    @rule(who=WHO, days=st.integers(0, 9))
    def propose(self, who: str, days: int) -> None:
        self.life.propose(who, days)
        self.compare.only_by(who)

    @precondition(lambda self: self.life.times)
    @rule(who=WHO, which=ANY, act=st.sampled_from(["agree", "decline", "withdraw"]))
    def answer_an_hour(self, who: str, which: int, act: str) -> None:
        time = self.pick(self.life.times, which)
        if act == "withdraw":
            self.life.withdraw_time(time)
        else:
            self.life.answer_time(who, time, getattr(planning_time, act))

    # ------------------------------------------------------------ comings and goings
    @precondition(lambda self: len(self.life.past) > 40)
    @rule(act=st.sampled_from(["ended", "active", "withdraw"]), who=WHO)
    def part_or_begin_again(self, act: str, who: str) -> None:
        if act == "withdraw":
            self.life.withdraw(who)
        else:
            self.life.status(act)
            self.life.open_work()

    @precondition(lambda self: self.life.gone)
    @rule(who=WHO)
    def join_another_couple(self, who: str) -> None:
        self.life.join_another(who)

    @precondition(lambda self: self.life.newcomer != "dee")
    @rule(dees=st.booleans(), circle=CIRCLES, fill=FILL)
    def write_in_the_other_couple(self, dees: bool, circle: str, fill: int) -> None:
        who = "dee" if dees else self.life.newcomer
        theirs = [each for each in self.life.assignments if self.life.couple(each) == "second"]
        if theirs:
            self.life.write(who, theirs[-1], 0, circle, fill)
            self.compare.only_by(who)

    # ------------------------------------------------------------ what must hold
    @invariant()
    def they_see_what_was_given_and_nothing_else(self) -> None:
        self.compare.after_a_step()

    @staticmethod
    def pick(things: list[Any], which: int) -> Any:
        """One of them; the newest have the small numbers, so that much is done with what has just been made."""
        return things[-1 - which % len(things)]


def run(cast: Cast, stories: tuple[str, ...] = STORIES, **how: Any) -> None:
    run_state_machine_as_test(partial(Homework, cast, stories), settings=profile(**how))


@pytest.mark.django_db
def test_a_partner_sees_what_the_other_gave_and_nothing_else() -> None:
    with time_machine.travel(BEGINNING, tick=False):
        cast = gather()
    comparing.count.clear()
    run(cast, phases=(Phase.generate, Phase.shrink))
    assert comparing.count["delivered"] > 0
