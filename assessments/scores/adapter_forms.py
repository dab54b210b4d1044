"""What a form scores: on 0 to 100 by its definition, and on its authors' own range where an adapter's rule is named."""

from collections.abc import Mapping
from typing import Any

import msgspec

from assessments.format import adapter, adapter_wording
from assessments.format.vocabulary import Definition
from assessments.scores import adapter_scoring
from assessments.scores.answers import Answers
from assessments.scores.scoring import score

KEY = "adapter"
"""Where the adapter's scores stand beside the form's own."""


def scored(definition: Definition, answers: Answers) -> dict[str, Any]:
    """All scores with their traces, as they are sealed beside the answers."""
    found: dict[str, Any] = msgspec.to_builtins(score(definition, answers))
    rule = adapter.by_key(definition.adapter) if definition.adapter else None
    if rule is not None:
        points = adapter_wording.points_of(rule, answers.stored)
        found[KEY] = msgspec.to_builtins(adapter_scoring.score(rule, points))
    return found


def stated(definition: Definition, answers: Answers, totals: Mapping[str, adapter.Number]) -> dict[str, Any]:
    """The same where only totals are known. Raises ValueError for a form without an adapter's rule."""
    rule = adapter.by_key(definition.adapter)
    if rule is None:
        raise ValueError("only an adapter's rule knows what a total means")
    found: dict[str, Any] = msgspec.to_builtins(score(definition, answers))
    found[KEY] = msgspec.to_builtins(adapter_scoring.stated(rule, totals))
    return found


def of(scores: Mapping[str, Any] | None) -> adapter_scoring.AdapterScores | None:
    """The adapter's scores that were kept with a form; None where there are none."""
    held = (scores or {}).get(KEY)
    return msgspec.convert(held, adapter_scoring.AdapterScores) if held else None
