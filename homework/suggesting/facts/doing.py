"""Facts about what is being tried: how thanks were taken, private word, how much is running. Pure."""

from __future__ import annotations

from homework.suggesting.facts.finding import NO, Finding, Look, Used, fact, unknown, yes
from homework.suggesting.facts.forms import item_high
from homework.suggesting.given import Mean, Running
from homework.suggesting.names import Mark

RECEIVED = "appreciation-exchange/received"
WANTED = "warmth-without-agenda/wanted"
WELCOME = "strengths-and-growth/intimacy_welcome"
SIGNALS = {
    "comfort": "asked for less warmth",
    "felt_safe": "felt hardly safe",
    "not_safe": "did not feel safe",
    "pressure": "felt pressed",
}


@fact("partner", at=float)
def received_at_least(look: Look, mark: Mark, *, at: float) -> Finding:
    """Over the last two weeks, this partner's thanks were taken at least this well (0 to 4)."""
    held = look.inputs.side(mark).received
    if held is None:
        return unknown(RECEIVED, mark)
    return yes(_mean(RECEIVED, "Thanks, how they were taken", mark, held)) if held.value >= at else NO


@fact("partner", below=float)
def received_below(look: Look, mark: Mark, *, below: float) -> Finding:
    """Over the last two weeks, this partner's thanks were taken less well than this (0 to 4)."""
    held = look.inputs.side(mark).received
    if held is None:
        return unknown(RECEIVED, mark)
    return yes(_mean(RECEIVED, "Thanks, how they were taken", mark, held)) if held.value < below else NO


def _mean(name: str, label: str, mark: Mark, held: Mean) -> Used:
    return Used(name, label, mark, f"{held.value:.1f} of 4 from {held.n} entries", held.until)


@fact("partner", at=float)
def touch_wanted(look: Look, mark: Mark, *, at: float) -> Finding:
    """Affection is welcome to this partner (0 to 4): as they noted it lately, or else as their form says."""
    held = look.inputs.side(mark).wanted
    if held is None:
        found = item_high(look, mark, item=WELCOME)
        return unknown(WANTED, mark) if found.holds is None else found
    return yes(_mean(WANTED, "Affection was wanted", mark, held)) if held.value >= at else NO


@fact("partner", kinds=list)
def sent_word(look: Look, mark: Mark, *, kinds: list[str]) -> Finding:
    """This partner privately sent word of one of these kinds."""
    heard = [each for each in look.inputs.side(mark).signals if each.kind in kinds]
    if not heard:
        return NO
    return yes(
        *(
            Used(
                f"{each.exercise}/{each.kind}",
                each.exercise,
                mark,
                SIGNALS[each.kind],
                each.on,
                each.exercise,
            )
            for each in sorted(heard, key=lambda each: (each.on, each.exercise, each.kind))
        )
    )


@fact("partner", load=str, most=int, more_from=int)
def load_full(look: Look, mark: Mark, *, load: str, most: int, more_from: int) -> Finding:
    """As many as `most` of this kind are on this partner's plate; one more when enough of it gets done.

    What is for both lies on both plates. The clinical table names no person here, but recommends three at once where one
    presses closer and the other steps back: two for each. Only plates counted one by one leave room for that.
    """
    running = [
        each for each in look.inputs.running if each.is_brief == (load == "brief") and mark in each.marks
    ]
    done = look.inputs.side(mark).completion
    room = most + (1 if done is not None and done.value >= more_from else 0)
    return yes(*map(_running, running)) if len(running) >= room else NO


def _running(each: Running) -> Used:
    mark = each.marks if len(each.marks) == 1 else ""
    return Used("running", each.exercise, mark, "is running", each.since)


@fact("partner", share=int)
def completion_under(look: Look, mark: Mark, *, share: int) -> Finding:
    """Over the last two weeks, this partner did less than this share of what was planned."""
    held = look.inputs.side(mark).completion
    if held is None:
        return unknown("completion", mark)
    if held.value >= share:
        return NO
    return yes(Used("completion", "Done of planned", mark, f"{held.value:.0f} %", held.until))


@fact("partner", exercise=str, times=int)
def done_at_least(look: Look, mark: Mark, *, exercise: str, times: int) -> Finding:
    """This partner has written so many entries of this exercise."""
    count = look.inputs.side(mark).done.get(exercise, 0)
    if count < times:
        return NO
    return yes(Used(f"{exercise}/entries", exercise, mark, f"{count} entries"))
