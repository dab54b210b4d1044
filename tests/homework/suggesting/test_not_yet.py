"""What one match holds back from all suggestions, until when, and for whom."""

from __future__ import annotations

from homework.suggesting.names import Named, named
from tests.homework.suggesting.building import couple, fired, weigh

CLOSER, BACK = {"self": 30.0, "partner": -20.0}, {"self": -30.0, "partner": 20.0}
EASE = "emotional-safety/ease"


def test_a_hard_talk_waits_where_both_are_tired_of_conflict() -> None:
    result = weigh(couple(a={"top": "unspoken_needs"}, b={"top": "conflict_fatigue"}))
    needs = result.suggestion("M3")
    assert needs is not None
    talk = next(offer for offer in needs.offers if offer.named.exercise == "weekly-check-in")
    assert talk.held_by == ()
    assert [(str(left.part), left.by.rule) for left in talk.left_out] == [("weekly-check-in:issue", "M10")]


def test_the_counsellor_may_weigh_a_not_yet_and_not_a_guard() -> None:
    lists = {"conflict-climate/criticism": ("high", 60.0)}
    result = weigh(couple(a={"top": "unspoken_needs", "lists": lists}, b={"top": "unspoken_needs"}))
    needs = result.suggestion("M3")
    assert needs is not None
    talk = next(offer for offer in needs.offers if offer.named.exercise == "weekly-check-in")
    assert [kept.rule for kept in talk.held_by] == ["M16"]
    assert talk.can_be_set


def test_the_weekly_talk_waits_for_four_invitations_from_each() -> None:
    lists = {"conflict-climate/criticism": ("high", 60.0)}

    def waits(a: int, b: int) -> bool:
        told = [{"lists": lists, "done": {"invite-not-demand": count}} for count in (a, b)]
        return bool(weigh(couple(*told)).keeps(Named("weekly-check-in"), "ab"))

    assert waits(4, 3)
    assert not waits(4, 4)


def test_reaching_out_waits_until_both_feel_at_ease() -> None:
    def waits(a: float, b: float) -> bool:
        told = [{"top": "risky_talk", "scales": {EASE: value}} for value in (a, b)]
        return "M2" in [kept.rule for kept in weigh(couple(*told)).keeps(Named("hold-and-reach"), "ab")]

    assert waits(55, 54)
    assert not waits(55, 55)


def test_each_gets_a_part_of_the_work_where_one_presses_and_one_steps_back() -> None:
    found = weigh(couple(a={"positions": BACK}, b={"positions": CLOSER})).suggestion("M22")
    assert found is not None
    assert found.fired.marks == "b"
    assert {str(offer.named): offer.marks for offer in found.offers} == {
        "cycle-diary": "ab",
        "invite-not-demand": "b",
        "stress-reducing-talk": "a",
    }


def test_only_who_steps_back_is_spared_reaching_out() -> None:
    result = weigh(couple(a={"positions": BACK}, b={"positions": CLOSER}))
    assert [kept.rule for kept in result.keeps(Named("hold-and-reach"), "a")] == ["M22"]
    assert result.keeps(Named("hold-and-reach"), "b") == ()


def test_two_reports_that_differ_make_no_pattern() -> None:
    result = weigh(couple(a={"positions": CLOSER}, b={"positions": CLOSER}))
    assert not fired(result) & {"M22", "M23", "M24"}


def test_where_it_got_worse_everything_new_waits() -> None:
    satisfied = "relationship-satisfaction/satisfaction"
    told = {"scales": {satisfied: 40.0}, "first": {satisfied: 80.0}, "top": "lost_play"}
    result = weigh(couple(a=told, running={"bid-log": "ab"}))
    play, worse = result.suggestion("M5"), result.suggestion("M30")
    assert play is not None
    assert worse is not None
    assert all([kept.rule for kept in offer.held_by] == ["M30"] for offer in play.offers)
    assert worse.fired.stops == ("bid-log",)


def test_thanks_that_hardly_arrive_stop_being_told_by_that_partner() -> None:
    result = weigh(couple(a={"received": 1.0}))
    assert [kept.rule for kept in result.keeps(named("appreciation-exchange:telling"), "a")] == ["M13"]
    assert result.keeps(named("appreciation-exchange:telling"), "b") == ()
    assert result.keeps(named("appreciation-exchange:noticing"), "a") == ()


def test_no_partner_gets_homework_that_sets_the_other_right() -> None:
    result = weigh(couple(a={"top": "never_enough"}))
    assert [kept.rule for kept in result.keeps(Named("feedback-both-ways"), "b")] == ["M8"]
