"""Run the examples that a definition carries: given these answers, does what it promises come out?"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from assessments.format.consistency_of_proof import RANKED
from assessments.format.source_text import Places, Problem
from assessments.format.vocabulary import Definition, Example, Question
from assessments.scores.answers import AnswersRefused, raised, read
from assessments.scores.facets import Ranking
from assessments.scores.scoring import Scores, score

CLOSE_ENOUGH = 0.05


class Fault(NamedTuple):
    """One thing that does not come out as the example says. key: where in the example it stands."""

    key: str
    says: str


def mismatches(definition: Definition, example: Example) -> list[str]:
    """What came out differently from what the example says, in sentences; empty when it holds."""
    return [fault.says for fault in faults(definition, example)]


def broken(definition: Definition, places: Places | None = None) -> list[Problem]:
    """What the definition's own examples promise and do not keep, each with its place."""
    places = places or Places()
    return [
        Problem(
            places.line("example", row, fault.key),
            f"example *{example.says}*",
            fault.says,
            "",
            "example",
            row,
            fault.key,
        )
        for row, example in enumerate(definition.examples)
        for fault in faults(definition, example)
    ]


def faults(definition: Definition, example: Example) -> list[Fault]:
    """The same with the place of each within the example."""
    raw = {**example.given, **{question_id: {"declined": True} for question_id in example.declined}}
    try:
        answers = read(definition, raw)
    except AnswersRefused as refusal:
        return [_unanswerable(definition, example, name, says) for name, says in refusal.problems.items()]
    alerts = {found.question: found.level for found in raised(definition, answers)}
    said = [Fault("expect", says) for says in _score_mismatches(example, score(definition, answers))]
    if alerts != example.alerts:
        says = f"alerts are {alerts or 'none'}, the example says {example.alerts or 'none'}."
        said.append(Fault("alerts", says))
    if example.hidden and set(answers.having("hidden")) != set(example.hidden):
        says = f"hidden are {answers.having('hidden')}, the example says {list(example.hidden)}."
        said.append(Fault("hidden", says))
    return said


def _unanswerable(definition: Definition, example: Example, name: str, says: str) -> Fault:
    """An answer that nobody can give, with those that can be given."""
    if name in example.declined:
        return Fault("declined", f"*{name}* cannot be declined.")
    question = definition.question(name)
    given = example.given.get(name)
    if not question.choices or (question.kind in ("multi", "pick") and isinstance(given, list)):
        says = says.replace(", or choose not to answer", "")
        known = f" Its answers are {_values(question)}." if question.choices else ""
        return Fault("given", f"*{name}* cannot be {_written(given)}. {says}{known}")
    quoted = isinstance(given, str) and any(
        str(each.value) == given != each.value for each in question.choices
    )
    hint = " Write the number without quotes." if quoted else ""
    inside = " in each line" if question.kind == "grid" else ""
    return Fault(
        "given", f"*{name}* cannot be {_written(given)}. Its answers are {_values(question)}{inside}.{hint}"
    )


def _values(question: Question) -> str:
    """ "0 to 4", or each of them where there are words or gaps."""
    values = [each.value for each in question.choices]
    numbers = sorted(value for value in values if isinstance(value, int))
    if len(numbers) == len(values) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]} to {numbers[-1]}"
    return ", ".join(map(str, values[:12]))


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)[:80]


def _score_mismatches(example: Example, scores: Scores) -> Iterator[str]:
    for name, expected in example.expect.items():
        if name == RANKED and scores.ranking is not None:
            yield from _ranking_mismatch(expected, scores.ranking)
        elif name in scores.lists:
            reading = scores.lists[name].reading or "none"
            if reading != expected:
                yield f"*{name}* is {reading}, the example expects {expected}."
        else:
            value = scores.scales[name].value if name in scores.scales else scores.composites[name].value
            yield from _number_mismatch(name, value, expected)


def _number_mismatch(name: str, value: float | None, expected: Any) -> Iterator[str]:
    if isinstance(expected, str):
        if value is not None:
            yield f"*{name}* is {value}, the example expects no score."
    elif value is None or abs(value - expected) > CLOSE_ENOUGH:
        yield f"*{name}* is {'no score' if value is None else value}, the example expects {expected}."


def _ranking_mismatch(expected: Any, ranking: Ranking) -> Iterator[str]:
    """The facets that the example names come first; level ones are all named, in any order."""
    left = list(expected)
    for level in ranking.order:
        here, left = left[: len(level)], left[len(level) :]
        if sorted(here) != sorted(level):
            break
        if not left:
            return
    if expected or ranking.order:
        told = ", ".join(" = ".join(level) for level in ranking.order) or "none"
        yield f"the facets in order are {told}; the example expects {', '.join(expected) or 'none'}."
