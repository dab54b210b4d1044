"""An instrument as data: read it, check it, show it as plain data, fingerprint it."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from assessments.format import consistency, further, unreadable
from assessments.format.advising import advice
from assessments.format.problems import Unreadable
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


def parse(text: str, **instead: Any) -> Definition:
    """The instrument that a TOML text describes. Raises DefinitionError with every mistake and its line.

    instead: what stands at the top in place of the text's own, such as another slug.
    """
    try:
        data = read_tables(text)
    except Unreadable as error:
        raise DefinitionError([*error.problems, *_beyond(text)]) from None
    return from_tables({**data, **instead}, Places(text))


def from_tables(data: dict[str, Any], places: Places | None = None) -> Definition:
    """The same gate for a definition that was put together on screen and has no lines."""
    places = places or Places()
    insist_on_bounds(data)
    definition, found = build(data)
    found = (
        [*found, *further.findings(data, found)] if definition is None else consistency.findings(definition)
    )
    if found or definition is None:
        raise DefinitionError(_problem(finding, data, places) for finding in _placed(found, data))
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


def _beyond(text: str) -> list[Problem]:
    """What else is wrong with a text that cannot be read: as if its quotes and the like had been put right."""
    mended = unreadable.mended(text)
    if mended == text:
        return []
    try:
        from_tables(read_tables(mended), Places(mended))
    except Unreadable:
        return []
    except DefinitionError as error:
        return error.problems
    return []


def _placed(found: Sequence[Finding], data: dict[str, Any]) -> list[Finding]:
    """What is wrong with the choices that questions share is told once, and where they stand."""
    rows = data.get("question", [])
    once: dict[tuple[Any, ...], Finding] = {}
    for each in found:
        if (
            (each.table, each.key) == ("question", "choices")
            and "choices" in data
            and "choices" not in rows[each.row]
        ):
            each = each._replace(table="", row=0)
        once.setdefault((*each[:4], each.item), each)
    return list(once.values())


def _problem(finding: Finding, data: dict[str, Any], places: Places) -> Problem:
    line = places.line(finding.table, finding.row, finding.key, finding.item)
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
