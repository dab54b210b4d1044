"""A partner who joins later sees nothing of before; after a parting, shared words belong to their authors again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from homework import entering, reading, revealing
from homework.models import Assignment, Entry, EntryPart
from practice import caring, registry
from practice.models import Couple, Membership
from practice.refusals import Conflict, NotNow
from tests.conftest import looking
from tests.factories import homework as sets
from tests.factories import practice as people
from tests.homework.observing import counts_of, observed

TEA = {"noticed": "You made tea.", "told": "yes", "received": 2}


@pytest.fixture
def shared(appreciation, bo, cy, tuesday, clock):
    """One thing from each, arrived."""
    entries = [
        entering.write(appreciation, person, tuesday, TEA, audience="partner", by=looking(person))
        for person in (bo, cy)
    ]
    clock.shift(timedelta(minutes=10))
    return entries


def leaves(partner):
    membership = Membership.unscoped.get(partner=partner, left_at=None)
    membership.left_at = timezone.now()
    membership.save()
    registry.tell(registry.PARTNER_LEFT, membership=membership)


def others_words(person):
    return EntryPart.objects.visible_to(looking(person)).exclude(entry__partner=person)


def test_after_a_withdrawal_neither_reads_the_other_and_the_counsellor_still_reads_both(shared, ana, bo, cy):
    assert others_words(bo).count() == others_words(cy).count() == 2
    leaves(cy)
    for person in (bo, cy):
        assert not others_words(person).exists()
        assert reading.together(person, by=looking(person)).days == ()
        assert EntryPart.objects.visible_to(looking(person)).count() == 3
    assert EntryPart.objects.visible_to(looking(ana)).filter(field="noticed").count() == 2


def test_the_shared_space_needs_both_even_before_anything_is_frozen(shared, bo, cy):
    Membership.unscoped.filter(partner=cy).update(left_at=timezone.now())
    assert not others_words(bo).exists()
    assert reading.today(bo, by=looking(bo)).between
    assert reading.together(bo, by=looking(bo)).days == ()


def test_frozen_words_stay_as_they_are(shared, bo, cy):
    leaves(cy)
    part = EntryPart.unscoped.get(entry=shared[0], field="noticed")
    with pytest.raises(Conflict):
        revealing.take_back(part, by=looking(bo))
    with pytest.raises(Conflict):
        entering.discard(shared[0], by=looking(bo))
    with pytest.raises(NotNow):
        revealing.share_entry(shared[0], by=looking(bo))


def test_what_was_still_settling_never_arrives(appreciation, bo, cy, tuesday, clock):
    entering.write(appreciation, bo, tuesday, TEA, audience="partner", by=looking(bo))
    leaves(bo)
    clock.shift(timedelta(days=1))
    assert not others_words(cy).exists()


def test_joint_exercises_end_with_a_withdrawal_and_ones_own_go_on(shared, self_check, bo, cy):
    leaves(cy)
    states = dict(Assignment.unscoped.values_list("exercise__slug", "state"))
    assert states == {sets.APPRECIATION: "ended", sets.SELF: "running"}
    assert [thing.assignment_id for thing in reading.today(bo, by=looking(bo)).things] == [self_check.pk]
    assert not Assignment.objects.visible_to(looking(cy)).exists()


def test_an_ending_freezes_for_good_and_a_pause_only_rests(shared, couple, ana, bo, cy):
    caring.change_status(couple, Couple.Status.PAUSED, by=looking(ana))
    assert not others_words(cy).exists()
    caring.change_status(couple, Couple.Status.ACTIVE, by=looking(ana))
    assert others_words(cy).count() == 2
    caring.change_status(couple, Couple.Status.ENDED, by=looking(ana))
    caring.change_status(couple, Couple.Status.ACTIVE, by=looking(ana))
    sets.joint_work(couple)
    assert not others_words(cy).exists()


def test_a_partner_who_joins_later_sees_nothing_of_before(couple, ana, bo, tuesday, clock):
    sets.joint_work(couple)
    assignment = sets.AssignmentFactory(couple=couple)
    entry = entering.write(assignment, bo, tuesday, TEA, by=looking(bo))
    sets.EntryPartFactory(
        entry=entry, field="mattered", audience="partner", released_at=timezone.now() - timedelta(days=1)
    )
    late = people.PartnerFactory(practice=couple.practice)
    people.MembershipFactory(couple=couple, partner=late, mark="b", joined_at=timezone.now())
    clock.shift(timedelta(hours=1))
    assert not any(counts_of(late).values())
    seen = reading.today(late, by=looking(late))
    assert (seen.between, seen.newest) == (True, None)
    assert reading.together(late, by=looking(late)).days == ()

    revealing.share(EntryPart.unscoped.get(entry=entry, field="noticed"), by=looking(bo))
    clock.shift(timedelta(minutes=10))
    assert others_words(late).count() == 1


def test_nothing_crosses_into_a_new_couple(shared, cy, bo, fay, clock):
    leaves(cy)
    new = people.CoupleFactory(practice=fay.practice, counsellor=fay, status="active")
    gil = people.partner_in(new, "a", called="Gil")
    sets.joint_work(new)
    before = observed(gil, new)
    people.MembershipFactory(couple=new, partner=cy, mark="b", joined_at=timezone.now())
    clock.shift(timedelta(hours=1))
    assert observed(gil, new) == before
    assert not any(counts_of(fay)[name] for name in ("Assignment", "Entry", "EntryPart"))
    assert reading.own_entries(cy, by=looking(cy)) != ()


def test_erasing_a_person_takes_their_words_along(shared, bo, cy):
    registry.tell(registry.PERSON_ERASED, partner=bo)
    assert list(Entry.unscoped.values_list("partner", flat=True)) == [cy.pk]
    assert not EntryPart.unscoped.filter(entry__partner=bo).exists()
