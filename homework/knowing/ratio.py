"""Positive to negative moments, by each partner's own account. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from homework.knowing.events import Bid
from homework.knowing.marks import Both, Mark, for_both
from homework.knowing.shown import Hidden

MINIMUM_NEGATIVES = 5
"""Clinical rule (G-51): one negative more or less would move the ratio by a fifth and more."""

MINIMUM_DAYS = 5
"""House rule: a bid log runs a week; with fewer days it tells of those days."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """What one partner noted, bids in both directions. positive: toward. negative: away or against.

    missed: neither, for nobody answers what nobody saw. ratio: positives for each negative, or hidden.
    """

    by: Mark
    positive: int
    negative: int
    missed: int
    days: int
    ratio: float | None
    hidden: Hidden | None


def ratios(bids: Iterable[Bid]) -> Both[Ratio]:
    """Each partner's own count and ratio; never pooled, since a bid that both noted would count twice.

    Source: positive to negative moments (Gottman & Levenson 1992), here from the bid log, as counts, without a target.
    """
    logs = tuple(bids)
    return for_both(lambda mark: _ratio(mark, [bid for bid in logs if bid.logged_by == mark]))


def _ratio(mark: Mark, logs: list[Bid]) -> Ratio:
    counts = Counter(bid.response for bid in logs)
    positive, negative = counts["toward"], counts["away"] + counts["against"]
    days = len({bid.day for bid in logs})
    hidden = _hidden(negative, days)
    ratio = None if hidden else positive / negative
    return Ratio(mark, positive, negative, counts["missed"], days, ratio, hidden)


def _hidden(negative: int, days: int) -> Hidden | None:
    if days < MINIMUM_DAYS:
        return Hidden("too_few_days", days, MINIMUM_DAYS)
    if negative < MINIMUM_NEGATIVES:
        return Hidden("too_few_negatives", negative, MINIMUM_NEGATIVES)
    return None
