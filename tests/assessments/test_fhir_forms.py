"""Forms go out as FHIR and come back as they were; what FHIR says and we cannot keep is told line by line."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from assessments.exchange import fhir_reading, fhir_writing, strict_json
from assessments.format import adapter, adapter_wording, toml_writing
from assessments.format.definition import SHIPPED, DefinitionError, parse
from assessments.format.translating import named

FILES = [file for file in sorted(SHIPPED.glob("*.toml")) if not named(file.name)]
TEXTS = {file.name: file.read_text(encoding="utf-8") for file in FILES}
TEXTS |= {
    rule.slug: toml_writing.written(adapter_wording.on_paper(rule)) for rule in adapter.shipped().values()
}
PHQ_LIKE: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "url": "http://example.org/fhir/Questionnaire/evenings",
    "version": "2.0",
    "title": "Evenings",
    "status": "active",
    "description": "How evenings feel.",
    "copyright": "The house of evenings",
    "item": [
        {
            "linkId": "/1",
            "type": "group",
            "text": "At home",
            "item": [
                {"linkId": "/1.0", "type": "display", "text": "Think of the last week."},
                {
                    "linkId": "/44250-9",
                    "type": "choice",
                    "text": "It was calm.",
                    "required": True,
                    "answerOption": [
                        {"valueCoding": {"code": "LA-0", "display": "Never", "extension": [
                            {"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 0}]}},
                        {"valueCoding": {"code": "LA-1", "display": "Often", "extension": [
                            {"url": "http://hl7.org/fhir/StructureDefinition/ordinalValue", "valueDecimal": 1.0}]}},
                    ],
                },
                {
                    "linkId": "why",
                    "type": "text",
                    "text": "What made it so?",
                    "enableWhen": [{"question": "/44250-9", "operator": "=", "answerCoding": {"display": "Often"}}],
                },
            ],
        },
        {"linkId": "late", "type": "boolean", "text": "Was anyone late?"},
        {"linkId": "many", "type": "integer", "text": "How many evenings?", "extension": [
            {"url": "http://hl7.org/fhir/StructureDefinition/minValue", "valueInteger": 0},
            {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 7}]},
        {"linkId": "when", "type": "date", "text": "Which was the last one?"},
        {"linkId": "with", "type": "choice", "text": "With what?", "repeats": True,
         "answerValueSet": "#things", "prefix": "5."},
    ],
    "contained": [
        {"resourceType": "ValueSet", "id": "things", "compose": {"include": [
            {"system": "urn:x", "concept": [{"code": "tea", "display": "Tea"}, {"code": "play", "display": "A game"}]}]}},
    ],
}  # fmt: skip


def through(definition: Any, release: Any) -> Any:
    sent = json.dumps(fhir_writing.questionnaire(definition, release=release))
    found = fhir_reading.read(strict_json.load(sent))
    assert found.notes == ()
    return parse(toml_writing.written(found.tables))


@pytest.mark.parametrize("release", ["R4", "R5"])
@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_form_comes_back_as_it_went(name: str, release: str) -> None:
    definition = parse(TEXTS[name])
    assert through(definition, release) == definition


def test_the_two_releases_differ_in_type_and_weight_alone() -> None:
    definition = parse(TEXTS["weekly-pulse.1.toml"])
    old, new = (json.dumps(fhir_writing.questionnaire(definition, release=r)) for r in ("R4", "R5"))
    assert old != new
    assert old.replace('"choice"', '"coding"').replace("ordinalValue", "itemWeight") == new.replace(
        '"choice"', '"coding"'
    )


def brought(data: Any) -> Any:
    found = fhir_reading.read(data)
    return parse(toml_writing.written({**found.tables, "slug": "own-x", "version": 1})), found.notes


@pytest.mark.parametrize("swap", [{}, {'"choice"': '"coding"'}])
def test_a_form_from_elsewhere_becomes_one_of_ours(swap: dict[str, str]) -> None:
    text = json.dumps(PHQ_LIKE)
    for old, new in swap.items():
        text = text.replace(old, new)
    definition, notes = brought(json.loads(text))
    kinds = {question.id: question.kind for question in definition.questions}
    assert kinds == {
        "q_44250_9": "choice", "why": "long", "late": "choice", "many": "number", "when": "date", "with": "multi",
    }  # fmt: skip
    first = definition.question("q_44250_9")
    assert first.required
    assert [choice.value for choice in first.choices] == [0, 1]
    assert definition.question("why").show_if.equals == 1
    assert (definition.question("many").min, definition.question("many").max) == (0, 7)
    assert [choice.label for choice in definition.question("with").choices] == ["Tea", "A game"]
    assert definition.sections[0].intro == "Think of the last week."
    assert definition.source == "The house of evenings"
    assert notes == ("item *with*: the number before it is left out.",)
    assert definition.scales == ()


def section_less(**change: Any) -> Any:
    item = {"linkId": "one", "type": "string", "text": "One?", **change}
    return {
        "resourceType": "Questionnaire",
        "title": "X",
        "item": [item, {"linkId": "two", "type": "text", "text": "?"}],
    }


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"type": "time"}, "a time of day cannot be kept"),
        ({"type": "dateTime"}, "a day with a time"),
        ({"type": "attachment"}, "a file cannot be kept"),
        ({"type": "reference"}, "a link to another record"),
        ({"type": "quantity"}, "a number with a unit"),
        ({"type": "open-choice"}, "a choice with free words"),
        ({"type": "nope"}, "the type *nope* is not known"),
        ({"type": None}, "is not known"),
        ({"type": "choice"}, "no answers to choose from"),
        ({"type": "choice", "answerValueSet": "http://loinc.org/vs/LL358-3"}, "a list outside of this file"),
        ({"type": "coding", "answerConstraint": "optionsOrString", "answerOption": [{"valueString": "a"}]}, "free words"),
        ({"type": "choice", "answerOption": [{"valueString": "a"}, {"valueString": "a"}]}, "the same code"),
        ({"type": "choice", "answerOption": [{"valueReference": {}}]}, "neither code nor words"),
        ({"type": "choice", "answerOption": [{"valueInteger": n} for n in range(61)]}, "more than 60 answers"),
        ({"repeats": True}, "several written answers"),
        ({"enableWhen": [{"question": "two", "operator": "exists", "answerBoolean": True}]}, "Only “=”"),
        ({"enableWhen": [{"question": "a", "operator": "=", "answerString": "x"},
                         {"question": "b", "operator": "=", "answerString": "x"}]}, "more than one question"),
        ({"enableWhen": [{"question": "none", "operator": "=", "answerString": "x"}]}, "does not have"),
        ({"type": "group", "repeats": True}, "a group that repeats"),
        ({"type": "group", "enableWhen": [{}]}, "a group that waits"),
        ({"linkId": ""}, "has no linkId"),
        ({"linkId": "two"}, "stands twice"),
        ({"linkId": "TWO"}, "comes too near"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told_by_its_item(change: dict[str, Any], says: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        fhir_reading.read(section_less(**change))
    assert says in str(refused.value)


def test_every_line_is_told_and_not_only_the_first() -> None:
    data = copy.deepcopy(PHQ_LIKE)
    data["item"] += [{"linkId": f"t{n}", "type": "time", "text": "When?"} for n in range(3)]
    with pytest.raises(DefinitionError) as refused:
        fhir_reading.read(data)
    assert [problem.where for problem in refused.value.problems] == ["item *t0*", "item *t1*", "item *t2*"]


@pytest.mark.parametrize(
    "data", [{}, [], "x", None, 5, {"resourceType": "Patient"}, {"resourceType": "QuestionnaireResponse"}]
)
def test_what_is_no_questionnaire_is_said(data: Any) -> None:
    with pytest.raises(DefinitionError, match="no FHIR Questionnaire"):
        fhir_reading.read(data)


@pytest.mark.parametrize("item", [None, "x", [None], ["x"], [[]], {}, [{"linkId": 5, "type": "string"}]])
def test_items_of_a_wrong_shape_are_no_crash(item: Any) -> None:
    try:
        found = fhir_reading.read({"resourceType": "Questionnaire", "title": "X", "item": item})
    except DefinitionError:
        return
    with pytest.raises(DefinitionError, match="no question yet"):
        parse(toml_writing.written(found.tables))


def test_no_form_is_endless() -> None:
    many = [{"linkId": f"q{n}", "type": "string", "text": "?"} for n in range(201)]
    with pytest.raises(DefinitionError, match="more than 200 questions"):
        fhir_reading.read({"resourceType": "Questionnaire", "item": many})
    many = [{"linkId": f"d{n}", "type": "display", "text": "?"} for n in range(2_001)]
    with pytest.raises(DefinitionError, match="more than 2000 items"):
        fhir_reading.read({"resourceType": "Questionnaire", "item": many})


def test_what_we_wrote_along_ourselves_goes_through_the_same_gate() -> None:
    data = fhir_writing.questionnaire(parse(TEXTS["weekly-pulse.1.toml"]))
    data["item"][0]["extension"][0]["valueString"] = '{"scale": "nonsense"}'
    with pytest.raises(DefinitionError, match="scale \\*nonsense\\* does not exist"):
        brought(data)
    data["item"][0]["extension"][0]["valueString"] = '{"a": 1, "a": 2}'
    with pytest.raises(DefinitionError, match="stands twice"):
        brought(data)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"a": 1, "a": 2}', "the key *a* stands twice"),
        ('{"a": {"b": 1, "b": 1}}', "the key *b* stands twice"),
        ('{"a": NaN}', "*NaN* is no number"),
        ('[-Infinity]', "*-Infinity* is no number"),
        ('[1e400]', "too large"),
        (f"[{'9' * 5_000}]", "too many digits"),
        ("[" * 100_000, "nested more than 40 deep"),
        ('{"a":' * 41 + "1" + "}" * 41, "nested more than 40 deep"),
        ('{"a": ', "this is not JSON here"),
        ("", "this is not JSON here"),
        (" " * 1_000_001, "larger than 1000 kilobytes"),
    ],
)  # fmt: skip
def test_json_from_a_stranger_is_bounded(text: str, says: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        strict_json.load(text)
    assert says in str(refused.value)


def test_brackets_inside_of_words_are_words() -> None:
    assert strict_json.load(json.dumps({"a": "[" * 100 + '"' + "{" * 100})) == {
        "a": "[" * 100 + '"' + "{" * 100
    }
