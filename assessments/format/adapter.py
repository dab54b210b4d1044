"""A score-only adapter: the facts of a published instrument, without a word of its items. Read it, check it.

An adapter says how many items there are, their ranges, which are turned round, how points become scores, what may be
missing, and what the literature says about the numbers, each with where it was read. A practice that may use the
instrument brings the wording, or types the numbers from paper.
"""

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from assessments.format.source_text import DefinitionError, Places, Problem, did_you_mean, read_tables
from assessments.format.tables import Finding, fill
from assessments.format.vocabulary import Anchors, Direction, Level

FOLDER = Path(__file__).parent.parent / "adapters"
MOST_ITEMS = 200
SLUG = re.compile(r"[a-z][a-z0-9-]{0,31}")
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,31}")
SPAN = re.compile(r"([0-9]{1,3})(?:-([0-9]{1,3}))?")

Known = Literal["read", "quoted", "worked-out"]
"""How a figure is known: read in a source, often quoted, or worked out from other figures."""
Number = int | float


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A run of items with the same range of points. step: 1 for whole points, 0.1 for a mark on a line."""

    first: int
    last: int
    low: int
    high: int
    step: float = 1
    loinc: tuple[str, ...] = ()


class ScoreBand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named part of a score's own range, as its authors drew it."""

    from_: Number = msgspec.field(name="from")
    label: str = ""


