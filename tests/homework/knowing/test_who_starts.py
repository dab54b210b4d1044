"""Who starts shared things, by each account, and when one partner carries most of it."""

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from homework.knowing.events import Start
from homework.knowing.initiation import initiation
from homework.knowing.shown import Hidden
from tests.homework.knowing.noting import day, starts, swapped

logs = st.lists(starts, max_size=30)


def says(mark: Any, *starters: Any) -> list[Start]:
    return [Start(day(step), mark, "play-menu", starter) for step, starter in enumerate(starters)]


def test_each_account_is_told_in_its_own_words() -> None:
    found = initiation(says("a", *"aaaaab", "both", "both") + says("b", *"bbbb"))
    ours, theirs = found.accounts.a, found.accounts.b
    assert (ours.own.count, ours.partners.count, ours.together.count, ours.n) == (5, 1, 2, 8)
    assert ours.own.share == 5 / 8
    assert (theirs.own.count, theirs.n, theirs.own.share) == (4, 4, None)
    assert theirs.own.hidden == Hidden("too_few_entries", 4, 8)


def test_both_accounts_are_compared_where_both_noted_the_same_thing() -> None:
    found = initiation(says("a", *"aaaaaaaaa") + says("b", *"aaaaaabb"))
    assert (found.agreed.count, found.agreed.of, found.agreed.share) == (6, 8, 0.75)
    assert found.unclear == 0


def test_two_different_starters_on_one_day_are_left_out_as_unclear() -> None:
    twice = [Start(day(0), "a", "play-menu", "a"), Start(day(0), "a", "play-menu", "b")]
    found = initiation([*twice, *says("b", "a")])
    assert (found.agreed.of, found.unclear) == (0, 1)


def test_one_partner_carries_most_only_when_both_accounts_say_so() -> None:
    all_a = says("a", *"aaaaaaaaaa")
    assert initiation(all_a + says("b", *"aaaaaaaaaa")).mostly == "a"
    assert initiation(swapped(all_a + says("b", *"aaaaaaaaaa"))).mostly == "b"
    assert initiation(all_a + says("b", *"bbbbbbbbbb")).mostly is None
    assert initiation(all_a).mostly is None
    assert initiation(says("a", *"aaaaaabbbb") + says("b", *"aaaaaabbbb")).mostly is None


@given(logs, st.randoms())
def test_swapping_swaps_the_marks_and_order_changes_nothing(notes: list[Start], random: Random) -> None:
    assert initiation(swapped(notes)) == swapped(initiation(notes))
    assert initiation(random.sample(notes, len(notes))) == initiation(notes)


@given(logs)
def test_the_counts_add_up_and_shares_lie_in_their_intervals(notes: list[Start]) -> None:
    found = initiation(notes)
    for account in found.accounts:
        rates = (account.own, account.partners, account.together)
        assert sum(rate.count for rate in rates) == account.n
        for rate in (*rates, found.agreed):
            if rate.hidden is None:
                assert rate.low is not None
                assert rate.share is not None
                assert rate.high is not None
                assert rate.low <= rate.share <= rate.high
    assert found.agreed.of + found.unclear <= min(found.accounts.a.n, found.accounts.b.n)
