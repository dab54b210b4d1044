"""The demo's content fits the instruments and exercises it speaks of, and happens in an order that can be true."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from assessments.format.definition import Definition
from assessments.format.definition import parse as parse_instrument
from assessments.scores import answers
from homework import debriefing, entry
from homework.exercise import Exercise
from homework.exercise import parse as parse_exercise
from portal.demo import reading

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "portal" / "demo"
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
PULSE = ["felt_close", "felt_i_matter", "felt_tense", "felt_hopeful"]
COUPLES = sorted(file.stem for file in DEMO.glob("*.toml") if file.name != "practice.toml")


def _instrument(slug: str) -> Definition:
    """The newest version: the one that the story is played with."""
    files = (ROOT / "assessments" / "instruments").glob(f"{slug}.[0-9].toml")
    return parse_instrument(max(files, key=lambda file: file.name).read_text(encoding="utf-8"))


@cache
def _exercise(slug: str) -> Exercise:
    """The newest version as well."""
    files = (ROOT / "homework" / "exercises").glob(f"{slug}.[0-9].toml")
    return parse_exercise(max(files, key=lambda file: file.name).read_text(encoding="utf-8"))


def _asked(slug: str, values: dict[str, Any]) -> Exercise:
    """The exercise as it is asked of whoever wrote this: their own turn, and nothing before it is opened."""
    exercise = _exercise(slug)
    roles = {field.role for field in exercise.fields if field.id in values} | {""}
    asked = [field for field in exercise.fields if field.role in roles and not field.after_reveal]
    return replace(exercise, fields=tuple(asked))


def _moment(row: dict[str, Any]) -> tuple[int, int, str]:
    assert len(row["time"]) == 5
    assert "00:00" <= row["time"] <= "23:59"
    return row["week"], DAYS.index(row["day"]), row["time"]


def _raw(row: dict[str, Any]) -> dict[str, Any]:
    return row.get("answers", {}) | {question: {"declined": True} for question in row.get("declined", [])}


@pytest.fixture(params=COUPLES)
def couple(request: pytest.FixtureRequest) -> dict[str, Any]:
    return reading.couple(request.param)


def test_the_practice_names_every_file_and_every_counsellor_exists():
    practice = reading.practice()
    assert sorted(practice["couples"]) == COUPLES
    assert sorted(file.stem for file in reading.TRIES.glob("*.toml")) == COUPLES
    staff = {person["key"] for person in practice["staff"] if person.get("is_counsellor")}
    assert {reading.couple(slug)["counsellor"] for slug in COUPLES} == staff


def test_login_names_and_keys_are_used_once():
    people = reading.practice()["staff"] + [p for slug in COUPLES for p in reading.couple(slug)["partner"]]
    for word in ("key", "login_name"):
        assert len({person[word] for person in people}) == len(people)
    assert all(person["email"].endswith(".example") for person in people)


def test_what_partners_answered_can_be_kept(couple: dict[str, Any]):
    for row in couple["administration"]:
        complete = row.get("state", "submitted") == "submitted"
        found = answers.problems(_instrument(row["instrument"]), _raw(row), complete=complete)
        assert found == {}, (row["partner"], row["instrument"], row["week"])
    for row in couple["screen"]:
        definition = _instrument("private-safety-screen")
        assert answers.problems(definition, _raw(row), complete=True) == {}
        assert answers.read(definition, _raw(row)).having("missing") == []


def test_the_weekly_answers_can_be_kept(couple: dict[str, Any]):
    partners = {partner["key"] for partner in couple["partner"]}
    for row in couple["pulse"]:
        _moment(row)
        for key in row.keys() - {"week", "day", "time"}:
            assert key in partners
            raw = {q: {"declined": True} if v == "-" else v for q, v in zip(PULSE, row[key], strict=True)}
            assert answers.problems(_instrument("weekly-pulse"), raw, complete=True) == {}


def test_entries_fit_their_exercise_and_come_after_it_was_set(couple: dict[str, Any]):
    assigned = {row["key"]: row for row in couple["assignment"]}
    written: dict[tuple[str, ...], int] = {}
    for row in couple["entry"] + couple["skip"]:
        task = assigned[row["assignment"]]
        assert _moment(row) > _moment(task)
        assert "ended" not in task or _moment(row) < _moment(task["ended"])
        assert task.get("partner", row["by"]) == row["by"]
        day = (row["assignment"], row["by"], row["week"], row["day"])
        written[day] = written.get(day, 0) + 1
        assert written[day] <= _exercise(task["exercise"]).per_day, day
        if "values" in row:
            found = entry.problems(_asked(task["exercise"], row["values"]), row["values"])
            assert found == {}, (row["by"], row["week"], row["day"], row["values"])


def test_cards_are_ones_of_the_deck_and_come_with_what_was_written(couple: dict[str, Any]):
    decks = {
        row["key"]: {card.id for card in _exercise(row["exercise"]).cards} for row in couple["assignment"]
    }
    for row in couple["entry"]:
        assert ("card" in row) == bool(decks[row["assignment"]])
        assert row.get("card", "") in decks[row["assignment"]] | {""}


def test_what_was_said_afterwards_fits_too(couple: dict[str, Any]):
    form = replace(_exercise("daily-self-check-in"), fields=tuple(debriefing.questions()))
    for row in couple.get("debrief", []):
        assert entry.problems(form, row["given"]) == {}, row
    keys = {row["key"]: row for row in couple["entry"] if "key" in row}
    for row in couple.get("reply", []):
        answered = keys[row["to"]]
        assert answered["by"] != row["by"]
        assert row["field"] in answered["values"]
        assert _moment(row) > _moment(answered)


def test_joint_work_is_set_only_after_it_was_opened_and_both_screens_were_reviewed(couple: dict[str, Any]):
    joint = [row for row in couple["assignment"] if _exercise(row["exercise"]).joint_work]
    if "joint_work" not in couple:
        assert joint == []
        return
    opened = _moment(couple["joint_work"])
    assert {row["partner"] for row in couple["screen"]} == {partner["key"] for partner in couple["partner"]}
    assert all(_moment(row["reviewed"]) < opened for row in couple["screen"])
    assert all(_moment(row) > opened for row in joint)
    assert "hold" not in couple


def test_the_story_happens_in_an_order_that_can_be_true(couple: dict[str, Any]):
    sessions = {row["key"]: row for row in couple["session"]}
    joined = {p["key"]: _moment(p["joined"]) for p in couple["partner"] if "joined" in p}
    assert [_moment(row) for row in couple["event"]] == sorted(_moment(row) for row in couple["event"])
    assert couple["event"][-1]["status"] == couple["status"]
    for row in couple["administration"] + couple["screen"]:
        assert _moment(row) > joined[row["partner"]]
    for row in couple["note"]:
        assert "session" not in row or _moment(row) > _moment(sessions[row["session"]])
    for row in couple["screen"]:
        assert _moment(row["reviewed"]) > _moment(row)


def test_nothing_that_a_partner_writes_is_repeated(couple: dict[str, Any]):
    for field in ("noticed", "mattered", "reached_what", "journal", "note", "need", "my_answer"):
        said = [row["values"][field] for row in couple["entry"] if field in row["values"]]
        assert len(set(said)) == len(said), field


def test_nothing_for_two_is_tried_by_couples_on_hold_or_with_one_of_them_here():
    for slug in ("iversen-park", "thornbury-siddiqui"):
        told = reading.couple(slug)
        assert told["assignment"]
        assert not any(_exercise(row["exercise"]).joint_work for row in told["assignment"])
        assert not any("partner" in str(row.get("shared", "author")) for row in told["entry"])
        assert {"reply", "hour", "share", "suggestion"}.isdisjoint(told)
