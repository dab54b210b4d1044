"""What Bo, Cy and Ana have: a row of every kind, with a canary in each private compartment."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.utils import timezone
from fido2.utils import websafe_encode

from api.models import PersonalToken
from assessments import licensing
from assessments.format import adapter
from assessments.format.adapter_wording import WordedItem, Wording
from assessments.models import AssessmentPlan, InstrumentTranslation, PlanRun, TakenBack
from assessments.safety.hold_models import HoldStep, SafetyHold
from assessments.safety.models import Acknowledgement, AlertTelling, SafetyAlert, ScreenReview
from assessments.scores import adapter_forms
from assessments.scores.answers import read
from practice import consenting, inviting
from practice.access import viewer_for
from practice.models import (
    Attendee,
    CareEvent,
    ConsentText,
    ContactCard,
    CoupleSummary,
    Invitation,
    Message,
    Note,
    Series,
    Signature,
)
from reports import issuing
from tests.access.beside import add_beside
from tests.access.canaries import CANARIES
from tests.access.hours import add_hours
from tests.access.writings import add_writings
from tests.factories import assessments as forms
from tests.factories import homework as tries
from tests.factories import practice as people
from tests.factories import reports as sets
from tests.portal.authenticator import Passkey

if TYPE_CHECKING:
    from tests.access.world import World


def add_all(world: World) -> None:
    bo, couple = world.rows["bo"], world.rows["couple"]
    _papers(world, couple, bo)
    _sessions(world, couple)
    _forms(world, couple)
    _plans(world)
    _brought(world, couple)
    add_writings(world)
    _safety(world, couple, bo)
    for name in ("couple", "other couple", "far couple"):
        tries.joint_work(world.rows[name])
    _homework(world, couple)
    add_beside(world)
    _notes(world, couple, bo)
    _reports(world, couple)
    _people(world, couple)
    add_hours(world)


def _papers(world: World, couple: Any, bo: Any) -> None:
    for whose in (couple, world.rows["far couple"]):
        consenting.publish_papers(whose.practice)
    rows = ConsentText.unscoped.filter(kind="consent")
    world.rows["far text"] = rows.get(practice=world.rows["far couple"].practice)
    policy = couple.practice.confidences_policy
    unsigned = ConsentText.unscoped.get(practice=couple.practice, slug=f"confidences-{policy}")
    world.ids["unsigned text"] = unsigned.pk
    text = rows.get(practice=couple.practice)
    signature = Signature.unscoped.create(
        text=text,
        partner=bo,
        couple=couple,
        sha256=text.sha256,
        copy={"title": text.title, "sections": text.sections},
    )
    card = ContactCard.unscoped.create(
        partner=bo, preferences={"phone": CANARIES["phone"], "channel": "phone"}
    )
    for name in ("cy", "dee", "gil"):
        ContactCard.unscoped.create(partner=world.rows[name])
    world.ids |= {"consent-text": text.pk, "signature": signature.pk, "card": card.pk}


def _sessions(world: World, couple: Any) -> None:
    now = timezone.now()
    alone = people.SessionFactory(couple=couple, place=CANARIES["lone-room"])
    Attendee.unscoped.create(session=alone, partner=world.rows["bo"])
    first = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    series = Series.unscoped.create(couple=couple, first_local=first, zone="Europe/London", count=2)
    rows = [alone]
    for place, starts in enumerate((first, first + timedelta(weeks=2), now - timedelta(days=20))):
        repeats = {"series": series, "series_local": starts} if place < 2 else {}
        row = people.SessionFactory(
            couple=couple,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=50),
            place=CANARIES["room"],
            **repeats,
        )
        rows.append(row)
        for name in ("bo", "cy"):
            Attendee.unscoped.create(session=row, partner=world.rows[name])
    world.ids |= {"session": alone.pk, "session of cy": rows[1].pk, "series": series.pk}
    for whose, partner in (("other", "dee"), ("far", "far partner")):
        row = people.SessionFactory(couple=world.rows[f"{whose} couple"])
        Attendee.unscoped.create(session=row, partner=world.rows[partner])
        world.rows[f"{whose} session"] = row


def _said(canary: str) -> dict[str, Any]:
    return {"between_us_now": {"v": CANARIES[canary]}}


def _forms(world: World, couple: Any) -> None:
    toward, about = forms.shipped("turning-toward"), forms.shipped("intake-about-me")
    for each in (toward, about):
        InstrumentTranslation.unscoped.create(instrument=each, language="eo", content_hash=f"{each.pk}"[:8])
    sent = {"instrument": about, "state": "submitted", "submitted_at": timezone.now()}
    bo = forms.AdministrationFactory(
        couple=couple, partner=world.rows["bo"], answers=_said("bo-answer"), **sent
    )
    cys = forms.AdministrationFactory(
        couple=couple, partner=world.rows["cy"], answers=_said("cy-answer"), **sent
    )
    draft_of_cy = forms.AdministrationFactory(couple=couple, partner=world.rows["cy"], instrument=about)
    world.ids |= {"administration of cy": cys.pk, "draft of cy": draft_of_cy.pk}
    dees = forms.AdministrationFactory(
        couple=world.rows["other couple"], partner=world.rows["dee"], answers=_said("dee-answer"), **sent
    )
    world.ids["administration of dee"] = dees.pk
    draft = forms.AdministrationFactory(
        couple=couple, partner=world.rows["bo"], instrument=about, answers=_said("bo-draft")
    )
    world.rows["draft"] = draft
    world.ids |= {"administration": bo.pk, "draft": draft.pk, "instrument": about.pk}
    for each in (couple, world.rows["other couple"]):
        CoupleSummary.unscoped.get_or_create(couple=each, defaults={"facts": {}})


def _plans(world: World) -> None:
    """A plan that runs and one that is suggested, for each couple; Bo has left a form, and one was taken back."""
    for whose, name in (("", "bo"), ("other ", "dee"), ("far ", "far partner")):
        couple, partner = world.rows[f"{whose}couple"], world.rows[name]
        facts = {
            "couple": couple,
            "kind": "weeks",
            "every_weeks": 4,
            "forms": [{"slug": "weekly-pulse", "stance": "self"}],
        }
        running = AssessmentPlan.unscoped.create(
            battery="every-four-weeks", set_by=couple.counsellor, **facts
        )
        suggested = AssessmentPlan.unscoped.create(battery="every-session", state="suggested", **facts)
        PlanRun.unscoped.create(plan=running, on=timezone.now().date())
        back = forms.AdministrationFactory(
            couple=couple, partner=partner, instrument=forms.shipped("turning-toward"), state="void"
        )
        TakenBack.unscoped.create(
            administration=back, reason=CANARIES["taken-back-why"], by=couple.counsellor
        )
        world.ids[f"{whose}form taken back"] = back.pk
        if not whose:
            world.ids |= {"plan": running.pk, "suggestion": suggested.pk}
    left = forms.AdministrationFactory(
        couple=world.rows["couple"],
        partner=world.rows["bo"],
        instrument=forms.shipped("turning-toward"),
        state="declined",
        declined={"reason": CANARIES["bo-rather-not"]},
    )
    world.ids["form that was left"] = left.pk


def _brought(world: World, couple: Any) -> None:
    """Words that Ana's practice brought, some of another practice, and numbers of Bo's from paper."""
    words = Wording(
        "Worry", "Seven questions", tuple(WordedItem(f"Item {n}.") for n in range(1, 8)), tuple("0123")
    )
    for name, staff in (("own instrument", "ana"), ("far instrument", "kim")):
        by = viewer_for(world.rows[staff].user, second_factor=True)
        world.rows[name] = licensing.enter_wording("gad-7", words, licensing.Terms("The house"), by=by)
    answers = {f"item_{n}": {"v": 1} for n in range(1, 8)}
    version = licensing.numbers_only(adapter.shipped()["ras"])
    numbers = forms.AdministrationFactory(
        couple=couple,
        partner=world.rows["bo"],
        instrument=version,
        came="paper",
        state="submitted",
        submitted_at=timezone.now(),
        answers=answers,
        scores=adapter_forms.scored(version.definition, read(version.definition, answers)),
    )
    world.ids |= {"own instrument": world.rows["own instrument"].pk, "numbers": numbers.pk}


def _safety(world: World, couple: Any, bo: Any) -> None:
    """Both have sent the private questions once, and have them open again. Bo's raised an alert."""
    ana, now = world.rows["ana"], timezone.now()
    given = {"afraid": {"v": CANARIES["safety"]}}
    sent = forms.SafetyScreenFactory(couple=couple, partner=bo, state="sent", sent_at=now, given=given)
    again = forms.SafetyScreenFactory(couple=couple, partner=bo, given=given)
    forms.screened(couple, world.rows["cy"])
    cys = forms.SafetyScreenFactory(couple=couple, partner=world.rows["cy"], given=None)
    world.ids["open screen of cy"] = cys.pk
    what = {
        "instrument": sent.instrument.slug,
        "question": "afraid",
        "level": "red",
        "declined": False,
        "given": CANARIES["safety"],
    }
    alert = SafetyAlert.unscoped.create(couple=couple, partner=bo, screen=sent, what=what)
    AlertTelling.unscoped.create(alert=alert, couple=couple, staff=ana, step="counsellor")
    Acknowledgement.unscoped.create(alert=alert, by=ana, note=CANARIES["alert-note"])
    ScreenReview.unscoped.create(
        couple=couple,
        partner=bo,
        screen=sent,
        reviewed_by=ana,
        finding={"outcome": "joint", "note": CANARIES["review-note"]},
    )
    held = SafetyHold.unscoped.create(
        couple=couple,
        alert=alert,
        placed_by=ana,
        look_again_on=timezone.localdate() + timedelta(days=7),
        lifted_at=timezone.now(),
    )
    HoldStep.unscoped.create(hold=held, kind="placed", by=ana, reason=CANARIES["hold"])
    world.ids |= {"screen": sent.pk, "open screen": again.pk, "alert": alert.pk, "hold": held.pk}


