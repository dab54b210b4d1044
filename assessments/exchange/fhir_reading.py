"""A FHIR R4 or R5 Questionnaire → the tables of an instrument file, with every line that cannot be kept told."""

from collections.abc import Iterator
from typing import Any

import msgspec

from assessments.exchange import strict_json
from assessments.exchange.fhir_words import (
    BETWEEN,
    CODED,
    FORM,
    GRID,
    INSTRUMENT,
    MAX_OCCURS,
    MAX_VALUE,
    MIN_OCCURS,
    MIN_VALUE,
    NOT_KEPT,
    ORDINAL,
    QUESTION,
    SECTION,
    as_id,
    extension,
    rows,
    text_of,
)
from assessments.format.source_text import DefinitionError, Problem

MOST_ITEMS = 200
MOST_OPTIONS = 60
MOST_WALKED = 2_000
YES_NO = [{"value": "true", "label": "Yes"}, {"value": "false", "label": "No"}]
KINDS = {
    "boolean": "choice", "integer": "number", "decimal": "number", "date": "date", "string": "text", "url": "text",
    "text": "long",
}  # fmt: skip
BETWEEN_GROUPS = "Questions"
NOTHING_FROM_OURS = {"id", "text", "choices", "rows", "required", "show_if", "section"}


class Reading(msgspec.Struct, frozen=True):
    """What was read: the tables for the gate, and what was left out, in sentences."""

    tables: dict[str, Any]
    notes: tuple[str, ...]


def read(data: Any) -> Reading:
    """Raises DefinitionError with a line for each item that means something we cannot keep."""
    if not isinstance(data, dict) or data.get("resourceType") != "Questionnaire":
        raise DefinitionError(
            [Problem(None, "", "this is no FHIR Questionnaire.", "Its resourceType says what it is.")]
        )
    reader = _Reader(data)
    reader.walk(rows(data, "item"), section=None, depth=0)
    if len(reader.questions) > MOST_ITEMS:
        reader.problem("", f"there are more than {MOST_ITEMS} questions.")
    reader.wait_for_conditions()
    reader.give_sections()
    if reader.problems:
        raise DefinitionError(reader.problems[:100])
    return Reading(_top(data, reader), tuple(reader.notes[:100]))


