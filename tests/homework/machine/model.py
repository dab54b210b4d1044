"""At most what one partner may know of the other; a skip, a debrief, terms and private words are no acts here."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

SETTLES = timedelta(minutes=10)


class Act(NamedTuple):
    kind: str
    at: datetime
    what: (
        str  # an assignment, entry, text, reply, time; "person@couple" who joins; the couple whose work opens
    )
    by: str = ""
    couple: str = ""
    of: str = ""  # the assignment of an entry or text, the one an assignment comes after; the text of a reply
    facts: dict[str, Any] = {}


def holds(past: list[Act], what: str, on: str, off: str) -> Act | None:
    """The last thing done to this, if it was not undone."""
    acts = [act for act in past if act.what == what and act.kind in (on, *off.split())]
    return acts[-1] if acts and acts[-1].kind == on else None


def passes(past: list[Act], act: Act, since: datetime, viewer: str) -> bool:
    """Whether what was let go at `since` passes: both were in it then and are now, and the work is open."""
    joined = [holds(past, f"{person}@{act.couple}", "join", "leave") for person in (viewer, act.by)]
    both = viewer != act.by and all(join and join.at <= since for join in joined)
    return both and holds(past, act.couple, "open", "close") is not None


def texts(past: list[Act], viewer: str, now: datetime) -> Iterator[str]:
    """The other's words, let go and settled; sealed ones with their counterpart alone, or opened in the room."""
    written = [act for act in past if holds(past, act.what, "write", "unwrite") is act]
    for text in [act for act in written if act.facts["widest"] == "partner"]:
        seal = text.facts["seal"]  # which round and field a sealed text answers, "" for any other
        pair = [act for act in written if (act.of, act.facts["seal"]) == (text.of, seal)] if seal else [text]
        shared = [holds(past, act.what, "share", "take_back") for act in pair]
        room = [holds(past, act.what, "reveal", "take_back keep") for act in pair]
        opened = all(a and holds(past[: past.index(a)], a.what, "allow", "keep") for a in room) and bool(seal)
        settled = opened or all(a and a.at + SETTLES <= now for a in shared)
        since = min((a.at for a in shared + room if a), default=now)
        if settled and len(pair) == (2 if seal else 1) and passes(past, text, since, viewer):
            yield text.what


def later(past: list[Act], viewer: str, now: datetime, on: str, off: str) -> set[str]:
    """What else the other did and let stand: a reply to a text that still lies there, a time proposed."""
    acts = [act for act in past if holds(past, act.what, on, off) is act and act.at + SETTLES <= now]
    there = [act for act in acts if not act.of or act.of in texts(past, act.by, now)]
    return {act.what for act in there if passes(past, act, act.at, viewer)}


def assignments(past: list[Act], viewer: str) -> set[str]:
    """What was set for the viewer and opened: at once, by the viewer's own doing, or by the counsellor."""
    mine = [act for act in past if act.kind == "assign" and viewer in act.facts["for"]]
    done = [a.of for a in past if a.by == viewer and holds(past, a.what, "enter", "discard") is a]
    own = {a.what for a in mine if a.facts["opens"] == "after_own" and done.count(a.of) >= a.facts["times"]}
    return own | {a.what for a in mine if a.facts["opens"] == "at_once" or holds(past, a.what, "open", "")}
