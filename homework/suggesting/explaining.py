"""The whole reasoning in plain lines: what fired and why, what is held back by whom, what is silent for want of what. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from homework.suggesting.results import BARE, Fired, Offer, Result

WHY_MISSING = {
    "missing": "not there",
    "flat": "all answers alike",
    "another wording": "answered on another wording",
}


def lines(result: Result, called: Mapping[str, str] = BARE) -> Iterator[str]:
    """Line by line, each partner called as `called` says: by their mark unless told otherwise."""
    yield f"Joint work is {'open' if result.joint_work_open else 'not open'}."
    yield "Guards" if result.guards else "Guards: none holds."
    for guard in result.guards:
        yield from _fired(guard.fired, called)
        if guard.dose:
            yield f"    dose: {guard.dose}"
        if guard.asks:
            yield f"    ask before {', '.join(sorted(guard.checks))}: {guard.asks}"
    yield "Suggestions" if result.suggestions else "Suggestions: none."
    for suggestion in result.suggestions:
        yield from _fired(suggestion.fired, called)
        for offer in suggestion.offers:
            yield from _offer(offer, called)
        if suggestion.not_yet:
            yield f"    not yet: {', '.join(map(str, suggestion.not_yet))}"
    yield "Silent" if result.silent else "Silent: none."
    for silent in result.silent:
        yield f"  {silent.rule} {silent.title}"
        for gap in silent.missing:
            whose = f" of {called[gap.mark]}" if gap.mark else ""
            yield f"    {gap.name}{whose}: {WHY_MISSING.get(gap.why, gap.why)}"
    yield f"Looked at, does not hold: {', '.join(result.quiet) or 'none'}"


def _fired(fired: Fired, called: Mapping[str, str]) -> Iterator[str]:
    whom = " and ".join(called[mark] for mark in fired.marks)
    yield f"  {fired.rule} version {fired.version}, for {whom}: {fired.title}"
    yield f"    why: {fired.reason.told(called)}"
    for used in fired.used:
        day = f", {used.on.isoformat()}" if used.on else ""
        yield f"    input: {used.name} {used.phrase(called)}{day}"
    yield f"    evidence: {fired.evidence}"
    if fired.in_session:
        yield f"    in session: {fired.in_session}"
    if fired.avoid:
        yield f"    avoid: {fired.avoid}"
    if fired.stops:
        yield f"    running, could be ended: {', '.join(fired.stops)}"


def _offer(offer: Offer, called: Mapping[str, str]) -> Iterator[str]:
    whom = " and ".join(called[mark] for mark in offer.marks)
    place = "first" if offer.is_first else "then"
    note = f" ({offer.note})" if offer.note else ""
    yield f"    {place}: {offer.named} for {whom}{note}"
    for kept in offer.held_by:
        yield f"      {'held back' if kept.is_guard else 'not yet'} by {kept.rule}: {kept.reason.told(called)}"
    for left in offer.left_out:
        yield f"      leave out {left.part}, by {left.by.rule}"
    for check in offer.checks:
        yield f"      ask first, by {check.rule}: {check.asks}"
