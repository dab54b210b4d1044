"""What assessments do when something happens below: somebody joins, leaves or is erased, a session moves."""

from __future__ import annotations

from assessments import closing, gate, suggesting_plans
from assessments.days import day_of
from assessments.models import Administration
from assessments.results import summarising
from practice.models import Membership, Partner, TherapySession


def partner_left(membership: Membership) -> None:
    """Open forms close; what was written stays in its author's own row."""
    gate.close_when_someone_left(membership)
    suggesting_plans.somebody_left(membership)
    Administration.unscoped.open().filter(couple=membership.couple_id, partner=membership.partner_id).update(
        state=Administration.State.VOID
    )


def person_erased(partner: Partner) -> None:
    summarising.forget(partner)


def session_moved(session: TherapySession) -> None:
    """A form for a session is due on the session's new day, and open until then, in the session's own zone.

    A session that was called off and takes place after all brings its forms back.
    """
    if session.state == TherapySession.State.BOOKED:
        day = day_of(session)
        closing.bring_back(Administration.unscoped.filter(before_session=session))
        held = Administration.unscoped.open().filter(before_session=session)
        held.update(due_on=day)
        held.exclude(closes_on=None).update(closes_on=day)


def session_cancelled(session: TherapySession) -> None:
    """Forms for a session that will not be are taken away; what somebody had begun closes with their own words in it."""
    closing.take_away(Administration.unscoped.open().filter(before_session=session))
