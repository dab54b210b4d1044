"""One right does not lead to the next: front desk, supervisors and colleagues stay where they were let in."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from practice import access_lost, caring, inviting, noting
from practice.refusals import BadInput, NotFound
from tests.conftest import looking
from tests.factories.practice import MembershipFactory, PartnerFactory, PracticeFactory, StaffFactory


def in_a_day():
    return timezone.now() + timedelta(days=1)


@pytest.fixture
def desk(practice):
    return StaffFactory(practice=practice, called="Nan", is_counsellor=True, is_scheduler=True)


@pytest.fixture
def supervisor(couple, ana, practice):
    """Fay's colleague: a counsellor of her own couples, with a supervisor's look at Ana's."""
    staff = StaffFactory(practice=practice, called="Lou", is_counsellor=True)
    caring.give_grant(
        couple, staff, kind="supervision", reason="Monthly.", ends_at=in_a_day(), by=looking(ana)
    )
    return staff


def test_front_desk_gives_itself_no_look_at_a_couple(couple, desk):
    with pytest.raises(NotFound):
        caring.give_grant(couple, desk, kind="cover", reason="Mine.", ends_at=in_a_day(), by=looking(desk))


def test_a_supervisor_does_not_lengthen_their_own_look(couple, supervisor):
    ends = timezone.now() + timedelta(days=90)
    with pytest.raises(NotFound):
        caring.give_grant(
            couple, supervisor, kind="cover", reason="Longer.", ends_at=ends, by=looking(supervisor)
        )


def test_an_owner_opens_a_couple_to_themselves_for_an_hour_at_most(couple, practice):
    owner = StaffFactory(practice=practice, called="Kay", is_owner=True)
    give = partial(caring.give_grant, couple, owner, kind="cover", reason="Fire.", by=looking(owner))
    with pytest.raises(BadInput):
        give(ends_at=in_a_day())
    assert give(ends_at=timezone.now() + timedelta(minutes=59)).pk


def test_front_desk_and_supervisors_reset_nobody_elses_way_in(bo, ana, desk, supervisor):
    for staff in (desk, supervisor):
        with pytest.raises(NotFound):
            access_lost.start_reset(ana, by=looking(staff))
    with pytest.raises(NotFound):
        access_lost.start_reset(bo, by=looking(supervisor))


def test_nobody_of_another_practice_resets_a_way_in(bo, ana):
    far = StaffFactory(practice=PracticeFactory(), is_owner=True, is_counsellor=True, is_scheduler=True)
    for person in (bo, ana):
        with pytest.raises(NotFound):
            access_lost.start_reset(person, by=looking(far))


def test_a_supervisor_invites_nobody_into_the_couple_they_look_at(couple, supervisor):
    waiting = PartnerFactory(practice=couple.practice, user=None)
    MembershipFactory(couple=couple, partner=waiting, mark="b", joined_at=None)
    with pytest.raises(NotFound):
        inviting.invite_partner(waiting, email="lou@example.org", by=looking(supervisor))


def test_nobody_writes_notes_into_a_couple_that_they_do_not_look_after(couple, desk):
    with pytest.raises(NotFound):
        noting.write(couple, kind="joint", body="Not mine to write.", by=looking(desk))
