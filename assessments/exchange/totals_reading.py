"""Numbers from a table, CSV or JSON → one entry a line: who, which instrument, which day, points or totals."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from assessments.exchange import strict_json
from assessments.format import adapter
from assessments.format.adapter import Number
from assessments.format.source_text import UNWRITABLE, DefinitionError, Problem, did_you_mean
from assessments.scores import adapter_scoring

MOST_ROWS = 500
MOST_BYTES = strict_json.MOST_BYTES
NEEDED = ("partner", "instrument", "taken_on")
ITEM = "item_"


class Entry(msgspec.Struct, frozen=True):
    """One filled-in form as numbers. line: where it stands in the file."""

    line: int
    partner: str
    adapter: str
    taken_on: str
    points: dict[int, Number]
    totals: dict[str, Number]


def read(text: str) -> list[Entry]:
    """Every line, checked. Raises DefinitionError with a line for each mistake; then nothing is taken."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise DefinitionError([Problem(None, "", f"the file is larger than {MOST_BYTES // 1000} kilobytes.")])
    start = text.lstrip("\ufeff \t\r\n")[:1]
    rows = list(_json_rows(text) if start in ("[", "{") else _csv_rows(text))
    problems: list[Problem] = []
    entries = [entry for line, row in rows if (entry := _entry(line, row, problems)) is not None]
    problems += _twice(entries)
    if not rows and not problems:
        problems.append(Problem(None, "", "there is no line with numbers in it."))
    if problems:
        raise DefinitionError(problems[:100])
    return entries


def _json_rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    found = strict_json.load(text)
    found = found.get("rows") if isinstance(found, dict) else found
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise DefinitionError(
            [Problem(None, "", "this is a list of objects, or an object with such a list as rows.")]
        )
    _insist_on_few(len(found))
    yield from enumerate(found, 1)


def _csv_rows(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    if UNWRITABLE.search(text.replace("\r", "").replace("\ufeff", "")):
        raise DefinitionError([Problem(None, "", "the file holds a hidden sign. Save it as CSV in UTF-8.")])
    plain = text.removeprefix("\ufeff")
    head = plain.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(plain), delimiter=";" if head.count(";") > head.count(",") else ",", strict=True
    )
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if len(set(names)) < len(names):
            raise DefinitionError([Problem(1, "", "two columns have the same name.")])
        for count, cells in enumerate(reader):
            _insist_on_few(count + 1)
            if any(cell.strip() for cell in cells):
                yield reader.line_num, _row(names, cells, reader.line_num)
    except csv.Error as error:
        raise DefinitionError(
            [Problem(reader.line_num, "", f"this line cannot be read ({error}).")]
        ) from None


def _row(names: list[str], cells: list[str], line: int) -> dict[str, Any]:
    if len(cells) != len(names):
        raise DefinitionError(
            [Problem(line, "", f"this line has {len(cells)} cells for {len(names)} columns.")]
        )
    return {
        name: _number(name, cell.strip()) for name, cell in zip(names, cells, strict=True) if cell.strip()
    }


def _number(name: str, cell: str) -> Any:
    """A number where one belongs; 2,5 is read like 2.5."""
    if name in NEEDED:
        return cell
    plain = cell.replace(",", ".")
    digits = plain.removeprefix("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
        return cell
    return float(plain) if "." in plain else int(plain)


def _insist_on_few(count: int) -> None:
    if count > MOST_ROWS:
        raise DefinitionError(
            [Problem(None, "", f"there are more than {MOST_ROWS} lines. Bring them in parts.")]
        )


def _entry(line: int, row: dict[str, Any], problems: list[Problem]) -> Entry | None:
    """One line, or None with what is wrong with it."""
    says: list[str] = []
    for name in NEEDED:
        if not isinstance(row.get(name), str) or not row[name].strip():
            says.append(f"*{name}* is missing.")
    rule = adapter.shipped().get(str(row.get("instrument", "")).strip().lower())
    if rule is None and not says:
        says.append(
            f"there is no rule for *{str(row['instrument'])[:40]}*. {did_you_mean(str(row['instrument'])[:40], adapter.shipped())}"
        )
    if not says:
        says += _wrong_facts(row)
    points, totals = _numbers_of(row, rule, says) if rule is not None else ({}, {})
    problems += [Problem(line, "", sentence) for sentence in says]
    if says or rule is None:
        return None
    return Entry(line, str(UUID(row["partner"].strip())), rule.slug, row["taken_on"].strip(), points, totals)


def _wrong_facts(row: dict[str, Any]) -> Iterator[str]:
    try:
        UUID(row["partner"].strip())
    except ValueError:
        yield "*partner* is the id of a partner, as the address of their page has it."
    try:
        date.fromisoformat(row["taken_on"].strip())
    except ValueError:
        yield "*taken_on* is a day like 2026-03-14."


def _numbers_of(
    row: dict[str, Any], rule: adapter.Adapter, says: list[str]
) -> tuple[dict[int, Number], dict[str, Number]]:
    items = {key.removeprefix(ITEM): row[key] for key in row if key.startswith(ITEM)}
    others = {key: row[key] for key in row if key not in NEEDED and not key.startswith(ITEM)}
    points: dict[int, Number] = {}
    totals: dict[str, Number] = {}
    try:
        points = adapter_scoring.read_points(rule, items)
        totals = adapter_scoring.read_totals(rule, others)
    except adapter_scoring.PointsRefused as refusal:
        says += refusal.problems.values()
        return {}, {}
    if not points and not totals:
        says.append(
            f"there are neither items (item_1, …) nor a score ({', '.join(s.id for s in rule.scores)})."
        )
    if points and totals:
        says += adapter_scoring.disagreements(rule, points, totals).values()
    return points, totals


def _twice(entries: list[Entry]) -> Iterator[Problem]:
    seen: dict[tuple[str, str, str], int] = {}
    for entry in entries:
        key = (entry.partner, entry.adapter, entry.taken_on)
        if key in seen:
            yield Problem(
                entry.line, "", f"the same form of the same day stands in line {seen[key]} already."
            )
        seen.setdefault(key, entry.line)
