"""The hashed requirements and pyproject.toml say the same, and the check notices when they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.check_locks import check

PROJECT = """
[project]
dependencies = ["django>=5.2,<5.3", "Some_Thing[extra]>=1"]
[dependency-groups]
dev = ["pytest>=9"]
"""
DJANGO = "django==5.2.19 \\\n    --hash=sha256:aa\n    # via evenlight (pyproject.toml)\n"
THING = "some-thing==1.4 ; sys_platform == 'linux' \\\n    --hash=sha256:bb\n    # via\n    #   evenlight (pyproject.toml)\n"
PYTEST = "pytest==9.2.0 \\\n    --hash=sha256:cc\n    # via evenlight (pyproject.toml:dev)\n"
UNDER = "sqlparse==0.5 \\\n    --hash=sha256:dd\n    # via django\n"


def complaints(
    folder: Path, runtime: str = DJANGO + THING + UNDER, extra: str = PYTEST, base: str = ""
) -> list[str]:
    (folder / "pyproject.toml").write_text(PROJECT)
    (folder / "requirements.txt").write_text(runtime)
    (folder / "requirements-dev.txt").write_text((base or runtime) + extra)
    return check(folder)


def test_locks_that_agree_pass(tmp_path: Path) -> None:
    assert complaints(tmp_path) == []


def test_the_projects_own_locks_agree() -> None:
    assert check(Path(__file__).parents[2]) == []


@pytest.mark.parametrize(
    ("runtime", "says"),
    [
        (DJANGO + UNDER, "some-thing is in pyproject.toml and is not pinned"),
        (DJANGO.replace("5.2.19", "6.1") + THING, "django is pinned to 6.1"),
        (DJANGO.replace("    --hash=sha256:aa\n", "") + THING, "django has no hash"),
        (
            DJANGO + THING + UNDER.replace("via django", "via evenlight (pyproject.toml)"),
            "sqlparse is no longer",
        ),
    ],
)
def test_a_difference_is_named(tmp_path: Path, runtime: str, says: str) -> None:
    assert any(says in line for line in complaints(tmp_path, runtime))


def test_two_locks_that_differ_are_named(tmp_path: Path) -> None:
    found = complaints(tmp_path, base=DJANGO + THING + UNDER.replace("0.5", "0.6"))
    assert found == ["sqlparse: requirements.txt pins 0.5, requirements-dev.txt 0.6."]


def test_the_readers_of_calendars_are_pinned_too(tmp_path: Path) -> None:
    complaints(tmp_path)
    with (tmp_path / "pyproject.toml").open("a") as project:
        project.write('conformance = ["khal>=0.14"]\n')
    assert check(tmp_path) == [
        "requirements-conformance.txt: khal is in pyproject.toml and is not pinned here."
    ]
    (tmp_path / "requirements-conformance.txt").write_text(PYTEST.replace("pytest==9.2.0", "khal==0.14.1"))
    assert check(tmp_path) == []
