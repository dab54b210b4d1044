"""A partner's own part of their export: what they answered, word for word.

Never the private questions, nor any other answer about safety: the counsellor gives these in person.
"""

from __future__ import annotations

from typing import Any

from assessments.format import writing_only
from assessments.format.labelling import label_of
from assessments.models import Administration
from practice.models import Partner


def own_forms(partner: Partner) -> list[dict[str, Any]]:
    """Every form of theirs that holds an answer, sent or not, oldest first."""
    rows = Administration.unscoped.filter(partner=partner).select_related("instrument", "partner")
    return [_own_form(row) for row in rows.order_by("opened_at", "pk") if row.answers]


def _own_form(row: Administration) -> dict[str, Any]:
    definition = row.instrument.definition
    held = writing_only.without_safety(definition, row.answers or {})
    return {
        "form": definition.title,
        "version": row.instrument.number,
        "about": "the other, as I think they would answer" if row.is_guess else "myself",
        "opened_at": row.opened_at.isoformat(),
        "sent_at": row.submitted_at.isoformat() if row.submitted_at else None,
        "answers": [
            {"question": question.text, "declined": True}
            if "declined" in held[question.id]
            else {"question": question.text, "answer": label_of(question, held[question.id]["v"])}
            for question in definition.questions
            if question.id in held
        ],
        "scales": {
            definition.scale(scale_id).title: result["value"]
            for scale_id, result in (row.scores or {}).get("scales", {}).items()
        },
    }
