"""Areas weighed by agreement, two grids read across, and how somebody answered rather than what."""

from typing import Any

import pytest

from assessments.format.definition import SHIPPED, Definition, parse
from assessments.scores import crossing, manner
from assessments.scores.answers import Answers, read
from assessments.scores.areas import areas, has_areas
from assessments.scores.scoring import score


def shipped(slug: str) -> Definition:
    return parse((SHIPPED / f"{slug}.1.toml").read_text(encoding="utf-8"))


STRENGTHS, FOUR, NEEDS = map(shipped, ("strengths-and-growth", "forgotten-four", "needs-and-expectations"))


def good(definition: Definition, value: int = 4, **other: int) -> Answers:
    """Every scored question answered alike once turned: value is how good, from 0 to 4."""
    given = {}
    for question in definition.questions:
        if question.scale is not None and not question.safety:
            better = definition.scale(question.scale).higher_is == "better"
            wanted = other.get(question.scale, value)
            given[question.id] = wanted if better != question.reverse else 4 - wanted
    return read(definition, given)


def by_id(a: Answers, b: Answers) -> dict[str, Any]:
    return {area.id: area for area in areas(STRENGTHS, a, b)}


def test_the_instrument_of_areas_is_known_by_its_sections() -> None:
    assert has_areas(STRENGTHS)
    assert not any(map(has_areas, (FOUR, NEEDS, shipped("weekly-pulse"), shipped("reach-respond-engage"))))


def test_what_both_call_good_is_a_strength_and_comes_first() -> None:
    found = areas(STRENGTHS, good(STRENGTHS, 2, money=4), good(STRENGTHS, 2, money=3))
    assert (found[0].id, found[0].strong, found[0].reading) == ("money", 1.0, "strength")


@pytest.mark.parametrize(
    ("a", "b", "reading"),
    [(4, 3, "strength"), (0, 1, "growth"), (4, 1, "apart"), (2, 2, "mixed"), (3, 2, "mixed")],
)
def test_each_reading_and_its_mirror(a: int, b: int, reading: str) -> None:
    first, second = good(STRENGTHS, a), good(STRENGTHS, b)
    assert by_id(first, second)["roles"].reading == reading
    assert areas(STRENGTHS, first, second) == areas(STRENGTHS, second, first)


def test_an_area_that_too_little_was_answered_of_has_no_reading() -> None:
    one = read(STRENGTHS, {q.id: 4 for q in STRENGTHS.questions_of("money")[:2]})
    found = by_id(one, good(STRENGTHS))
    assert (found["money"].items, found["money"].reading) == (2, None)
    assert (found["roles"].items, found["roles"].reading) == (0, None)


def test_two_grids_over_the_same_lines_are_read_across() -> None:
    both = crossing.crossing(NEEDS)
    assert both is not None
    rows = [row.id for row in both.across.rows]
    held = read(
        NEEDS, {both.across.id: {rows[0]: 4, rows[1]: 0, rows[2]: 4}, both.up.id: {rows[0]: 0, rows[1]: 2}}
    )
    lines = crossing.cross(both, held)
    assert [(line.row, line.x, line.y, line.quarter) for line in lines] == [
        (rows[0], 4, 0, "high-low"),
        (rows[1], 0, 2, ""),
    ]
    assert crossing.crossing(FOUR) is None


def test_a_form_answered_alike_throughout_is_flat_turned_questions_included() -> None:
    same = read(FOUR, {q.id: 2 for q in FOUR.questions if q.scale})
    assert manner.is_flat(FOUR, same)
    assert not manner.is_flat(FOUR, good(FOUR, 4))
    few = read(FOUR, {q.id: 2 for q in [q for q in FOUR.questions if q.scale][:7]})
    assert not manner.is_flat(FOUR, few)


def test_scales_within_a_narrow_spread_move_together() -> None:
    assert manner.all_together(FOUR, score(FOUR, good(FOUR, 3)))
    one_apart = good(FOUR, 3, **{FOUR.numbered[0].id: 0})
    assert not manner.all_together(FOUR, score(FOUR, one_apart))
    only_two = shipped("flooding-and-repair")
    assert len(only_two.numbered) >= 3 or not manner.all_together(
        only_two, score(only_two, good(only_two, 3))
    )


def test_safety_questions_are_never_compared() -> None:
    safe = shipped("emotional-safety")
    assert {item.question.id for item in manner.compared(safe)}.isdisjoint(
        rule.question for rule in safe.alerts
    )
