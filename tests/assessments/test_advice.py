"""House rules that are told and refuse nothing: each said once, in these words, and only when it is broken."""

from __future__ import annotations

import re

import pytest

from assessments.format.definition import (
    Definition,
    DefinitionError,
    Problem,
    advice,
    as_dict,
    from_dict,
    from_tables,
    parse,
)
from tests.assessments.samples import SMALL

SECOND = """
[[example]]
says = "nothing answered"
given = {}
expect = { turning_toward = "none" }
"""
QUESTION = '[[question]]\nid = "%s"\ntext = "%s"\nscale = "turning_toward"\n'


def lines(wanted: int, *, turned: tuple[int, ...] = (), texts: dict[int, str] | None = None) -> Definition:
    """An instrument with so many lines on one scale; the lines in `turned` are reversed."""
    body = "".join(
        QUESTION % (f"line_{number}", (texts or {}).get(number, f"Line {number} is so."))
        + ("reverse = true\n" if number in turned else "")
        + "\n"
        for number in range(1, wanted + 1)
    )
    head, scale = (
        SMALL[: SMALL.index("[[question]]")],
        SMALL[SMALL.index("[[scale]]") : SMALL.index("[[example]]")],
    )
    nothing = SECOND + SECOND.replace("nothing answered", "still nothing")
    return parse(head + body + scale + nothing)


def about(definition: Definition, word: str) -> list[str]:
    return [line for line in advice(definition) if re.search(word, line)]


@pytest.mark.parametrize(("count", "is_told"), [(3, True), (4, False), (9, False), (10, True)])
def test_four_to_nine_lines_read_best(count: int, is_told: bool) -> None:
    told = f"scale *turning_toward* has {count} questions; 4 to 9 read best, and 2 are too few to trust."
    assert about(lines(count), "read best") == ([told] if is_told else [])


@pytest.mark.parametrize(("count", "is_told"), [(2, True), (3, False), (6, False), (7, True)])
def test_an_item_list_is_short(count: int, is_told: bool) -> None:
    text = SMALL.replace('higher_is = "better"', 'higher_is = "better"\nscore = "list"')
    head, scale = (
        text[: text.index("[[question]]")],
        text[text.index("[[scale]]") : text.index("[[example]]")],
    )
    body = "".join(QUESTION % (f"line_{number}", f"Line {number} is so.") + "\n" for number in range(count))
    told = f"*turning_toward* has {count} questions; 3 or 4 are enough for what is not a number."
    assert about(parse(head + body + scale + SECOND), "not a number") == ([told] if is_told else [])


@pytest.mark.parametrize(
    ("turned", "is_told"),
    [((), True), ((1,), True), ((1, 3), False), ((1, 3, 5), False), ((1, 3, 5, 7), True)],
)
def test_a_quarter_to_two_fifths_are_turned(turned: tuple[int, ...], is_told: bool) -> None:
    told = f"{len(turned)} of 8 scored questions are reversed; a quarter to two fifths is the aim, so 2 to 3 of them."
    assert about(lines(8, turned=turned), "fifths") == ([told] if is_told else [])


def test_two_fifths_themselves_are_fine() -> None:
    assert about(lines(5, turned=(1, 3)), "fifths") == []


def test_turned_lines_stand_apart() -> None:
    assert about(lines(6, turned=(2, 3)), "side") == [
        "*line_2* and *line_3* are both reversed and stand side by side."
    ]
    assert about(lines(6, turned=(1, 3, 6)), "side") == []


@pytest.mark.parametrize(
    "text", ["I do not join in.", "I can't rest.", "NOT with me.", "I never ask.", "I can’t say."]
)
def test_a_turned_line_says_the_opposite_in_plain_words(text: str) -> None:
    told = ["*line_2* is reversed and says *not*; say the opposite in plain words instead."]
    assert about(lines(4, turned=(2,), texts={2: text}), "opposite") == told
    assert about(lines(4, turned=(1,), texts={2: text}), "opposite") == []


def test_notes_and_knots_are_no_not() -> None:
    assert about(lines(4, turned=(2,), texts={2: "We leave a note, or a knot."}), "opposite") == []


def test_two_examples_show_best() -> None:
    told = ["two examples or more show best what the file means."]
    assert about(parse(SMALL), "examples") == told
    assert about(parse(SMALL + SECOND), "examples") == []


def test_the_neutral_title_is_another_one() -> None:
    same = SMALL.replace('neutral_title = "Some questions"', 'neutral_title = "A small one"')
    told = ["the neutral title is the title; a person looking over a shoulder reads it."]
    assert about(parse(same), "shoulder") == told
    assert about(parse(SMALL), "shoulder") == []


def _found(text: str) -> list[Problem]:
    with pytest.raises(DefinitionError) as refused:
        parse(text)
    return list(refused.value.problems)


def test_a_mistake_says_where_it_is_for_people_and_for_a_page() -> None:
    (found,) = _found(
        SMALL.replace('text = "My partner joins in."', 'text = "My partner joins in."\nmax_length = 5')
    )
    assert (found.where, found.table, found.row, found.key) == (
        "question *joins*",
        "question",
        1,
        "max_length",
    )
    assert found.line == SMALL.splitlines().index('text = "My partner joins in."') + 2


def test_a_question_without_a_name_is_counted() -> None:
    where = [found.where for found in _found(SMALL.replace('id = "joins"\n', ""))]
    assert "question 2" in where


def test_an_example_goes_by_what_it_says() -> None:
    (found,) = _found(SMALL.replace("{ turning_toward = 100 }", "{ turning_forward = 100 }"))
    assert found.where == "example *warm on every question*"


def test_a_mistake_at_the_top_has_no_place_within() -> None:
    found = _found(SMALL.replace('tradition = "general"', 'tradition = "mine"'))
    assert [one.where for one in found] == [""]


def test_a_stored_definition_that_is_none_says_so_without_a_place() -> None:
    with pytest.raises(DefinitionError) as refused:
        from_dict({"slug": "small"})
    (found,) = refused.value.problems
    assert (found.line, found.where) == (None, "")
    assert found.says.startswith("the stored definition cannot be read (")


def test_a_stored_definition_is_looked_over_as_well() -> None:
    held = as_dict(parse(SMALL))
    held["questions"][1]["id"] = "notices"
    with pytest.raises(DefinitionError) as refused:
        from_dict(held)
    assert all(found.line is None for found in refused.value.problems)


@pytest.mark.parametrize("hidden", ["a\x00b", "a\x1bb", "a\x85b", "a\ud800b"])
def test_a_hidden_sign_is_refused_wherever_it_stands(hidden: str) -> None:
    for data in ({"slug": hidden}, {hidden: 1}, {"question": [{"text": hidden}]}):
        with pytest.raises(DefinitionError) as refused:
            from_tables(data)
        (found,) = refused.value.problems
        assert (found.line, found.where) == (None, "")
        assert found.says == "a text holds a hidden sign that cannot be kept."
