"""What must hold for the examples that a file carries: they speak of what is there, in the words there are."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from assessments.format.source_text import did_you_mean
from assessments.format.tables import Finding
from assessments.format.vocabulary import Definition, Example

RANKED = "ranked"
"""In `expect`: the facets, the strongest first. So nothing else may be called this."""
LIST_READINGS = ("high", "not high", "none")


def examples(definition: Definition) -> Iterator[Finding]:
    """Examples speak of questions and scales that exist."""
    questions = [question.id for question in definition.questions]
    expectable = _expectable(definition)
    for index, example in enumerate(definition.examples):
        named: list[tuple[str, Iterable[str], Sequence[str]]] = [
            ("given", example.given, questions),
            ("declined", example.declined, questions),
            ("alerts", example.alerts, questions),
            ("hidden", example.hidden, questions),
            ("expect", example.expect, expectable),
        ]
        for key, used, known in named:
            for name in used:
                if name not in known:
                    yield Finding(
                        "example", index, key, f"*{name}* does not exist.", did_you_mean(name, known)
                    )
    if definition.scales and not definition.examples:
        yield Finding(
            "", 0, "example", "there is no example yet.", "Add an [[example]] so that the file proves itself."
        )


def expectations(definition: Definition) -> Iterator[Finding]:
    """Each kind of scale is expected in its own words."""
    for index, example in enumerate(definition.examples):
        for says, hint in _mistakes_in(definition, example):
            yield Finding("example", index, "expect", says, hint)


def names(definition: Definition) -> Iterator[Finding]:
    """Scales and composites share one list of names, for both stand in `expect`."""
    scales = {scale.id for scale in definition.scales}
    tables: list[tuple[str, Sequence[Any]]] = [
        ("scale", definition.scales),
        ("composite", definition.composites),
    ]
    for table, things in tables:
        for index, thing in enumerate(things):
            if thing.id == RANKED:
                yield Finding(table, index, "id", f"the id *{RANKED}* is taken: examples use it for facets.")
            if table == "composite" and thing.id in scales:
                yield Finding(table, index, "id", f"the id *{thing.id}* is used twice.", "A scale has it.")


RULES = (examples, expectations, names)


def _expectable(definition: Definition) -> list[str]:
    """Facets are not expected one by one."""
    found = [scale.id for scale in definition.scales if scale.score != "rank"]
    found += [composite.id for composite in definition.composites]
    return [*found, RANKED] if len(found) < len(definition.scales) + len(definition.composites) else found


def _mistakes_in(definition: Definition, example: Example) -> Iterator[tuple[str, str]]:
    facets = [scale.id for scale in definition.scales if scale.score == "rank"]
    lists = {scale.id for scale in definition.scales if scale.score == "list"}
    for name, value in example.expect.items():
        if name == RANKED and facets:
            yield from _mistakes_in_ranked(value, facets)
        elif name in lists:
            if value not in LIST_READINGS:
                yield (
                    f'*{name}* expects "high", "not high" or "none".',
                    "It is an item list and has no number.",
                )
        elif value != "none" and (isinstance(value, str | tuple) or not math.isfinite(value)):
            yield f'*{name}* expects a number or "none".', ""


def _mistakes_in_ranked(value: Any, facets: list[str]) -> Iterator[tuple[str, str]]:
    if not isinstance(value, tuple):
        yield f"*{RANKED}* expects a list of facets.", f'Write {RANKED} = ["{facets[0]}"].'
        return
    for name in value:
        if name not in facets:
            yield f"*{name}* is no facet.", did_you_mean(name, facets)
