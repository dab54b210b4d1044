"""What they write and leave out, what they share, seal, open and answer, and the hours they keep for each other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from homework import asking, debriefing, entering, in_room, planning_time, replying, revealing
from homework.models import EntryPart, SharedTime

from .chapter import Chapter, Kinds
from .reading import Table


class WhatTheyWrite(Chapter):
    def kinds(self) -> Kinds:
        return {
            "entry": self._entry,
            "skip": self._skip,
            "share": self._share,
            "allow": self._allow,
            "opened": self._opened,
            "afterwards": self._afterwards,
            "reply": self._reply,
            "debrief": self._debrief,
            "hour": self._hour,
        }

    def _entry(self, row: Table) -> None:
        told = self.told
        assignment, day = told.assignments[row["assignment"]], self.time.day(row)
        if "card" in row:
            card = asking.card_for(assignment, day)
            assert card is not None, row
            assert card.id == row["card"], (row["week"], card.id, card.text)
        entry = entering.write(
            assignment,
            told.partners[row["by"]],
            day,
            row["values"],
            audience=row.get("shared", "author"),
            by=told.them(row["by"]),
        )
        if row.get("taken_back"):
            revealing.take_back_entry(entry, by=told.them(row["by"]))
        if "key" in row:
            told.entries[row["key"]] = entry

    def _skip(self, row: Table) -> None:
        told = self.told
        entering.skip(
            told.assignments[row["assignment"]],
            told.partners[row["by"]],
            self.time.day(row),
            row["reason"],
            by=told.them(row["by"]),
        )

    def _share(self, row: Table) -> None:
        revealing.share_entry(self.told.entries[row["entry"]], by=self.told.them(row["by"]))

    def _allow(self, row: Table) -> None:
        in_room.allow(self.told.entries[row["entry"]], by=self.told.them(row["by"]))

    def _opened(self, row: Table) -> None:
        """A round that both let the counsellor open in the room."""
        assignment = self.told.assignments[row["assignment"]]
        in_room.open_round(
            assignment, asking.round_on(assignment, self.time.day(row["of"])), by=self.told.me()
        )

    def _afterwards(self, row: Table) -> None:
        entering.answer_after(
            self.told.entries[row["entry"]],
            row["values"],
            audience=row.get("shared", "author"),
            by=self.told.them(row["by"]),
        )

    def _reply(self, row: Table) -> None:
        part = EntryPart.unscoped.get(entry=self.told.entries[row["to"]], field=row["field"])
        replying.reply(part, row["kind"], by=self.told.them(row["by"]))

    def _debrief(self, row: Table) -> None:
        told = self.told
        debriefing.give(
            told.assignments[row["assignment"]],
            told.partners[row["by"]],
            row["given"],
            by=told.them(row["by"]),
        )

    def _hour(self, row: Table) -> None:
        told = self.told
        hour = planning_time.propose(
            told.couple,
            told.partners[row["by"]],
            what=row["what"],
            starts_at=self.time.local(row["starts"]),
            minutes=row.get("minutes", 60),
            by=told.them(row["by"]),
        )
        told.hours[row["key"]] = hour

    def plan(self) -> None:
        super().plan()
        for row in self.told.data.get("hour", []):
            for answer, say in (("agreed", planning_time.agree), ("declined", planning_time.decline)):
                if answer in row:
                    self.later(row[answer], partial(self._answer, row, say))

    def _answer(self, row: Table, say: Callable[..., SharedTime]) -> None:
        told = self.told
        other = next(key for key in told.partners if key != row["by"])
        say(SharedTime.unscoped.get(pk=told.hours[row["key"]].pk), by=told.them(other))
