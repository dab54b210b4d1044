"""What a rule is made of. Pure: plain frozen records, no framework."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from assessments.format.source_text import DefinitionError
from homework.suggesting.names import Named

Kind = Literal["guard", "match"]
Who = Literal["self", "other", "both"]
"""Whom something is for, seen from the partner that a rule fires for."""


class RuleError(DefinitionError):
    """The file is not a rule yet; `problems` says why, all at once."""


class Ask(Struct, frozen=True):
    """One fact with what it wants to be told. who: of whom it is asked. name: what `says` can call it.

    optional: where it cannot be said, it counts as not so, for things that only some practices have.
    """

    fact: str
    who: str
    args: dict[str, Any] = {}
    name: str = ""
    optional: bool = False


class Group(Struct, frozen=True):
    """Facts of which one is enough."""

    any_of: tuple[Ask, ...]
    name: str = ""


class Pick(Struct, frozen=True):
    """An exercise, or a part of one, for somebody. note: how to do it here, for the counsellor."""

    named: Named
    who: Who = "both"
    note: str = ""


class Held(Struct, frozen=True):
    """An exercise, a part of one, or a whole class of them that is held back.

    until: held no longer once this holds. only_if: held only while the fact of this name holds.
    """

    named: Named
    who: Who = "both"
    until: Ask | None = None
    only_if: str = ""


class Rule(Struct, frozen=True):
    """One guard or match. A guard holds back what can be set; a match names what could be tried, and what not yet.

    of: "couple", or "partner" when it is asked of each partner by themselves. says: the reason, with {names} of facts.
    in_session, avoid: words for the counsellor. blocks, allows: what a guard holds back, and what stays open all the
    same. checks: exercises before which `asks` is to be asked. at_most, easy: no more than so many, and of these.
    stops: what is running and had better be ended, by the counsellor's own act.
    """

    id: str
    version: int
    kind: Kind
    of: Literal["couple", "partner"]
    title: str
    says: str
    evidence: str
    when: tuple[Ask | Group, ...]
    first: tuple[Pick, ...] = ()
    then: tuple[Pick, ...] = ()
    not_yet: tuple[Held, ...] = ()
    in_session: str = ""
    avoid: str = ""
    blocks: tuple[Held, ...] = ()
    allows: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    asks: str = ""
    dose: str = ""
    at_most: int | None = None
    easy: tuple[str, ...] = ()
    stops: tuple[Held, ...] = ()

    @property
    def is_guard(self) -> bool:
        return self.kind == "guard"

    @property
    def place(self) -> tuple[bool, int]:
        """Where it stands in the order: guards before matches, then by number."""
        return not self.is_guard, int(self.id[1:])

    @property
    def facts(self) -> tuple[Ask, ...]:
        """Every fact that decides whether it fires."""
        found: list[Ask] = []
        for each in self.when:
            found += each.any_of if isinstance(each, Group) else (each,)
        return tuple(found)
