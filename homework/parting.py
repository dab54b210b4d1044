"""What becomes of what was said about exercises when a partner leaves, or asks to be forgotten."""

from __future__ import annotations

from homework import planning_time
from homework.models import AssignmentTerms, Debrief, Reply
from practice.models import Membership, Partner


def partner_left(membership: Membership) -> None:
    """Hours ahead are off. Debriefs stay with their authors and the counsellor, small answers are shown to nobody."""
    planning_time.partner_left(membership)


def person_erased(partner: Partner) -> None:
    """All that was theirs alone goes; their sealed words could not be opened any more in any case."""
    planning_time.person_erased(partner)
    for model in (Reply, Debrief, AssignmentTerms):
        model.unscoped.filter(partner=partner).delete()
