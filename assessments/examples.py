"""Run the examples that a definition carries: given these answers, does what it promises come out?"""

from collections.abc import Iterator

from assessments.answers import AnswersRefused, raised, read
from assessments.scoring import Scores, score
from assessments.vocabulary import Definition, Example

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
    for scale_id, expected in example.expect.items():
        value = scores.scales[scale_id].value
        if isinstance(expected, str):
            if value is not None:
                yield f"*{scale_id}* is {value}, the example expects no score."
        elif value is None or abs(value - expected) > CLOSE_ENOUGH:
            yield f"*{scale_id}* is {'no score' if value is None else value}, the example expects {expected}."
