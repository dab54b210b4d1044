"""Where a history can begin, so that less is left to chance: the machine goes on from here by itself."""

from __future__ import annotations

from datetime import timedelta

from tests.homework.machine.comparing import delivered
from tests.homework.machine.life import Life

STORIES = ("new", "sealed", "shared", "allowed", "again", "answered", "elsewhere", "waiting")


def begin(life: Life, story: str, circle: str, fill: int) -> None:
    """Some exercises are set, three at most so that no guard holds one back; what else there is depends on the story."""
    if story == "waiting":
        first = life.assign("stress-reducing-talk")
        life.assign("listening-turns", opens="after_both" if fill % 2 else "after_own", after=first)
        life.assign("daily-self-check-in", "ab"[fill // 2 % 2])
        return
    thanks, cards = life.assign("appreciation-exchange"), life.assign("inner-world-questions")
    if story in ("sealed", "allowed"):
        _seal(life, cards, circle if story == "sealed" else "author", fill)
    elif story != "new":
        for who in ("bo", "cy"):
            life.write(who, thanks, 0, "each" if fill & 8 else "partner", fill | 1)
        life.pass_time(timedelta(minutes=10))
    if story == "allowed":
        life.allow(life.entries[-1 - fill % 2])
    elif story == "answered":
        _answer(life, fill)
    elif story == "again":
        life.status("ended")
        life.status("active")
        life.open_work()
    elif story == "elsewhere":
        life.withdraw("cy")
        life.join_another("cy")


def _seal(life: Life, cards: str, circle: str, fill: int) -> None:
    """Both write what is sealed; at times for different rounds."""
    another_round = 8 if circle != "author" and fill % 2 else 0
    life.write("bo", cards, 0, circle, fill | 2)
    life.write("cy", cards, another_round, circle, fill | 2)


def _answer(life: Life, fill: int) -> None:
    """Each says something to what the other shared, and proposes an hour; at times it has settled."""
    for who in ("bo", "cy"):
        for text in delivered(life, who)[:1]:
            life.reply(who, text, "thanks")
        life.propose(who, 3)
    if fill % 2:
        life.pass_time(timedelta(minutes=10))
