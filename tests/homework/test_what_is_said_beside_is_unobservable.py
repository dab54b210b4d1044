"""Whatever one partner says beside an exercise changes nothing that the other one can find out, until it arrives."""

from datetime import date, datetime, time, timedelta

import pytest

from homework import debriefing, entering, planning_time, reminding, replying, terms
from homework.models import AssignmentTerms, Debrief, Reply, SharedTime
from practice import registry
from practice.calendar import feeds
from practice.models import AuditEntry, Message
from tests.conftest import looking
from tests.factories import homework as sets
from tests.homework.observing import observed

BESIDE = (AssignmentTerms, Debrief, Reply, SharedTime)


def not_safe(bo, appreciation, part, day):
    entering.skip(appreciation, bo, day, "not_safe", by=looking(bo))


def debriefed(bo, appreciation, part, day):
    debriefing.give(appreciation, bo, {"quality": 0, "obstacle": "row"}, by=looking(bo))


def answers_and_unsays(bo, appreciation, part, day):
    said = replying.reply(part, "talk", by=looking(bo))
    replying.unsay(said, by=looking(bo))


def answers(bo, appreciation, part, day):
    replying.reply(part, "thanks", by=looking(bo))


def proposes(bo, appreciation, part, day):
    couple = appreciation.couple
    planning_time.propose(
        couple, bo, what="A walk", starts_at=datetime(2026, 3, 14, 15), minutes=60, by=looking(bo)
    )


def takes_back(bo, appreciation, part, day):
    proposes(bo, appreciation, part, day)
    planning_time.withdraw(SharedTime.unscoped.get(), by=looking(bo))


def is_reminded(bo, appreciation, part, day):
    own = AssignmentTerms.unscoped.get(assignment=appreciation, partner=bo)
    terms.change_cue(own, cue="When the kettle is on", remind_at=time(20), by=looking(bo))
    assert reminding.remind() == 1


@pytest.mark.parametrize(
    "act", [not_safe, debriefed, answers_and_unsays, answers, proposes, takes_back, is_reminded]
)
def test_the_other_one_finds_out_nothing(act, appreciation, couple, bo, cy, tuesday):
    entry = sets.EntryFactory(assignment=appreciation, partner=cy, day=tuesday - timedelta(days=1))
    part = sets.shared_part(entry)
    feed = feeds.find(feeds.make(cy.user, by=looking(cy)))

    def all_of_it():
        feed.refresh_from_db()
        viewer = looking(cy)
        return (
            observed(cy, couple),
            [list(model.objects.visible_to(viewer).order_by("pk").values()) for model in BESIDE],
            planning_time.coming(cy, by=viewer),
            registry.own_data_of(cy),
            feeds.body(feed, date(2026, 3, 10)),
            feeds.etag(feed, date(2026, 3, 10)),
            Message.unscoped.filter(user=cy.user).count(),
            list(AuditEntry.objects.visible_to(viewer).values()),
        )

    before = all_of_it()
    act(bo, appreciation, part, tuesday)
    assert all_of_it() == before


def test_not_safe_is_not_shown_again_to_who_said_it(appreciation, self_check, bo, tuesday):
    from homework import reading

    entering.skip(appreciation, bo, tuesday, "not_safe", by=looking(bo))
    entering.skip(self_check, bo, tuesday, "no_time", by=looking(bo))
    reasons = {each.title: each.reason for each in reading.own_entries(bo, by=looking(bo))}
    assert sorted(reasons.values()) == ["", "no_time"]
    assert "not_safe" not in str(registry.own_data_of(bo))
    assert "no_time" in str(registry.own_data_of(bo))


def test_own_export_holds_what_is_ones_own_and_not_how_safe_it_felt(couple, bo, cy, tuesday):
    sets.joint_work(couple)
    reach = sets.AssignmentFactory(couple=couple, exercise=sets.exercise("hold-and-reach"))
    entry = sets.EntryFactory(assignment=reach, partner=bo, day=tuesday)
    sets.EntryPartFactory(entry=entry, field="felt_safe", words=3)
    sets.EntryPartFactory(entry=entry, field="met", place=1, words=2)
    debriefing.give(reach, bo, {"amount": 4}, by=looking(bo))
    mine, theirs = registry.own_data_of(bo), registry.own_data_of(cy)
    assert [answer["question"] for answer in mine["homework"][0]["answers"]] == [
        "How much did you meet each other?"
    ]
    assert mine["homework besides"]["debriefs"][0]["answers"] == [
        {"question": "How much of it did you do?", "answer": "All of it"}
    ]
    assert len(mine["homework besides"]["terms"]) == 1
    assert theirs["homework besides"]["debriefs"] == []


def test_erasing_a_person_takes_all_of_it_along(appreciation, bo, cy, tuesday):
    part = sets.shared_part(sets.EntryFactory(assignment=appreciation, partner=cy, day=tuesday))
    for act in (debriefed, answers, proposes):
        act(bo, appreciation, part, tuesday)
    debriefing.give(appreciation, cy, {"amount": 1}, by=looking(cy))
    registry.tell(registry.PERSON_ERASED, partner=bo)
    for model in BESIDE:
        assert not model.unscoped.filter(partner=bo).exists()
    assert Debrief.unscoped.get().partner == cy
