"""Every instrument that comes with the product holds what it promises and keeps the house rules."""

import itertools
import re

import pytest

from assessments.format import examples, translating
from assessments.format.definition import (
    SHIPPED,
    Definition,
    Example,
    advice,
    as_dict,
    from_dict,
    pages,
    parse,
)
from tests.assessments import reading_ease

FILES = [file for file in sorted(SHIPPED.glob("*.toml")) if not translating.named(file.name)]
TEXTS = {file.name: file.read_text(encoding="utf-8") for file in FILES}
DEFINITIONS = {name: parse(text) for name, text in TEXTS.items()}
EXAMPLES = [
    pytest.param(definition, example, id=f"{definition.slug}: {example.says}")
    for definition in DEFINITIONS.values()
    for example in definition.examples
]
OUT_OF_PLACE = re.compile(
    r"\b(client|patient|husband|wife|spouse|he|she|his|her|him|should|must|fail\w*|fault|blame|dysfunction\w*|disorder|"
    r"therapy|toxic|narciss\w*|boyfriend|girlfriend|opposite sex)\b|!",
    re.IGNORECASE,
)
TELLING = re.compile(
    r"safe|violen|harm|danger|distance|couple|partner|therap|relationship|intake", re.IGNORECASE
)


def words_shown(definition: Definition) -> list[str]:
    """Everything that a partner reads."""
    shown = [
        definition.title,
        definition.neutral_title,
        definition.intro,
        definition.closing,
        definition.time_frame,
    ]
    shown += [text for section in definition.sections for text in (section.title, section.intro)]
    for question in definition.questions:
        shown += [question.text, question.hint, *(choice.label for choice in question.choices)]
    return [text for text in shown if text]


@pytest.fixture(params=DEFINITIONS.values(), ids=lambda definition: definition.slug)
def instrument(request: pytest.FixtureRequest) -> Definition:
    """Each shipped instrument in turn."""
    found: Definition = request.param
    return found


@pytest.mark.parametrize(("definition", "example"), EXAMPLES)
def test_every_example_of_every_file_holds(definition: Definition, example: Example) -> None:
    assert examples.mismatches(definition, example) == []


def test_the_six_instruments_of_the_first_course_are_here() -> None:
    assert {definition.slug for definition in DEFINITIONS.values()} >= {
        "intake-about-me", "intake-our-story", "connection-and-distance", "turning-toward", "weekly-pulse",
        "private-safety-screen",
    }  # fmt: skip


def test_the_house_rules_are_kept(instrument: Definition) -> None:
    assert advice(instrument) == []


def test_a_file_is_named_for_its_slug_and_version_and_states_its_licence() -> None:
    for name, definition in DEFINITIONS.items():
        assert name == f"{definition.slug}.{definition.version}.toml"
        assert TEXTS[name].startswith("# SPDX-License-Identifier: CC-BY-SA-4.0\n")
        assert definition.licence == "CC-BY-SA-4.0"


def test_it_survives_the_way_to_plain_data_and_back(instrument: Definition) -> None:
    assert from_dict(as_dict(instrument)) == instrument


def test_a_source_is_named_and_the_wording_is_our_own(instrument: Definition) -> None:
    assert instrument.source.startswith("\n") is False
    assert "Own wording" in instrument.source
    assert re.search(r"\((\w[^)]*, )?(19|20)\d\d\)|\b(19|20)\d\d\b", instrument.source)
    assert instrument.validated is False


def test_the_neutral_title_tells_an_onlooker_nothing_and_is_used_once(instrument: Definition) -> None:
    assert not TELLING.search(instrument.neutral_title)
    bearing = {each.slug for each in DEFINITIONS.values() if each.neutral_title == instrument.neutral_title}
    assert bearing == {instrument.slug}


def test_the_words_are_plain_kind_and_the_same_for_both(instrument: Definition) -> None:
    for text in words_shown(instrument):
        assert not OUT_OF_PLACE.search(text), text


def test_questions_read_easily(instrument: Definition) -> None:
    questions = [question.text for question in instrument.questions]
    assert reading_ease.grade(questions) <= 5
    assert max(reading_ease.grade([question]) for question in questions) <= 7


def test_questions_are_short(instrument: Definition) -> None:
    for question in instrument.questions:
        assert len(question.text.split()) <= 24, question.text


def test_a_scale_or_tender_question_has_a_page_of_its_own(instrument: Definition) -> None:
    for page in pages(instrument):
        assert len(page) == 1 or all(
            question.kind in ("choice", "number", "date", "text") for question in page
        )


SCREENS = [definition for definition in DEFINITIONS.values() if definition.slug == "private-safety-screen"]
"""Every version, the oldest first."""


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"version {screen.version}")
def test_the_private_screen_is_the_same_for_everyone_and_is_never_scored(screen: Definition) -> None:
    assert screen.seen_by == "safety"
    assert not screen.scales
    assert all(question.show_if is None and not question.reverse for question in screen.questions)
    assert all(
        question.safety and question.declinable and not question.required for question in screen.questions
    )


def test_a_later_private_screen_keeps_every_question_and_its_level() -> None:
    for before, after in itertools.pairwise(SCREENS):
        kept = {question.id: (question.text, question.alert, question.level) for question in after.questions}
        for question in before.questions:
            assert kept[question.id] == (question.text, question.alert, question.level)
        assert after.neutral_title == before.neutral_title


def test_self_harm_is_never_asked_without_showing_who_can_be_reached() -> None:
    newest = {definition.slug: definition for definition in DEFINITIONS.values()}
    asking = [newest[slug].question("self_harm") for slug in ("private-safety-screen", "wellbeing-and-load")]
    assert all(question.crisis and question.level == "red" for question in asking)
    assert all(set(question.alert) == {"yes", "unsure"} for question in asking)


def test_the_pulse_draws_one_line_called_closeness() -> None:
    pulse = DEFINITIONS["weekly-pulse.1.toml"]
    assert [(scale.id, scale.higher_is) for scale in pulse.scales] == [("closeness", "better")]
    assert len(pulse.questions) == 4