def _homework(world: World, couple: Any) -> None:
    bo, cy, dee = (world.rows[name] for name in ("bo", "cy", "dee"))
    assignment = tries.AssignmentFactory(couple=couple, reason=CANARIES["reason"])
    days = [assignment.starts_on + timedelta(days=number) for number in range(14, 20)]
    kept = tries.EntryFactory(assignment=assignment, partner=bo, day=days[5])
    part = tries.EntryPartFactory(entry=kept, audience="author", words=CANARIES["bo-own"])
    tries.EntryPartFactory(
        entry=kept, audience="counsellor", field="mattered", place=1, words=CANARIES["bo-told"]
    )
    shared = tries.EntryFactory(assignment=assignment, partner=bo, day=days[4])
    arrived = tries.shared_part(shared, words=CANARIES["bo-shared"])
    settling = tries.EntryFactory(assignment=assignment, partner=bo, day=days[3])
    tries.shared_part(settling, minutes_ago=2, words=CANARIES["bo-settling"])
    taken = tries.EntryFactory(assignment=assignment, partner=bo, day=days[2])
    tries.EntryPartFactory(
        entry=taken,
        words=CANARIES["bo-taken-back"],
        released_at=timezone.now() - timedelta(days=1),
        taken_back_at=timezone.now() - timedelta(hours=1),
    )
    theirs = tries.EntryFactory(assignment=assignment, partner=cy, day=days[5])
    world.ids["entry of cy"] = theirs.pk
    tries.EntryPartFactory(entry=theirs, audience="author", words=CANARIES["cy-own"])
    theirs = tries.shared_part(
        tries.EntryFactory(assignment=assignment, partner=cy, day=days[4]), words=CANARIES["cy-shared"]
    )
    world.ids["shared of cy"] = theirs.pk
    other = tries.AssignmentFactory(couple=world.rows["other couple"])
    others = tries.EntryFactory(assignment=other, partner=dee, day=days[5])
    tries.EntryPartFactory(entry=others, words=CANARIES["dee-own"])
    world.rows |= {"assignment": assignment, "other assignment": other}
    world.rows["far assignment"] = tries.AssignmentFactory(couple=world.rows["far couple"])
    world.ids |= {
        "assignment": assignment.pk,
        "entry": kept.pk,
        "settling": settling.pk,
        "shared": arrived.pk,
        "part": part.pk,
        "exercise": assignment.exercise_id,
    }


