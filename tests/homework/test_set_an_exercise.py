"""A counsellor sets exercises with a reason; joint ones wait until joint work is open."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments import gate
from homework import assigning
from homework.models import Assignment, AssignmentReview
from practice.models import AuditEntry, Membership
from practice.refusals import BadInput, Conflict, NotFound, NotNow, StaleEdit
from tests.conftest import looking
from tests.factories import homework as sets
from tests.factories import practice as people

WHY = "You both do things that slip by unseen."


@pytest.fixture(autouse=True)
def library(db):
    sets.exercise()


def test_joint_work_that_is_closed_is_refused_with_the_reason_for_the_counsellor(couple, ana, bo, cy):
    with pytest.raises(gate.JointWorkHeld) as refusal:
        assigning.assign(couple, sets.APPRECIATION, reason=WHY, by=looking(ana))
    assert refusal.value.reasons
    assert all(str(reason).strip() for reason in refusal.value.reasons)
    assert not Assignment.unscoped.exists()
    assert assigning.assign(couple, sets.SELF, reason=WHY, by=looking(ana)).exercise.joint_work is False


def test_a_partner_who_asks_learns_nothing_about_joint_work(couple, bo, cy, dee):
    for person in (bo, cy, dee):
        with pytest.raises(NotFound):
            assigning.assign(couple, sets.APPRECIATION, reason=WHY, by=looking(person))


def test_the_counsellor_sets_it_and_another_counsellor_cannot(couple, ana, fay, bo, cy):
    with pytest.raises(NotFound):
        assigning.assign(couple, sets.SELF, reason=WHY, by=looking(fay))
    held = assigning.assign(couple, sets.SELF, reason=f"  {WHY}\r\n", by=looking(ana))
    assert (held.reason, held.for_partner, held.state) == (WHY, None, "running")
    assert AuditEntry.unscoped.filter(act="assignment.set", couple=couple.pk).count() == 1


@pytest.mark.parametrize("reason", ["", "   ", None, 7, "a\0b", "x" * 601, "x" * 1_000_000])
def test_a_reason_is_required_and_fits_on_a_card(couple, ana, bo, cy, reason):
    with pytest.raises(BadInput) as refusal:
        assigning.assign(couple, sets.SELF, reason=reason, by=looking(ana))
    assert set(refusal.value.fields) == {"reason"}
    assert not Assignment.unscoped.exists()


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("cadence", {"cadence": "hourly"}),
        ("for_marks", {"for_marks": "c"}),
        ("ends_on", {"ends_on": timedelta(days=-1)}),
        ("ends_on", {"ends_on": timedelta(days=400)}),
        ("starts_on", {"starts_on": timedelta(days=400)}),
        ("starts_on", {"starts_on": timedelta(days=-40)}),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(couple, ana, bo, cy, tuesday, field, facts):
    facts = {key: tuesday + value if isinstance(value, timedelta) else value for key, value in facts.items()}
    with pytest.raises(BadInput) as refusal:
        assigning.assign(couple, sets.SELF, reason=WHY, by=looking(ana), **facts)
    assert set(refusal.value.fields) == {field}


@pytest.mark.parametrize("slug", ["no-such-exercise", "", "a\0b", None])
def test_an_unknown_exercise_is_refused_kindly(couple, ana, bo, cy, slug):
    with pytest.raises(BadInput) as refusal:
        assigning.assign(couple, slug, reason=WHY, by=looking(ana))
    assert set(refusal.value.fields) == {"exercise"}


def test_it_waits_for_those_it_is_meant_for(couple, ana, bo):
    later = people.PartnerFactory(practice=couple.practice)
    people.MembershipFactory(couple=couple, partner=later, mark="b", joined_at=None)
    with pytest.raises(NotNow):
        assigning.assign(couple, sets.SELF, reason=WHY, by=looking(ana))
    assert assigning.assign(couple, sets.SELF, reason=WHY, for_marks="a", by=looking(ana)).for_partner == bo


def test_the_same_exercise_runs_once_at_a_time(couple, ana, bo, cy):
    first = assigning.assign(couple, sets.SELF, reason=WHY, for_marks="a", by=looking(ana))
    with pytest.raises(Conflict):
        assigning.assign(couple, sets.SELF, reason=WHY, by=looking(ana))
    assigning.end(first, by=looking(ana))
    assigning.assign(couple, sets.SELF, reason=WHY, for_marks="a", by=looking(ana))


def test_ending_is_the_counsellors_and_an_old_page_does_not_end_it(self_check, ana, fay, bo):
    for person in (fay, bo):
        with pytest.raises(NotFound):
            assigning.end(self_check, by=looking(person))
    with pytest.raises(StaleEdit):
        assigning.end(self_check, by=looking(ana), version=7)
    ended = assigning.end(self_check, by=looking(ana), version=1)
    assert (ended.state, ended.ended_at, ended.version) == ("ended", timezone.now(), 2)
    assert assigning.end(self_check, by=looking(ana), version=1).version == 2


def test_that_it_was_talked_over_is_a_row_partners_never_see(self_check, ana, bo, fay):
    assigning.mark_reviewed(self_check, by=looking(ana))
    assert AssignmentReview.objects.visible_to(looking(ana)).count() == 1
    for person in (bo, fay):
        assert not AssignmentReview.objects.visible_to(looking(person)).exists()
        with pytest.raises(NotFound):
            assigning.mark_reviewed(self_check, by=looking(person))


def test_what_is_set_for_one_partner_is_not_there_for_the_other(couple, ana, bo, cy):
    assigning.assign(couple, sets.SELF, reason=WHY, for_marks="a", by=looking(ana))
    assert Assignment.objects.visible_to(looking(bo)).count() == 1
    assert not Assignment.objects.visible_to(looking(cy)).exists()
    assert Membership.unscoped.filter(couple=couple).count() == 2
