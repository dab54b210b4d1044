"""Run the examples that a definition carries: given these answers, does what it promises come out?"""

from collections.abc import Iterator
from typing import Any

from assessments.format.consistency_of_proof import RANKED
from assessments.format.vocabulary import Definition, Example
from assessments.scores.answers import AnswersRefused, raised, read
from assessments.scores.facets import Ranking
from assessments.scores.scoring import Scores, score

CLOSE_ENOUGH = 0.05


def mismatches(definition: Definition, example: Example) -> list[str]:
    """What came out differently from what the example says, in sentences; empty when it holds."""
    raw = {**example.given, **{question_id: {"declined": True} for question_id in example.declined}}
    try:
        answers = read(definition, raw)
    except AnswersRefused as refusal:
        return [f"*{question_id}*: {sentence}" for question_id, sentence in refusal.problems.items()]
    alerts = {found.question: found.level for found in raised(definition, answers)}
    said = list(_score_mismatches(example, score(definition, answers)))
    if alerts != example.alerts:
        said.append(f"alerts are {alerts or 'none'}, the example says {example.alerts or 'none'}.")
    if example.hidden and set(answers.having("hidden")) != set(example.hidden):
        said.append(f"hidden are {answers.having('hidden')}, the example says {list(example.hidden)}.")
    return said


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
