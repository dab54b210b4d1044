"""Our definition → a FHIR Questionnaire, R4 or R5. What FHIR has no word for travels in extensions of our own."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from assessments.exchange.fhir_words import (
    BETWEEN,
    FORM,
    GRID,
    INSTRUMENT,
    MAX_OCCURS,
    MAX_VALUE,
    MIN_OCCURS,
    MIN_VALUE,
    ORDINAL,
    QUESTION,
    SECTION,
    Release,
)
from assessments.format.definition import as_dict
from assessments.format.vocabulary import Choice, ChoiceValue, Definition, Question

# What FHIR says in its own words; everything else of a question travels along.
SAID_BY_FHIR = {
    "id",
    "text",
    "choices",
    "rows",
    "required",
    "show_if",
    "section",
    "max_length",
    "min",
    "max",
    "most",
}
TOP_SAID_BY_FHIR = {"slug", "version", "title", "purpose", "language", "questions", "sections"}
TYPES = {"number": "integer", "date": "date", "text": "string", "long": "text"}


def questionnaire(
    definition: Definition, *, release: Release = "R4", retired: bool = False
) -> dict[str, Any]:
    """The whole form. `assessments.exchange.fhir_reading` reads it back into an equal definition."""
    plain = as_dict(definition)
    native = {key: value for key, value in plain.items() if key not in TOP_SAID_BY_FHIR}
    return {
        "resourceType": "Questionnaire",
        "extension": [_ours(FORM, native)],
        "url": f"{INSTRUMENT}{definition.slug}",
        "version": str(definition.version),
        "name": "".join(part.capitalize() for part in definition.slug.split("-")),
        "title": definition.title,
        "status": "retired" if retired else "active",
        "language": definition.language,
        "description": definition.purpose,
        "copyright": f"{definition.source} {definition.licence}",
        "subjectType": ["Patient"],
        "item": list(_sections(definition, plain, release)),
    }


def _sections(definition: Definition, plain: dict[str, Any], release: Release) -> Iterator[dict[str, Any]]:
    titles = {section.id: section for section in definition.sections}
    rows = {row["id"]: row for row in plain["questions"]}
    for section_id, questions in groupby(definition.questions, key=lambda question: question.section):
        items = [_item(definition, question, rows[question.id], release) for question in questions]
        if section_id is None:
            yield from items
            continue
        section = titles[section_id]
        if section.intro:
            words = {
                "linkId": f"{SECTION}{section.id}{BETWEEN}intro",
                "type": "display",
                "text": section.intro,
            }
            items = [words, *items]
        yield {"linkId": f"{SECTION}{section.id}", "type": "group", "text": section.title, "item": items}


def _item(
    definition: Definition, question: Question, row: dict[str, Any], release: Release
) -> dict[str, Any]:
    native = {
        key: value
        for key, value in row.items()
        if key not in SAID_BY_FHIR and value not in (None, "", [], False)
    }
    native |= {key: False for key in ("declinable", "whole") if row.get(key) is False}
    item: dict[str, Any] = {
        "extension": [_ours(QUESTION, native), *_bounds(question)],
        "linkId": question.id,
        "text": question.text,
        "type": _type(question, release),
        "required": question.required,
    }
    if question.show_if is not None:
        item |= _condition(definition, question)
    if question.kind == "grid":
        item["extension"].append({"url": GRID, "valueBoolean": True})
        item["item"] = [_row(question, line.id, line.label, release) for line in question.rows]
        del item["required"]
    elif question.choices:
        item["answerOption"] = [_option(choice, release) for choice in question.choices]
        item |= {"repeats": True} if question.kind in ("multi", "pick") else {}
    elif question.max_length:
        item["maxLength"] = question.max_length
    return item


def _type(question: Question, release: Release) -> str:
    if question.kind == "grid":
        return "group"
    if question.kind == "number" and not question.whole:
        return "decimal"
    return TYPES.get(question.kind) or ("choice" if release == "R4" else "coding")


def _row(question: Question, row_id: str, label: str, release: Release) -> dict[str, Any]:
    return {
        "linkId": f"{question.id}{BETWEEN}{row_id}",
        "text": label,
        "type": "choice" if release == "R4" else "coding",
        "required": question.required,
        "answerOption": [_option(choice, release) for choice in question.choices],
    }


def _option(choice: Choice, release: Release) -> dict[str, Any]:
    coding: dict[str, Any] = {"code": str(choice.value), "display": choice.label}
    weight = {"url": ORDINAL[release], "valueDecimal": choice.value}
    return {"valueCoding": {"extension": [weight], **coding} if isinstance(choice.value, int) else coding}


def _bounds(question: Question) -> Iterator[dict[str, Any]]:
    for url, bound in ((MIN_VALUE, question.min), (MAX_VALUE, question.max)):
        if bound is not None and question.kind in ("number", "date"):
            whole = isinstance(bound, int)
            name = "valueDate" if isinstance(bound, str) else "valueInteger" if whole else "valueDecimal"
            yield {"url": url, name: bound}
    if question.kind == "multi":
        bounds = ((MIN_OCCURS, question.min), (MAX_OCCURS, question.max))
        yield from ({"url": url, "valueInteger": bound} for url, bound in bounds if bound is not None)
    if question.kind == "pick" and question.most is not None:
        yield {"url": MAX_OCCURS, "valueInteger": question.most}


def _condition(definition: Definition, question: Question) -> dict[str, Any]:
    assert question.show_if is not None
    asked = definition.question(question.show_if.question)
    found = [
        {"question": asked.id, "operator": "=", "answerCoding": _code(asked, value)}
        for value in question.show_if.wanted
    ]
    several = isinstance(question.show_if.equals, tuple)
    return {"enableWhen": found, **({"enableBehavior": "any"} if several else {})}


def _code(asked: Question, value: ChoiceValue) -> dict[str, Any]:
    return {"code": str(value), "display": asked.labels.get(value, str(value))}


def _ours(url: str, native: dict[str, Any]) -> dict[str, Any]:
    return {"url": url, "valueString": json.dumps(native, ensure_ascii=False, sort_keys=True)}