def _top(data: dict[str, Any], reader: "_Reader") -> dict[str, Any]:
    """The head of the file. What a file from elsewhere does not say is said for it, plainly."""
    title = text_of(data, "title", text_of(data, "name", "Questions"))[:120]
    url = text_of(data, "url")
    own = reader.native(data, FORM)
    source = text_of(data, "copyright") or text_of(data, "publisher") or url or "Brought in from a file."
    version = text_of(data, "version")
    head = {
        "slug": url.removeprefix(INSTRUMENT)
        if url.startswith(INSTRUMENT)
        else as_id(title).replace("_", "-"),
        "version": int(version) if version.isascii() and version.isdigit() and len(version) < 5 else 1,
        "title": title,
        "neutral_title": "Some questions",
        "purpose": text_of(data, "description", text_of(data, "purpose", "Brought in from a file.")),
        "time_frame": "As each question says",
        "tradition": "general",
        "validated": False,
        "source": source,
        "limits": "Brought in without rules for scores: answers are shown and nothing is added up.",
        "minutes": min(60, max(1, len(reader.questions) // 4)),
        "language": text_of(data, "language", "en"),
        "intro": "\n".join(reader.opening),
    }
    native = {_FILE_WORDS.get(key, key): value for key, value in own.items()}
    found = {**head, **native, "section": reader.sections, "question": reader.questions}
    kept: dict[str, Any] = _without_absent(found)
    return kept


def _without_absent(value: Any) -> Any:
    """What is not there is left out; an instrument file has no word for it."""
    if isinstance(value, dict):
        return {key: _without_absent(each) for key, each in value.items() if each is not None}
    return [_without_absent(each) for each in value] if isinstance(value, list) else value


_FILE_WORDS = {"scales": "scale", "composites": "composite", "examples": "example"}


class _Reader:
    """One walk through the items, gathering questions, sections, what is left out and what cannot be kept."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.questions: list[dict[str, Any]] = []
        self.sections: list[dict[str, Any]] = []
        self.opening: list[str] = []
        self.notes: list[str] = []
        self.problems: list[Problem] = []
        self.conditions: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self.seen: dict[str, str] = {}
        self.walked = 0

    def problem(self, link_id: str, says: str, hint: str = "") -> None:
        self.problems.append(Problem(None, f"item *{link_id[:60]}*" if link_id else "", says, hint))

    def note(self, link_id: str, says: str) -> None:
        self.notes.append(f"item *{link_id[:60]}*: {says}")

    def native(self, holder: dict[str, Any], url: str) -> dict[str, Any]:
        """What we wrote along ourselves in an export; the gate looks at it like at everything else."""
        words = extension(holder, url)
        if not isinstance(words, str):
            return {}
        try:
            found = strict_json.load(words)
        except DefinitionError as error:
            self.problems += error.problems
            return {}
        return found if isinstance(found, dict) else {}

    def walk(self, items: list[dict[str, Any]], section: str | None, depth: int) -> None:
        for item in items:
            self.walked += 1
            if self.walked > MOST_WALKED:
                self.problem("", f"there are more than {MOST_WALKED} items.")
                return
            link_id = text_of(item, "linkId")
            if not link_id:
                self.problem("", f"the item “{text_of(item, 'text')[:40]}” has no linkId.")
                continue
            self._one(item, link_id, section, depth)

    def _one(self, item: dict[str, Any], link_id: str, section: str | None, depth: int) -> None:
        kind = item.get("type")
        if kind == "group" and extension(item, GRID) is not True:
            self._group(item, link_id, section, depth)
        elif kind == "display":
            self._display(item, link_id, section)
        elif kind in NOT_KEPT:
            self.problem(link_id, f"{NOT_KEPT[kind]} cannot be kept here (type *{kind}*).")
        elif kind not in KINDS and kind not in CODED and kind != "group":
            self.problem(link_id, f"the type *{str(kind)[:30]}* is not known.")
        else:
            self._question(item, link_id, str(kind), section)
            if kind != "group":
                self.walk(rows(item, "item"), section, depth + 1)

    def _group(self, item: dict[str, Any], link_id: str, section: str | None, depth: int) -> None:
        """A group at the top is a section; one inside another gives its questions to the outer one."""
        if item.get("repeats") is True:
            self.problem(link_id, "a group that repeats cannot be kept.")
            return
        if item.get("enableWhen"):
            self.problem(
                link_id, "a group that waits for an answer cannot be kept.", "Let each question wait."
            )
            return
        if depth == 0 and section is None:
            own = link_id.removeprefix(SECTION) if link_id.startswith(SECTION) else as_id(link_id)
            self.sections.append({"id": own, "title": text_of(item, "text", "Questions"), "intro": ""})
            section = own
        elif text_of(item, "text"):
            self.note(
                link_id,
                "a group inside a group: its questions stand in the outer one, its heading is left out.",
            )
        self.walk(rows(item, "item"), section, depth + 1)

    def _display(self, item: dict[str, Any], link_id: str, section: str | None) -> None:
        words = text_of(item, "text")
        fresh = bool(self.sections) and not any(row.get("section") == section for row in self.questions)
        if section is not None and fresh and not self.sections[-1]["intro"]:
            self.sections[-1]["intro"] = words
        elif not self.questions and section is None:
            self.opening.append(words)
        else:
            self.note(link_id, "words between questions are left out.")

    def _question(self, item: dict[str, Any], link_id: str, kind: str, section: str | None) -> None:
        question_id = as_id(link_id)
        if question_id in self.seen:
            other = self.seen[question_id]
            says = "stands twice." if other == link_id else f"comes too near to *{other}*."
            self.problem(link_id, f"this linkId {says}", "Each question needs a linkId of its own.")
            return
        self.seen[question_id] = link_id
        native = self.native(item, QUESTION)
        row = {key: value for key, value in native.items() if key not in NOTHING_FROM_OURS}
        row |= {
            "id": question_id,
            "text": text_of(item, "text", link_id),
            "required": item.get("required") is True,
        }
        row |= {"section": section} if section is not None else {}
        row |= self._shape(item, link_id, kind, str(native.get("kind", "")))
        self._left_out(item, link_id)
        self.questions.append(row)
        self.conditions += [(row, item)] if item.get("enableWhen") else []

    def _shape(self, item: dict[str, Any], link_id: str, kind: str, own: str) -> dict[str, Any]:
        if kind == "group":
            return self._grid(item, link_id)
        if kind in CODED:
            return self._choices(item, link_id, own)
        if kind == "boolean":
            return {"kind": "choice", "choices": YES_NO}
        row: dict[str, Any] = {"kind": KINDS[kind]}
        if item.get("repeats") is True:
            self.problem(link_id, "several written answers to one question cannot be kept.")
        if kind in ("integer", "decimal"):
            row["whole"] = kind == "integer"
        if kind in ("integer", "decimal", "date"):
            row["min"], row["max"] = extension(item, MIN_VALUE), extension(item, MAX_VALUE)
        elif isinstance(item.get("maxLength"), int):
            row["max_length"] = item["maxLength"]
        return row

    def _choices(self, item: dict[str, Any], link_id: str, own: str) -> dict[str, Any]:
        if item.get("answerConstraint") in ("optionsOrType", "optionsOrString"):
            self.problem(link_id, "a choice with free words beside it cannot be kept.")
        options = list(self._options(item, link_id))
        if not options:
            self.problem(link_id, "there are no answers to choose from.", "They stand in answerOption.")
        if len(options) > MOST_OPTIONS:
            self.problem(link_id, f"there are more than {MOST_OPTIONS} answers to choose from.")
        values = [option["value"] for option in options]
        if len(set(values)) < len(values):
            self.problem(link_id, "two answers have the same code.")
        row: dict[str, Any] = {"kind": own or "choice", "choices": options}
        if item.get("repeats") is not True:
            return row
        most, least = extension(item, MAX_OCCURS), extension(item, MIN_OCCURS)
        if own == "pick":
            return row | {"most": most}
        return row | {"kind": "multi", "min": least, "max": most}

    def _options(self, item: dict[str, Any], link_id: str) -> Iterator[dict[str, Any]]:
        found = rows(item, "answerOption")
        if not found and isinstance(item.get("answerValueSet"), str):
            found = self._value_set(item["answerValueSet"], link_id)
        options = [_option(each) for each in found]
        weights = [weight for _, _, weight in options]
        weighed = all(isinstance(w, int) and not isinstance(w, bool) for w in weights) and len(
            set(weights)
        ) == len(weights)
        for code, label, weight in options:
            if code is None:
                self.problem(link_id, "an answer to choose from has neither code nor words.")
            else:
                yield {"value": weight if weighed else code, "label": label}

    def _value_set(self, address: str, link_id: str) -> list[dict[str, Any]]:
        for held in rows(self.data, "contained"):
            if address == f"#{held.get('id')}" and held.get("resourceType") == "ValueSet":
                compose = held.get("compose")
                concepts = [each for part in rows(compose, "include") for each in rows(part, "concept")]
                return [{"valueCoding": concept} for concept in concepts]
        self.problem(
            link_id, "its answers stand in a list outside of this file.", "Put them into answerOption."
        )
        return [{"valueString": "–"}]

    def _grid(self, item: dict[str, Any], link_id: str) -> dict[str, Any]:
        lines = rows(item, "item")
        shapes = [list(self._options(line, link_id)) for line in lines]
        if not shapes or any(shape != shapes[0] for shape in shapes):
            self.problem(link_id, "the lines of a grid share their answers.")
            return {"kind": "grid"}
        labels = [
            {"id": text_of(line, "linkId").rpartition(BETWEEN)[2], "label": text_of(line, "text")}
            for line in lines
        ]
        required = all(line.get("required") is True for line in lines)
        return {"kind": "grid", "rows": labels, "choices": shapes[0], "required": required}

    def _left_out(self, item: dict[str, Any], link_id: str) -> None:
        for key, says in (
            ("initial", "an answer that is filled in beforehand is left out."),
            ("readOnly", "it is marked as not to be filled in; here it is asked like the others."),
            ("prefix", "the number before it is left out."),
        ):
            if item.get(key):
                self.note(link_id, says)

    def wait_for_conditions(self) -> None:
        """Conditions are settled when every question is known."""
        by_id = {row["id"]: row for row in self.questions}
        for row, item in self.conditions:
            row["show_if"] = self._condition(item, by_id)

    def give_sections(self) -> None:
        """Where some questions stand in a group, those between groups get a section of their own."""
        if not self.sections:
            return
        before: str | None = ""
        for row in self.questions:
            here = row.get("section")
            if here is None:
                if before is not None:
                    name = f"between_{len(self.sections) + 1}"
                    self.sections.append({"id": name, "title": BETWEEN_GROUPS, "intro": ""})
                row["section"] = self.sections[-1]["id"]
            before = here

    def _condition(self, item: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
        link_id, lines = text_of(item, "linkId"), rows(item, "enableWhen")
        names = {as_id(text_of(line, "question")) for line in lines}
        if any(line.get("operator") != "=" for line in lines):
            self.problem(
                link_id, "it waits for something else than one answer being given.", "Only “=” can be kept."
            )
        elif len(names) != 1 or (len(lines) > 1 and item.get("enableBehavior") != "any"):
            self.problem(link_id, "it waits for more than one question.", "Wait for one question only.")
        else:
            name = names.pop()
            choices = by_id.get(name, {}).get("choices", [])
            wanted = [_wanted(line, choices) for line in lines]
            if None not in wanted:
                several = item.get("enableBehavior") == "any"
                return {"question": name, "equals": wanted if several else wanted[0]}
            self.problem(link_id, f"it waits for an answer that *{name}* does not have.")
        return None


def _option(option: dict[str, Any]) -> tuple[str | None, str, Any]:
    """Code, words and weight of one answer."""
    for key in ("valueString", "valueInteger", "valueDate"):
        value = option.get(key)
        if isinstance(value, int | str) and not isinstance(value, bool) and value != "":
            return str(value), str(value), value if isinstance(value, int) else None
    coding = option.get("valueCoding")
    code = text_of(coding, "code") or text_of(coding, "display") or None
    weight: Any = None
    for holder in (coding, option):
        for url in ORDINAL.values():
            weight = extension(holder, url) if weight is None else weight
    if isinstance(weight, float) and weight.is_integer():
        weight = int(weight)
    return code, text_of(coding, "display", code or ""), weight


def _wanted(line: dict[str, Any], choices: list[dict[str, Any]]) -> Any:
    """The value of ours that a condition waits for; None when there is no such answer."""
    if isinstance(line.get("answerBoolean"), bool):
        given = "true" if line["answerBoolean"] else "false"
        return given if any(choice["value"] == given for choice in choices) else None
    coding = line.get("answerCoding")
    wanted = text_of(coding, "code") or line.get("answerString") or line.get("answerInteger")
    label = text_of(coding, "display")
    for choice in choices:
        if str(choice["value"]) == str(wanted):
            return choice["value"]
    return next((choice["value"] for choice in choices if label and choice["label"] == label), None)
