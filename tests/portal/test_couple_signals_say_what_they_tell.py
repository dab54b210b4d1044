"""Beside a question that reaches the counsellor in any case stands what it is about, and which answer tells at once."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from homework.exercise import Exercise, Signal
from portal.couple.signalled import note
from tests.factories import homework as sets
from tests.portal.couples_pages import as_, words


@pytest.fixture
def page(couple: Any, bo: Any, cy: Any) -> Any:
    sets.joint_work(couple)

    def read(slug: str) -> str:
        row = sets.AssignmentFactory(couple=couple, exercise=sets.exercise(slug))
        return words(as_(bo).get(f"/d/{row.pk}/"))

    return read


class Ana:
    """All that the note asks of who is here."""

    counsellor = "Ana"


def said(slug: str, signal: Signal) -> str:
    exercise: Exercise = sets.exercise(slug).exercise
    asked = [field for field in exercise.fields if field.id == signal.field]
    return note(Ana(), msgspec.structs.replace(exercise, signals=(signal,)), asked)  # type: ignore[arg-type]


def test_how_safe_it_felt_names_the_answers_that_tell_at_once(page: Any) -> None:
    assert "About how safe it felt: 4 or less tells Ana straight away, whatever you choose below." in page(
        "cycle-diary"
    )


def test_what_only_reaches_the_counsellor_says_what_it_is_about(page: Any) -> None:
    assert "Ana sees whether it felt like pressure in any case, and nobody else does." in page(
        "stress-reducing-talk"
    )
    assert (
        "Ana sees how welcome it was and whether it felt like pressure in any case, and nobody else does."
        in page("warmth-without-agenda")
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("signal", "answer"),
    [
        (Signal("felt_safe", "felt_safe", at_most=2), "2 or less"),
        (Signal("felt_safe", "felt_safe", at_least=7), "7 or more"),
    ],
)
def test_numbers_are_told_from_their_own_end(signal: Signal, answer: str) -> None:
    assert f"{answer} tells Ana straight away" in said("cycle-diary", signal)


@pytest.mark.django_db
def test_what_is_picked_is_told_by_its_label() -> None:
    told = said("stress-reducing-talk", Signal("felt_safe", "pressure", equals="yes"))
    assert "“Yes" in told
    assert "low number" not in told
