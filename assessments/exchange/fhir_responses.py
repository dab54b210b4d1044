"""A FHIR QuestionnaireResponse, R4 or R5: read against a definition with a line for every mistake; and written."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import Any

import msgspec

from assessments.exchange.fhir_words import (
    ABSENT,
    AUDIENCE,
    BETWEEN,
    DECLINED,
    INSTRUMENT,
    PARTNER,
    SCORE,
    SECTION,
    Release,
    as_id,
    canonical,
    extension,
    rows,
    text_of,
)
from assessments.format import adapter, adapter_wording
from assessments.format.source_text import DefinitionError, Problem
from assessments.format.vocabulary import Definition, Question
from assessments.scores import adapter_forms, adapter_scoring
from assessments.scores.answers import Answers, AnswersRefused, problems
from assessments.scores.answers import read as read_answers

FINISHED = ("completed", "amended")
MOST_WALKED = 2_000
SAME = 0.005
TOTAL = "total"


class ResponseReading(msgspec.Struct, frozen=True):
    """Answers that passed every check, what they score, and the day they were given, where the file says it."""

    answers: dict[str, dict[str, Any]]
    scores: dict[str, Any]
    taken_on: str | None


def read(definition: Definition, data: Any) -> ResponseReading:
    """Raises DefinitionError with a line for each item that is unknown, out of range, missing or does not add up."""
    if not isinstance(data, dict) or data.get("resourceType") != "QuestionnaireResponse":
        raise DefinitionError([Problem(None, "", "this is no FHIR QuestionnaireResponse.")])
    found = list(_head(definition, data))
    gathered = _Gathered(definition)
    gathered.walk(rows(data, "item"))
    found += gathered.problems
    answers = _kept(definition, gathered.raw, found)
    if answers is None:
        raise DefinitionError(found[:100])
    scores = adapter_forms.scored(definition, answers)
    found += _stated_totals(definition, data, gathered.stated, scores)
    if found:
        raise DefinitionError(found[:100])
    return ResponseReading(answers.stored, scores, _day(data))


def write(
    definition: Definition,
    answers: Mapping[str, Mapping[str, Any]],
    *,
    response_id: str,
    partner_id: str,
    status: str,
    authored: str | None,
    audience: str,
    scores: Mapping[str, Any] | None = None,
    leave_out: Iterable[str] = (),
    release: Release = "R4",
) -> dict[str, Any]:
    """The answers of one form. A declined one says so; one that is missing is not there.

    audience: who this is made for, as a security label. leave_out: ids of questions that this audience never gets.
    """
    hidden = set(leave_out)
    stated = [] if scores is None else [_score(name, value) for name, value in _numbers(scores)]
    found: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "id": response_id,
        "meta": {"security": [{"system": AUDIENCE, "code": audience}]},
        **({"extension": stated} if stated else {}),
        "questionnaire": canonical(definition.slug, definition.version),
        "status": status,
        "subject": {"type": "Patient", "identifier": {"system": PARTNER, "value": partner_id}},
        **({"authored": authored} if authored else {}),
    }
    items = list(_sections(definition, answers, hidden))
    return found | ({"item": items} if items else {})


def _head(definition: Definition, data: dict[str, Any]) -> Iterator[Problem]:
    if data.get("status") not in FINISHED:
        yield Problem(
            None, "", f"its status is *{str(data.get('status'))[:30]}*; only completed ones are brought in."
        )
    named = text_of(data, "questionnaire")
    if named.startswith(INSTRUMENT) and named != canonical(definition.slug, definition.version):
        says = f"it answers *{named.removeprefix(INSTRUMENT)[:80]}*, and this is *{definition.slug}|{definition.version}*."
        yield Problem(None, "", says)


def _kept(definition: Definition, raw: dict[str, Any], found: list[Problem]) -> Answers | None:
    """The answers through the same gate as everybody's; None when any cannot be kept."""
    try:
        answers = read_answers(definition, raw)
    except AnswersRefused as refusal:
        found += [_of(question_id, says) for question_id, says in refusal.problems.items()]
        return None
    for question_id in raw:
        if answers.states.get(question_id) == "hidden":
            found.append(
                _of(question_id, "it is answered, though the answers before it mean that it isn’t asked.")
            )
    needed = problems(definition, answers.stored, complete=True)
    found += [_of(question_id, says) for question_id, says in needed.items()]
    return answers


