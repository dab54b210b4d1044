"""A course as data: which exercises and sets of forms come in which week, and why. Pure: no framework, no database.

A file that cannot be used is explained line by line to the person who wrote it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from assessments.format.source_text import DefinitionError, Places, did_you_mean, read_tables
from assessments.format.tables import Finding, fill
from homework.exercise_shape import Problem

SHIPPED = Path(__file__).parent / "courses"
MOST_WEEKS = 104
MOST_STEPS = 60


class CourseError(DefinitionError):
    """The file is not a course yet; `problems` says why, all at once."""


class Step(Struct, frozen=True):
    """One exercise or one set of forms. for_marks: whom it is for, "both" or the one with this mark (`for` in the file).

    after_session: it is tried in session first, so the counsellor sets it by hand after that.
    """

    week: int
    reason: str
    cadence: Literal["daily", "weekly"]
    weeks: int
    times_a_week: int
    for_marks: Literal["both", "a", "b"]
    exercise: str = ""
    battery: str = ""
    after_session: bool = False

    @property
    def marks(self) -> str:
        return "ab" if self.for_marks == "both" else self.for_marks

    def days(self, starts_on: date) -> tuple[date, date]:
        """Its first and its last day, in a course that starts on this day."""
        first = starts_on + timedelta(weeks=self.week - 1)
        return first, first + timedelta(weeks=self.weeks) - timedelta(days=1)


class Course(Struct, frozen=True):
    """Steps in the order of their weeks; `weeks` is how long the whole takes."""

    slug: str
    version: int
    title: str
    purpose: str
    weeks: int
    steps: tuple[Step, ...] = ()


def parse(
    text: str, *, exercises: Collection[str] | None = None, batteries: Collection[str] | None = None
) -> Course:
    """Read one course file. Raises CourseError with every problem found.

    exercises, batteries: what there is to set; None leaves that unchecked.
    """
    try:
        data, places = read_tables(text), Places(text)
    except DefinitionError as error:
        raise CourseError(error.problems) from None
    findings: list[Finding] = []
    top = {key: value for key, value in data.items() if key != "step"}
    values = fill(Course, top, "", 0, findings, skip=("steps",), also=("step",))
    steps = list(_steps(data.get("step", []), findings))
    if not findings:
        course = Course(**values, steps=tuple(steps))
        findings = [*_top_faults(course), *_step_faults(course, exercises, batteries)]
        if not findings:
            ordered = sorted(course.steps, key=lambda step: step.week)
            return msgspec.structs.replace(course, steps=tuple(ordered))
    raise CourseError(
        Problem(
            places.line(each.table, each.row, each.key),
            f"step {each.row + 1}" if each.table else "the file",
            each.says,
            each.hint,
        )
        for each in findings
    )


def _steps(rows: Any, findings: list[Finding]) -> Iterator[Step]:
    """`for` is a word of the language this is written in, so it has another name in here."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        findings.append(_wrong(0, "step", "*step* stands in double brackets.", "Write [[step]].", table=""))
        return
    for number, row in enumerate(rows):
        if "for_marks" in row:
            findings.append(_wrong(number, "for_marks", "the word *for_marks* is not known here."))
        known = {"for_marks" if key == "for" else key: value for key, value in row.items()}
        found: list[Finding] = []
        values = fill(Step, known, "step", number, found)
        findings += [_renamed(each) for each in found]
        if not found:
            yield Step(**values)


def _renamed(finding: Finding) -> Finding:
    key = "for" if finding.key == "for_marks" else finding.key
    return finding._replace(key=key, says=finding.says.replace("for_marks", "for"))


def _top_faults(course: Course) -> Iterator[Finding]:
    for key in ("slug", "title", "purpose"):
        if not getattr(course, key).strip():
            yield _wrong(0, key, f"*{key}* is empty.", table="")
    if not 1 <= course.weeks <= MOST_WEEKS:
        yield _wrong(0, "weeks", f"*weeks* lies between 1 and {MOST_WEEKS}.", table="")
    if not 1 <= len(course.steps) <= MOST_STEPS:
        yield _wrong(0, "", f"a course has from 1 to {MOST_STEPS} steps.", table="")


def _step_faults(
    course: Course, exercises: Collection[str] | None, batteries: Collection[str] | None
) -> Iterator[Finding]:
    for number, step in enumerate(course.steps):
        for key, low, high in (("week", 1, course.weeks), ("weeks", 1, 52), ("times_a_week", 1, 35)):
            if not low <= getattr(step, key) <= high:
                yield _wrong(number, key, f"*{key}* lies between {low} and {high}.")
        if not step.reason.strip():
            yield _wrong(number, "reason", "*reason* is empty.", "Say why, in words for the couple.")
        if bool(step.exercise) == bool(step.battery):
            yield _wrong(number, "exercise", "a step is either an *exercise* or a *battery*.")
        for key, slug, known in (
            ("exercise", step.exercise, exercises),
            ("battery", step.battery, batteries),
        ):
            if slug and known is not None and slug not in known:
                yield _wrong(number, key, f"there is no {key} *{slug}*.", did_you_mean(slug, known))
        if any(_at_once(step, other) for other in course.steps[:number]):
            yield _wrong(number, "week", f"*{step.exercise}* is still running from an earlier step.")


def _at_once(step: Step, other: Step) -> bool:
    """The same exercise runs once at a time for each partner."""
    if not step.exercise or step.exercise != other.exercise or not set(step.marks) & set(other.marks):
        return False
    return step.week < other.week + other.weeks and other.week < step.week + step.weeks


def _wrong(row: int, key: str, says: str, hint: str = "", *, table: str = "step") -> Finding:
    return Finding(table, row, key, says, hint)


def read_folder(folder: Path = SHIPPED, **known: Any) -> list[Course]:
    """Every course of a folder, by the order of their titles' files. Raises CourseError naming the file."""
    found = []
    for file in sorted(folder.glob("*.toml")):
        try:
            course = parse(file.read_text(encoding="utf-8"), **known)
        except CourseError as error:
            raise CourseError(
                msgspec.structs.replace(each, where=f"{file.name} {each.where}".strip())
                for each in error.problems
            ) from None
        if course.slug != file.stem:
            says = f"the file's name would be {course.slug}.toml."
            raise CourseError([Problem(None, file.name, says)])
        found.append(course)
    return found
