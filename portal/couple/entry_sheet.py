"""The sheet on which an entry is written: its questions, who may see it, and what the button promises.

Made in one place, so that the counsellor's look at both phones shows the page that each partner will get.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from homework.exercise import Card, Exercise

from . import entry_form
from .here import Here
from .names import with_name


@dataclass(frozen=True)
class Sheet:
    """lead: what is asked at once; more: what waits behind "a little more". is_sole: the one question is the heading."""

    title: str
    exercise: Exercise
    card: Card | None
    lead: tuple[entry_form.Group, ...]
    more: tuple[entry_form.Group, ...]
    is_sole: bool
    choices: tuple[entry_form.Choice, ...]
    one_by_one: tuple[entry_form.OneByOne, ...]
    promise: str
    prefix: str = ""

    @property
    def asked(self) -> list[entry_form.Asked]:
        return [each for group in (*self.lead, *self.more) for each in group.asked]

    @property
    def more_is_open(self) -> bool:
        """Something behind the fold was answered, or wants another look."""
        return any(each.field.problem or each.field.is_open for group in self.more for each in group.asked)

    @property
    def starters_for(self) -> str:
        """The field that ways in are offered for: the first one that is written."""
        kinds = ("text", "long")
        return next((each.field.id for each in self.asked if each.field.question.kind in kinds), "")


def sheet(
    sent: QueryDict | None,
    here: Here,
    exercise: Exercise,
    *,
    card: Card | None,
    problems: Mapping[str, Any] | None = None,
    held: Mapping[str, Any] | None = None,
    prefix: str = "",
) -> Sheet:
    """sent: what was typed, to stand there again; else what is `held`. prefix: sets its ids apart from another one's."""
    lead, more = entry_form.split(exercise)
    told = (sent, here, exercise, problems or {}, held or {})
    first = entry_form.groups(*told, lead, prefix=prefix)
    typed: dict[str, Any] = sent.dict() if sent else {}
    choices = entry_form.choices(here, exercise, typed.get("audience", entry_form.ONLY_ME))
    return Sheet(
        with_name(exercise.prompt, here.other),
        exercise,
        card,
        tuple(first),
        tuple(entry_form.groups(*told, more, start=len(first) + 1, prefix=prefix)),
        len(lead) == 1 and card is None,
        tuple(choices),
        tuple(entry_form.one_by_one(here, exercise, typed)),
        _promise(here, exercise, only_tick=len(choices) == 1),
        prefix,
    )


def _promise(here: Here, exercise: Exercise, *, only_tick: bool) -> str:
    """What stands below the button before a circle is picked."""
    if only_tick:
        return _("%(counsellor)s sees only a tick.") % {"counsellor": here.counsellor}
    if exercise.is_sealed:
        return _("If you release it, it opens only when you have both done so.")
    if here.other:
        return _("If you share it, %(other)s gets it in 10 minutes. What has been read stays read.") % {
            "other": here.other
        }
    return _("It starts as only you, and it can stay that way.")
