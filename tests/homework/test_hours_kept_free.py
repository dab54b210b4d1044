"""An hour kept free together: proposed by one, agreed by the other, neutral in both calendars and in nobody else's."""

from datetime import UTC, date, datetime, timedelta

import pytest

from assessments import gate
from homework import planning_time as hours
from homework.models import SharedTime
from practice import caring, consenting, registry
from practice.calendar import feeds
from practice.models import FeedToken, Message
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from tests.conftest import looking
from tests.factories import assessments as forms
from tests.factories import homework as sets
from tests.factories.practice import SessionFactory

SATURDAY = datetime(2026, 3, 14, 15, 0)
TODAY = date(2026, 3, 10)


@pytest.fixture
def together(couple, bo, cy):
    sets.joint_work(couple)
    return couple


@pytest.fixture
def walk(together, bo, clock):
    """Proposed by Bo, arrived at Cy."""
    row = propose(together, bo)
    clock.shift(timedelta(minutes=10))
    return row


def propose(couple, partner, starts_at=SATURDAY, **facts):
    given = {"what": "A walk", "minutes": 90, "by": looking(partner), **facts}
    return hours.propose(couple, partner, starts_at=starts_at, **given)


def coming(person):
    return [(each.what, each.state, each.mine) for each in hours.coming(person, by=looking(person))]


def token(person):
    return feeds.find(feeds.make(person.user, by=looking(person)))


def calendar(feed):
    return feeds.body(FeedToken.unscoped.get(pk=feed.pk), TODAY).decode()


def etag(feed):
    return feeds.etag(FeedToken.unscoped.get(pk=feed.pk), TODAY)


def test_a_proposal_arrives_after_ten_minutes(together, bo, cy, ana, clock):
    row = propose(together, bo)
    assert row.starts_at == SATURDAY.replace(tzinfo=UTC)
    assert (coming(bo), coming(cy)) == ([("A walk", "proposed", True)], [])
    with pytest.raises(NotFound):
        hours.agree(row, by=looking(cy))
    clock.shift(timedelta(minutes=10))
    assert coming(cy) == [("A walk", "proposed", False)]
    assert not SharedTime.objects.visible_to(looking(ana)).exists()
    hours.agree(row, by=looking(cy))
    assert coming(bo) == [("A walk", "agreed", True)]
    assert SharedTime.objects.visible_to(looking(ana)).count() == 1
    assert not Message.unscoped.exists()


def test_taken_back_it_is_nowhere_for_the_other_one(together, walk, bo, cy):
    never = [], calendar(token(cy))
    hours.agree(walk, by=looking(cy))
    hours.withdraw(walk, by=looking(bo))
    assert (coming(cy), calendar(token(cy))) == never
    with pytest.raises(NotFound):
        hours.agree(walk, by=looking(cy))


def test_each_does_only_what_is_theirs(walk, bo, cy, ana, dee):
    for verb, people in ((hours.agree, (bo, ana, dee)), (hours.withdraw, (cy, ana, dee))):
        for person in people:
            with pytest.raises(NotFound):
                verb(walk, by=looking(person))
    assert hours.decline(walk, by=looking(cy)).state == "declined"
    with pytest.raises(StaleEdit):
        hours.agree(walk, by=looking(cy), version=1)
    assert hours.agree(walk, by=looking(cy), version=2).state == "agreed"
    assert hours.decline(walk, by=looking(cy)).state == "declined"
    assert hours.withdraw(walk, by=looking(bo)).state == "withdrawn"


def test_an_agreed_hour_stands_in_both_calendars_without_a_word(walk, bo, cy, ana):
    mine, theirs, desk = token(bo), token(cy), token(ana)
    before = etag(mine), etag(theirs), etag(desk)
    assert "BEGIN:VEVENT" not in calendar(mine)
    hours.agree(walk, by=looking(cy))
    assert etag(mine) != before[0]
    assert etag(theirs) != before[1]
    assert etag(desk) == before[2]
    for feed in (mine, theirs):
        shown = calendar(feed)
        assert "SUMMARY:Appointment" in shown
        assert "20260314T1500" in shown
        assert "walk" not in shown
    assert "BEGIN:VEVENT" not in calendar(desk)
    uids = {line for feed in (mine, theirs) for line in calendar(feed).splitlines() if line.startswith("UID")}
    assert len(uids) == 2


