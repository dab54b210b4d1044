"""What a progress report says, as data made for one audience; pure.

A `Progress` is built from what its audience may read and is refused when it holds anything more, so nothing has
to be cut out of it afterwards. A section that the audience must not have, or that nobody filled in, is None.
Safety answers have no field here at all.
"""

import hashlib
import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

import msgspec

Audience = Literal["couple", "partner", "counsellor", "referrer"]
Mark = Literal["a", "b"]
Change = Literal["improved", "declined", "unclear"]


SHORT_TEXT, LETTERHEAD_LINES = 200, 8
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class NotForThisAudience(ValueError):
    """The report holds something that its audience must not have."""


class NotAProgress(ValueError):
    """The stored text is not the canonical form of a report."""


@dataclass(frozen=True)
class Person:
    """One partner as the report names them. mark: the shape that stands for them, a circle (a) or a diamond (b)."""

    mark: Mark
    name: str


@dataclass(frozen=True)
class Point:
    """One week's value on the scale 0 to 100; None where the week has none, which breaks the line."""

    on: date
    value: float | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", _number(self.value))


@dataclass(frozen=True)
class ScaleLine:
    """One partner's way along one scale.

    band: points either side of the first value that a steady person could show by chance (1.96 times the standard
    error of the difference); None when the reliability is unknown. change: what the last value says against it.
    """

    mark: Mark
    points: tuple[Point, ...]
    band: float | None = None
    change: Change | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "band", _number(self.band))
        days = [point.on for point in self.points]
        if days != sorted(set(days)):
            raise ValueError("The points of a line stand in order, one for each day.")

    @property
    def known(self) -> tuple[Point, ...]:
        """The points that have a value."""
        return tuple(point for point in self.points if point.value is not None)


@dataclass(frozen=True)
class AlikeApart:
    """One area that both partners answered, 0 (hard right now) to 100 (going well)."""

    label: str
    a: float
    b: float

    def __post_init__(self) -> None:
        for name in ("a", "b"):
            object.__setattr__(self, name, _number(getattr(self, name)))

    @property
    def apart(self) -> float:
        """Points between the two."""
        return abs(self.a - self.b)

    def of(self, mark: Mark) -> float:
        """The value of the partner with this mark."""
        return self.a if mark == "a" else self.b


@dataclass(frozen=True)
class Ledger:
    """Appreciations from one partner's end, for the counsellor alone."""

    mark: Mark
    given: int
    noticed: int


@dataclass(frozen=True)
class Practised:
    """What was practised. Counts of one person stand only in that person's own report and in the counsellor's."""

    shared: int | None = None
    given: int | None = None
    noticed: int | None = None
    ledger: tuple[Ledger, ...] | None = None
    exercises: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letterhead:
    """The practice's own words at the top: its name, a line below it, and its address lines."""

    name: str
    strapline: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """One issued report. `people` stand in the pair's order (a, then b); a partner's own report names them alone."""

    audience: Audience
    letterhead: Letterhead
    people: tuple[Person, ...]
    covers_from: date
    covers_to: date
    sessions_held: int
    prepared_by: str
    prepared_on: date
    issue_number: int
    footer: str
    language: str = "en"
    in_short: tuple[str, ...] = ()
    closeness: tuple[ScaleLine, ...] | None = None
    session_days: tuple[date, ...] = ()
    alike_apart: tuple[AlikeApart, ...] | None = None
    practised: Practised | None = None
    next_step: str | None = None
    form: Literal[1] = 1

    def __post_init__(self) -> None:
        _check_shape(self)
        _check_lengths(self)
        for sentence in _intrusions(self):
            raise NotForThisAudience(sentence)

    @property
    def in_order(self) -> tuple[Person, ...]:
        """The people as this issue prints them: the pair's order on odd issues, swapped on even ones."""
        return self.people[::-1] if self.issue_number % 2 == 0 else self.people


def _number(value: float | None) -> float | None:
    if value is None:
        return None
    if not math.isfinite(value):
        raise ValueError("A value is a finite number.")
    return float(value)


def _check_shape(progress: Progress) -> None:
    marks = [person.mark for person in progress.people]
    if marks not in (["a"], ["b"], ["a", "b"]):
        raise ValueError("The people are one partner, or two in the pair's order.")
    if progress.covers_to < progress.covers_from:
        raise ValueError("The time covered ends before it starts.")
    if progress.issue_number < 1 or progress.sessions_held < 0:
        raise ValueError("Issues count from 1 and sessions from 0.")
    if not _LANGUAGE.fullmatch(progress.language):
        raise ValueError("The language is a tag such as en or pt-BR.")
    if progress.alike_apart is not None and len(marks) < 2:
        raise NotForThisAudience("Alike and apart needs both partners.")
    if any(line.mark not in marks for line in progress.closeness or ()):
        raise NotForThisAudience("A line belongs to somebody whom this report does not name.")


def _check_lengths(progress: Progress) -> None:
    """Short texts are short: a page cannot break inside them."""
    head, practised = progress.letterhead, progress.practised or Practised()
    short = [head.name, head.strapline, *head.lines, progress.prepared_by, *practised.exercises]
    short += [person.name for person in progress.people] + [row.label for row in progress.alike_apart or ()]
    if any(len(text) > SHORT_TEXT for text in short) or len(progress.footer) > 3 * SHORT_TEXT:
        raise ValueError(f"A name, label or line has more than {SHORT_TEXT} letters.")
    if len(head.lines) > LETTERHEAD_LINES:
        raise ValueError(f"A letterhead has more than {LETTERHEAD_LINES} address lines.")


def _intrusions(progress: Progress) -> list[str]:
    """Sentences about what stands here and must not, by audience."""
    found = []
    practised = progress.practised or Practised()
    own = practised.given is not None or practised.noticed is not None
    if progress.audience == "couple" and len(progress.people) != 2:
        found.append("A couple's report names both partners.")
    if progress.audience == "partner" and len(progress.people) != 1:
        found.append("A partner's own report names that partner alone.")
    if practised.ledger is not None and progress.audience != "counsellor":
        found.append("The ledger of appreciations is for the counsellor alone.")
    if own and progress.audience != "partner":
        found.append("Counts of one partner stand only in that partner's own report.")
    if practised.shared is not None and progress.audience == "partner":
        found.append("A joint total would tell one partner the other's count.")
    return found


def canonical_json(progress: Progress) -> bytes:
    """The frozen content as bytes: the same report always gives the same bytes, and they hold all of it."""
    return msgspec.json.encode(progress, order="sorted")


def digest(progress: Progress) -> str:
    """SHA-256 of the canonical JSON, 64 hexadecimal digits; the PDF prints it."""
    return hashlib.sha256(canonical_json(progress)).hexdigest()


def from_json(text: bytes | str) -> Progress:
    """The report that `canonical_json` froze. Raises NotAProgress without repeating any of the text."""
    try:
        return msgspec.json.decode(text, type=Progress)
    except (msgspec.MsgspecError, ValueError):
        raise NotAProgress("The stored report cannot be read.") from None
