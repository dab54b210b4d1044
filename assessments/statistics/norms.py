"""What a practice's own numbers may be used for, by how many people and couples they come from. Pure.

Too few people make a number that is not worth showing, and too few couples make one that tells who they are. People and
couples are counted once each, however often they answered.
"""

from collections.abc import Sequence
from datetime import date
from itertools import chain
from typing import Literal, NamedTuple

from assessments.statistics.change import PROVISIONAL_RELIABILITY, PROVISIONAL_SD
from assessments.statistics.moments import finite, mean, spread

Output = Literal[
    "practice aggregate",
    "practice mean",
    "alpha",
    "omega",
    "own error",
    "item means",
    "dyadic correlation",
    "apim",
    "apim partner effects",
]
Showing = Literal["hide", "unstable", "show"]
Reason = Literal["too-few-people", "too-few-couples"]

COUPLES_PER_CELL = 5


class Minimum(NamedTuple):
    """From how many people and couples an output is shown, from how many people on as unstable, and whether with its band."""

    people: int = 0
    couples: int = COUPLES_PER_CELL
    unstable_people: int | None = None
    needs_band: bool = False


MINIMUMS: dict[Output, Minimum] = {
    "practice aggregate": Minimum(),
    "practice mean": Minimum(people=20),
    "alpha": Minimum(people=100, unstable_people=30, needs_band=True),
    "omega": Minimum(people=100, unstable_people=30, needs_band=True),
    "own error": Minimum(people=100),
    "item means": Minimum(couples=30),
    "dyadic correlation": Minimum(couples=25),
    "apim": Minimum(couples=30, needs_band=True),
    "apim partner effects": Minimum(couples=100, needs_band=True),
}
"""A "practice aggregate" is any count or share over a practice. One couple's own scores, distances and reliable change
need no more than that couple and are not in this table."""


class Ruling(NamedTuple):
    """Whether an output may be shown, whether its confidence band must stand beside it, and the reason when hidden."""

    showing: Showing
    needs_band: bool
    reason: Reason | None


class PracticeNorm(NamedTuple):
    """Mean and sample SD on the scale's own range, over all people once each."""

    mean: float
    sd: float
    people: int
    couples: int


class OwnFigures(NamedTuple):
    """A practice's own SD and reliability of one scale on one wording, from the same people, with the day of working out."""

    sd: float
    reliability: float
    people: int
    couples: int
    measured_on: date


class ErrorBasis(NamedTuple):
    """The SD and reliability that error bands rest on. Provisional ones are named so wherever a band is shown."""

    sd: float
    reliability: float
    is_provisional: bool
    measured_on: date | None


PROVISIONAL = ErrorBasis(PROVISIONAL_SD, PROVISIONAL_RELIABILITY, True, None)


def ruling(output: Output, *, people: int, couples: int) -> Ruling:
    """What may be shown of an output that comes from so many different people and couples, in each cell that is shown.

    Under five couples nothing about a practice is shown at all, so that nobody can be recognised.
    Raises ValueError for negative counts, more than two people to a couple, and an unknown output.
    """
    if output not in MINIMUMS:
        raise ValueError(f"no minimum is written down for {output!r}")
    if couples < 0 or not 0 <= people <= 2 * couples:
        raise ValueError("counts must be 0 or more, with at most two people to a couple")
    minimum = MINIMUMS[output]
    if couples < minimum.couples:
        return Ruling("hide", minimum.needs_band, "too-few-couples")
    if people >= minimum.people:
        return Ruling("show", minimum.needs_band, None)
    if minimum.unstable_people is not None and people >= minimum.unstable_people:
        return Ruling("unstable", True, None)
    return Ruling("hide", minimum.needs_band, "too-few-people")


def practice_norm(scores_by_couple: Sequence[Sequence[float]]) -> PracticeNorm | None:
    """Mean and SD of one cell; None from under 20 people or five couples.

    scores_by_couple: for each couple the scores of those partners who have one, one each, on one wording.
    Raises ValueError for more than two scores in a couple and for scores that are not finite.
    """
    couples = [finite(scores) for scores in scores_by_couple if scores]
    scores = list(chain.from_iterable(couples))
    if any(len(couple) > 2 for couple in couples):
        raise ValueError("a couple has at most two scores, one for each partner")
    if ruling("practice mean", people=len(scores), couples=len(couples)).showing != "show":
        return None
    return PracticeNorm(mean(scores), spread(scores), len(scores), len(couples))


def error_basis(own: OwnFigures | None) -> ErrorBasis:
    """The practice's own SD and reliability from 100 people on, both at once and with their date; provisional before.

    Figures that no band can rest on (an SD of 0, a reliability below 0 or of 1) leave it provisional too.
    Raises ValueError for figures that are not finite.
    """
    if own is None:
        return PROVISIONAL
    sd, reliability = finite((own.sd, own.reliability))
    enough = ruling("own error", people=own.people, couples=own.couples).showing == "show"
    if not enough or sd <= 0 or not 0 <= reliability < 1:
        return PROVISIONAL
    return ErrorBasis(sd, reliability, False, own.measured_on)
