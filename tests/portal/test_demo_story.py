"""The demo's content fits the instruments and exercises it speaks of, and happens in an order that can be true."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from assessments.format.definition import Definition
from assessments.format.definition import parse as parse_instrument
from assessments.scores import answers
from homework import entry
from homework.exercise import Exercise
from homework.exercise import parse as parse_exercise

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "portal" / "demo"
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
PULSE = ["felt_close", "felt_i_matter", "felt_tense", "felt_hopeful"]
FILES = sorted(file for file in DEMO.glob("*.toml") if file.name != "practice.toml")


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _instrument(slug: str) -> Definition:
    """The newest version: the one that the story is played with."""
    files = (ROOT / "assessments" / "instruments").glob(f"{slug}.[0-9].toml")
    return parse_instrument(max(files, key=lambda file: file.name).read_text(encoding="utf-8"))


def _exercise(slug: str) -> Exercise:
    return parse_exercise((ROOT / "homework" / "exercises" / f"{slug}.1.toml").read_text(encoding="utf-8"))


def _moment(row: dict[str, Any]) -> tuple[int, int, str]:
    assert len(row["time"]) == 5
    assert "00:00" <= row["time"] <= "23:59"
    return row["week"], DAYS.index(row["day"]), row["time"]


def _raw(row: dict[str, Any]) -> dict[str, Any]:
    return row.get("answers", {}) | {question: {"declined": True} for question in row.get("declined", [])}


@pytest.fixture(params=FILES, ids=lambda file: file.stem)
def couple(request: pytest.FixtureRequest) -> dict[str, Any]:
    return _read(request.param)


def test_the_practice_names_every_file_and_every_counsellor_exists():
    practice = _read(DEMO / "practice.toml")
    assert sorted(practice["couples"]) == sorted(file.stem for file in FILES)
    staff = {person["key"] for person in practice["staff"] if person.get("is_counsellor")}
    assert {_read(file)["counsellor"] for file in FILES} == staff


def test_login_names_and_keys_are_used_once():
    people = _read(DEMO / "practice.toml")["staff"] + [p for file in FILES for p in _read(file)["partner"]]
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
    days = set()
    for row in couple.get("entry", []) + couple.get("skip", []):
        task = assigned[row["assignment"]]
        assert _moment(row) > _moment(task)
        assert task.get("partner", row["by"]) == row["by"]
        assert (row["assignment"], row["by"], row["week"], row["day"]) not in days
        days.add((row["assignment"], row["by"], row["week"], row["day"]))
        if "values" in row:
            assert entry.problems(_exercise(task["exercise"]), row["values"]) == {}, row["values"]


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
    noticed = [row["values"]["noticed"] for row in couple.get("entry", []) if "noticed" in row["values"]]
    assert len(set(noticed)) == len(noticed)
