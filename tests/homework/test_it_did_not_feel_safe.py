"""What did not feel safe reaches the counsellor alone, in the same queue as any other alert; flags stay flags."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from assessments import gate
from assessments.safety import queueing, reviewing
from assessments.safety.models import SafetyAlert
from homework import entering, unsafe
from homework.models import Entry, EntryPart
from practice import registry
from practice.models import Message
from practice.refusals import NotFound
from tests.conftest import looking
from tests.factories import assessments as forms
from tests.factories import homework as sets

HELD = {"need_sentence": "I need a slow start.", "felt_safe": 4, "met": 1}


@pytest.fixture
def reaching(couple, bo, cy):
    sets.joint_work(couple)
    return sets.AssignmentFactory(couple=couple, exercise=sets.exercise("hold-and-reach"))


@pytest.fixture
def warmth(couple, bo, cy):
    sets.joint_work(couple)
    return sets.AssignmentFactory(couple=couple, exercise=sets.exercise("warmth-without-agenda"))


def left_out(assignment, partner, day, reason):
    entry = sets.EntryFactory(
        assignment=assignment, partner=partner, day=day, state="skipped", skip_reason=reason
    )
    unsafe.after_skip(entry, by=looking(partner))
    return entry


def written(assignment, partner, day, audience="author", **words):
    """An entry with these words, and what follows from them."""
    entry = sets.EntryFactory(assignment=assignment, partner=partner, day=day)
    for place, (field, value) in enumerate(words.items()):
        sets.EntryPartFactory(entry=entry, field=field, place=place, words=value, audience=audience)
    unsafe.after_entry(entry, by=looking(partner))
    return entry


def test_only_a_day_that_did_not_feel_safe_is_told(appreciation, couple, ana, bo, tuesday):
    left_out(appreciation, bo, tuesday - timedelta(days=1), "pressure")
    assert not SafetyAlert.unscoped.exists()
    entry = left_out(appreciation, bo, tuesday, "not_safe")
    (alert,) = reviewing.alerts_of(couple, by=looking(ana))
    assert (alert.level, alert.label, alert.partner_called) == ("red", "It did not feel safe", "Bo")
    assert (alert.came_from, alert.was_sent) == ("One thing you did", True)
    assert alert.question.startswith("A day of this exercise was left out")
    assert [step for _called, step, _at in alert.told] == ["counsellor"]
    assert SafetyAlert.unscoped.get().homework == entry.pk


def test_hardly_safe_is_told_whatever_circle_was_chosen_and_safe_enough_is_not(
    reaching, couple, ana, bo, tuesday
):
    written(reaching, bo, tuesday - timedelta(days=1), **{**HELD, "felt_safe": 5})
    assert not SafetyAlert.unscoped.exists()
    written(reaching, bo, tuesday, **HELD)
    (alert,) = reviewing.alerts_of(couple, by=looking(ana))
    assert (alert.question, alert.label) == ("How safe did it feel?", "4")


def test_the_same_word_is_told_once_until_somebody_took_it_on(reaching, couple, ana, bo, tuesday):
    entry = written(reaching, bo, tuesday, **HELD)
    unsafe.after_entry(entry, by=looking(bo))
    (alert,) = SafetyAlert.unscoped.all()
    reviewing.acknowledge(alert, "Called Bo, we meet on Thursday.", by=looking(ana))
    unsafe.after_entry(entry, by=looking(bo))
    assert SafetyAlert.unscoped.count() == 2


def test_it_waits_in_the_queue_and_holds_back_new_joint_work(reaching, couple, ana, bo, cy, tuesday):
    forms.screened(couple, bo, cy)
    assert gate.may_set_joint_work(couple)
    left_out(reaching, bo, tuesday, "not_safe")
    assert [one.couple_id for one in queueing.queue(looking(ana))] == [couple.pk]
    assert not gate.may_set_joint_work(couple)
    assert gate.suggests_pause(couple, looking(ana))
    assert gate.joint_work_is_open(couple)


def test_nobody_but_who_looks_after_the_couple_learns_of_it(appreciation, couple, bo, cy, ana, dee, tuesday):
    left_out(appreciation, bo, tuesday, "not_safe")
    assert SafetyAlert.objects.visible_to(looking(ana)).count() == 1
    for person in (bo, cy, dee):
        assert not SafetyAlert.objects.visible_to(looking(person)).exists()
    (letter,) = Message.unscoped.all()
    assert letter.user_id == ana.user_id
    assert letter.letter["subject"] == "Something new is waiting for you"


def test_an_alert_outlives_its_entry_and_the_erased_words(appreciation, couple, ana, bo, tuesday):
    entry = left_out(appreciation, bo, tuesday, "not_safe")
    entering.discard(entry, by=looking(bo))
    assert len(reviewing.alerts_of(couple, by=looking(ana))) == 1
    registry.tell(registry.PERSON_ERASED, partner=bo)
    assert not Entry.unscoped.filter(partner=bo).exists()
    assert len(reviewing.alerts_of(couple, by=looking(ana))) == 1


def test_an_alert_comes_from_one_place_and_keeps_it(appreciation, couple, bo, tuesday):
    left_out(appreciation, bo, tuesday, "not_safe")
    alert = SafetyAlert.unscoped.get()
    form = forms.AdministrationFactory(couple=couple, partner=bo)
    two = SafetyAlert(couple=couple, partner=bo, administration=form, homework=alert.homework)
    two.what = alert.what
    with pytest.raises(IntegrityError), transaction.atomic():
        two.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_safetyalert SET homework = NULL")


def test_low_comfort_is_a_flag_once_it_came_twice_and_never_an_alert(warmth, couple, ana, bo, tuesday):
    seen = looking(ana)
    written(warmth, bo, tuesday - timedelta(days=2), audience="counsellor", comfort=1)
    assert unsafe.flags_for(couple, seen) == ()
    written(warmth, bo, tuesday, audience="counsellor", comfort=0)
    (flag,) = unsafe.flags_for(couple, seen)
    assert (flag.kind, flag.times, flag.last_on, flag.called) == ("comfort", 2, tuesday, "Bo")
    assert flag.asked
    assert not SafetyAlert.unscoped.exists()


def test_what_its_author_kept_alone_is_no_flag(warmth, couple, ana, bo, cy, tuesday):
    written(warmth, bo, tuesday, audience="author", pressure="yes")
    assert unsafe.flags_for(couple, looking(ana)) == ()
    written(warmth, cy, tuesday, audience="counsellor", pressure="yes")
    assert [flag.called for flag in unsafe.flags_for(couple, looking(ana))] == ["Cy"]


def test_a_day_left_out_under_pressure_is_a_flag_for_four_weeks(appreciation, couple, ana, bo, tuesday):
    left_out(appreciation, bo, tuesday - timedelta(days=28), "pressure")
    assert unsafe.flags_for(couple, looking(ana)) == ()
    left_out(appreciation, bo, tuesday - timedelta(days=13), "pressure")
    (flag,) = unsafe.flags_for(couple, looking(ana))
    assert (flag.kind, flag.times, flag.asked) == ("pressure", 1, "")


def test_flags_are_for_who_looks_after_the_couple(warmth, couple, bo, cy, fay, tuesday):
    written(warmth, bo, tuesday, audience="counsellor", pressure="yes")
    for person in (bo, cy, fay):
        with pytest.raises(NotFound):
            unsafe.flags_for(couple, looking(person))


def test_low_comfort_reaches_the_counsellor_though_the_entry_is_only_mine(couple, bo, cy, ana, tuesday):
    sets.joint_work(couple)
    warmth = sets.AssignmentFactory(couple=couple, exercise=sets.exercise("warmth-without-agenda"))
    kind = next(field for field in warmth.exercise.exercise.fields if field.id == "kind").choices[0].value
    given = {"kind": kind, "asked": "yes", "wanted": 1, "comfort": 1}
    entering.write(warmth, bo, tuesday, given, by=looking(bo), audience="author")
    told = EntryPart.objects.visible_to(looking(ana))
    assert set(told.values_list("field", flat=True)) == {"wanted", "comfort"}
    assert not EntryPart.objects.visible_to(looking(cy)).exists()
