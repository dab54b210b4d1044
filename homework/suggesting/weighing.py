"""What the rules come to for one couple now, and whether a guard holds an exercise back. For the counsellor alone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from homework.suggesting import rules
from homework.suggesting.evaluate import evaluate
from homework.suggesting.from_homework import Days
from homework.suggesting.inputs import gather
from homework.suggesting.names import BOTH, named
from homework.suggesting.results import Kept, Result
from practice.access import Viewer
from practice.models import Couple
from practice.refusals import NotNow


class HeldBack(NotNow):
    """Raised to the counsellor alone; `kept` says which guards hold it back, the first one first."""

    code = "held_back"
    default = _("This is held back for now. The reasons stand beside the suggestions.")

    def __init__(self, kept: tuple[Kept, ...]) -> None:
        super().__init__()
        self.kept = kept


def weigh(couple: Couple, viewer: Viewer, *, days: Days | None = None) -> Result:
    """All guards and matches as they stand now. Raises NotFound for anyone who does not look after this couple.

    days: count as running what runs within these, for something that is to be set for them.
    """
    return evaluate(rules.shipped(), gather(couple, viewer, days=days))


def held_back(result: Result, exercise: str, marks: str = BOTH) -> tuple[Kept, ...]:
    """The guards that hold this exercise back from these partners. A match's "not yet" is not among them."""
    return tuple(kept for kept in result.keeps(named(exercise), marks) if kept.is_guard)


def insist_on_nothing_against(
    couple: Couple, exercise: str, *, by: Viewer, marks: str = BOTH, days: Days | None = None
) -> Result:
    """Raises HeldBack, to the counsellor, where a guard holds this exercise back. What partners see stays as it is.

    days: its own first and last day, so that only what runs within them is load.
    """
    result = weigh(couple, by, days=days)
    if kept := held_back(result, exercise, marks):
        raise HeldBack(kept)
    return result
