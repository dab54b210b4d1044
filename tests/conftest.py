"""The cast, by relation: Ana counsels Bo and Cy; Dee and Eli are strangers to them; Fay counsels Dee and Eli."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.utils import timezone

from practice import sealing
from practice.access import Viewer, viewer_for
from tests.factories import practice as people

# Speed is shown by the benchmark; a busy machine must not turn a property red.
hypothesis.settings.register_profile("calm", deadline=None)
hypothesis.settings.load_profile("calm")


PURE_FOLDERS = {"assessments", "homework", "reports"}
"""Where a test that asks for no database rests on pure modules alone; elsewhere it may start one of its own."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what no database can change, so that it need not be run once for each of them."""
    for item in items:
        folder = item.path.relative_to(Path(__file__).parent).parts[0]
        asks = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        if folder in PURE_FOLDERS and not asks and item.get_closest_marker("django_db") is None:
            item.add_marker("no_database")


@pytest.fixture(autouse=True)
def _fresh_memory() -> None:
    """Unwrapped keys do not outlive a test; rate limits roll back with its database."""
    sealing.memory.forget()


@pytest.fixture
def practice(db: None) -> Any:
    return people.PracticeFactory()


@pytest.fixture
def ana(practice: Any) -> Any:
    """The counsellor who treats Bo and Cy."""
    return people.StaffFactory(practice=practice, called="Ana", is_counsellor=True)


@pytest.fixture
def couple(ana: Any) -> Any:
    return people.CoupleFactory(practice=ana.practice, counsellor=ana, status="active")


@pytest.fixture
def bo(couple: Any) -> Any:
    return people.partner_in(couple, "a", called="Bo")


@pytest.fixture
def cy(couple: Any) -> Any:
    return people.partner_in(couple, "b", called="Cy")


@pytest.fixture
def fay(practice: Any) -> Any:
    """Another counsellor of the same practice, who treats Dee and Eli."""
    return people.StaffFactory(practice=practice, called="Fay", is_counsellor=True)


@pytest.fixture
def other_couple(fay: Any) -> Any:
    return people.CoupleFactory(practice=fay.practice, counsellor=fay, status="active")


@pytest.fixture
def dee(other_couple: Any) -> Any:
    return people.partner_in(other_couple, "a", called="Dee")


@pytest.fixture
def eli(other_couple: Any) -> Any:
    return people.partner_in(other_couple, "b", called="Eli")


def looking(person: Any) -> Viewer:
    """The viewer a Staff or Partner row's person is, fully signed in."""
    return viewer_for(person.user, second_factor=True)


@pytest.fixture
def time_machine_now() -> Iterator[Any]:
    """A clock that stands still and can be moved on."""
    import time_machine

    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller
