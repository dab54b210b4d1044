"""The one place that says whether joint work is open. It answers yes or no; only the counsellor hears why."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import treating
from assessments.models import JointWork
from assessments.safety import clearing, standing
from assessments.safety.clearing import Sentence
from assessments.safety.hold_models import SafetyHold
from assessments.safety.models import SafetyAlert, SafetyScreen, ScreenReview
from assessments.safety.standing import Standing
from practice import audit, registry
from practice.access import Viewer
from practice.models import Couple, Membership
from practice.refusals import NotNow

State = JointWork.State

# What both partners read whenever no joint exercise is running, whatever the reason is.
BETWEEN_EXERCISES = _("Your counsellor is choosing your next step.")


class JointWorkHeld(NotNow):
    """Raised to the counsellor alone; `reasons` says what stands in the way."""

    code = "joint_work_held"
    default = _("Joint work can’t go ahead yet. The reasons are on the couple’s safety page.")

    def __init__(self, reasons: list[Sentence]) -> None:
        super().__init__()
        self.reasons = reasons


def joint_work_is_open(couple: Couple) -> bool:
    """All that a partner may know. Changes by a counsellor's act, or because somebody left, and by nothing else."""
    return JointWork.unscoped.filter(couple=couple, state=State.OPEN).exists()


def may_set_joint_work(couple: Couple, *, tender: bool = False) -> bool:
    """Whether the counsellor may set a new joint exercise now. tender: one that asks for openness."""
    return joint_work_is_open(couple) and not clearing.obstacles(couple, tender=tender)


def reasons(couple: Couple, viewer: Viewer, *, tender: bool = False) -> list[Sentence]:
    """Why joint work can't be set now, for the counsellor or whoever covers; for anyone else there are none."""
    if not treating.may_read(viewer, couple):
        return []
    found = clearing.obstacles(couple, tender=tender)
    if not joint_work_is_open(couple):
        found.append(_("Joint work is not open. You open it once both are screened and reviewed."))
    return found


def standings(couple: Couple, viewer: Viewer) -> dict[UUID, Standing]:
    """By partner: yes or no to reviewed, red, amber and in crisis. For the counsellor or whoever covers; else nothing."""
    return standing.standings(couple) if treating.may_read(viewer, couple) else {}


def suggests_pause(couple: Couple, viewer: Viewer) -> bool:
    """To the counsellor: joint work is open though something stands against it. Nothing pauses by itself."""
    return (
        treating.may_read(viewer, couple) and joint_work_is_open(couple) and bool(clearing.obstacles(couple))
    )


def something_waits(path: str = "pk") -> Q:
    """Rows whose couple (at `path`) has something that the counsellor opens alone: yes or no, for a whole caseload.

    For the counsellor's own lists; no partner's page may rest on it.
    """
    unread = Exists(SafetyAlert.unscoped.unacknowledged().filter(couple=OuterRef(path)))
    reviewed = Exists(ScreenReview.unscoped.filter(screen=OuterRef("pk")))
    sent = SafetyScreen.unscoped.filter(couple=OuterRef(path), state=SafetyScreen.State.SENT)
    held = SafetyHold.unscoped.standing().filter(couple=OuterRef(path))
    due = held.filter(look_again_on__lte=timezone.localdate())
    return Q(unread) | Q(Exists(sent.filter(~reviewed))) | Q(Exists(due))


@transaction.atomic
def open_joint_work(couple: Couple, *, by: Viewer) -> JointWork:
    """Open joint work after "screened, reviewed" for both. Raises JointWorkHeld with the reasons against it."""
    treating.insist_on_acting(by, couple)
    row = _locked(couple)
    if against := clearing.obstacles(couple):
        raise JointWorkHeld(against)
    return _move(row, State.OPEN, by)


@transaction.atomic
def pause_joint_work(couple: Couple, *, by: Viewer) -> JointWork:
    """Pause joint work. Both partners read the sentence that stands between any two exercises."""
    treating.insist_on_acting(by, couple)
    row = _locked(couple)
    return row if row.state == State.CLOSED else _move(row, State.PAUSED, by)


def close_when_someone_left(membership: Membership) -> None:
    """Who leaves takes joint work along; it is opened anew by the counsellor, if ever."""
    _close(membership.couple)


def close_when_ended(couple: Couple, was: str) -> None:
    if couple.status == Couple.Status.ENDED:
        _close(couple)


def _close(couple: Couple) -> None:
    open_or_paused = JointWork.unscoped.filter(couple=couple).exclude(state=State.CLOSED)
    if open_or_paused.update(state=State.CLOSED, changed_by=None, changed_at=timezone.now()):
        registry.tell(registry.JOINT_WORK_TURNED, couple=couple)


def _locked(couple: Couple) -> JointWork:
    JointWork.unscoped.bulk_create([JointWork(couple=couple)], ignore_conflicts=True)
    return JointWork.unscoped.select_for_update().get(pk=couple.pk)


def _move(row: JointWork, state: JointWork.State, by: Viewer) -> JointWork:
    if row.state != state:
        row.state, row.changed_by_id, row.changed_at = state, by.staff_id, timezone.now()
        row.save(update_fields=["state", "changed_by", "changed_at"])
        registry.tell(registry.JOINT_WORK_TURNED, couple=row.couple)
        audit.record(by, f"joint_work.{state.value}", row, couple=row.couple)
    return row
