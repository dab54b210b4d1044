"""What bringing a file in would make, before anything is kept; and why it cannot be brought."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from assessments.format.definition import Definition, Problem
from assessments.models import InstrumentVersion
from practice.refusals import BadInput


class CannotBeBrought(BadInput):
    """The file is no instrument that can be kept. `problems` has a line for each reason."""

    code = "cannot_be_brought_in"
    default = _("This can’t be brought in as it is. Look at the lines below.")

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(fields={f"problem_{n}": str(each) for n, each in enumerate(problems[:100], 1)})
        self.problems = problems


@dataclass(frozen=True)
class Foreseen:
    """What bringing a file in would make, or made. notes: what is left out. version: None as long as it is a dry run.

    number: which wording it becomes. follows: the title of the wording before it, where the practice has one.
    advice: house rules that it breaks. language: of a translation, which has the words of `definition`; empty otherwise.
    """

    definition: Definition
    notes: tuple[str, ...]
    version: InstrumentVersion | None = None
    is_known: bool = False
    number: int = 1
    follows: str = ""
    advice: tuple[str, ...] = ()
    language: str = ""