class Score(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """How the points of some items become one number. most_missing: how many may lack before there is none.

    Where some may lack, the mean of the answered ones stands in. times: WHO-5 multiplies its sum by four.
    """

    id: str
    title: str
    items: tuple[str, ...]
    rule: Literal["sum", "mean"]
    higher_is: Direction
    anchors: Anchors
    times: int = 1
    most_missing: int = 0
    bands: tuple[ScoreBand, ...] = ()
    bands_source: str = ""
    bands_known: Known = "quoted"
    loinc: str = ""

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The item numbers, with runs such as "1-9" written out."""
        return tuple(number for part in self.items for number in _written_out(part))


class Cutoff(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line that somebody published, in words that judge nobody. Several may disagree; all are told."""

    score: str
    at: Number
    side: Literal["below", "at-or-below", "at-or-above", "above"]
    says: str
    source: str = ""
    known: Known = "quoted"


class Figure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Reliability, spread or change as published. points: how much has to change, on the score's own range."""

    what: str
    value: str
    source: str = ""
    known: Known = "quoted"
    score: str | None = None
    points: float | None = None


class ItemAlert(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points on one item that reach the counsellor at once, whatever the total is."""

    item: int
    values: tuple[int, ...]
    level: Level
    crisis: bool = False


class Vector(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Points in the order of the items ("" where one is missing) and what must come of them."""

    says: str
    given: tuple[Number | Literal[""], ...]
    expect: dict[str, Number | Literal["none"]]
    alerts: tuple[int, ...] = ()


class Adapter(msgspec.Struct, frozen=True, dict=True):
    """The facts of one published instrument. A change of a fact is a new version.

    safety: asks about harm between partners; scored on the spot and never kept among ordinary forms.
    by_setting: a practice has to say why it wants this one (PHQ-8 leaves the self-harm item out).
    points_as_keyed: which items are turned round was not read anywhere, so points are typed after turning.
    """

    slug: str
    version: int
    name: str
    title: str
    purpose: str
    limits: str
    citation: str
    licence: Literal["free", "permission", "proprietary", "unclear"]
    licence_note: str
    items: tuple[Span, ...]
    scores: tuple[Score, ...]
    time_frame: str = "At the moment"
    minutes: int = 5
    reverse: tuple[int, ...] = ()
    safety: bool = False
    by_setting: bool = False
    points_as_keyed: bool = False
    note: str = ""
    loinc: str = ""
    alerts: tuple[ItemAlert, ...] = ()
    cutoffs: tuple[Cutoff, ...] = ()
    figures: tuple[Figure, ...] = ()
    vectors: tuple[Vector, ...] = ()

    @property
    def key(self) -> str:
        """ "phq-9.1": what a published version remembers its rule by."""
        return f"{self.slug}.{self.version}"

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """All item numbers, from 1."""
        return tuple(number for span in self.items for number in range(span.first, span.last + 1))

    def span(self, number: int) -> Span:
        """The range that this item's points lie in. Raises KeyError when there is no such item."""
        return self._spans[number]

    def score(self, score_id: str) -> Score:
        """Raises KeyError when there is none."""
        return {score.id: score for score in self.scores}[score_id]

    def range_of(self, score: Score) -> tuple[Number, Number]:
        """The lowest and the highest that this score can be."""
        lows = sum(self.span(number).low for number in score.numbers)
        highs = sum(self.span(number).high for number in score.numbers)
        count = len(score.numbers)
        if score.rule == "mean":
            return _plain(lows / count * score.times), _plain(highs / count * score.times)
        return lows * score.times, highs * score.times

    @cached_property
    def _spans(self) -> dict[int, Span]:
        return {number: span for span in self.items for number in range(span.first, span.last + 1)}


TABLES: dict[str, tuple[str, type]] = {
    "items": ("items", Span),
    "score": ("scores", Score),
    "alert": ("alerts", ItemAlert),
    "cutoff": ("cutoffs", Cutoff),
    "figure": ("figures", Figure),
    "vector": ("vectors", Vector),
}


def parse(text: str) -> Adapter:
    """The adapter that a TOML text holds. Raises DefinitionError with every mistake and its line."""
    data, places = read_tables(text), Places(text)
    findings: list[Finding] = []
    skip = tuple(name for name, _ in TABLES.values())
    top = {key: value for key, value in data.items() if key not in TABLES}
    values = fill(Adapter, top, "", 0, findings, skip=skip, also=tuple(TABLES))
    for table, (name, kind) in TABLES.items():
        values[name] = tuple(_rows(data, table, kind, findings))
    if not findings:
        adapter = Adapter(**values)
        findings = list(_findings(adapter))
    if findings:
        raise DefinitionError(_problem(finding, places) for finding in findings)
    return adapter


@lru_cache(maxsize=1)
def shipped() -> dict[str, Adapter]:
    """Every adapter that comes with the product, by slug; the newest version of each."""
    found: dict[str, Adapter] = {}
    for adapter in _all().values():
        held = found.get(adapter.slug)
        if held is None or held.version < adapter.version:
            found[adapter.slug] = adapter
    return dict(sorted(found.items(), key=lambda pair: pair[1].name.lower()))


def by_key(key: str) -> Adapter | None:
    """The adapter of exactly this version, such as "phq-9.1"; None when it is not among those shipped."""
    return _all().get(key)


@lru_cache(maxsize=1)
def _all() -> dict[str, Adapter]:
    adapters = [parse(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.toml"))]
    return {adapter.key: adapter for adapter in adapters}


def _plain(value: float) -> Number:
    return int(value) if value == int(value) else round(value, 4)


def _written_out(part: str) -> range:
    found = SPAN.fullmatch(part)
    if found is None:
        return range(0)
    first = int(found[1])
    return range(first, int(found[2] or first) + 1)


def _rows(data: dict[str, Any], table: str, kind: type, findings: list[Finding]) -> Iterator[Any]:
    rows = data.get(table, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        findings.append(Finding("", 0, table, f"*{table}* stands in double brackets.", f"Write [[{table}]]."))
        return
    for index, row in enumerate(rows):
        try:
            yield msgspec.convert(row, kind)
        except msgspec.ValidationError as error:
            findings.append(Finding(table, index, "", f"this cannot be read ({error})."))


def _problem(finding: Finding, places: Places) -> Problem:
    line = places.line(finding.table, finding.row, finding.key)
    where = f"{finding.table} {finding.row + 1}" if finding.table else ""
    return Problem(line, where, finding.says, finding.hint)


def _findings(adapter: Adapter) -> Iterator[Finding]:
    if not SLUG.fullmatch(adapter.slug):
        yield Finding("", 0, "slug", "*slug* is made of small letters, digits and hyphens.")
    if adapter.version < 1:
        yield Finding("", 0, "version", "*version* starts at 1.")
    for key in ("name", "title", "purpose", "limits", "citation", "licence_note"):
        if not getattr(adapter, key).strip():
            yield Finding("", 0, key, f"*{key}* is empty.")
    numbering = list(_numbering(adapter))
    yield from numbering
    if numbering:
        return
    yield from _scores(adapter)
    yield from _alerts(adapter)
    yield from _what_is_said(adapter)
    yield from _vectors(adapter)


def _numbering(adapter: Adapter) -> Iterator[Finding]:
    """Items are counted from 1 without a gap, and each has a range."""
    following = 1
    for index, span in enumerate(adapter.items):
        if span.first != following or span.last < span.first:
            yield Finding("items", index, "first", f"the next item is number {following}.")
        if span.low >= span.high or not -100 <= span.low <= span.high <= 100:
            yield Finding("items", index, "low", "*low* is less than *high*, and neither goes beyond 100.")
        if span.step not in (1, 0.5, 0.1):
            yield Finding("items", index, "step", "*step* is 1, 0.5 or 0.1.")
        if span.loinc and len(span.loinc) != span.last - span.first + 1:
            yield Finding("items", index, "loinc", "there is one code for each item.")
        following = span.last + 1
    if not 1 <= following - 1 <= MOST_ITEMS:
        yield Finding("", 0, "items", f"there are between 1 and {MOST_ITEMS} items.")
    for number in adapter.reverse:
        if not 1 <= number < following:
            yield Finding("", 0, "reverse", f"there is no item {number}.")
    if len(set(adapter.reverse)) < len(adapter.reverse):
        yield Finding("", 0, "reverse", "an item is turned round once.")


def _scores(adapter: Adapter) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, score in enumerate(adapter.scores):
        if not IDENTIFIER.fullmatch(score.id) or score.id in seen:
            yield Finding(
                "score", index, "id", f"the id *{score.id}* is used twice or is not made of small letters."
            )
        seen.add(score.id)
        numbers = score.numbers
        if not numbers or len(set(numbers)) < len(numbers) or not set(numbers) <= set(adapter.numbers):
            yield Finding("score", index, "items", "*items* names items that exist, each once.")
            continue
        if not 0 <= score.most_missing < len(numbers):
            yield Finding("score", index, "most_missing", "*most_missing* leaves at least one item.")
        if score.rule == "mean" and len({(adapter.span(n).low, adapter.span(n).high) for n in numbers}) > 1:
            yield Finding("score", index, "rule", "a *mean* needs items with the same range.")
        yield from _bands(adapter, score, index)
    if not adapter.scores:
        yield Finding("", 0, "score", "there is no score yet.", "Add a [[score]].")


def _bands(adapter: Adapter, score: Score, index: int) -> Iterator[Finding]:
    starts = [band.from_ for band in score.bands]
    low, high = adapter.range_of(score)
    if starts and (starts[0] != low or starts != sorted(set(starts)) or starts[-1] > high):
        yield Finding("score", index, "bands", f"*bands* start at {low} and rise, up to {high}.")
    if not all(band.label.strip() for band in score.bands):
        yield Finding("score", index, "bands", "every band needs a *label*.")


def _alerts(adapter: Adapter) -> Iterator[Finding]:
    for index, alert in enumerate(adapter.alerts):
        if alert.item not in adapter.numbers:
            yield Finding("alert", index, "item", f"there is no item {alert.item}.")
            continue
        span = adapter.span(alert.item)
        if not alert.values or not all(span.low <= value <= span.high for value in alert.values):
            yield Finding("alert", index, "values", f"*values* lie between {span.low} and {span.high}.")


def _what_is_said(adapter: Adapter) -> Iterator[Finding]:
    """Cut-offs and figures speak of scores that exist, on their own range."""
    known = [score.id for score in adapter.scores]
    named: list[tuple[str, int, str | None]] = [
        ("cutoff", i, each.score) for i, each in enumerate(adapter.cutoffs)
    ]
    named += [("figure", i, each.score) for i, each in enumerate(adapter.figures)]
    for table, index, name in named:
        if name is not None and name not in known:
            yield Finding(table, index, "score", f"score *{name}* does not exist.", did_you_mean(name, known))
    for index, cutoff in enumerate(adapter.cutoffs):
        if cutoff.score in known:
            low, high = adapter.range_of(adapter.score(cutoff.score))
            if not low <= cutoff.at <= high:
                yield Finding("cutoff", index, "at", f"*at* lies between {low} and {high}.")


def _vectors(adapter: Adapter) -> Iterator[Finding]:
    known = {score.id for score in adapter.scores}
    for index, vector in enumerate(adapter.vectors):
        if len(vector.given) != len(adapter.numbers):
            says = f"*given* has {len(vector.given)} points for {len(adapter.numbers)} items."
            yield Finding("vector", index, "given", says, 'Write "" where one is missing.')
        for name in vector.expect:
            if name not in known:
                yield Finding(
                    "vector", index, "expect", f"score *{name}* does not exist.", did_you_mean(name, known)
                )
    if not adapter.vectors:
        yield Finding("", 0, "vector", "there is no [[vector]] yet, so nothing proves the rule.")
