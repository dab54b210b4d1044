"""Raw input → Answers. Each question ends up answered, declined, hidden or missing; missing is never zero."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from assessments.format.vocabulary import Definition, Item, Level, Question
from assessments.scores.answer_values import NEEDED_FIRMLY, UNREADABLE, Wrong, entry, gettext_noop

State = Literal["answered", "declined", "hidden", "missing"]
Say = Callable[[str], str]

MOST_ANSWERS = 400
"""No form has as many questions; a longer list is no set of answers."""
NEEDED = gettext_noop("This one needs an answer, or choose not to answer.")
NEEDED_IN_ROWS = gettext_noop("This one needs an answer in each line, or choose not to answer.")
UNKNOWN = gettext_noop("This question is not part of this form.")


class AnswersRefused(ValueError):
    """Some answers cannot be kept; `problems` gives a sentence for each question."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__("some answers cannot be kept")


class Answers(msgspec.Struct, frozen=True):
    """What one partner answered. `stored` is the form in which it is kept; `states` names every question."""

    stored: dict[str, dict[str, Any]]
    states: dict[str, State]

    def value(self, question_id: str) -> Any:
        """The answer given, or None when there is none. Never zero for silence."""
        return self.stored.get(question_id, {}).get("v")

    def state(self, question_id: str) -> State:
        """Whether this question was answered, declined, hidden or is missing."""
        return self.states[question_id]

    def of_item(self, item: Item) -> Any:
        """The answer to a question or to one line of a grid; None when there is none."""
        held = self.stored.get(item.question.id)
        value = None if held is None else held.get("v")
        return value if item.row is None or value is None else value.get(item.row)

    def state_of_item(self, item: Item) -> State:
        """A line of a grid that was left out is missing, though the grid is answered."""
        state = self.states[item.question.id]
        return "missing" if state == "answered" and self.of_item(item) is None else state

    def having(self, state: State) -> list[str]:
        """The ids of all questions in this state, in the order of the form."""
        return [question_id for question_id, found in self.states.items() if found == state]


class Raised(msgspec.Struct, frozen=True):
    """One answer that reaches the counsellor at once. `declined` asks for a review and is always amber."""

    question: str
    level: Level
    declined: bool


def read(definition: Definition, raw: Mapping[str, Any], *, say: Say = str) -> Answers:
    """The answers in the form in which they are kept. Raises AnswersRefused when any cannot be.

    A raw answer is the plain value, {"v": value} or {"declined": true}. Hidden ones are dropped.
    """
    answers, wrong = _sift(definition, raw, say)
    if wrong:
        raise AnswersRefused(wrong)
    return answers


def problems(
    definition: Definition, raw: Mapping[str, Any], *, complete: bool, say: Say = str
) -> dict[str, str]:
    """A sentence for each answer that cannot be kept; with `complete` also for required ones still missing."""
    answers, wrong = _sift(definition, raw, say)
    if complete:
        for question in definition.questions:
            if question.required and question.id not in wrong and (lacks := _lacks(question, answers)):
                wrong[question.id] = say(lacks)
    return wrong


def _lacks(question: Question, answers: Answers) -> str:
    """The sentence for a required question that is not fully answered; empty when nothing is lacking."""
    if answers.states[question.id] == "missing":
        return NEEDED if question.declinable else NEEDED_FIRMLY
    if question.kind == "grid" and answers.states[question.id] == "answered":
        return "" if len(answers.value(question.id)) == len(question.rows) else NEEDED_IN_ROWS
    return ""


def visible_questions(definition: Definition, raw: Mapping[str, Any]) -> list[Question]:
    """The questions to show, given the answers so far, in the order of the form."""
    answers, _ = _sift(definition, raw, str)
    return [question for question in definition.questions if answers.states[question.id] != "hidden"]


def raised(definition: Definition, answers: Answers) -> list[Raised]:
    """Every answer that alerts. Each is read alone, and an unfinished or unscorable form changes nothing."""
    found = []
    for rule in definition.alerts:
        state, value = answers.states[rule.question], answers.value(rule.question)
        picked = value if isinstance(value, list) else [value]
        if state == "declined":
            found.append(Raised(rule.question, "amber", declined=True))
        elif state == "answered" and any(each in rule.values for each in picked):
            found.append(Raised(rule.question, rule.level, declined=False))
    return found


def _sift(definition: Definition, raw: Mapping[str, Any], say: Say) -> tuple[Answers, dict[str, str]]:
    """Walk the form once, in order; a condition only ever looks back, so its question is settled by then."""
    if not isinstance(raw, Mapping) or len(raw) > MOST_ANSWERS:
        raise AnswersRefused({"": say(UNREADABLE)})
    known = {question.id for question in definition.questions}
    wrong = {str(key): say(UNKNOWN) for key in raw if key not in known}
    stored: dict[str, dict[str, Any]] = {}
    states: dict[str, State] = {}
    for question in definition.questions:
        if not _is_shown(question, stored):
            states[question.id] = "hidden"
            continue
        try:
            kept = entry(question, raw.get(question.id))
        except Wrong as refusal:
            states[question.id] = "missing"
            wrong[question.id] = say(refusal.sentence).format(**refusal.facts)
            continue
        states[question.id] = "missing" if kept is None else "declined" if "declined" in kept else "answered"
        if kept is not None:
            stored[question.id] = kept
    return Answers(stored, states), wrong


def _is_shown(question: Question, stored: Mapping[str, Mapping[str, Any]]) -> bool:
    if question.show_if is None:
        return True
    value = stored.get(question.show_if.question, {}).get("v")
    picked = value if isinstance(value, list) else [value]
    return any(each in picked for each in question.show_if.wanted)
