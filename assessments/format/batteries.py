"""Sets of forms that go out together, each a small file. Read, checked and explained here. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from assessments.format.source_text import DefinitionError, Places, Problem, did_you_mean, read_tables
from assessments.format.tables import Finding, fill

SHIPPED = Path(__file__).parent.parent / "batteries"
When = Literal[
    "intake", "every-4-weeks", "every-session", "ending", "follow-up-3", "follow-up-6", "follow-up-12"
]
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_FORMS = 24
LONGEST_MINUTES = 120
LONGEST_TITLE = 120


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One form of a battery. guess: answered as one thinks the other would."""

    slug: str
    guess: bool = False

    @property
    def stance(self) -> str:
        return "guess" if self.guess else "self"


class Battery(msgspec.Struct, frozen=True):
    """Forms that go out together at one point of a course. Both partners are asked the same."""

    slug: str
    title: str
    neutral_title: str
    purpose: str
    when: When
    minutes: int
    instruments: tuple[Part, ...]

    @property
    def every_weeks(self) -> int | None:
        """How many weeks lie between two times; None when it does not come back by the calendar."""
        return 4 if self.when == "every-4-weeks" else None

    @property
    def months_after_ending(self) -> int | None:
        """How long after the end of the course it is asked; None for all that belong to the course itself."""
        start, _dash, months = self.when.rpartition("-")
        return int(months) if start == "follow-up" else None


def parse(text: str, *, known: Collection[str] | None = None, guessable: Collection[str] = ()) -> Battery:
    """The battery that a TOML text describes. Raises DefinitionError with every mistake and its line.

    known: slugs of the instruments that can be sent; None leaves that unchecked. guessable: those that can be a guess.
    """
    data, places = read_tables(text), Places(text)
    findings: list[Finding] = []
    values = fill(Battery, data, "", 0, findings)
    if not findings:
        battery = Battery(**values)
        findings = [*_of_words(battery), *_of_parts(battery, known, guessable)]
        if not findings:
            return battery
    raise DefinitionError(
        Problem(places.line(each.table, each.row, each.key), "", each.says, each.hint) for each in findings
    )


def _of_words(battery: Battery) -> list[Finding]:
    wrong = []
    if not SLUG.fullmatch(battery.slug) or len(battery.slug) > 60:
        wrong.append(_wrong("slug", f"*{battery.slug}* is no short name.", "Write it like *intake-week*."))
    for key in ("title", "neutral_title", "purpose"):
        if not getattr(battery, key).strip():
            wrong.append(_wrong(key, f"*{key}* is empty."))
    for key in ("title", "neutral_title"):
        if len(getattr(battery, key)) > LONGEST_TITLE:
            wrong.append(_wrong(key, f"*{key}* is longer than {LONGEST_TITLE} letters."))
    if not 1 <= battery.minutes <= LONGEST_MINUTES:
        wrong.append(_wrong("minutes", f"*minutes* must be from 1 to {LONGEST_MINUTES}."))
    return wrong


def _of_parts(battery: Battery, known: Collection[str] | None, guessable: Collection[str]) -> list[Finding]:
    parts = battery.instruments
    if not 1 <= len(parts) <= MOST_FORMS:
        return [_wrong("instruments", f"a battery holds from 1 to {MOST_FORMS} forms.")]
    wrong = [
        _wrong("instruments", f"*{part.slug}* stands there twice.")
        for place, part in enumerate(parts)
        if part in parts[:place]
    ]
    for part in parts:
        if known is not None and part.slug not in known:
            hint = did_you_mean(part.slug, known)
            wrong.append(_wrong("instruments", f"the instrument *{part.slug}* does not exist.", hint))
        elif known is not None and part.guess and part.slug not in guessable:
            wrong.append(
                _wrong(
                    "instruments",
                    f"*{part.slug}* cannot be sent as a guess.",
                    "Its own file would say guess = true.",
                )
            )
    return wrong


def _wrong(key: str, says: str, hint: str = "") -> Finding:
    return Finding("", 0, key, says, hint)


def read_folder(folder: Path) -> dict[str, Battery]:
    """Every battery of a folder by its slug, as it stands there. Raises DefinitionError naming the file."""
    found: dict[str, Battery] = {}
    for file in sorted(folder.glob("*.toml")):
        battery = _named(file)
        if file.stem != battery.slug:
            raise DefinitionError(
                [Problem(None, file.name, f"the file's name would be {battery.slug}.toml.")]
            )
        found[battery.slug] = battery
    return found


def _named(file: Path) -> Battery:
    try:
        return parse(file.read_text(encoding="utf-8"))
    except DefinitionError as error:
        raise DefinitionError(
            Problem(each.line, f"{file.name} {each.where}".strip(), each.says, each.hint)
            for each in error.problems
        ) from None


@cache
def shipped() -> Mapping[str, Battery]:
    """The batteries that come with the product, in the order of a course. Read once per process."""
    order: tuple[Any, ...] = When.__args__  # type: ignore[attr-defined]
    held = read_folder(SHIPPED)
    return dict(sorted(held.items(), key=lambda item: (order.index(item[1].when), item[1].title)))
