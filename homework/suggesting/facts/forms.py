"""Facts about single answers, item lists, facets in order, and where each stands in the loop. Pure."""

from __future__ import annotations

from typing import Literal

from homework.suggesting.facts.finding import NO, Finding, Look, Used, both, either, fact, unknown, yes
from homework.suggesting.facts.scales import GAP, ROUNDING
from homework.suggesting.given import ItemList
from homework.suggesting.names import MARKS, Mark, other

HIGH_ANSWER = 3
DRIVERS = "drivers-of-distance"
LOOP = "cycle-map"
STAGE = "eft-stage/step"


@fact("partner", item=str)
def item_high(look: Look, mark: Mark, *, item: str) -> Finding:
    """This one answer is 3 or 4."""
    if look.flat(mark, item.split("/")[0]):
        return unknown(item, mark, "flat")
    held = look.inputs.side(mark).items.get(item)
    if held is None or not isinstance(held.value, int):
        return unknown(item, mark)
    if held.value < HIGH_ANSWER:
        return NO
    return yes(Used(item, held.text or item, mark, f"{held.value} of {held.of}", held.on))


@fact("partner", lists=list)
def list_high(look: Look, mark: Mark, *, lists: list[str]) -> Finding:
    """One of these lists has an answer of 3 or 4, about oneself or about the other."""
    return either(_list_high(look, mark, name) for name in lists)


def _list_high(look: Look, mark: Mark, name: str) -> Finding:
    held = _list_of(look, mark, name)
    if isinstance(held, Finding):
        return held
    if held.reading is None:
        return unknown(name, mark)
    return yes(Used(name, held.title or name, mark, "high", held.on)) if held.reading == "high" else NO


def _list_of(look: Look, mark: Mark, name: str) -> ItemList | Finding:
    if look.flat(mark, name.split("/")[0]):
        return unknown(name, mark, "flat")
    return look.inputs.side(mark).lists.get(name) or unknown(name, mark)


@fact("couple", lists=list)
def list_gap(look: Look, *, lists: list[str]) -> Finding:
    """On one of these lists, the partners' answers lie a quarter of the range or more apart."""
    return either(_list_gap(look, name) for name in lists)


def _list_gap(look: Look, name: str) -> Finding:
    held = {mark: _list_of(look, mark, name) for mark in MARKS}
    shares: list[float] = []
    missing: list[Finding] = []
    for mark, each in held.items():
        if isinstance(each, Finding):
            missing.append(each)
        elif each.share is None:
            missing.append(unknown(name, mark))
        else:
            shares.append(each.share)
    if missing:
        return both(missing)
    if len({each.wording for each in held.values() if isinstance(each, ItemList)}) > 1:
        return unknown(name, "", "another wording")
    if abs(shares[0] - shares[1]) < GAP - ROUNDING:
        return NO
    told = ["answers more to it", "answers less to it"]
    words = told if shares[0] > shares[1] else told[::-1]
    return yes(
        *(
            Used(name, each.title or name, mark, says, each.on)
            for (mark, each), says in zip(held.items(), words, strict=True)
            if isinstance(each, ItemList)
        )
    )


@fact("partner", facet=str)
def top_facet(look: Look, mark: Mark, *, facet: str) -> Finding:
    """Among what feeds the distance this comes first, and nothing else is level with it."""
    if look.flat(mark, DRIVERS):
        return unknown(DRIVERS, mark, "flat")
    held = look.inputs.side(mark).facets
    if held is None or not held.order:
        return unknown(DRIVERS, mark)
    if held.order[0] == (facet,):
        return yes(Used(f"{DRIVERS}/{facet}", held.titles.get(facet, facet), mark, "first of ten", held.on))
    return unknown(f"{DRIVERS}/{facet}", mark) if facet in held.too_few else NO


@fact("partner")
def flat_form(look: Look, mark: Mark) -> Finding:
    """On some form all answers are the same one."""
    flat = look.inputs.side(mark).flat
    if not flat:
        return NO
    return yes(*(Used(form, form, mark, "all answers alike", flat[form]) for form in sorted(flat)))


@fact("partner")
def pursues(look: Look, mark: Mark) -> Finding:
    """Both report that this partner presses closer."""
    return _position(look, mark, closer=True)


@fact("partner")
def withdraws(look: Look, mark: Mark) -> Finding:
    """Both report that this partner steps back."""
    return _position(look, mark, closer=False)


def position(look: Look, mark: Mark) -> Literal["pursue", "withdraw"] | None:
    """Where this partner stands in the loop as one word; None where the reports differ, or one is missing."""
    if pursues(look, mark).holds:
        return "pursue"
    return "withdraw" if withdraws(look, mark).holds else None


def _position(look: Look, mark: Mark, *, closer: bool) -> Finding:
    """Only where the own report and the other's agree in direction; where they differ there is no position."""
    return both((_report(look, mark, "self", closer), _report(look, other(mark), "partner", closer)))


def _report(look: Look, teller: Mark, about: str, closer: bool) -> Finding:
    name = f"{LOOP}/position_{about}"
    if look.flat(teller, LOOP):
        return unknown(name, teller, "flat")
    held = look.inputs.side(teller).positions.get(about)
    if held is None:
        return unknown(name, teller)
    if held.value == 0 or (held.value > 0) != closer:
        return NO
    whom = "themselves" if about == "self" else "the other"
    move = "pressing closer" if closer else "stepping back"
    return yes(Used(name, "The loop", teller, f"sees {whom} {move}", held.on))


@fact("partner", step=int)
def stage_at_least(look: Look, mark: Mark, *, step: int) -> Finding:
    """The counsellor's newest rating of this partner stands at this step or later."""
    held = look.inputs.side(mark).step
    if held is None or not isinstance(held.value, int):
        return unknown(STAGE, mark)
    return yes(Used(STAGE, "Step", mark, f"step {held.value}", held.on)) if held.value >= step else NO
