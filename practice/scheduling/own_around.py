"""What one partner asked for, brought, owes and answered around sessions: for their own export, and to be forgotten.

Whether they came is the counsellor's; nothing the other partner asked, brought, owes or answered is here.
"""

from __future__ import annotations

from typing import Any

from practice.models import Bringing, ChangeRequest, Fee, InviteReply, Partner

Rows = list[dict[str, Any]]


def own_around(partner: Partner) -> dict[str, Rows]:
    return {
        "requests": _requests(partner),
        "brought": _brought(partner),
        "fees": _fees(partner),
        "replies": _replies(partner),
    }


def person_erased(*, partner: Partner) -> None:
    """Their words and wishes go with them. What was owed stays in the practice's books."""
    for model in (ChangeRequest, Bringing):
        model.unscoped.filter(partner=partner).delete()
    if partner.user_id is not None:
        InviteReply.unscoped.filter(user=partner.user_id).delete()


def _requests(partner: Partner) -> Rows:
    rows = ChangeRequest.unscoped.filter(partner=partner).select_related("partner", "session")
    return [
        {
            "session": row.session.starts_at.isoformat(),
            "asked_at": row.made_at.isoformat(),
            "asked_for": row.kind,
            "wished": row.wished,
            "words": row.words or "",
            "state": row.state,
            "reply": row.reply or "",
        }
        for row in rows.order_by("made_at", "pk")
    ]


def _brought(partner: Partner) -> Rows:
    rows = Bringing.unscoped.filter(partner=partner).select_related("partner", "session")
    return [
        {
            "written_at": row.made_at.isoformat(),
            "words": row.words,
            "session": row.session.starts_at.isoformat() if row.session else None,
            "shared_at": row.shared_at.isoformat() if row.shared_at else None,
        }
        for row in rows.order_by("made_at", "pk")
    ]


def _fees(partner: Partner) -> Rows:
    rows = Fee.unscoped.filter(payer=partner).select_related("session")
    return [
        {
            "session": row.session.starts_at.isoformat(),
            "amount": row.amount,
            "currency": row.currency,
            "state": row.state,
            "paid_on": row.paid_on.isoformat() if row.paid_on else None,
        }
        for row in rows.order_by("session__starts_at", "pk")
    ]


def _replies(partner: Partner) -> Rows:
    rows = InviteReply.unscoped.filter(user=partner.user_id, user__isnull=False).select_related("session")
    return [
        {"session": row.session.starts_at.isoformat(), "answer": row.answer, "at": row.at.isoformat()}
        for row in rows.order_by("at", "pk")
    ]
