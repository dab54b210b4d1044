"""Every exercise that ships: complete, well worded, private by default, and true to its own examples."""

import re
from pathlib import Path

import pytest

from homework import entry
from homework.exercise import Exercise, content_hash, parse

FOLDER = Path(__file__).parents[2] / "homework" / "exercises"
FILES = sorted(FOLDER.glob("*.toml"))
SHIPPED = {"appreciation-exchange", "ten-minutes-phones-away", "daily-self-check-in"}
NEVER_SAID = ("therapy", "couple", "partner", "counsel", "safety", "exercise", "homework")
UNFIT = re.compile(
    r"\b(husband|wife|he|she|his|hers?|him|should|must|fail\w*|clients?|patients?)\b|!", re.IGNORECASE
)


@pytest.fixture(params=FILES, ids=lambda file: file.name)
def file(request: pytest.FixtureRequest) -> Path:
    return request.param


@pytest.fixture
def exercise(file: Path) -> Exercise:
    return parse(file.read_text(encoding="utf-8"))


def _words_for_partners(exercise: Exercise) -> list[str]:
    fields = [words for field in exercise.fields for words in (field.text, field.hint)]
    labels = [choice.label for field in exercise.fields for choice in field.choices]
    told = [exercise.title, exercise.aim, exercise.reason, exercise.prompt, exercise.caution]
    return [*told, *exercise.steps, *exercise.starters, *fields, *labels]


def test_the_first_three_exercises_are_here():
    assert {parse(file.read_text(encoding="utf-8")).slug for file in FILES} >= SHIPPED


def test_a_file_is_named_after_its_exercise_and_version(file: Path, exercise: Exercise):
    assert file.name == f"{exercise.slug}.{exercise.version}.toml"


def test_a_file_states_its_licence(file: Path):
    assert file.read_text(encoding="utf-8").startswith("# SPDX-License-Identifier: CC-BY-SA-4.0\n")


def test_every_example_of_the_file_holds(exercise: Exercise):
    for example in exercise.examples:
        found = entry.problems(exercise, example.given)
        assert (not found) is example.valid, (example.says, found)
        assert set(found) == set(example.wrong)


def test_the_neutral_title_tells_an_onlooker_nothing(exercise: Exercise):
    assert not [word for word in NEVER_SAID if word in exercise.neutral_title.lower()]


def test_the_words_for_partners_blame_nobody_and_presume_nothing(exercise: Exercise):
    for words in _words_for_partners(exercise):
        assert not UNFIT.search(words), words


def test_the_source_is_cited_with_a_year(exercise: Exercise):
    assert "Own wording" in exercise.source
    assert any(str(year) in exercise.source for year in range(1990, 2030))


def test_the_hash_is_of_what_it_says_and_not_of_the_layout(file: Path):
    text = file.read_text(encoding="utf-8")
    assert content_hash(text) == content_hash("# a remark\n\n" + text)
    assert content_hash(text) != content_hash(text.replace('aim = "', 'aim = "Slowly. ', 1))


def test_the_check_in_with_oneself_never_reaches_the_other_partner():
    exercise = parse((FOLDER / "daily-self-check-in.1.toml").read_text(encoding="utf-8"))
    assert {field.audience for field in exercise.fields} == {"author"}
    assert exercise.joint_work is False
