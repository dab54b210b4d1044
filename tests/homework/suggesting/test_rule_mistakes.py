"""A file that cannot be used is explained to the person who wrote it."""

from __future__ import annotations

import pytest

from homework.suggesting.rules import RuleError, parse

GOOD = """
id = "M90"
version = 1
kind = "match"
of = "partner"
title = "Play got lost"
says = "There is little play ({signs})."
evidence = "Practitioners' knowledge."
recommend = { first = ["play-menu"], then = [{ exercise = "weekly-check-in:issue", who = "other", note = "Gently." }] }
not_yet = [{ exercise = "hold-and-reach", until = { fact = "stage_at_least", step = 5, who = "both" } }]

[[when]]
as = "signs"
any_of = [
  { fact = "top_facet", facet = "lost_play" },
  { fact = "scale_low", scale = "forgotten-four/playfulness" },
]
"""
GUARD = """
id = "K90"
version = 1
kind = "guard"
title = "Much runs"
says = "Much runs."
evidence = "Practice rule."
blocks = ["@couple"]

[[when]]
fact = "alcohol"
"""

MISTAKES = [
    (GOOD, "kind =", "kynd =", "*kynd* is not known here. Did you mean *kind*?"),
    (GOOD, '"match"', '"hunch"', "*kind* is *guard* or *match*."),
    (GOOD, '"M90"', '"K90"', "K for a guard, M for a match"),
    (GOOD, "version = 1", 'version = "1"', "*version* is a whole number from 1."),
    (GOOD, 'of = "partner"', 'of = "both"', "*of* is *couple* or *partner*."),
    (GOOD, 'title = "Play got lost"', 'title = ""', "*title* is empty."),
    (GOOD, 'evidence = "Practitioners\' knowledge."', "", "*evidence* is missing."),
    (GOOD, '"top_facet"', '"top_fact"', "there is no fact *top_fact*. Did you mean *top_facet*?"),
    (GOOD, "facet =", "fact_of =", "the fact *top_facet* does not know the word *fact_of*."),
    (GOOD, ', facet = "lost_play"', "", 'the fact *top_facet* needs *facet*, a text in "quotes".'),
    (GOOD, 'facet = "lost_play"', "facet = 3", '*facet* of the fact *top_facet* must be a text in "quotes".'),
    (GOOD, "step = 5", "step = true", "*step* of the fact *stage_at_least* must be a whole number."),
    (GOOD, 'who = "both"', 'who = "all"', "*who* cannot be *all* in a rule of a partner."),
    (GOOD, '"play-menu"', '"play-menus"', "there is no exercise *play-menus*. Did you mean *play-menu*?"),
    (GOOD, "in:issue", "in:tissue", "*weekly-check-in* has no part *tissue*."),
    (GOOD, 'who = "other"', 'who = "third"', "*who* cannot be *third*."),
    (GOOD, "note =", "notes =", "the word *notes* is not known here. Did you mean *note*?"),
    (GOOD, "{signs}", "{sign}", "no fact is called *sign*. Did you mean *signs*?"),
    (GOOD, "({signs})", "({signs)", "a brace has no partner."),
    (GOOD, '"hold-and-reach"', '"play-menu"', "*play-menu* is both recommended and held back."),
    (GOOD, '["play-menu"]', '"play-menu"', "*recommend* is a list of exercises in [ ]."),
    (GOOD, "[[when]]", "[[whence]]", "there is no [[when]]"),
    (GOOD, "not_yet =", "blocks =", "*blocks* belongs to a guard."),
    (
        GOOD,
        '{ fact = "top_facet"',
        '{ any_of = [], fact = "top_facet"',
        "*any_of* cannot stand inside *any_of*.",
    ),
    (GOOD, "any_of = [", 'fact = "alcohol"\nany_of = [', "*fact* cannot stand beside *any_of*."),
    (GOOD, '"play-menu"', '"*"', "*\\** cannot stand in *recommend*."),
    (GUARD, 'blocks = ["@couple"]', "", "this guard holds nothing back."),
    (GUARD, 'blocks = ["@couple"]', 'checks = ["weekly-check-in"]', "*checks* and *asks* go together"),
    (GUARD, 'blocks = ["@couple"]', "at_most = -1", "*at_most* is a whole number from 0."),
    (GUARD, '"@couple"', '"@everyone"', "there is no exercise *@everyone*."),
    (GUARD, '"@couple"', '{ exercise = "@couple", only_if = "load" }', "no fact is called *load*."),
    (GUARD, '"@couple"', '{ exercise = "play-menu", who = "self" }', "a rule of a couple is for both"),
    (GUARD, 'fact = "alcohol"', 'fact = "no_flags"\nwho = "both"', "is about the two; take *who* away."),
    (
        GUARD,
        'fact = "alcohol"',
        'fact = "alcohol"\nwho = "self"',
        "*who* cannot be *self* in a rule of a couple.",
    ),
    (GUARD, "[[when]]", "[[when]", "this line cannot be read"),
]


def test_the_examples_themselves_are_good() -> None:
    assert parse(GOOD).id == "M90"
    assert parse(GUARD).is_guard


@pytest.mark.parametrize(("text", "was", "now", "says"), MISTAKES, ids=[each[3][:40] for each in MISTAKES])
def test_a_mistake_is_told_in_words(text: str, was: str, now: str, says: str) -> None:
    assert was in text
    with pytest.raises(RuleError) as caught:
        parse(text.replace(was, now))
    told = "\n".join(str(problem) for problem in caught.value.problems)
    assert says.replace("\\", "") in told


def test_a_mistake_is_told_with_its_line() -> None:
    with pytest.raises(RuleError) as caught:
        parse(GOOD.replace("version = 1", "version = 0"))
    assert [problem.line for problem in caught.value.problems] == [3]


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(RuleError) as caught:
        parse(GOOD.replace('"M90"', '"90"').replace('"play-menu"', '"plays"').replace("top_facet", "bottom"))
    assert len(caught.value.problems) == 3
