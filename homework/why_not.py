"""Why something could not be set, as sentences for the counsellor alone."""

from __future__ import annotations

from assessments.gate import JointWorkHeld
from homework.suggesting.weighing import HeldBack
from practice.access import Viewer
from practice.models import Couple, Membership
from practice.refusals import Refused, Sentence


def reasons_of(refusal: Refused, couple: Couple, by: Viewer) -> tuple[Sentence, ...]:
    """The gate's own reasons, what the guards say with both partners called by name, or what is wrong in each field."""
    if isinstance(refusal, JointWorkHeld):
        return tuple(refusal.reasons)
    if isinstance(refusal, HeldBack):
        members = Membership.objects.visible_to(by).filter(couple=couple).select_related("partner")
        called = {member.mark: member.partner.called for member in members}
        return tuple(kept.reason.told(called) for kept in refusal.kept)
    return tuple(refusal.fields.values())
