"""One history: what has been done so far, noted as acts for the model. Deeds are in the files beside this one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from homework.models import Assignment
from practice.refusals import Refused
from tests.homework.machine.acts import Act
from tests.homework.machine.cast import Cast
from tests.homework.machine.model import holds


@dataclass
class Text:
    pk: str
    entry: str
    field: str
    sealed: bool


@dataclass
class Noting:
    """One history of all of them. did: whether the last step was more than a refusal."""

    cast: Cast
    past: list[Act] = field(default_factory=list)
    assignments: list[str] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    words: int = 0
    did: bool = False
    gone: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.past = list(self.cast.past)

    def note(self, kind: str, what: Any, by: str = "", couple: str = "", of: Any = "", **facts: Any) -> None:
        self.past.append(Act(kind, timezone.now(), str(what), by, couple, str(of), facts))

    def attempt(self, verb: Callable[..., Any], *args: Any, **how: Any) -> Any:
        """Do it, or nothing: what is refused leaves no trace, here as in the database."""
        try:
            done = verb(*args, **how)
        except Refused:
            return None
        self.did = True
        return done

    def by(self, who: str) -> Any:
        return self.cast.viewers[who]

    def author(self, entry: str) -> str:
        return next(act.by for act in self.past if act.kind == "enter" and act.what == entry)

    def couple(self, assignment: str) -> str:
        return next(act.couple for act in self.past if act.kind == "assign" and act.what == assignment)

    def of_entry(self, entry: str) -> list[Text]:
        return [text for text in self.texts if text.entry == entry]

    def with_seal(self, text: Text) -> list[Text]:
        """What goes with a text: the sealed words of one entry go together."""
        return [each for each in self.of_entry(text.entry) if each is text or (each.sealed and text.sealed)]

    def row(self, assignment: str) -> Assignment:
        rows = Assignment.unscoped.select_related("couple__practice", "exercise")
        return rows.get(pk=assignment)

    def counsellor(self, assignment: str) -> Any:
        return self.by("ana" if self.couple(assignment) == "first" else "fay")

    @property
    def newcomer(self) -> str:
        """Who has joined Dee; Dee herself while nobody has."""
        found = [act.by for act in self.past if act.kind == "join" and act.couple == "second"]
        return next((who for who in found if who != "dee"), "dee")

    def now_in(self, who: str) -> str:
        return "second" if holds(self.past, f"{who}@second", "join", "leave") else "first"

    def set_for(self, assignment: str) -> set[str]:
        found: set[str] = next(
            act.facts["for"] for act in self.past if act.kind == "assign" and act.what == assignment
        )
        return found
