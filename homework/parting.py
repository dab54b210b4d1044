"""What becomes of what was said about exercises when a partner leaves, or asks to be forgotten."""

from __future__ import annotations

from homework import planning_time
from homework.models import AssignmentTerms, Debrief, Reply, SuggestionDecision
from practice.models import Membership, Partner


def partner_left(membership: Membership) -> None:
    """Hours ahead are off. Debriefs stay with their authors and the counsellor, small answers are shown to nobody."""
    planning_time.partner_left(membership)


def person_erased(partner: Partner) -> None:
    """All that was theirs alone goes; their sealed words could not be opened any more in any case."""
    planning_time.person_erased(partner)
    for model in (Reply, Debrief, AssignmentTerms):
        model.unscoped.filter(partner=partner).delete()
    _let_go_of_what_suggestions_rested_on(partner)


def _let_go_of_what_suggestions_rested_on(partner: Partner) -> None:
    """These words are under the practice's key and would outlive the person's own. That it was decided stays."""
    couples = Membership.unscoped.filter(partner=partner).values("couple")
    for row in SuggestionDecision.unscoped.select_related("couple__practice").filter(couple__in=couples):
        row.inputs = {**row.inputs, "used": []}
        row.save(update_fields=["inputs"])
