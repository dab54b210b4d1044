"""The words that rules may use: marks, exercises, and the parts of an exercise that can be left out. Pure."""

from __future__ import annotations

from typing import Literal, NamedTuple

Mark = Literal["a", "b"]
MARKS: tuple[Mark, Mark] = ("a", "b")
BOTH = "ab"

EVERYTHING = "*"
FOR_THE_COUPLE = "@couple"
BRIEF = "@brief"
SIGNALLED = "@signalled"
"""The exercise that somebody sent word about."""
CLASSES = (EVERYTHING, FOR_THE_COUPLE, BRIEF)

EXERCISES = frozenset(
    {
        "appreciation-exchange",
        "bid-log",
        "cycle-diary",
        "daily-self-check-in",
        "dreams-in-conflict",
        "family-story",
        "feedback-both-ways",
        "good-news-reply",
        "hold-and-reach",
        "inner-world-questions",
        "invite-not-demand",
        "listening-turns",
        "novelty-date",
        "outside-view-writing",
        "pause-and-repair",
        "play-menu",
        "self-care-plan",
        "shared-meaning-rituals",
        "shared-time-plan",
        "softer-moments",
        "stress-reducing-talk",
        "ten-minutes-phones-away",
        "thaw-log",
        "warmth-without-agenda",
        "weekly-check-in",
        "when-then-gratitude",
    }
)

PARTS: dict[str, dict[str, str]] = {
    "appreciation-exchange": {
        "noticing": "notice and write down, without telling",
        "telling": "telling the other",
    },
    "weekly-check-in": {"issue": "the one issue"},
    "pause-and-repair": {"pause": "taking a pause", "repair": "offers of repair"},
}
"""What can be set or left out on its own, in words for the counsellor."""


class Named(NamedTuple):
    """An exercise, or one part of it. part: empty for the whole."""

    exercise: str
    part: str = ""

    def __str__(self) -> str:
        return f"{self.exercise}:{self.part}" if self.part else self.exercise


def named(text: str) -> Named:
    """ "weekly-check-in:issue" → the exercise and its part."""
    exercise, _, part = text.partition(":")
    return Named(exercise, part)


def other(mark: Mark) -> Mark:
    return "b" if mark == "a" else "a"


def swap(marks: str) -> str:
    """The same marks with the partners changed round, in their usual order."""
    return "".join(sorted("b" if mark == "a" else "a" for mark in marks))