class _Gathered:
    """One walk through the items: raw answers by question id, totals that are stated, and what cannot be read."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.known = {question.id: question for question in definition.questions}
        self.sections = {f"{SECTION}{section.id}" for section in definition.sections}
        self.adapter = adapter.by_key(definition.adapter) if definition.adapter else None
        self.raw: dict[str, Any] = {}
        self.stated: list[tuple[str, Any]] = []
        self.problems: list[Problem] = []
        self.walked = 0

    def walk(self, items: list[dict[str, Any]]) -> None:
        for item in items:
            self.walked += 1
            if self.walked > MOST_WALKED:
                self.problems.append(Problem(None, "", f"there are more than {MOST_WALKED} items."))
                return
            self._one(item, text_of(item, "linkId"))

    def _one(self, item: dict[str, Any], link_id: str) -> None:
        answers = rows(item, "answer")
        question = self._question(link_id)
        if question is not None and question.kind == "grid":
            self._grid(item, question)
        elif question is not None:
            self._answer(item, question, answers)
            self.walk(rows(item, "item"))
        elif (score_id := self._score_id(link_id)) is not None and answers:
            self.stated.append((score_id, _value(answers[0])[0]))
        elif answers:
            self.problems.append(_of(link_id, "this linkId is not part of the form."))
        else:
            self.walk(rows(item, "item"))
        for answer in answers:
            self.walk(rows(answer, "item"))

    def _question(self, link_id: str) -> Question | None:
        """By our own id, by the id that its linkId became, or by LOINC where the adapter lists it."""
        found = self.known.get(link_id) or self.known.get(as_id(link_id))
        if found is None and self.adapter is not None:
            code = link_id.strip("/")
            for span in self.adapter.items:
                if code in span.loinc:
                    found = self.known.get(f"{adapter_wording.PREFIX}{span.first + span.loinc.index(code)}")
        return found

    def _score_id(self, link_id: str) -> str | None:
        """A line that states a total instead of giving an answer."""
        if self.adapter is not None:
            for score in self.adapter.scores:
                if link_id.strip("/") in (score.id, score.loinc):
                    return score.id
        numbered = {scale.id for scale in self.definition.numbered}
        return link_id if link_id in numbered else None

    def _answer(self, item: dict[str, Any], question: Question, answers: list[dict[str, Any]]) -> None:
        if question.id in self.raw:
            self.problems.append(_of(question.id, "it is answered twice."))
        elif extension(item, ABSENT) == DECLINED:
            self.raw[question.id] = {"declined": True}
        elif question.kind in ("multi", "pick"):
            if answers:
                self.raw[question.id] = [_ours(question, answer) for answer in answers]
        elif len(answers) > 1:
            self.problems.append(_of(question.id, "it takes one answer and has several."))
        elif answers:
            self.raw[question.id] = _ours(question, answers[0])

    def _grid(self, item: dict[str, Any], question: Question) -> None:
        if extension(item, ABSENT) == DECLINED:
            self.raw[question.id] = {"declined": True}
            return
        lines = {f"{question.id}{BETWEEN}{row.id}": row.id for row in question.rows}
        given: dict[str, Any] = {}
        for line in rows(item, "item"):
            link_id, answers = text_of(line, "linkId"), rows(line, "answer")
            if link_id not in lines:
                self.problems.append(_of(link_id, "this linkId is not part of the form."))
            elif len(answers) > 1 or lines[link_id] in given:
                self.problems.append(_of(link_id, "it takes one answer and has several."))
            elif answers:
                given[lines[link_id]] = _ours(question, answers[0])
        if given:
            self.raw[question.id] = given


def _ours(question: Question, answer: dict[str, Any]) -> Any:
    """One answer as our raw value. What fits none of the choices stays as it is, to be refused in the gate's words."""
    value, label = _value(answer)
    if not question.choices:
        return value
    if isinstance(value, bool):
        value = "true" if value else "false"
    for choice in question.choices:
        if str(choice.value) == str(value) and value is not None:
            return choice.value
    return next(
        (choice.value for choice in question.choices if label and choice.label == label),
        value or label or 0.5,
    )


