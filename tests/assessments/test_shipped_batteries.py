"""The batteries that come with the product name instruments that exist, and are honest about the time they take."""

import pytest

from assessments.format import batteries, translating
from assessments.format.definition import SHIPPED, parse
from tests.assessments.test_shipped_instruments import TELLING

NEWEST = {
    definition.slug: definition
    for definition in sorted(
        (
            parse(file.read_text(encoding="utf-8"))
            for file in SHIPPED.glob("*.toml")
            if not translating.named(file.name)
        ),
        key=lambda definition: definition.version,
    )
}


@pytest.fixture(params=batteries.shipped().values(), ids=lambda battery: battery.slug)
def battery(request: pytest.FixtureRequest) -> batteries.Battery:
    """Each shipped battery in turn."""
    found: batteries.Battery = request.param
    return found


def test_there_is_one_for_every_point_of_a_course() -> None:
    assert [battery.when for battery in batteries.shipped().values()] == [
        "intake", "every-4-weeks", "every-session", "ending", "follow-up-3", "follow-up-6", "follow-up-12",
    ]  # fmt: skip


def test_its_forms_exist_and_none_is_the_counsellors_own(battery: batteries.Battery) -> None:
    for part in battery.instruments:
        assert NEWEST[part.slug].answered_by == "partner"
        assert not part.guess or NEWEST[part.slug].guess


def test_its_minutes_are_those_of_its_forms(battery: batteries.Battery) -> None:
    assert battery.minutes == sum(NEWEST[part.slug].minutes for part in battery.instruments)


def test_its_neutral_title_tells_an_onlooker_nothing(battery: batteries.Battery) -> None:
    assert not TELLING.search(battery.neutral_title)


def test_nothing_is_raised_after_the_end_when_nobody_may_be_there_to_read_it() -> None:
    for battery in batteries.shipped().values():
        if battery.months_after_ending:
            assert not any(NEWEST[part.slug].alerts for part in battery.instruments)
