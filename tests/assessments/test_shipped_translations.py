"""Every translation that comes with the product covers its instrument, reads easily, and fits a partner of any gender."""

import re

import pytest

from assessments.format import translating
from assessments.format.definition import SHIPPED, Definition, parse
from tests.assessments import reading_ease_es

FILES = [file for file in sorted(SHIPPED.glob("*.toml")) if translating.named(file.name)]
GENDERED = re.compile(
    r"\b(marido|mujer|esposo|esposa|novio|novia|él|ella|ellos|ellas|nosotros|nosotras|vosotros|juntos|juntas|solos|sola|"
    r"seguro de|segura|tenso|tensa|tranquilo|cercano|unidos|niño|niña|consejero|consejera|terapeuta|culpa\w*|fracas\w*|debes)\b|!|/a\b",
    re.IGNORECASE,
)
EASY = 80


def in_its_words(file_name: str) -> Definition:
    """The instrument as somebody reads it in this language."""
    named = translating.named(file_name)
    assert named is not None
    definition = parse((SHIPPED / f"{named.slug}.{named.version}.toml").read_text(encoding="utf-8"))
    translation = translating.parse((SHIPPED / file_name).read_text(encoding="utf-8"), definition)
    assert translation.language == named.language
    return translating.worded(definition, translation)


@pytest.fixture(params=[file.name for file in FILES])
def translated(request: pytest.FixtureRequest) -> Definition:
    """Each shipped translation in turn."""
    return in_its_words(request.param)


def test_spanish_is_there_for_the_pulse_the_monthly_questions_and_the_private_ones() -> None:
    assert {file.name for file in FILES} >= {
        "weekly-pulse.1.es.toml", "connection-and-distance.1.es.toml", "private-safety-screen.2.es.toml",
    }  # fmt: skip


def test_questions_read_easily_in_spanish(translated: Definition) -> None:
    questions = [question.text for question in translated.questions]
    assert reading_ease_es.ease(questions) >= EASY
    assert min(reading_ease_es.ease([question]) for question in questions) >= EASY - 25
    assert all(len(question.split()) <= 26 for question in questions)


def test_no_word_presumes_a_gender_or_lays_blame(translated: Definition) -> None:
    shown = [
        translated.title,
        translated.neutral_title,
        translated.intro,
        translated.closing,
        translated.time_frame,
    ]
    shown += [text for section in translated.sections for text in (section.title, section.intro)]
    for question in translated.questions:
        shown += [question.text, question.hint, *(choice.label for choice in question.choices)]
    for text in shown:
        assert not GENDERED.search(text), text


def test_the_words_are_all_translated(translated: Definition) -> None:
    assert translated.language == "es"
    assert not any(
        re.search(r"\b(the|your|partner|you)\b", question.text) for question in translated.questions
    )


def test_the_formula_counts_syllables_as_they_are_spoken() -> None:
    spoken = {"pareja": 3, "día": 2, "cuidas": 2, "que": 1, "guerra": 2, "peor": 2, "hoy": 1, "vergüenza": 3}
    assert {word: reading_ease_es.syllables(word) for word in spoken} == spoken
