"""Do the hashed requirements still say what pyproject.toml asks for? Run from the top of the tree.

Each requirement of pyproject.toml is pinned to a version that it allows; each pin that came from pyproject.toml is
still asked for there; every pin has a hash; the first two files pin the same versions. The third one is for an
environment of its own, with the programs that read our calendars.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)")
DIRECT = "(pyproject.toml"  # in uv's note on who asked for a pin
MEND = "Run `make lock` and commit what it writes."


@dataclass(frozen=True)
class Pin:
    version: str
    has_hash: bool
    is_direct: bool


def pins(text: str) -> dict[str, Pin]:
    """Pins by name, from a file that `uv pip compile --generate-hashes` wrote."""
    found = {}
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        if match := PIN.match(block):
            name = canonicalize_name(match["name"])
            found[name] = Pin(match["version"], "--hash=sha256:" in block, DIRECT in block)
    return found


def problems(asked: list[str], pinned: dict[str, Pin], file: str) -> list[str]:
    wanted = {canonicalize_name(each.name): each for each in map(Requirement, asked)}
    found = []
    for name, requirement in wanted.items():
        pin = pinned.get(name)
        if pin is None:
            found.append(f"{file}: {name} is in pyproject.toml and is not pinned here.")
        elif not requirement.specifier.contains(pin.version, prereleases=True):
            found.append(
                f"{file}: {name} is pinned to {pin.version}; pyproject.toml asks for {requirement.specifier}."
            )
    found += [f"{file}: {name} has no hash." for name, pin in pinned.items() if not pin.has_hash]
    gone = sorted(name for name, pin in pinned.items() if pin.is_direct and name not in wanted)
    return found + [f"{file}: {name} is no longer in pyproject.toml." for name in gone]


def differences(runtime: dict[str, Pin], development: dict[str, Pin]) -> list[str]:
    return [
        f"{name}: requirements.txt pins {pin.version}, requirements-dev.txt "
        f"{development[name].version if name in development else 'does not pin it'}."
        for name, pin in runtime.items()
        if name not in development or development[name].version != pin.version
    ]


def check(folder: Path) -> list[str]:
    project = tomllib.loads((folder / "pyproject.toml").read_text())
    runtime = pins((folder / "requirements.txt").read_text())
    development = pins((folder / "requirements-dev.txt").read_text())
    asked, groups = project["project"]["dependencies"], project["dependency-groups"]
    readers = folder / "requirements-conformance.txt"
    return [
        *problems(asked, runtime, "requirements.txt"),
        *problems(asked + groups["dev"], development, "requirements-dev.txt"),
        *differences(runtime, development),
        *problems(
            groups.get("conformance", []), pins(readers.read_text()) if readers.exists() else {}, readers.name
        ),
    ]


if __name__ == "__main__":
    complaints = check(Path(__file__).resolve().parent.parent)
    if complaints:
        sys.exit("\n".join([*complaints, MEND]))
    print("The hashed requirements agree with pyproject.toml.")
