"""What a translation must hold: words for all that a partner reads, and for nothing that is not there."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessments.format.source_text import did_you_mean
from assessments.format.tables import Finding
from assessments.format.translation_words import QuestionWords, ScaleWords, Translation
from assessments.format.vocabulary import Choice, Composite, Definition, Question, Scale

READ_AT_THE_TOP = ("title", "neutral_title", "time_frame", "purpose", "limits", "intro", "closing")


def findings(definition: Definition, translation: Translation) -> list[Finding]:
    """Every mistake in a translation of this version, in the order of the form."""
    if found := list(_address(definition, translation)):
        return found
    return [
        *_top(definition, translation),
        *_choices(definition, translation),
        *_sections(definition, translation),
        *_questions(definition, translation),
        *_scales(definition, translation),
        *_strangers(definition, translation),
    ]


def common_choices(definition: Definition) -> tuple[Choice, ...]:
    """The list of choices that most questions share: `[choices]` holds its words."""
    lists = Counter(question.choices for question in definition.questions if question.choices)
    return lists.most_common(1)[0][0] if lists else ()


def shared_labels(definition: Definition, translation: Translation) -> dict[tuple[Any, str], str]:
    """The translated words of each shared choice, by its value and by the words that it had."""
    return {
        (choice.value, choice.label): words
        for choice in common_choices(definition)
        if (words := translation.choices.get(str(choice.value)))
    }


def _address(definition: Definition, translation: Translation) -> Iterator[Finding]:
    if (translation.slug, translation.version) != (definition.slug, definition.version):
        says = f"this translates *{translation.slug} {translation.version}*, not *{definition.slug} {definition.version}*."
        yield Finding("", 0, "slug", says)
    if translation.language == definition.language:
        yield Finding("", 0, "language", "the instrument itself is in this language.")


def _top(definition: Definition, translation: Translation) -> Iterator[Finding]:
    for key in READ_AT_THE_TOP:
        yield from _both("", key, getattr(definition, key), getattr(translation, key))


def _choices(definition: Definition, translation: Translation) -> Iterator[Finding]:
    common = {str(choice.value): choice.label for choice in common_choices(definition)}
    for value in translation.choices:
        if value not in common:
            says = f"*{value}* is no value that the questions share."
            yield Finding("choices", 0, value, says, did_you_mean(value, common))


def _sections(definition: Definition, translation: Translation) -> Iterator[Finding]:
    for section in definition.sections:
        words, table = translation.sections.get(section.id), f"section.{section.id}"
        if words is None:
            yield _whole(table)
            continue
        yield from _both(table, "title", section.title, words.title)
        yield from _both(table, "intro", section.intro, words.intro)


def _questions(definition: Definition, translation: Translation) -> Iterator[Finding]:
    shared = shared_labels(definition, translation)
    for question in definition.questions:
        words, table = translation.questions.get(question.id), f"question.{question.id}"
        if words is None:
            yield _whole(table)
            continue
        yield from _both(table, "text", question.text, words.text)
        yield from _both(table, "hint", question.hint, words.hint)
        yield from _labels(table, question, words, shared)
        rows = {row.id: row.label for row in question.rows}
        yield from _each(table, "rows", list(rows), words.rows, known=list(rows))


def _labels(
    table: str, question: Question, words: QuestionWords, shared: Mapping[tuple[Any, str], str]
) -> Iterator[Finding]:
    own = [str(choice.value) for choice in question.choices if (choice.value, choice.label) not in shared]
    known = [str(choice.value) for choice in question.choices]
    yield from _each(table, "choices", own, words.choices, known=known)


def _scales(definition: Definition, translation: Translation) -> Iterator[Finding]:
    """Scales are read by partners only where a counsellor may let them see their own result."""
    for scale in definition.scales:
        yield from _scale(definition, f"scale.{scale.id}", scale, translation.scales.get(scale.id))
    for composite in definition.composites:
        words = translation.composites.get(composite.id)
        yield from _scale(definition, f"composite.{composite.id}", composite, words)


def _scale(
    definition: Definition, table: str, scale: Scale | Composite, words: ScaleWords | None
) -> Iterator[Finding]:
    if words is None:
        if definition.own_result:
            yield _whole(table)
        return
    yield from _both(table, "title", scale.title, words.title)
    yield from _both(table, "low", scale.anchors.low, words.low)
    yield from _both(table, "high", scale.anchors.high, words.high)
    wanted = len(scale.bands) if isinstance(scale, Scale) else 0
    if len(words.bands) != wanted and (words.bands or definition.own_result):
        yield Finding(table, 0, "bands", f"*bands* needs {wanted} names, in the order of the file.")


def _strangers(definition: Definition, translation: Translation) -> Iterator[Finding]:
    """Words for what the instrument does not have."""
    groups: list[tuple[str, Mapping[str, Any], Sequence[Any]]] = [
        ("section", translation.sections, definition.sections),
        ("question", translation.questions, definition.questions),
        ("scale", translation.scales, definition.scales),
        ("composite", translation.composites, definition.composites),
    ]
    for group, held, things in groups:
        known = [thing.id for thing in things]
        for name in held:
            if name not in known:
                says = f"{group} *{name}* does not exist in the instrument."
                yield Finding(f"{group}.{name}", 0, "", says, did_you_mean(name, known))


def _both(table: str, key: str, original: str, words: str) -> Iterator[Finding]:
    if original.strip() and not words.strip():
        yield Finding(
            table, 0, key, f"*{key}* is not translated yet.", f"In the instrument: “{original[:60]}”."
        )
    if words.strip() and not original.strip():
        yield Finding(table, 0, key, f"the instrument has no *{key}* here.")


def _each(
    table: str, key: str, wanted: Sequence[str], words: Mapping[str, str], *, known: Sequence[str]
) -> Iterator[Finding]:
    for name in wanted:
        if not words.get(name, "").strip():
            yield Finding(table, 0, key, f"*{key}* has no words for *{name}* yet.")
    for name in words:
        if name not in known:
            yield Finding(table, 0, key, f"*{name}* is not among the *{key}*.", did_you_mean(name, known))


def _whole(table: str) -> Finding:
    return Finding("", 0, table, f"[{table}] is not translated yet.", "Add it with its words.")