def test_a_calendar_has_a_new_mark_whenever_its_bytes_change_and_only_then(together, walk, bo, cy, ana):
    forms.screened(together, bo, cy)
    feed = token(cy)
    seen = {etag(feed): calendar(feed)}

    def step(act):
        act()
        mark, shown = etag(feed), calendar(feed)
        assert seen.setdefault(mark, shown) == shown
        return shown

    step(lambda: hours.decline(walk, by=looking(cy)))
    assert len(seen) == 1
    assert "VEVENT" in step(lambda: hours.agree(walk, by=looking(cy)))
    assert "VEVENT" not in step(lambda: gate.pause_joint_work(together, by=looking(ana)))
    assert "VEVENT" in step(lambda: gate.open_joint_work(together, by=looking(ana)))
    assert "VEVENT" not in step(lambda: caring.change_status(together, "paused", by=looking(ana)))
    assert "VEVENT" in step(lambda: caring.change_status(together, "active", by=looking(ana)))
    assert "VEVENT" not in step(lambda: consenting.withdraw(partner=bo, by=looking(bo)))
    assert SharedTime.unscoped.get().state == "withdrawn"


def test_what_is_past_or_skipped_by_the_clocks_is_refused_kindly(together, bo, clock):
    assert propose(together, bo, datetime(2026, 3, 29, 2, 30))
    for when, says in (
        (datetime(2026, 3, 29, 1, 30), "skip"),
        (datetime(2026, 10, 25, 1, 30), "twice"),
        (datetime(2026, 3, 10, 19, 59), "gone by"),
        (datetime(2028, 3, 10, 19, 0), "within a year"),
        (datetime(1, 1, 1), "gone by"),
    ):
        with pytest.raises(BadInput) as refusal:
            propose(together, bo, when)
        assert says in str(refusal.value.fields["starts_at"])
    for minutes in (4, 721, True, "60"):
        with pytest.raises(BadInput):
            propose(together, bo, minutes=minutes)


def test_an_hour_that_has_begun_is_settled_as_it_is(walk, bo, cy, clock):
    clock.move_to(SATURDAY.replace(tzinfo=UTC))
    with pytest.raises(NotNow):
        hours.agree(walk, by=looking(cy))
    with pytest.raises(NotNow):
        hours.withdraw(walk, by=looking(bo))


def test_sessions_at_the_same_hour_are_never_told(together, bo, cy):
    SessionFactory(
        couple=together,
        starts_at=SATURDAY.replace(tzinfo=UTC),
        ends_at=SATURDAY.replace(tzinfo=UTC) + timedelta(minutes=50),
    )
    assert propose(together, bo)
    assert propose(together, cy)


def test_at_rest_the_sentence_is_the_same_whatever_the_cause(couple, bo, cy, ana, dee):
    with pytest.raises(NotNow) as closed:
        propose(couple, bo)
    sets.joint_work(couple)
    assert propose(couple, bo)
    caring.change_status(couple, "paused", by=looking(ana))
    with pytest.raises(NotNow) as paused:
        propose(couple, bo)
    assert str(closed.value.sentence) == str(paused.value.sentence)
    with pytest.raises(NotFound):
        propose(couple, dee)


def test_own_export_and_erasing(walk, bo, cy):
    hours.agree(walk, by=looking(cy))
    feed = token(cy)
    before = etag(feed)
    assert [each["what"] for each in registry.own_data_of(bo)["homework besides"]["times"]] == ["A walk"]
    assert registry.own_data_of(cy)["homework besides"]["times"] == []
    registry.tell(registry.PERSON_ERASED, partner=bo)
    assert not SharedTime.unscoped.exists()
    assert etag(feed) != before
