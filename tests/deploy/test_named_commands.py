"""Papers, scripts and units name only commands that exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from django.core.management import get_commands

TOP = Path(__file__).parents[2]
FILES = ["Makefile", "deploy/entrypoint.sh", "deploy/README.md", "CHANGELOG.md", "README.md"]
NAMED = re.compile(r"manage\.py ([a-z][a-z_]+)")
BY_ENTRYPOINT = re.compile(
    r"(?:entrypoint\.sh|compose run --rm prepare|compose exec web deploy/entrypoint\.sh) ([a-z_]+)"
)
ROLES = {"prepare", "web", "worker"}


def test_every_command_that_is_named_exists() -> None:
    known = set(get_commands())
    named = {
        name for file in FILES if (TOP / file).exists() for name in NAMED.findall((TOP / file).read_text())
    }
    assert named - known == set()


def test_every_unit_starts_a_role_or_a_command() -> None:
    for unit in (TOP / "deploy/systemd").glob("*.service"):
        (started,) = BY_ENTRYPOINT.findall(unit.read_text())
        assert started in ROLES | set(get_commands())


def test_every_setting_that_is_read_stands_in_the_table() -> None:
    read = re.compile(r'env\.(?:text|flag|number|names|keys)\(\s*"([A-Z_]+)"')
    files = [TOP / "deploy/settings.py", TOP / "deploy/gunicorn.conf.py"]
    names = {name for file in files for name in read.findall(file.read_text())}
    readme = (TOP / "deploy/README.md").read_text()
    assert {name for name in names if f"`{name}`" not in readme} == set()


def test_the_image_and_the_project_ask_for_the_same_python() -> None:
    lowest = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]["requires-python"].removeprefix(
        ">="
    )
    (image,) = re.findall(r"PYTHON_IMAGE=python:(\d+\.\d+)", (TOP / "deploy/Dockerfile").read_text())
    assert tuple(map(int, image.split("."))) >= tuple(map(int, lowest.split(".")))
