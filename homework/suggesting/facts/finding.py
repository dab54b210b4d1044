"""What looking at one fact comes to: it holds, it does not, or something is missing to say. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from homework.suggesting.given import Inputs
from homework.suggesting.names import Mark


@dataclass(frozen=True)
class Used:
    """One thing that was looked at. mark: whose, or "" for the couple's. on: of which day, where it has one."""

    name: str
    label: str
    mark: str
    value: str
    on: date | None = None
    exercise: str = ""

    def phrase(self, called: Mapping[str, str]) -> str:
        return f"{called.get(self.mark, '')} {self.value}".strip()


@dataclass(frozen=True)
class Missing:
    """What would be needed to say. why: "missing", "flat" where all answers are alike, or "another wording"."""

    name: str
    mark: str
    why: str = "missing"


@dataclass(frozen=True)
class Finding:
    """holds: None when it cannot be said."""

    holds: bool | None
    used: tuple[Used, ...] = ()
    missing: tuple[Missing, ...] = ()


NO = Finding(False)


def yes(*used: Used) -> Finding:
    return Finding(True, used)


def unknown(name: str, mark: str, why: str = "missing") -> Finding:
    return Finding(None, missing=(Missing(name, mark, why),))


def either(findings: Iterable[Finding]) -> Finding:
    """Holds as soon as one does; fails only when all do. What is missing counts only while it could still decide."""
    found = list(findings)
    if any(each.holds for each in found):
        return Finding(True, tuple(used for each in found if each.holds for used in each.used))
    if all(each.holds is False for each in found):
        return NO
    return Finding(None, missing=tuple(gap for each in found for gap in each.missing))


def both(findings: Iterable[Finding]) -> Finding:
    """Holds when all do; one that fails is enough to fail, whatever is missing."""
    found = list(findings)
    if any(each.holds is False for each in found):
        return NO
    if all(each.holds for each in found):
        return Finding(True, tuple(used for each in found for used in each.used))
    return Finding(None, missing=tuple(gap for each in found for gap in each.missing))


def opposite(finding: Finding, *used: Used) -> Finding:
    """Holds where the other fails. used: what speaks for it."""
    if finding.holds is None:
        return finding
    return NO if finding.holds else Finding(True, used)


@dataclass(frozen=True)
class Look:
    """One couple as a rule may see it. minds_flat: whether a form answered all alike says nothing (guards read it)."""

    inputs: Inputs
    minds_flat: bool = True

    def flat(self, mark: Mark, form: str) -> bool:
        return self.minds_flat and form in self.inputs.side(mark).flat


@dataclass(frozen=True)
class Fact:
    """A fact that rules can name. of: "partner" when it is asked of one at a time, "couple" when of the two.

    args: what it wants to be told, with the type; those with a default may be left out.
    """

    name: str
    of: str
    look: Callable[..., Finding]
    args: Mapping[str, type]
    defaults: Mapping[str, Any]
    says: str


FACTS: dict[str, Fact] = {}


def fact(of: str, **args: type) -> Callable[[Callable[..., Finding]], Callable[..., Finding]]:
    """Make a function a fact that files can name. Its keyword defaults may be left out there."""

    def keep(look: Callable[..., Finding]) -> Callable[..., Finding]:
        defaults = look.__kwdefaults__ or {}
        FACTS[look.__name__] = Fact(
            look.__name__, of, look, args, defaults, (look.__doc__ or "").split("\n")[0]
        )
        return look

    return keep
