"""What goes in and never comes out again to who wrote it: answers about safety, in whatever form they stand. Pure.

They are the counsellor's to read. Their author hears that a question is answered, and neither what nor how.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessments.format.definition import Definition

Held = Mapping[str, Mapping[str, Any]]
ANSWERED: dict[str, Any] = {"answered": True}


def to_author(definition: Definition, held: Held) -> dict[str, Mapping[str, Any]]:
    """Kept answers as their author may meet them again: about safety only that there is one."""
    return {
        question_id: ANSWERED if definition.question(question_id).safety else entry
        for question_id, entry in held.items()
    }


def without_safety(definition: Definition, held: Held) -> dict[str, Mapping[str, Any]]:
    """Kept answers without those about safety, for what leaves the house or is offered again."""
    return {
        question_id: entry
        for question_id, entry in held.items()
        if not definition.question(question_id).safety
    }
