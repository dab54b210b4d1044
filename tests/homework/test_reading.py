"""What each person is shown: one thing now, the week together, own entries, and the counsellor's dots."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from homework import assigning, entering, reading
from homework.models import EntryPart
from practice import registry, sealing
from practice.refusals import NotFound
from tests.conftest import looking
from tests.factories import homework as sets

TEA = {"noticed": "You made tea.", "told": "yes", "received": 2}


def statements(work):
    sealing.memory.forget()
    with CaptureQueriesContext(connection) as held:
        work()
    return len(held)


def test_today_offers_one_thing_with_the_counsellors_reason(appreciation, self_check, bo):
    seen = reading.today(bo, by=looking(bo))
    assert seen.now == seen.things[0]
    assert {thing.reason for thing in seen.things} == {"You both said that evenings go quiet."}
    assert seen.now.minutes == 1
    assert not seen.between


def test_a_thing_done_or_left_out_is_not_offered_again_today(appreciation, self_check, bo, tuesday, clock):
    entering.write(appreciation, bo, tuesday, TEA, by=looking(bo))
    entering.skip(self_check, bo, tuesday, "not_today", by=looking(bo))
    seen = reading.today(bo, by=looking(bo))
    assert {thing.assignment_id: thing.state for thing in seen.things} == {
        appreciation.pk: "done",
        self_check.pk: "skipped",
    }
    assert seen.now is None
    clock.shift(timedelta(days=1))
    assert reading.today(bo, by=looking(bo)).now is not None


def test_a_weekly_thing_is_done_for_the_week(couple, bo, cy, tuesday, clock):
    weekly = sets.AssignmentFactory(couple=couple, exercise=sets.exercise(sets.SELF), cadence="weekly")
    entering.write(weekly, bo, tuesday - timedelta(days=1), {"feeling": "Fine."}, by=looking(bo))
    assert reading.today(bo, by=looking(bo)).now is None
    clock.shift(timedelta(days=6))
    assert reading.today(bo, by=looking(bo)).now is not None


def test_no_couple_a_pause_and_nothing_set_are_the_same_quiet_state(couple, appreciation, ana, bo, cy):
    sets.joint_work(couple, "paused")
    paused = {person: reading.today(person, by=looking(person)) for person in (bo, cy)}
    assert paused[bo] == paused[cy]
    sets.joint_work(couple)
    assigning.end(appreciation, by=looking(ana))
    assert reading.today(bo, by=looking(bo)) == paused[bo]


def test_the_week_together_is_newest_first_and_draws_no_gaps(appreciation, bo, cy, tuesday, clock):
    for person, back, words in ((bo, 1, "You rang."), (cy, 0, "You waited."), (bo, 0, "You laughed.")):
        entry = sets.EntryFactory(assignment=appreciation, partner=person, day=tuesday - timedelta(days=back))
        sets.shared_part(entry, minutes_ago=60 * 24 * back + 20, words=words)
        clock.shift(timedelta(minutes=1))
    for person in (bo, cy):
        week = reading.together(person, by=looking(person))
        told = [[(item.called, item.words[0].text) for item in day.items] for day in week.days]
        assert told == [[("Bo", "You laughed."), ("Cy", "You waited.")], [("Bo", "You rang.")]]
        assert [day.day for day in week.days] == [tuesday, tuesday - timedelta(days=1)]
        assert [item.mine for item in week.days[0].items] == [person == bo, person == cy]
    assert reading.together(bo, by=looking(bo), day=tuesday - timedelta(days=7)).days == ()


def test_what_is_shared_in_one_deed_is_one_item(appreciation, bo, cy, tuesday, clock):
    entering.write(appreciation, bo, tuesday, TEA, audience="partner", by=looking(bo))
    clock.shift(timedelta(minutes=10))
    item = reading.today(cy, by=looking(cy)).newest
    assert [(words.label, words.text) for words in item.words] == [
        ("One thing your partner did", "You made tea."),
        ("Did you say it out loud?", "Yes"),
    ]
    assert (item.called, item.mark, item.mine) == ("Bo", "a", False)


def test_own_entries_say_where_each_part_stands(appreciation, bo, tuesday, clock):
    entering.write(appreciation, bo, tuesday, TEA, audience="partner", by=looking(bo))
    [entry] = reading.own_entries(bo, by=looking(bo))
    noticed, _told, received = entry.parts
    assert (noticed.reaches, received.reaches) == ("partner", "counsellor")
    assert noticed.arrives_at == noticed.shared_at + timedelta(minutes=10)
    assert (received.may_share, received.value) == (False, 2)
    clock.shift(timedelta(minutes=10))
    assert reading.own_entries(bo, by=looking(bo))[0].parts[0].arrives_at is None


def test_the_own_export_holds_own_words_alone(appreciation, bo, cy, tuesday, clock):
    entering.write(appreciation, bo, tuesday, TEA, audience="partner", by=looking(bo))
    entering.skip(appreciation, cy, tuesday, "pressure", by=looking(cy))
    clock.shift(timedelta(minutes=10))
    [entry] = registry.own_data_of(bo)["homework"]
    assert entry["answers"][0]["answer"] == "You made tea."
    [other] = registry.own_data_of(cy)["homework"]
    assert (other["state"], other["reason"], other["answers"]) == ("skipped", "pressure", [])


def test_a_skip_and_its_reason_reach_the_counsellor_and_not_the_partner(
    appreciation, couple, ana, bo, cy, tuesday
):
    before = reading.today(bo, by=looking(bo)), reading.together(bo, by=looking(bo))
    entering.skip(appreciation, cy, tuesday, "pressure", by=looking(cy))
    [seen] = reading.entries(couple, by=looking(ana), since=tuesday, until=tuesday)
    assert (seen.called, seen.state, seen.reason, seen.words) == ("Cy", "skipped", "pressure", ())
    assert (reading.today(bo, by=looking(bo)), reading.together(bo, by=looking(bo))) == before
    with pytest.raises(NotFound):
        reading.entries(couple, by=looking(bo), since=tuesday, until=tuesday)


def test_the_counsellor_reads_a_tick_or_the_words_that_are_meant(appreciation, couple, ana, bo, cy, tuesday):
    entering.write(appreciation, bo, tuesday, TEA, by=looking(bo))
    entering.write(appreciation, cy, tuesday, TEA, audience="counsellor", by=looking(cy))
    seen = {
        entry.called: entry
        for entry in reading.entries(couple, by=looking(ana), since=tuesday, until=tuesday)
    }
    assert (seen["Bo"].state, seen["Bo"].words) == ("done", ())
    assert [words.field for words in seen["Cy"].words] == ["noticed", "told", "received"]


def test_seven_days_of_dots_for_each_partner(appreciation, couple, ana, fay, bo, cy, tuesday):
    entering.write(appreciation, bo, tuesday, TEA, by=looking(bo))
    entering.skip(appreciation, bo, tuesday - timedelta(days=2), "no_time", by=looking(bo))
    circle, diamond = reading.week_dots(couple, by=looking(ana))
    assert [dot.state for dot in circle.dots] == ["none"] * 4 + ["skipped", "none", "done"]
    assert {dot.state for dot in diamond.dots} == {"none"}
    assert (circle.called, circle.dots[-1].day) == ("Bo", tuesday)
    for person in (fay, bo, cy):
        with pytest.raises(NotFound):
            reading.week_dots(couple, by=looking(person))


def test_what_is_new_since_it_was_talked_over(appreciation, couple, ana, bo, cy, tuesday, clock):
    entering.write(appreciation, bo, tuesday, TEA, by=looking(bo))
    [seen] = reading.assignments(couple, by=looking(ana))
    assert (seen.reviewed_at, seen.new_since_review) == (None, 1)
    assigning.mark_reviewed(appreciation, by=looking(ana))
    clock.shift(timedelta(minutes=1))
    assert reading.assignments(couple, by=looking(ana))[0].new_since_review == 0
    entering.write(appreciation, cy, tuesday, TEA, by=looking(cy))
    assert reading.assignments(couple, by=looking(ana))[0].new_since_review == 1


def test_appreciations_are_counted_for_each_audience(appreciation, couple, ana, bo, cy, tuesday, clock):
    entering.write(appreciation, bo, tuesday, TEA, audience="partner", by=looking(bo))
    entering.write(appreciation, bo, tuesday - timedelta(days=1), TEA, by=looking(bo))
    entering.write(appreciation, cy, tuesday, TEA, audience="partner", by=looking(cy))
    span = (tuesday - timedelta(days=7), tuesday)
    assert reading.appreciation_delivered(couple, *span) == 0
    clock.shift(timedelta(minutes=10))
    assert reading.appreciation_delivered(couple, *span) == 2
    assert reading.appreciation_of(bo, couple, *span, by=looking(bo)) == reading.OwnTotals(1, 2)
    ledger = reading.appreciation_ledger(couple, *span, by=looking(ana))
    assert [(line.mark, line.given, line.noticed) for line in ledger] == [("a", 1, 2), ("b", 1, 1)]
    for person in (bo, cy):
        with pytest.raises(NotFound):
            reading.appreciation_ledger(couple, *span, by=looking(person))
    with pytest.raises(NotFound):
        reading.appreciation_of(bo, couple, *span, by=looking(cy))


def test_pages_are_only_for_the_person_they_are_about(appreciation, ana, bo, cy, dee):
    for person in (ana, cy, dee):
        for page in (reading.today, reading.together, reading.own_entries):
            with pytest.raises(NotFound):
                page(bo, by=looking(person))


def test_queries_do_not_grow_with_what_there_is(appreciation, self_check, couple, ana, bo, cy, tuesday):
    def pages():
        boss, partner = looking(ana), looking(bo)
        week = {"since": tuesday - timedelta(days=14), "until": tuesday}
        return {
            "today": statements(lambda: reading.today(bo, by=partner)),
            "together": statements(lambda: reading.together(bo, by=partner)),
            "own": statements(lambda: reading.own_entries(bo, by=partner)),
            "dots": statements(lambda: reading.week_dots_of([couple], by=boss)),
            "assignments": statements(lambda: reading.assignments(couple, by=boss)),
            "entries": statements(lambda: reading.entries(couple, by=boss, **week)),
        }

    def live(days):
        for back in days:
            for person in (bo, cy):
                day = tuesday - timedelta(days=back)
                entry = sets.EntryFactory(assignment=appreciation, partner=person, day=day)
                sets.shared_part(entry, minutes_ago=20 + back)

    live([0])
    few = pages()
    live(range(1, 12))
    assert EntryPart.unscoped.count() == 24
    assert pages() == few
    assert max(few.values()) <= 8, few
