"""Facts about what stands in the way. They know yes and no only: what it is stands on the couple's safety page. Pure."""

from __future__ import annotations

from homework.suggesting.facts.finding import NO, Finding, Look, Used, either, fact, yes
from homework.suggesting.facts.forms import item_high
from homework.suggesting.facts.scales import scale_at_least
from homework.suggesting.names import MARKS, Mark

ALCOHOL = "wellbeing-and-load/alcohol"
AUDIT_C = "audit-c/total"
AUDIT_C_LINE = 3
"""The lower of the two usual lines: nothing here knows which of the two would fit somebody."""


@fact("partner")
def not_cleared(look: Look, mark: Mark) -> Finding:
    """The private questions are not in, or not reviewed, or something else stands against joint work."""
    flags = look.inputs.side(mark).flags
    return NO if flags.cleared else yes(Used("gate", "Safety page", mark, "not clear yet", flags.on))


@fact("partner")
def red_flag(look: Look, mark: Mark) -> Finding:
    """Something on the safety page stands against all work together. Amber counts as this where much is drunk."""
    flags = look.inputs.side(mark).flags
    if flags.red or (flags.amber and any(_drinks(look, each) for each in MARKS)):
        return yes(Used("gate", "Safety page", mark, "see there", flags.on))
    return NO


def _drinks(look: Look, mark: Mark) -> bool:
    return alcohol(look, mark).holds is True


@fact("partner")
def amber_flag(look: Look, mark: Mark) -> Finding:
    """The counsellor's review says: with care, nothing tender yet."""
    flags = look.inputs.side(mark).flags
    return yes(Used("gate", "Safety page", mark, "with care", flags.on)) if flags.amber else NO


@fact("couple")
def no_flags(look: Look) -> Finding:
    """Both are cleared, and nothing red or amber stands open."""
    flags = [look.inputs.side(mark).flags for mark in MARKS]
    clear = all(each.cleared and not each.red and not each.amber for each in flags)
    return yes() if clear else NO


@fact("partner")
def self_harm_open(look: Look, mark: Mark) -> Finding:
    """What this partner said about ending their life or hurting themselves has not been settled yet."""
    flags = look.inputs.side(mark).flags
    if not flags.self_harm_open:
        return NO
    return yes(Used("gate", "Safety page", mark, "waits for you", flags.on))


@fact("partner")
def separating(look: Look, mark: Mark) -> Finding:
    """This partner has set that they are separating, or has left the couple."""
    flags = look.inputs.side(mark).flags
    return yes(Used("membership", "Membership", mark, "separating", flags.on)) if flags.separating else NO


@fact("partner")
def alcohol(look: Look, mark: Mark) -> Finding:
    """This partner told of drinking much, on the form here or on AUDIT-C where the practice has it."""
    short = scale_at_least(look, mark, scale=AUDIT_C, at=AUDIT_C_LINE)
    own = item_high(look, mark, item=ALCOHOL)
    if short.holds is None:
        return own
    return short if own.holds is None else either((own, short))