def _passkey(user: Any) -> Authenticator:
    asked = {"user": {"id": websafe_encode(b"bo")}, "rp": {"id": "localhost"}, "challenge": b"challenge"}
    made = json.loads(Passkey().made_for({"publicKey": asked}))
    return Authenticator.objects.create(
        user=user, type="webauthn", data={"name": "phone", "credential": made}
    )


def _notes(world: World, couple: Any, bo: Any) -> None:
    ana = world.rows["ana"]
    note = Note.unscoped.create(couple=couple, author=ana, kind="joint", body=CANARIES["note"])
    Note.unscoped.create(
        couple=couple, author=ana, kind="individual", partner=bo, body=CANARIES["note-on-bo"]
    )
    Note.unscoped.create(couple=couple, author=ana, kind="own", body=CANARIES["note-own"])
    CareEvent.unscoped.create(couple=couple, status="active", by=ana)
    world.ids["note"] = note.pk


def _reports(world: World, couple: Any) -> None:
    """One report for each reader. Bo has been given their own, and both the couple's."""
    bo, cy, ana = (world.rows[name] for name in ("bo", "cy", "ana"))
    by = viewer_for(ana.user, second_factor=True)
    sets.agree(couple, bo, cy)
    own = sets.issued(couple, "partner", bo, by=by, next_step=CANARIES["bo-report"])
    both = sets.issued(couple, "couple", by=by, next_step=CANARIES["both-report"])
    anas = sets.issued(couple, "counsellor", by=by, next_step=CANARIES["ana-report"])
    for report, partner in ((own, bo), (both, bo), (both, cy)):
        issuing.share(report, partner, by=by)
    Message.unscoped.update(sent_at=timezone.now())
    world.ids |= {"report": own.pk, "report of cy": both.pk, "report for ana": anas.pk}


