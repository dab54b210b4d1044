"""What must hold between the parts of a definition. Each rule yields the mistakes it finds."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from assessments.format.consistency_of_kinds import RULES as RULES_OF_KINDS
from assessments.format.consistency_of_proof import RULES as RULES_OF_PROOF
from assessments.format.consistency_of_scores import RULES as RULES_OF_SCORES
from assessments.format.consistency_of_use import RULES as RULES_OF_USE
from assessments.format.source_text import did_you_mean
from assessments.format.tables import ENOUGH, Finding
from assessments.format.vocabulary import PICKED, SHORT, Definition, Question

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,47}")
SLUG = re.compile(r"[a-z][a-z0-9-]{0,47}")
MOST_ON_A_PAGE = 3
MOST_VERSIONS = 9_999
MOST_OF_EACH = {"section": 40, "question": 200, "scale": 60, "composite": 20, "example": 60}

Rule = Callable[[Definition], Iterator[Finding]]


def findings(definition: Definition) -> list[Finding]:
    """The mistakes between the parts, in the order of the rules. A form beyond all bounds is not looked at further."""
    if beyond := list(sizes(definition)):
        return beyond
    return list(islice((finding for rule in RULES for finding in rule(definition)), ENOUGH))


def sizes(definition: Definition) -> Iterator[Finding]:
    """A form has an end."""
    for table, things in [*_by_table(definition), ("example", definition.examples)]:
        if len(things) > (most := MOST_OF_EACH[table]):
            yield Finding(table, most, "", f"there are more than {most} [[{table}]].")


def heading(definition: Definition) -> Iterator[Finding]:
    """The words at the top of the file."""
    if not SLUG.fullmatch(definition.slug):
        yield Finding("", 0, "slug", "*slug* is made of small letters, digits and hyphens.")
    if not 1 <= definition.version <= MOST_VERSIONS:
        yield Finding("", 0, "version", f"*version* lies between 1 and {MOST_VERSIONS}.")
    if not 1 <= definition.minutes <= 60:
        yield Finding("", 0, "minutes", "*minutes* lies between 1 and 60.")
    if definition.validated:
        yield Finding(
            "", 0, "validated", "nothing here is called validated.", "Name the study in *source* instead."
        )
    for key in ("title", "neutral_title", "purpose", "time_frame", "source", "limits"):
        if not getattr(definition, key).strip():
            yield Finding("", 0, key, f"*{key}* is empty.")


def identifiers(definition: Definition) -> Iterator[Finding]:
    """Ids are well formed and used once."""
    for table, things in _by_table(definition):
        seen: set[str] = set()
        for index, thing in enumerate(things):
            if not IDENTIFIER.fullmatch(thing.id):
                yield Finding(
                    table, index, "id", f"the id *{thing.id}* is made of small letters, digits and _ only."
                )
            if thing.id in seen:
                yield Finding(
                    table, index, "id", f"the id *{thing.id}* is used twice.", "Ids are never reused."
                )
            seen.add(thing.id)


def sections(definition: Definition) -> Iterator[Finding]:
    """Every question has a section when there are any, and a section is one unbroken run."""
    known = [section.id for section in definition.sections]
    closed: set[str] = set()
    previous: str | None = None
    for index, question in enumerate(definition.questions):
        here = question.section
        if known and here is None:
            yield Finding("question", index, "section", "*section* is missing.", did_you_mean("", known))
        elif here is not None and here not in known:
            yield Finding(
                "question", index, "section", f"section *{here}* does not exist.", did_you_mean(here, known)
            )
        elif here is not None and here in closed:
            yield Finding(
                "question", index, "section", f"section *{here}* is broken in two.", "Keep it together."
            )
        if here != previous and previous is not None:
            closed.add(previous)
        previous = here


def pages(definition: Definition) -> Iterator[Finding]:
    """Only short factual questions share a page, three at most."""
    run = 1
    for index, question in enumerate(definition.questions):
        run = run + 1 if question.with_previous else 1
        if not question.with_previous:
            continue
        before = definition.questions[index - 1] if index else None
        if before is None or before.section != question.section:
            yield Finding(
                "question", index, "with_previous", "there is no question before it in this section."
            )
        elif not (_is_short(question) and _is_short(before)):
            hint = "Scales, long answers and safety questions stand alone on their page."
            yield Finding(
                "question", index, "with_previous", "only short factual questions share a page.", hint
            )
        elif run > MOST_ON_A_PAGE:
            yield Finding(
                "question", index, "with_previous", f"a page holds {MOST_ON_A_PAGE} questions at most."
            )


def conditions(definition: Definition) -> Iterator[Finding]:
    """A question waits only for an earlier one, and for an answer that can be given."""
    order = {question.id: index for index, question in enumerate(definition.questions)}
    for index, question in enumerate(definition.questions):
        if question.show_if is None:
            continue
        target = question.show_if.question
        if question.safety:
            yield Finding(
                "question", index, "show_if", "a safety question is shown to everyone.", "Drop *show_if*."
            )
        if target not in order:
            hint = did_you_mean(target, order)
            yield Finding("question", index, "show_if", f"question *{target}* does not exist.", hint)
        elif order[target] >= index:
            yield Finding("question", index, "show_if", *_wrong_way(definition, question, order))
        else:
            yield from _unreachable(definition.questions[order[target]], question, index)


RULES: tuple[Rule, ...] = (
    heading, identifiers, sections, *RULES_OF_KINDS, pages, conditions, *RULES_OF_SCORES, *RULES_OF_USE, *RULES_OF_PROOF,
)  # fmt: skip


def _by_table(definition: Definition) -> list[tuple[str, Sequence[Any]]]:
    return [
        ("section", definition.sections),
        ("question", definition.questions),
        ("scale", definition.scales),
        ("composite", definition.composites),
    ]


def _is_short(question: Question) -> bool:
    return question.kind in SHORT and not question.safety and question.scale is None


def _wrong_way(definition: Definition, question: Question, order: dict[str, int]) -> tuple[str, str]:
    """A condition that points at itself, round in a circle, or forward."""
    seen = [question.id]
    here = question
    while here.show_if is not None and here.show_if.question in order:
        target = here.show_if.question
        if target in seen:
            return (
                f"*show_if* runs in a circle: {' → '.join([*seen, target])}.",
                "Wait for an earlier question.",
            )
        seen.append(target)
        here = definition.questions[order[target]]
    wanted = question.show_if.question if question.show_if else ""
    return f"question *{wanted}* comes later.", "Move it before this one."


def _unreachable(target: Question, question: Question, index: int) -> Iterator[Finding]:
    """A condition on an answer that nobody can give."""
    assert question.show_if is not None
    if target.kind not in PICKED:
        says = f"question *{target.id}* is of kind *{target.kind}*."
        yield Finding("question", index, "show_if", says, "Wait for a question with one list of choices.")
        return
    values = [choice.value for choice in target.choices]
    if not question.show_if.wanted:
        yield Finding(
            "question", index, "show_if", "*equals* names no answer.", did_you_mean("", map(str, values))
        )
    for wanted in question.show_if.wanted:
        if wanted not in values:
            says = f"*{wanted}* is not an answer of *{target.id}*."
            yield Finding("question", index, "show_if", says, did_you_mean(str(wanted), map(str, values)))
