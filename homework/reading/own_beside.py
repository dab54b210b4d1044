"""What a partner said about exercises rather than in them, for their own export: nothing of it is the other one's."""

from __future__ import annotations

from typing import Any

from homework import debriefing
from homework.models import AssignmentTerms, Debrief, Reply, SharedTime
from practice.models import Partner


def own_beside(partner: Partner) -> dict[str, list[dict[str, Any]]]:
    """Terms, debriefs, small answers and proposed hours of this partner. Whether the other one agreed is not theirs."""
    return {
        "terms": _terms(partner),
        "debriefs": _debriefs(partner),
        "answers": _answers(partner),
        "times": _times(partner),
    }


def _terms(partner: Partner) -> list[dict[str, Any]]:
    rows = AssignmentTerms.unscoped.filter(partner=partner, opens_at__isnull=False)
    return [
        {
            "exercise": row.assignment.exercise.title,
            "cue": row.cue or "",
            "times_a_week": row.times_a_week,
            "weekdays": row.weekdays,
            "remind_at": row.remind_at.strftime("%H:%M") if row.remind_at else None,
            "reminds": row.reminds,
        }
        for row in rows.select_related("partner", "assignment__exercise").order_by("assignment__set_at", "pk")
    ]


def _debriefs(partner: Partner) -> list[dict[str, Any]]:
    rows = Debrief.unscoped.filter(partner=partner).select_related("partner", "assignment__exercise")
    return [
        {
            "exercise": row.assignment.exercise.title,
            "at": row.at.isoformat(),
            "answers": [
                {"question": words.label, "answer": words.text} for words in debriefing.in_words(row)
            ],
        }
        for row in rows.order_by("at", "pk")
    ]


def _answers(partner: Partner) -> list[dict[str, Any]]:
    """When and which; to what is the other one's own, and so is whether it is still there."""
    rows = Reply.unscoped.filter(partner=partner).order_by("at", "pk")
    return [{"at": row.at.isoformat(), "answer": str(Reply.Kind(row.kind).label)} for row in rows]


def _times(partner: Partner) -> list[dict[str, Any]]:
    rows = SharedTime.unscoped.filter(partner=partner).select_related("couple").order_by("proposed_at", "pk")
    return [
        {
            "what": row.what,
            "starts_at": row.starts_at.isoformat(),
            "minutes": row.minutes,
            "proposed_at": row.proposed_at.isoformat(),
        }
        for row in rows
    ]
