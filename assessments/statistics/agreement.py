"""How alike two partners' answers are, for one couple. Pure.

What is put first is the mean distance and the widest questions. A correlation of answers does not exist when somebody
answered alike throughout, and random strangers reach .40 because most people answer most questions alike; so it comes
last, with its minimums, and the distinctive one is preferred.

Answers come as numbers on one range for all questions (keyed steps or 0-100). Whatever compares one partner's answers
with the other's tells about both: it is for the counsellor until both have released it.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from assessments.statistics.moments import finite, mean, pearson, spread

MINIMUM_ITEMS = 8
MINIMUM_COUPLES_FOR_MEANS = 30
WIDEST = 3
HALO_POINTS = 8

Reason = Literal["too-few-items", "no-spread", "too-few-couples"]


class ItemPair(NamedTuple):
    """One question that both answered: its id and both numbers. "first" and "second" mean no order of persons."""

    item: str
    first: float
    second: float

    @property
    def distance(self) -> float:
        return abs(self.first - self.second)


Pairs = Sequence[ItemPair]


class ProfileAgreement(NamedTuple):
    """r over questions, -1 to 1; or None with the reason. The reason never says whose answers had no spread."""

    r: float | None
    reason: Reason | None


class ItemMeans(NamedTuple):
    """The practice's mean answer to each question, and how many couples it comes from."""

    means: Mapping[str, float]
    couples: int


def paired(
    items: Sequence[str], first: Mapping[str, float | None], second: Mapping[str, float | None]
) -> tuple[ItemPair, ...]:
    """The questions that both answered, in the instrument's order. Silence on either side is left out, never a zero.

    items: question ids in order. Raises ValueError for an id given twice, an answer to none of them, and numbers that
    are not finite.
    """
    if len(set(items)) != len(items):
        raise ValueError("every question may stand once")
    if unknown := (set(first) | set(second)) - set(items):
        raise ValueError(f"not a question here: {', '.join(sorted(unknown))}")
    both = [(item, first.get(item), second.get(item)) for item in items]
    pairs = tuple(ItemPair(item, a, b) for item, a, b in both if a is not None and b is not None)
    finite(value for pair in pairs for value in (pair.first, pair.second))
    return pairs


def mean_distance(pairs: Pairs) -> float | None:
    """MAD, mean |a - b| over questions, in steps of the answers; None when nothing was answered by both."""
    return mean([pair.distance for pair in pairs]) if pairs else None


def distance(pairs: Pairs) -> float | None:
    """D, sqrt(sum (a - b)^2) (Cronbach & Gleser 1953), in steps; grows with the number of questions. None without pairs."""
    return math.hypot(*(pair.distance for pair in pairs)) if pairs else None


def widest(pairs: Pairs, *, most: int = WIDEST) -> tuple[ItemPair, ...]:
    """The questions with the widest gap, widest first, ties in the instrument's order; those answered alike are left out."""
    apart = [pair for pair in pairs if pair.distance > 0]
    return tuple(sorted(apart, key=lambda pair: -pair.distance)[:most])


def elevation_gap(pairs: Pairs) -> float | None:
    """How much higher the first answers lie on average, in steps, with sign (Furr 2008). None without pairs."""
    return mean([pair.first - pair.second for pair in pairs]) if pairs else None


def scatter_gap(pairs: Pairs) -> float | None:
    """How much more the first answers spread over questions: SD (n - 1) minus SD, in steps (Furr 2008). None under two pairs."""
    if len(pairs) < 2:
        return None
    return spread([pair.first for pair in pairs]) - spread([pair.second for pair in pairs])


def perceptual_accuracy(my_guess_and_your_answer: Pairs) -> float | None:
    """How far my guess of you lies from what you said yourself: MAD in steps, 0 is a perfect guess. None without pairs."""
    return mean_distance(my_guess_and_your_answer)


def assumed_similarity(my_guess_and_my_answer: Pairs) -> float | None:
    """How far my guess of you lies from what I said of myself: MAD in steps, 0 is "just like me". None without pairs."""
    return mean_distance(my_guess_and_my_answer)


def profile_agreement(pairs: Pairs) -> ProfileAgreement:
    """Pearson r over questions; None with a reason under eight questions, or when either answered alike throughout."""
    return _agreement([pair.first for pair in pairs], [pair.second for pair in pairs])


def distinctive_agreement(pairs: Pairs, typical: ItemMeans) -> ProfileAgreement:
    """r after the typical answer to each question is taken away (Furr 2008): agreement beyond what everybody says.

    Needs means from 30 couples or more, eight questions, and spread left on both sides; None with the reason otherwise.
    Raises ValueError for a question without a mean and for means that are not finite.
    """
    if typical.couples < MINIMUM_COUPLES_FOR_MEANS:
        return ProfileAgreement(None, "too-few-couples")
    if missing := [pair.item for pair in pairs if pair.item not in typical.means]:
        raise ValueError(f"no typical answer to: {', '.join(missing)}")
    usual = finite(typical.means[pair.item] for pair in pairs)
    return _agreement(
        [pair.first - at for pair, at in zip(pairs, usual, strict=True)],
        [pair.second - at for pair, at in zip(pairs, usual, strict=True)],
    )


def moves_together(scores: Sequence[float]) -> bool:
    """True when one person's scale scores spread by less than 8 points: "do not over-read differences".

    scores: 0-100, all turned the same way. Answers about a relationship tend to collapse onto one good-or-bad feeling.
    Raises ValueError under two scores and for numbers that are not finite.
    """
    return spread(finite(scores)) < HALO_POINTS


def _agreement(first: Sequence[float], second: Sequence[float]) -> ProfileAgreement:
    if len(first) < MINIMUM_ITEMS:
        return ProfileAgreement(None, "too-few-items")
    r = pearson(first, second)
    return ProfileAgreement(r, "no-spread" if r is None else None)
