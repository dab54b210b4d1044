"""What every part of a couple's story builds on: whose it is, and what has come of it so far."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from homework.models import Assignment, Entry, SharedTime
from practice.access import Viewer, viewer_for
from practice.models import Couple, Membership, Partner, TherapySession

from .reading import Table

if TYPE_CHECKING:
    from .story import Story

Kinds = dict[str, Callable[[Table], None]]
"""Kinds of table in a couple's file, each with the deed that tells one of its rows."""


class Told:
    """One couple's file, and the rows that the deeds so far have made of it, by the keys in the file."""

    def __init__(self, story: Story, data: Table) -> None:
        self.story, self.data = story, data
        self.counsellor = story.staff[data["counsellor"]]
        self.couple: Couple
        self.partners: dict[str, Partner] = {}
        self.sessions: dict[str, TherapySession] = {}
        self.series: dict[str, list[TherapySession]] = {}
        self.assignments: dict[str, Assignment] = {}
        self.entries: dict[str, Entry] = {}
        self.hours: dict[str, SharedTime] = {}

    def me(self) -> Viewer:
        return viewer_for(self.counsellor.user, second_factor=True)

    def them(self, key: str) -> Viewer:
        return viewer_for(self.partners[key].user)

    def who(self, row: Table) -> list[Partner]:
        return [self.partners[key] for key in row["who"]]

    def mark(self, key: str) -> str:
        return str(Membership.unscoped.get(couple=self.couple, partner=self.partners[key]).mark)


class Chapter:
    """One subject of the story."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.time = told.story.time
        self.later = told.story.later

    def kinds(self) -> Kinds:
        return {}

    def plan(self) -> None:
        """Put every row of this chapter's kinds at its moment."""
        for kind, tell in self.kinds().items():
            for row in self.told.data.get(kind, []):
                self.later(row, partial(tell, row))
