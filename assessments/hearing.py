"""What assessments do when something happens below: somebody joins, leaves or is erased, a session moves."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from assessments import gate, summarising
from assessments.models import Administration
from practice.models import Membership, Partner, TherapySession


def partner_left(membership: Membership) -> None:
    """Open forms close; what was written stays in its author's own row."""
    gate.close_when_someone_left(membership)
    Administration.unscoped.open().filter(couple=membership.couple_id, partner=membership.partner_id).update(
        state=Administration.State.VOID
    )


def person_erased(partner: Partner) -> None:
    summarising.forget(partner)


def session_moved(session: TherapySession) -> None:
    """A form to be filled in before a session is due on the session's new day, in the session's own zone."""
    if session.state == TherapySession.State.BOOKED:
        day = session.starts_at.astimezone(ZoneInfo(session.zone)).date()
        Administration.unscoped.open().filter(before_session=session).update(due_on=day)
