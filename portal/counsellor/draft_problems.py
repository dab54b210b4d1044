"""What the gate says of a draft, in the words of the builder's pages instead of those of a file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.format.definition import Problem

from .draft_forms import PARTS, About
from .draft_question import KINDS

Word = str | Promise
PART_NAMES: dict[str, Word] = {
    "question": gettext_lazy("Question"),
    "scale": gettext_lazy("Scale"),
    "section": gettext_lazy("Section"),
    "composite": gettext_lazy("Scales read together"),
    "example": gettext_lazy("Example"),
}
FIELDS = {"show_if": "show_if_equals", "anchors": "low", "of_lists": "score"}
"""Keys of a file that have another name in the forms."""
SAID: tuple[tuple[str, Word], ...] = (
    (r"there is no question yet", gettext_lazy("There is no question yet. Write the first one.")),
    (r"there is no example yet", gettext_lazy("There is no example yet: a filled-in form, with what must come of it.")),
    (r"nothing is changed yet", gettext_lazy("Nothing is changed yet. A new wording differs from the one before it.")),
    (r"\*higher_is\* is missing", gettext_lazy("Pick the direction.")),
    (r"\*tradition\* is missing", gettext_lazy("Pick a tradition.")),
    (r"\*minutes\* (must|lies|is)", gettext_lazy("Write the minutes as a number from 1 to 60.")),
    (r"\*[\w]+\* is (missing|empty)", gettext_lazy("This is still empty.")),
    (r"both ends need words", gettext_lazy("Say in words what the low end and the high end mean.")),
    (r"\*anchors\* needs", gettext_lazy("Say in words what the low end and the high end mean.")),
    (r"fewer than two", gettext_lazy("Write two answers or more to pick from, here or once for all questions.")),
    (r"two choices have the same \*value\*", gettext_lazy("Two answers have the same number or short name.")),
    (r"two choices have the same \*label\*", gettext_lazy("Two answers read the same.")),
    (r"every choice needs words", gettext_lazy("Every answer needs words, like “2 = Often”.")),
    (r"no question belongs", gettext_lazy("No question counts on this scale yet.")),
    (r"counts on no scale", gettext_lazy("Pick the scale that it counts on, or name a new one. Without a scale nothing is scored.")),
    (r"^scale \*.*does not exist", gettext_lazy("The scale that it counted on is gone. Pick another.")),
    (r"^section \*.*does not exist", gettext_lazy("The section that it stood in is gone. Pick another.")),
    (r"\*section\* is missing", gettext_lazy("Pick the section that it belongs to.")),
    (r"broken in two", gettext_lazy("Questions of one section stand together. Move this one next to the others.")),
    (r"\*most\* lies", gettext_lazy("Say how many may be picked: 10 at most, and not more than there are answers.")),
    (r"means nothing for a|has no choices|has no \*rows\*|has no \*max", gettext_lazy("This kind of question has no use for it. Leave it empty.")),
    (r"a grid has 1 to", gettext_lazy("Write 1 to 12 lines, one below the other.")),
    (r"two rows have the same", gettext_lazy("Two lines read the same.")),
    (r"every row needs", gettext_lazy("Every line needs words.")),
    (r"every \*value\* is a whole number", gettext_lazy("What counts on a scale has numbers, like “0 = Hardly ever”.")),
    (r"cannot be scored", gettext_lazy("This kind of question can’t count on a scale.")),
    (r"never scored", gettext_lazy("A question that you are told of at once counts on no scale.")),
    (r"\*alert\* and \*level\*", gettext_lazy("Say both: which answers you are told of, and how strongly.")),
    (r"\*reverse\* means", gettext_lazy("Only what counts on a scale can be turned round.")),
    (r"same lowest and highest", gettext_lazy("Questions of this scale have answers of different lengths. Give them the same ones.")),
    (r"shown to everyone", gettext_lazy("A question that you are told of at once is asked of everyone.")),
    (r"comes later", gettext_lazy("It waits for a question that comes later. Move that one up.")),
    (r"in a circle", gettext_lazy("The questions wait for each other in a circle.")),
    (r"is no scale with score", gettext_lazy("Only short lists that are read line by line can be scored together.")),
    (r"\*bands\* mean nothing", gettext_lazy("A scale that has no number has no parts.")),
    (r"composite is a mean", gettext_lazy("Pick either scales for a mean, or one scale less another.")),
)  # fmt: skip
FILE_WORDS = re.compile(r"[\[\]{}=]|\*none\*")


@dataclass(frozen=True)
class Told:
    """One thing in the way: in which part, of which field, and what to do about it."""

    table: str
    row: int
    field: str
    where: str
    says: str


def told(problems: Iterable[Problem], tables: Mapping[str, Any]) -> list[Told]:
    """Each once, in the order of the gate."""
    found = [
        Told(each.table, each.row, field_of(each), where(each, tables), says(each, tables))
        for each in problems
    ]
    return list(dict.fromkeys(found))


def field_of(problem: Problem) -> str:
    """The field that a problem stands beside; empty where its part has no field for it."""
    fields = PARTS.get(problem.table, About).base_fields
    name = FIELDS.get(problem.key, problem.key)
    if name == "id" or name not in fields:
        name = next((each for each in ("title", "text", "says") if problem.table and each in fields), "")
    return name


def where(problem: Problem, tables: Mapping[str, Any]) -> str:
    """ "Question 3: “We talk.”", or the name of the field at the head of the instrument."""
    if not problem.table:
        field = About.base_fields.get(problem.key)
        return str(field.label) if field else ""
    rows = tables.get(problem.table)
    row = rows[problem.row] if isinstance(rows, list) and problem.row < len(rows) else {}
    words = next(
        (row[key] for key in ("text", "title", "says") if isinstance(row, dict) and row.get(key)), ""
    )
    name = _("%(part)s %(number)d") % {
        "part": PART_NAMES.get(problem.table, problem.table), "number": problem.row + 1
    }  # fmt: skip
    return f"{name}: “{words}”" if words else name


def says(problem: Problem, tables: Mapping[str, Any]) -> str:
    """The sentence, and what helps where it is not the grammar of a file."""
    sentence = next((str(words) for pattern, words in SAID if re.search(pattern, problem.says)), "")
    sentence = sentence or in_words(problem.says, tables, problem.table)
    hint = "" if FILE_WORDS.search(problem.hint) else in_words(problem.hint, tables, problem.table)
    if hint.startswith("Known here") and problem.table != "example":
        hint = ""
    return f"{sentence[:1].upper()}{sentence[1:]} {hint}".strip()


def in_words(sentence: str, tables: Mapping[str, Any], table: str = "") -> str:
    """The sentence with the names on the pages in place of the names in a file; examples keep short names."""
    names = {} if table == "example" else _names(tables)
    labels = {} if table == "example" else _labels(table)

    def shown(found: re.Match[str]) -> str:
        word = found[1]
        return f"“{names.get(word) or labels.get(word) or word}”"

    return re.sub(r"\*([^*]+)\*", shown, sentence)


def _names(tables: Mapping[str, Any]) -> dict[str, str]:
    """Short names and the words that stand for them on the page."""
    found: dict[str, str] = {}
    for table in PARTS:
        for row in tables.get(table) or []:
            if isinstance(row, dict) and isinstance(row.get("id"), str):
                found[row["id"]] = str(row.get("text") or row.get("title") or row["id"])
    return found


def _labels(table: str) -> dict[str, str]:
    fields = PARTS.get(table, About).base_fields
    named = {key: fields[name].label for key, name in FIELDS.items() if name in fields}
    found = {name: field.label for name, field in fields.items() if field.label} | named
    return {name: str(label) for name, label in [*KINDS, *found.items()]}
