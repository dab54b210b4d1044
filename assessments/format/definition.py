"""An instrument as data: read it, check it, show it as plain data, fingerprint it."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from assessments.format import consistency
from assessments.format.source_text import (
    DefinitionError,
    Places,
    Problem,
    did_you_mean,
    insist_on_bounds,
    read_tables,
)
from assessments.format.tables import Finding, build
from assessments.format.vocabulary import (
    AlertRule,
    Anchors,
    Band,
    Choice,
    ChoiceValue,
    Composite,
    Definition,
    Example,
    Item,
    Kind,
    Level,
    Question,
    Row,
    Scale,
    Section,
    ShowIf,
)

__all__ = [
    "SHIPPED", "AlertRule", "Anchors", "Band", "Choice", "ChoiceValue", "Composite", "Definition", "DefinitionError",
    "Example", "Item", "Kind", "Level", "Problem", "Question", "Row", "Scale", "Section", "ShowIf", "advice", "as_dict", "content_hash",
    "did_you_mean", "from_dict", "from_tables", "pages", "parse",
]  # fmt: skip

SHIPPED = Path(__file__).parent.parent / "instruments"


def parse(text: str) -> Definition:
    """The instrument that a TOML text describes. Raises DefinitionError with every mistake and its line."""
    return from_tables(read_tables(text), Places(text))


def from_tables(data: dict[str, Any], places: Places | None = None) -> Definition:
    """The same gate for a definition that was put together on screen and has no lines."""
    places = places or Places()
    insist_on_bounds(data)
    definition, findings = build(data)
    if definition is not None:
        findings = consistency.findings(definition)
    if findings or definition is None:
        raise DefinitionError(_problem(finding, data, places) for finding in findings)
    return definition


def as_dict(definition: Definition) -> dict[str, Any]:
    """Plain, JSON-able data that `from_dict` reads back into an equal definition."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(definition))
    return plain


def from_dict(data: dict[str, Any]) -> Definition:
    """A definition that was stored with `as_dict`. Raises DefinitionError when the data is not one."""
    try:
        definition = msgspec.convert(data, Definition)
    except msgspec.ValidationError as error:
        raise DefinitionError(
            [Problem(None, "", f"the stored definition cannot be read ({error}).")]
        ) from None
    if findings := consistency.findings(definition):
        raise DefinitionError(_problem(finding, {}, Places()) for finding in findings)
    return definition


def content_hash(text: str) -> str:
    """SHA-256, in hex, of what a definition says. Comments, spacing and the order of keys do not count."""
    canonical = json.dumps(
        read_tables(text), sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str
    )
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def pages(definition: Definition) -> list[list[Question]]:
    """The form page by page: one question each, short factual ones grouped where the file says so."""
    found: list[list[Question]] = []
    for question in definition.questions:
        if question.with_previous and found:
            found[-1].append(question)
        else:
            found.append([question])
    return found


def advice(definition: Definition) -> list[str]:
    """House rules for our own wording. They refuse nothing; a reason to break one may exist."""
    return [*_advice_on_scales(definition), *_advice_on_reversing(definition), *_advice_on_proof(definition)]


def _advice_on_scales(definition: Definition) -> Iterator[str]:
    for scale in definition.scales:
        count = len(definition.items_of(scale.id))
        if scale.is_number and not scale.of_lists and not 4 <= count <= 9:
            yield f"scale *{scale.id}* has {count} questions; 4 to 9 read best, and 2 are too few to trust."
        if not scale.is_number and not 3 <= count <= 6:
            yield f"*{scale.id}* has {count} questions; 3 or 4 are enough for what is not a number."


def _advice_on_reversing(definition: Definition) -> Iterator[str]:
    numbered = {scale.id for scale in definition.numbered}
    scored = [question for question in definition.questions if question.scale in numbered]
    reversed_count = sum(question.reverse for question in scored)
    if scored and not 0.25 <= reversed_count / len(scored) <= 0.40:
        yield f"{reversed_count} of {len(scored)} scored questions are reversed; a quarter to two fifths is the aim."
    for first, second in zip(definition.questions, definition.questions[1:], strict=False):
        if first.reverse and second.reverse:
            yield f"*{first.id}* and *{second.id}* are both reversed and stand side by side."
    for question in scored:
        if question.reverse and re.search(r"\bnot\b|n['’]t\b|\bnever\b", question.text, re.IGNORECASE):
            yield f"*{question.id}* is reversed and says *not*; say the opposite in plain words instead."


def _advice_on_proof(definition: Definition) -> Iterator[str]:
    if len(definition.examples) < 2:
        yield "two examples or more show best what the file means."
    if definition.title == definition.neutral_title and definition.scales:
        yield "the neutral title is the title; a person looking over a shoulder reads it."


def _problem(finding: Finding, data: dict[str, Any], places: Places) -> Problem:
    line = places.line(finding.table, finding.row, finding.key)
    where = _where(finding, data)
    return Problem(line, where, finding.says, finding.hint, finding.table, finding.row, finding.key)


def _where(finding: Finding, data: dict[str, Any]) -> str:
    """ "question *brushed_off*" when it has an id, "question 3" otherwise."""
    if not finding.table:
        return ""
    rows = data.get(finding.table)
    row = rows[finding.row] if isinstance(rows, list) and finding.row < len(rows) else {}
    name = row.get("id") or row.get("says") if isinstance(row, dict) else None
    return f"{finding.table} *{name}*" if isinstance(name, str) else f"{finding.table} {finding.row + 1}"
