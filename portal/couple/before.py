"""What one wrote last time, shown beside a question with a box to tick: still right. Nothing counts until it is ticked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments import offering
from assessments.format.definition import Question
from assessments.format.labelling import spelled_out
from assessments.models import Administration
from portal import questions as fields


@dataclass(frozen=True)
class Offer:
    """One question of this page with one's own earlier answer in words."""

    question: Question
    name: str
    words: str
    is_ticked: bool


def box_of(question: Question) -> str:
    return f"same-{question.id}"


def offers(row: Administration, questions: Iterable[Question], data: QueryDict) -> list[Offer]:
    """What can be kept on this page. One query where the form offers anything at all."""
    found = offering.offered(row)
    return [
        Offer(each, box_of(each), spelled_out(each, found[each.id]["v"]), box_of(each) in data)
        for each in questions
        if each.id in found
    ]


def ticked(questions: Iterable[Question], data: QueryDict) -> set[str]:
    return {each.id for each in questions if box_of(each) in data}


def both_ways(questions: Iterable[Question], data: QueryDict) -> dict[str, str]:
    """A sentence for each question whose old answer was kept and a new one given."""
    kept = [each for each in questions if box_of(each) in data]
    given: Mapping[str, Any] = fields.read(kept, data)
    return {
        key: _("You’ve kept last time’s answer and given a new one. Keep the one you want.")
        for key, raw in given.items()
        if raw is not None
    }
