"""What comes of all rules for one couple: plain frozen records for the counsellor alone. Pure.

Nothing in here is an act. Partners are told by their marks; a door puts names in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby

from homework.suggesting.facts import Missing, Used
from homework.suggesting.names import BRIEF, EVERYTHING, FOR_THE_COUPLE, Named

BARE = {"a": "a", "b": "b"}


@dataclass(frozen=True)
class Reason:
    """A reason in plain words. fills: what stands behind each {name} in it."""

    template: str
    fills: Mapping[str, tuple[Used, ...]] = field(default_factory=dict)
    labelled: frozenset[str] = frozenset()

    def told(self, called: Mapping[str, str] = BARE) -> str:
        """The sentence, with each partner called as `called` says."""
        return re.sub(r"\{([^{}]*)\}", lambda found: self._filled(found[1], called), self.template)

    def _filled(self, name: str, called: Mapping[str, str]) -> str:
        used = self.fills.get(name, ())
        if name not in self.labelled:
            return ", ".join(each.phrase(called) for each in used)
        groups = groupby(used, key=lambda each: each.label)
        return "; ".join(
            f"{label}: {', '.join(each.phrase(called) for each in some)}" for label, some in groups
        )


@dataclass(frozen=True)
class Kept:
    """What holds an exercise back, or wants a part of it left out: a guard, or a match that says "not yet"."""

    rule: str
    is_guard: bool
    reason: Reason


@dataclass(frozen=True)
class LeftOut:
    """A part of an exercise to leave out for now."""

    part: Named
    by: Kept


@dataclass(frozen=True)
class Check:
    """Something to ask before the exercise is set."""

    rule: str
    asks: str


@dataclass(frozen=True)
class Offer:
    """One exercise that a rule names for these partners. held_by: what holds it back, the first one first."""

    named: Named
    marks: str
    is_first: bool
    note: str = ""
    held_by: tuple[Kept, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def can_be_set(self) -> bool:
        """No guard holds it back. A "not yet" of another match is the counsellor's to weigh."""
        return not any(each.is_guard for each in self.held_by)


@dataclass(frozen=True)
class Fired:
    """A rule that holds, with what it rests on. marks: whom it fires for. stops: running ones that could be ended."""

    rule: str
    version: int
    title: str
    marks: str
    reason: Reason
    evidence: str
    used: tuple[Used, ...]
    in_session: str = ""
    avoid: str = ""
    stops: tuple[str, ...] = ()


@dataclass(frozen=True)
class Blocking:
    """What one fired guard or match holds back, ready to be asked about any exercise.

    full: no more of the easy ones either, for the dose is reached.
    """

    kept: Kept
    marks: str
    whole: tuple[tuple[Named, str], ...] = ()
    allows: frozenset[str] = frozenset()
    easy: frozenset[str] | None = None
    full: bool = False

    def holds(self, asked: Named, marks: str, *, is_brief: bool) -> bool:
        """Whether it holds this back from one of these partners."""
        if str(asked) in self.allows or asked.exercise in self.allows:
            return False
        if (
            self.easy is not None
            and _meet(marks, self.marks)
            and (self.full or asked.exercise not in self.easy)
        ):
            return True
        return any(_meet(marks, whom) and _covers(named, asked, is_brief) for named, whom in self.whole)

    def leaves_out(self, asked: Named, marks: str) -> tuple[Named, ...]:
        """Parts of it that are to be left out."""
        if asked.part or asked.exercise in self.allows:
            return ()
        return tuple(
            named
            for named, whom in self.whole
            if named.part and named.exercise == asked.exercise and _meet(marks, whom)
        )


@dataclass(frozen=True)
class Guard:
    """A guard that holds now, told to the counsellor with its reason."""

    fired: Fired
    dose: str = ""
    asks: str = ""
    checks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Suggestion:
    """A match that holds, with what could be tried. not_yet: what it holds back from all suggestions."""

    fired: Fired
    offers: tuple[Offer, ...] = ()
    not_yet: tuple[Named, ...] = ()


@dataclass(frozen=True)
class Silent:
    """A rule that cannot say anything for want of something."""

    rule: str
    title: str
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Result:
    """Everything, in the order in which it was looked at. quiet: rules that were looked at and do not hold."""

    guards: tuple[Guard, ...]
    suggestions: tuple[Suggestion, ...]
    silent: tuple[Silent, ...]
    quiet: tuple[str, ...]
    blockings: tuple[Blocking, ...]
    brief: frozenset[str]
    joint_work_open: bool

    def keeps(self, asked: Named, marks: str, *, but: str = "") -> tuple[Kept, ...]:
        """All that holds this exercise back from these partners, guards first. but: a rule that is not asked.

        The same reason for each of the two is told once.
        """
        is_brief = asked.exercise in self.brief
        found: list[Kept] = []
        for each in self.blockings:
            if (
                each.kept.rule != but
                and each.holds(asked, marks, is_brief=is_brief)
                and each.kept not in found
            ):
                found.append(each.kept)
        return tuple(found)

    def left_out(self, asked: Named, marks: str, *, but: str = "") -> tuple[LeftOut, ...]:
        return tuple(
            LeftOut(part, each.kept)
            for each in self.blockings
            if each.kept.rule != but
            for part in each.leaves_out(asked, marks)
        )

    def checks(self, asked: Named) -> tuple[Check, ...]:
        """What to ask before this one is set."""
        return tuple(
            Check(each.fired.rule, each.asks) for each in self.guards if asked.exercise in each.checks
        )

    def suggestion(self, rule: str, marks: str = "") -> Suggestion | None:
        """The suggestion of this rule, for these marks where it fires for each partner apart."""
        found = [each for each in self.suggestions if each.fired.rule == rule]
        return next((each for each in found if not marks or each.fired.marks == marks), None)


def _meet(marks: str, whom: str) -> bool:
    return bool(set(marks) & set(whom))


def _covers(held: Named, asked: Named, is_brief: bool) -> bool:
    """The whole covers its parts; a part covers itself alone."""
    if held.exercise in (EVERYTHING, FOR_THE_COUPLE, BRIEF):
        return held.exercise == EVERYTHING or is_brief == (held.exercise == BRIEF)
    return held.exercise == asked.exercise and (not held.part or held.part == asked.part)
