"""Small calls for contact, from both ends: made and received, and how each was met. Pure.

It turns "you never answer" into a picture that both can look at. No norm and no target belongs beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assessments.statistics.dyads import cohen_kappa
from homework.knowing.events import PARTS_OF_DAY, RESPONSES, Bid
from homework.knowing.marks import Both, Mark, for_both
from homework.knowing.pairing import Pairing, Place, pair_nearest
from homework.knowing.shown import Hidden, Rate, rate

MINIMUM_PAIRS = 20
"""House rule: below it, a usual kappa of .40 has a 95 % interval wider than .40 to either side (po .70, pe .50)."""

UNKNOWN_PART = -2
"""Away from every part of the day, so that a blank one is next to none of them."""


@dataclass(frozen=True, slots=True)
class Responses:
    """How n bids were met, in one partner's eyes. The four counts add up to n."""

    n: int
    toward: Rate
    away: Rate
    against: Rate
    missed: Rate


@dataclass(frozen=True, slots=True)
class BidsOf:
    """The bids that one partner made: as they noted them (made), and as the other did (received).

    both_logged, only_maker, only_receiver: single events, matched in time.
    """

    made_by: Mark
    made: Responses
    received: Responses
    both_logged: int
    only_maker: int
    only_receiver: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Do both tell the same story of the same bid. table: rows as the maker says, columns as the receiver says.

    unclear: pairs left out, because a writer noted several alike in kind and time that were met differently, and nothing
    says which is which. kappa: 1 full agreement, 0 no more than chance.
    """

    pairs: int
    unclear: int
    table: tuple[tuple[int, ...], ...]
    agreed: int
    kappa: float | None
    hidden: Hidden | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Each partner's bids, and how far both accounts agree."""

    by_maker: Both[BidsOf]
    agreement: Agreement


def balance(bids: Iterable[Bid]) -> Balance:
    """Made and received, response shares with Wilson intervals, and Cohen's kappa over the events that both noted.

    Source: bids and turning toward, away or against as in Driver & Gottman (2004), logged by both partners; shares are
    hidden under ten events (clinical rule of the bid log). Kappa: Cohen (1960).
    """
    logs = sorted(bids, key=_in_order)
    paired = pair_bids(logs)
    return Balance(for_both(lambda mark: _bids_of(mark, logs, paired)), _agreement(logs, paired))


def pair_bids(bids: Iterable[Bid]) -> Pairing[Bid]:
    """Both ends of one bid: same maker, same day, same or neighbouring part of the day; left is the maker's note.

    House rule. Notes of the same kind find each other first, then what is left of any kind; one to one, and the same
    whatever the order of the notes.
    """
    logs = sorted(bids, key=_in_order)
    alike = pair_nearest(_ends(logs, maker=True), _ends(logs, maker=False), place=_by_kind)
    rest = pair_nearest(alike.left, alike.right, place=_any_kind)
    return Pairing(alike.pairs + rest.pairs, rest.left, rest.right)


def _ends(logs: Sequence[Bid], *, maker: bool) -> list[Bid]:
    return [bid for bid in logs if (bid.logged_by == bid.made_by) is maker]


def _part(bid: Bid) -> int:
    return PARTS_OF_DAY.index(bid.part_of_day) if bid.part_of_day else UNKNOWN_PART


def _in_order(bid: Bid) -> tuple[date, int, str, str, str, str]:
    return bid.day, _part(bid), bid.kind, bid.response, bid.made_by, bid.logged_by


def _by_kind(bid: Bid) -> Place:
    return (bid.day, bid.made_by, bid.kind), _part(bid)


def _any_kind(bid: Bid) -> Place:
    return (bid.day, bid.made_by), _part(bid)


def _bids_of(mark: Mark, logs: Sequence[Bid], paired: Pairing[Bid]) -> BidsOf:
    own = [bid for bid in logs if bid.made_by == mark]
    return BidsOf(
        made_by=mark,
        made=_responses(_ends(own, maker=True)),
        received=_responses(_ends(own, maker=False)),
        both_logged=sum(made.made_by == mark for made, _ in paired.pairs),
        only_maker=sum(bid.made_by == mark for bid in paired.left),
        only_receiver=sum(bid.made_by == mark for bid in paired.right),
    )


def _responses(logs: Sequence[Bid]) -> Responses:
    counts, n = Counter(bid.response for bid in logs), len(logs)
    toward, away, against, missed = (rate(counts[response], n) for response in RESPONSES)
    return Responses(n, toward, away, against, missed)


def _agreement(logs: Sequence[Bid], paired: Pairing[Bid]) -> Agreement:
    met: dict[tuple[Mark, Place], set[str]] = {}
    for bid in logs:
        met.setdefault((bid.logged_by, _by_kind(bid)), set()).add(bid.response)
    clear = [
        pair for pair in paired.pairs if all(len(met[bid.logged_by, _by_kind(bid)]) == 1 for bid in pair)
    ]
    told = Counter((made.response, received.response) for made, received in clear)
    table = tuple(tuple(told[row, column] for column in RESPONSES) for row in RESPONSES)
    kappa, hidden = _kappa(table, len(clear))
    agreed = sum(told[response, response] for response in RESPONSES)
    return Agreement(len(clear), len(paired.pairs) - len(clear), table, agreed, kappa, hidden)


def _kappa(table: tuple[tuple[int, ...], ...], pairs: int) -> tuple[float | None, Hidden | None]:
    if pairs < MINIMUM_PAIRS:
        return None, Hidden("too_few_pairs", pairs, MINIMUM_PAIRS)
    kappa = cohen_kappa(table).kappa
    return kappa, Hidden("all_alike", 1, 2) if kappa is None else None
