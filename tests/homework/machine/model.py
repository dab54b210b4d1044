"""At most what one partner may know of the other, worked out from what was done. Written from the promises alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.homework.machine.acts import Act

SETTLES = timedelta(minutes=10)


def holds(past: list[Act], what: str, on: str, off: str = "") -> Act | None:
    """The last thing done to this, if it was not undone."""
    acts = [act for act in past if act.what == what and act.kind in (on, off)]
    return acts[-1] if acts and acts[-1].kind == on else None


def passes(past: list[Act], act: Act, since: datetime, viewer: str) -> bool:
    """Whether what was let go at `since` passes: both were in it then and are now, and the work is open."""
    joined = [holds(past, f"{person}@{act.couple}", "join", "leave") for person in (viewer, act.by)]
    both = viewer != act.by and all(join and join.at <= since for join in joined)
    return both and holds(past, act.couple, "open", "close") is not None


def lets_go(past: list[Act], text: Act) -> datetime | None:
    """From when its author gives it: ten minutes after sharing, or when it was opened in the room as allowed."""
    shared, room = (holds(past, text.what, kind, "take_back") for kind in ("share", "reveal"))
    if room and holds(past[: past.index(room)], text.what, "allow", "keep"):
        return room.at
    return shared.at + SETTLES if shared else None


def texts(past: list[Act], viewer: str, now: datetime) -> Iterator[str]:
    """The other's words, let go and settled; sealed ones only with all of their round, from both of them."""
    written = [act for act in past if act.kind == "write" and not holds(past, act.what, "unwrite")]
    for text in [act for act in written if act.facts["widest"] == "partner"]:
        seal = text.facts["seal"]  # Its assignment and round, or for one that is not sealed itself alone.
        whole = [act for act in written if act.facts["seal"] == seal]
        given = [when for act in whole if (when := lets_go(past, act)) and when <= now]
        complete = len(given) == len(whole) and len({act.by for act in whole}) == text.facts["hands"]
        if complete and passes(past, text, min(given) - SETTLES, viewer):
            yield text.what


def later(past: list[Act], viewer: str, now: datetime, on: str, off: str) -> Iterator[str]:
    """What else the other did and let stand: a reply to a text that still lies there, a time proposed."""
    for act in [act for act in past if holds(past, act.what, on, off) is act and act.at + SETTLES <= now]:
        if (not act.of or act.of in texts(past, act.by, now)) and passes(past, act, act.at, viewer):
            yield act.what


def assignments(past: list[Act], viewer: str) -> Iterator[str]:
    """What was set for the viewer and opened: at once, by the viewer's own doing, or by the counsellor."""
    done = [act.of for act in past if act.kind == "enter" and act.by == viewer]
    for act in [act for act in past if act.kind == "assign" and viewer in act.facts["for"]]:
        through = done.count(act.of) >= act.facts["times"] or holds(past, act.of, "end")
        if through or holds(past, act.what, "open"):
            yield act.what