def _value(answer: dict[str, Any]) -> tuple[Any, str]:
    """The plain value of an answer, and its words when it is a code."""
    coding = answer.get("valueCoding")
    if isinstance(coding, dict):
        return text_of(coding, "code") or None, text_of(coding, "display")
    for name in ("valueInteger", "valueDecimal", "valueBoolean", "valueString", "valueDate", "valueUri"):
        if name in answer:
            value = answer[name]
            return (int(value) if isinstance(value, float) and value.is_integer() else value), ""
    return None, ""


def _stated_totals(
    definition: Definition, data: dict[str, Any], lines: list[tuple[str, Any]], scores: dict[str, Any]
) -> Iterator[Problem]:
    """Totals that the file states must be the ones that its answers give."""
    counted = dict(_numbers(scores))
    rule = adapter.by_key(definition.adapter) if definition.adapter else None
    stated = [(f"{adapter_forms.KEY}/{name}" if rule else name, value) for name, value in lines]
    for each in rows(data, "extension"):
        if each.get("url") == SCORE:
            stated.append((str(extension(each, "scale")), extension(each, "value")))
    for name, value in stated:
        found = counted.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield _of(name, "the total that is stated is no number.")
        elif found is None:
            yield _of(name, f"{value} is stated as a total, and the answers give none.")
        elif abs(found - value) > SAME:
            yield _of(name, f"{value} is stated as a total, and the answers give {found}.")


def _of(name: str, says: str) -> Problem:
    return Problem(None, f"item *{name[:60]}*", says)


def _numbers(scores: Mapping[str, Any]) -> Iterator[tuple[str, adapter.Number]]:
    """Every score that there is: a scale by its id, an adapter's behind "adapter/"."""
    for name, result in scores.get("scales", {}).items():
        if result["value"] is not None:
            yield name, result["value"]
    own = adapter_forms.of(scores)
    found: dict[str, adapter_scoring.AdapterScore] = own.scores if own is not None else {}
    for name, score in found.items():
        if score.value is not None:
            yield f"{adapter_forms.KEY}/{name}", score.value


def _score(name: str, value: adapter.Number) -> dict[str, Any]:
    parts = [{"url": "scale", "valueString": name}, {"url": "value", "valueDecimal": value}]
    return {"url": SCORE, "extension": parts}


def _day(data: dict[str, Any]) -> str | None:
    """The day of `authored`, as it is written there; None when there is none that can be read."""
    written = text_of(data, "authored")[:10]
    try:
        return date.fromisoformat(written).isoformat() if len(written) == 10 else None
    except ValueError:
        return None


def _sections(
    definition: Definition, answers: Mapping[str, Mapping[str, Any]], hidden: set[str]
) -> Iterator[dict[str, Any]]:
    for section_id, questions in groupby(definition.questions, key=lambda question: question.section):
        items = [
            _item(question, answers[question.id])
            for question in questions
            if question.id in answers and question.id not in hidden
        ]
        if section_id is None:
            yield from items
        elif items:
            yield {"linkId": f"{SECTION}{section_id}", "item": items}


def _item(question: Question, held: Mapping[str, Any]) -> dict[str, Any]:
    item: dict[str, Any] = {"linkId": question.id, "text": question.text}
    if held.get("declined"):
        return item | {"extension": [{"url": ABSENT, "valueCode": DECLINED}]}
    value = held.get("v")
    if question.kind == "grid" and isinstance(value, Mapping):
        labels = {row.id: row.label for row in question.rows}
        item["item"] = [
            {
                "linkId": f"{question.id}{BETWEEN}{row}",
                "text": labels[row],
                "answer": [_answer(question, picked)],
            }
            for row, picked in value.items()
        ]
        return item
    picked = value if isinstance(value, list) else [value]
    return item | {"answer": [_answer(question, each) for each in picked]}


def _answer(question: Question, value: Any) -> dict[str, Any]:
    if question.choices:
        return {"valueCoding": {"code": str(value), "display": question.labels.get(value, str(value))}}
    if question.kind == "date":
        return {"valueDate": value}
    if question.kind == "number":
        return {"valueInteger" if question.whole else "valueDecimal": value}
    return {"valueString": value}
