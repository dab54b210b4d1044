"""A translation file → a checked Translation, and an instrument in its words. Hashed apart from the instrument."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from assessments.format.source_text import DefinitionError, Places, Problem, read_tables
from assessments.format.tables import Finding, fill
from assessments.format.translation_coverage import findings, shared_labels
from assessments.format.translation_words import GROUPS, QuestionWords, ScaleWords, SectionWords, Translation
from assessments.format.vocabulary import (
    Anchors,
    Band,
    Choice,
    Composite,
    Definition,
    Question,
    Scale,
    Section,
)

FILE_NAME = re.compile(
    r"(?P<slug>[a-z][a-z0-9-]*)\.(?P<version>[0-9]+)\.(?P<language>[a-z]{2,3}(?:-[A-Za-z0-9]+)*)\.toml"
)
TOP = ("title", "neutral_title", "purpose", "time_frame", "limits", "intro", "closing")


class Named(NamedTuple):
    """What the name of a translation file says."""

    slug: str
    version: int
    language: str


def named(file_name: str) -> Named | None:
    """The parts of `weekly-pulse.1.es.toml`; None for the name of an instrument."""
    found = FILE_NAME.fullmatch(file_name)
    return Named(found["slug"], int(found["version"]), found["language"]) if found else None


def parse(text: str, definition: Definition) -> Translation:
    """The translation that a TOML text holds. Raises DefinitionError with every mistake and its line.

    It must cover everything that a partner reads of this version.
    """
    translation, found = _build(read_tables(text))
    found = found or findings(definition, translation)
    if found:
        places = Places(text)
        raise DefinitionError(_problem(finding, places) for finding in found)
    return translation


def address(text: str) -> tuple[str, int]:
    """The slug and number of the version that a translation is for. Raises DefinitionError when it names none."""
    tables = read_tables(text)
    slug, version = tables.get("slug"), tables.get("version")
    if not isinstance(slug, str) or type(version) is not int:
        raise DefinitionError([Problem(None, "", "*slug* and *version* say what this translates.")])
    return slug, version


def worded(definition: Definition, translation: Translation) -> Definition:
    """The instrument in the words of the translation. Ids, values, keys and rules are the same."""
    shared = {**shared_labels(definition, translation)}
    top = {key: words for key in TOP if (words := getattr(translation, key))}
    return msgspec.structs.replace(
        definition,
        **top,
        language=translation.language,
        questions=tuple(
            _question(each, translation.questions.get(each.id, QuestionWords()), shared)
            for each in definition.questions
        ),
        sections=tuple(
            _section(each, translation.sections.get(each.id, SectionWords())) for each in definition.sections
        ),
        scales=tuple(
            _scale(each, translation.scales.get(each.id, ScaleWords())) for each in definition.scales
        ),
        composites=tuple(
            _composite(each, translation.composites.get(each.id, ScaleWords()))
            for each in definition.composites
        ),
    )


def _build(data: dict[str, Any]) -> tuple[Translation, list[Finding]]:
    found: list[Finding] = []
    top = {key: value for key, value in data.items() if key not in GROUPS}
    kept = tuple(name for name, _ in GROUPS.values())
    values = fill(Translation, top, "", 0, found, skip=kept, also=tuple(GROUPS))
    for group, (name, struct) in GROUPS.items():
        values[name] = dict(_group(data, group, struct, found))
    return (Translation(**values) if not found else Translation("", 0, "")), found


def _group(data: dict[str, Any], group: str, struct: Any, found: list[Finding]) -> Iterator[tuple[str, Any]]:
    """`[question.money]` and its like, each by its id."""
    tables = data.get(group, {})
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        hint = f"Write [{group}.the_id] above its words."
        found.append(Finding("", 0, group, f"*{group}* stands with an id, in single brackets.", hint))
        return
    for name, table in tables.items():
        before = len(found)
        values = fill(struct, table, f"{group}.{name}", 0, found)
        if len(found) == before:
            yield name, struct(**values)


def _question(question: Question, words: QuestionWords, shared: dict[tuple[Any, str], str]) -> Question:
    return msgspec.structs.replace(
        question,
        text=words.text or question.text,
        hint=words.hint or question.hint,
        choices=tuple(_choice(choice, words, shared) for choice in question.choices),
        rows=tuple(
            msgspec.structs.replace(row, label=words.rows.get(row.id, row.label)) for row in question.rows
        ),
    )


def _choice(choice: Choice, words: QuestionWords, shared: dict[tuple[Any, str], str]) -> Choice:
    """A choice's own words, or else those of the list that it shares with others."""
    own = words.choices.get(str(choice.value)) or shared.get((choice.value, choice.label))
    return msgspec.structs.replace(choice, label=own or choice.label)


def _section(section: Section, words: SectionWords) -> Section:
    title, intro = words.title or section.title, words.intro or section.intro
    return msgspec.structs.replace(section, title=title, intro=intro)


def _scale(scale: Scale, words: ScaleWords) -> Scale:
    bands = _bands(scale.bands, words.bands)
    return msgspec.structs.replace(
        scale, title=words.title or scale.title, anchors=_anchors(scale.anchors, words), bands=bands
    )


def _composite(composite: Composite, words: ScaleWords) -> Composite:
    title = words.title or composite.title
    return msgspec.structs.replace(composite, title=title, anchors=_anchors(composite.anchors, words))


def _anchors(anchors: Anchors, words: ScaleWords) -> Anchors:
    return Anchors(words.low or anchors.low, words.high or anchors.high)


def _bands(bands: tuple[Band, ...], labels: Sequence[str]) -> tuple[Band, ...]:
    if len(labels) != len(bands):
        return bands
    return tuple(Band(band.from_, label) for band, label in zip(bands, labels, strict=True))


def _problem(finding: Finding, places: Places) -> Problem:
    """ "question *money*" for the table [question.money]."""
    line = places.line(finding.table, finding.row, finding.key)
    group, _, name = finding.table.partition(".")
    return Problem(line, f"{group} *{name}*" if name else group, finding.says, finding.hint)