def _people(world: World, couple: Any) -> None:
    """An invitation of Ana's, for somebody who has not come yet; Bo's token; the ids of rows made before."""
    ana = world.rows["ana"]
    waiting = people.CoupleFactory(practice=couple.practice, counsellor=ana, status="intake")
    invited = people.PartnerFactory(practice=couple.practice, called="Ivo", user=None)
    people.MembershipFactory(couple=waiting, partner=invited, joined_at=None)
    second = people.PartnerFactory(practice=couple.practice, called="Uma", user=None)
    people.MembershipFactory(couple=waiting, partner=second, mark="b", joined_at=None)
    link = inviting.invite_partner(
        invited,
        email=f"{CANARIES['mailbox']}@example.org",
        by=viewer_for(ana.user, second_factor=True),
    )
    Message.unscoped.filter(practice=couple.practice).update(sent_at=timezone.now())
    Invitation.unscoped.filter(pk=link.pk).update(token_hash=inviting.token_hash("an-open-link"))
    token, _secret = PersonalToken.unscoped.create(world.rows["bo"].user, label="Bo’s", scopes=["me:read"])
    passkey = _passkey(world.rows["bo"].user)
    world.ids |= {
        "couple": couple.pk,
        "invitation": link.pk,
        "staff": world.rows["fay"].pk,
        "grant": world.rows["grant of cover"].pk,
        "token": token.public_id,
        "passkey": passkey.pk,
        "link": "an-open-link",
        "partner": world.rows["bo"].pk,
        "waiting couple": waiting.pk,
        "waiting partner": second.pk,
    }
