"""A battery file is read, checked and explained; the shipped ones name forms that exist."""

from pathlib import Path

import pytest

from assessments.format import batteries
from assessments.format.definition import DefinitionError

GOOD = """slug = "two-forms"
title = "Two forms"
neutral_title = "A look"
purpose = "Shows two things."
when = "every-4-weeks"
minutes = 4
instruments = [{ slug = "weekly-pulse" }, { slug = "inner-world", guess = true }]
"""


def test_a_battery_says_what_goes_out_and_how_often() -> None:
    battery = batteries.parse(GOOD)
    assert [(part.slug, part.stance) for part in battery.instruments] == [
        ("weekly-pulse", "self"),
        ("inner-world", "guess"),
    ]
    assert (battery.every_weeks, battery.months_after_ending) == (4, None)
    later = batteries.parse(GOOD.replace("every-4-weeks", "follow-up-12"))
    assert (later.every_weeks, later.months_after_ending) == (None, 12)


@pytest.mark.parametrize(
    ("was", "becomes", "line", "says"),
    [
        ('when = "every-4-weeks"', 'when = "every-4-week"', 5, "Did you mean *every-4-weeks*?"),
        ("minutes = 4", "minuts = 4", 6, "Did you mean *minutes*?"),
        ("minutes = 4", "minutes = 0", 6, "from 1 to 120"),
        ("minutes = 4", 'minutes = "four"', 6, "a whole number"),
        ('slug = "two-forms"', 'slug = "Two forms"', 1, "no short name"),
        ('title = "Two forms"', 'title = " "', 2, "*title* is empty"),
        ('{ slug = "weekly-pulse" }', '{ slug = "weekly-puls" }', 7, "Did you mean *weekly-pulse*?"),
        ("guess = true", "guess = true, gess = 1", 7, "*gess* is not known"),
        ('"inner-world", guess = true', '"weekly-pulse"', 7, "stands there twice"),
        ("inner-world", "drivers", 7, "does not exist"),
    ],
)
def test_each_mistake_is_told_with_its_line(was: str, becomes: str, line: int, says: str) -> None:
    with pytest.raises(DefinitionError) as told:
        batteries.parse(
            GOOD.replace(was, becomes), known={"weekly-pulse", "inner-world"}, guessable={"inner-world"}
        )
    assert f"line {line}" in str(told.value)
    assert says in str(told.value)


def test_a_form_that_is_about_oneself_alone_cannot_be_a_guess() -> None:
    with pytest.raises(DefinitionError, match="cannot be sent as a guess"):
        batteries.parse(GOOD, known={"weekly-pulse", "inner-world"})


def test_an_empty_battery_and_a_file_by_another_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="from 1 to 24 forms"):
        batteries.parse(GOOD[: GOOD.index("instruments")] + "instruments = []")
    (tmp_path / "another.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"two-forms\.toml"):
        batteries.read_folder(tmp_path)
    (tmp_path / "another.toml").write_text("slug = ", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"another\.toml"):
        batteries.read_folder(tmp_path)


def test_the_shipped_ones_stand_in_the_order_of_a_course() -> None:
    whens = [battery.when for battery in batteries.shipped().values()]
    assert whens == [
        "intake", "every-4-weeks", "every-session", "ending", "follow-up-3", "follow-up-6", "follow-up-12",
    ]  # fmt: skip
