"""What others have: a row of every kind in Dee and Eli's couple, and some in a practice elsewhere.

They are nobody's in Bo and Cy's world, so that a rule which lets too much through lets one of these through.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from api.models import PersonalToken
from assessments.models import AnswerTrail
from assessments.safety.hold_models import HoldStep, SafetyHold
from assessments.safety.models import Acknowledgement, AlertTelling, SafetyAlert, ScreenReview
from homework.models import AssignmentReview
from practice import sealing
from practice.access import Viewer
from practice.calendar import feeds
from practice.models import (
    AccessReset,
    AuditEntry,
    CareEvent,
    ConsentText,
    ContactCard,
    CoupleSummary,
    Grant,
    Invitation,
    Job,
    Message,
    Note,
    Series,
    Signature,
)
from reports.models import IssuedReport, ReportBasis, ReportConsent, ReportShare, ReportStep
from tests.factories import assessments as forms
from tests.factories import practice as people

if TYPE_CHECKING:
    from tests.access.world import World


def add_all(world: World) -> None:
    for couple, partner, staff in (
        (world.rows["other couple"], world.rows["dee"], world.rows["fay"]),
        (world.rows["far couple"], world.rows["far partner"], world.rows["kim"]),
    ):
        _care(couple, staff)
        _papers(couple, partner, staff)
        _safety(couple, partner, staff)
        _report(couple, partner, staff)
        _of_one_person(partner, staff)
    for whose in ("other", "far"):
        alerts = SafetyAlert.unscoped.filter(couple=world.rows[f"{whose} couple"])
        world.rows[f"{whose} alert"] = alerts.get()
    _both_hats(world)


def _care(couple: Any, staff: Any) -> None:
    CoupleSummary.unscoped.get_or_create(couple=couple, defaults={"facts": {}})
    CareEvent.unscoped.create(couple=couple, status="active", by=staff)
    for kind in ("joint", "own"):
        Note.unscoped.create(couple=couple, author=staff, kind=kind, body="…")
    Series.unscoped.create(couple=couple, first_local=timezone.now(), zone="Europe/London")
    colleague = people.StaffFactory(practice=couple.practice)
    Grant.unscoped.create(
        couple=couple,
        staff=colleague,
        given_by=staff,
        kind="supervision",
        reason="…",
        ends_at=timezone.now() + timedelta(days=3),
    )


def _papers(couple: Any, partner: Any, staff: Any) -> None:
    text = ConsentText.unscoped.filter(practice=couple.practice, kind="consent").first()
    assert text is not None
    copy = {"title": text.title, "sections": text.sections}
    Signature.unscoped.create(text=text, partner=partner, couple=couple, sha256=text.sha256, copy=copy)
    ContactCard.unscoped.get_or_create(partner=partner)
    ends = timezone.now() + timedelta(days=1)
    for number, whom in enumerate(({"partner": partner}, {"staff": staff})):
        Invitation.unscoped.create(
            practice=couple.practice,
            token_hash=f"{couple.pk}{number}".encode(),
            email="someone@example.org",
            expires_at=ends,
            **whom,
        )


def _safety(couple: Any, partner: Any, staff: Any) -> None:
    (screen,) = forms.screened(couple, partner)
    forms.SafetyScreenFactory(couple=couple, partner=partner, given={})
    what = {"instrument": "private-safety-screen", "question": "afraid", "level": "red", "declined": False}
    alert = SafetyAlert.unscoped.create(couple=couple, partner=partner, screen=screen, what=what)
    AlertTelling.unscoped.create(alert=alert, couple=couple, staff=staff, step="counsellor")
    Acknowledgement.unscoped.create(alert=alert, by=staff, note="…")
    assert ScreenReview.unscoped.filter(couple=couple).exists()
    day = timezone.localdate() + timedelta(days=7)
    hold = SafetyHold.unscoped.create(couple=couple, alert=alert, placed_by=staff, look_again_on=day)
    HoldStep.unscoped.create(hold=hold, kind="placed", by=staff, reason="…")


def _report(couple: Any, partner: Any, staff: Any) -> None:
    consent = ReportConsent.unscoped.create(couple=couple, partner=partner, kind="report")
    key = sealing.new_key(parent=couple.practice.key)
    report = IssuedReport.unscoped.create(
        couple=couple, audience="couple", number=1, key=key, issued_by=staff, content="{}", pdf=""
    )
    ReportBasis.unscoped.create(report=report, consent=consent)
    ReportShare.unscoped.create(report=report, partner=partner, shared_by=staff)
    ReportStep.unscoped.create(report=report, act="superseded", by=staff, reason="…")


def _of_one_person(partner: Any, staff: Any) -> None:
    for person in (partner, staff):
        feeds.make(person.user, by=Viewer())
        PersonalToken.unscoped.create(person.user, label="…", scopes=["me:read"])
        Job.unscoped.create(practice=person.practice, asked_by=person.user, kind="…")
        AuditEntry.unscoped.create(practice=person.practice, actor=person.user_id, act="session.booked")
    AuditEntry.unscoped.create(practice=staff.practice, actor=staff.user_id, act="safety.read")
    Message.unscoped.create(practice=staff.practice, user=partner.user, letter={}, sent_at=timezone.now())
    AccessReset.unscoped.create(
        user=partner.user,
        started_by=staff,
        token_hash=str(partner.pk).encode(),
        expires_at=timezone.now() + timedelta(hours=1),
    )


def _both_hats(world: World) -> None:
    """Rows that only their kind of look separates from what Bo, Cy and Ana have anyway."""
    for row in (world.rows["assignment"], world.rows["other assignment"], world.rows["far assignment"]):
        AssignmentReview.unscoped.create(assignment=row, reviewed_by=row.couple.counsellor)
    AnswerTrail.unscoped.create(administration=world.rows["draft"], changes={})
