"""The line between two norms, who crossed it, and the class that a change belongs to. Pure.

Only for instruments with published norms for both groups; our own have none, and then nobody is put in a class.
"""

from typing import Literal, NamedTuple

from assessments.format.vocabulary import Direction
from assessments.statistics.change import Change
from assessments.statistics.moments import finite

ChangeClass = Literal["recovered", "improved", "improved, started in range", "declined", "unclear"]


class Cutoffs(NamedTuple):
    """Jacobson, Follette & Revenstorf (1984) cut-offs: a from the clinical norm, b from the functional one, c between."""

    a: float
    b: float
    c: float


def cutoffs(*, clinical: float, functional: float, clinical_sd: float, functional_sd: float) -> Cutoffs:
    """The three cut-offs between a clinical and a functional norm (means and standard deviations).

    a: two SD from the clinical mean toward health; b: two SD from the functional mean toward trouble;
    c: between both, weighted by the other norm's SD (Jacobson & Truax 1991). All on the scale's own range.
    Raises ValueError for numbers that are not finite, an SD not above 0, and equal means, which no line can part.
    """
    _check_norm(functional, functional_sd)
    if clinical == functional:
        raise ValueError("the two norms must have different means")
    return Cutoffs(
        a=cutoff_a(clinical, clinical_sd, higher_is="better" if functional > clinical else "worse"),
        b=functional + (-2 if functional > clinical else 2) * functional_sd,
        c=(functional_sd * clinical + clinical_sd * functional) / (functional_sd + clinical_sd),
    )


def cutoff_a(clinical: float, clinical_sd: float, *, higher_is: Direction) -> float:
    """Two SD from the clinical mean toward health: the cut-off where no functional norm is known."""
    _check_norm(clinical, clinical_sd)
    return clinical + (2 if higher_is == "better" else -2) * clinical_sd


def best_cutoff(*, clinical: float, functional: float, clinical_sd: float, functional_sd: float) -> float:
    """c where the norms overlap, b where they do not (Jacobson & Truax 1991).

    They overlap when the stretches of two SD around both means meet. Raises ValueError as `cutoffs` does.
    """
    cut = cutoffs(
        clinical=clinical, functional=functional, clinical_sd=clinical_sd, functional_sd=functional_sd
    )
    overlap = abs(functional - clinical) < 2 * (clinical_sd + functional_sd)
    return cut.c if overlap else cut.b


def crossed(before: float, after: float, cutoff: float, higher_is: Direction) -> bool:
    """True when the first score lay on the troubled side of the cut-off and the second does not."""
    return not in_range(before, cutoff, higher_is) and in_range(after, cutoff, higher_is)


def in_range(score: float, cutoff: float, higher_is: Direction) -> bool:
    """True when a score lies on the functional side; the cut-off itself does. Raises ValueError unless both are finite."""
    value, line = finite((score, cutoff))
    return value >= line if higher_is == "better" else value <= line


def change_class(
    change: Change, before: float, after: float, *, cutoff: float, higher_is: Direction
) -> ChangeClass:
    """The class of a change by Jacobson & Truax (1991), in our words: "declined" is their deteriorated, "unclear" their unchanged.

    change: what `change.classify` said of both scores. Recovered asks for all three: a reliable improvement, a start on the
    troubled side, and an end across the cut-off. Many programs leave the start out; here somebody who began
    on the functional side is told apart as "improved, started in range".
    """
    if change != "improved":
        return change
    if in_range(before, cutoff, higher_is):
        return "improved, started in range"
    return "recovered" if in_range(after, cutoff, higher_is) else "improved"


def _check_norm(mean: float, sd: float) -> None:
    finite((mean, sd))
    if sd <= 0:
        raise ValueError("a norm's sd must be above 0")
