"""Everything that anybody can do in a history."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from homework import waiting
from tests.homework.machine.acts import Act
from tests.homework.machine.between import Between
from tests.homework.machine.cast import Cast
from tests.homework.machine.going import Going
from tests.homework.machine.model import holds
from tests.homework.machine.writing import Writing


class Life(Writing, Between, Going):
    def __init__(self, cast: Cast, clock: time_machine.Coordinates) -> None:
        super().__init__(cast)
        self.clock = clock

    def pass_time(self, how_long: timedelta) -> None:
        """The clock moves on, and what the worker does at every tick is done."""
        self.clock.shift(how_long)
        waiting.open_what_is_due()
        self.did = True

    def sealed_rounds(self) -> list[tuple[str, int]]:
        """The assignments and rounds in which something sealed was written."""
        seals = [act.facts["seal"].split() for act in self.past if act.facts.get("hands") == 2]
        return sorted({(assignment, int(number)) for assignment, number in seals})

    def joint(self) -> set[str]:
        """The joint exercises of the first couple."""
        set_here = [act for act in self.past if act.kind == "assign" and act.couple == "first"]
        return {act.what for act in set_here if act.facts["joint"]}

    def first_is_open(self) -> Act | None:
        return holds(self.past, "first", "open", "close")

    def sealed_entries(self) -> list[str]:
        """The entries that hold something sealed."""
        return list(dict.fromkeys(text.entry for text in self.texts if text.sealed))
