"""Answers as FHIR go out and come back the same; what is unknown, out of range, missing or does not add up is told."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from assessments.exchange import fhir_responses
from assessments.format import adapter, adapter_wording, toml_writing
from assessments.format.definition import SHIPPED, DefinitionError, parse
from assessments.format.translating import named
from assessments.scores import adapter_forms
from assessments.scores.answers import read

FORMS = [
    parse(file.read_text(encoding="utf-8")) for file in sorted(SHIPPED.glob("*.toml")) if not named(file.name)
]
PHQ = parse(toml_writing.written(adapter_wording.on_paper(adapter.shipped()["phq-9"])))
EXAMPLES = [(form, example) for form in [*FORMS, PHQ] for example in form.examples]
SMALL = parse("""
slug = "small"
version = 2
title = "Small"
neutral_title = "Questions"
purpose = "A form of every kind."
time_frame = "Now"
tradition = "general"
validated = false
source = "Own wording."
limits = "Nothing."
minutes = 1
[[question]]
id = "pick"
text = "Which?"
required = true
choices = [{ value = "a", label = "Ay" }, { value = "b", label = "Bee" }]
[[question]]
id = "why"
text = "Why?"
kind = "long"
show_if = { question = "pick", equals = "a" }
[[question]]
id = "some"
text = "Which ones?"
kind = "multi"
choices = [{ value = "x", label = "Ex" }, { value = "y", label = "Why" }]
[[question]]
id = "how_many"
text = "How many?"
kind = "number"
min = 0
max = 9
[[question]]
id = "since"
text = "Since when?"
kind = "date"
[[question]]
id = "money"
text = "How is it with these?"
kind = "grid"
rows = [{ id = "rent", label = "Rent" }, { id = "food", label = "Food" }]
choices = [{ value = 0, label = "Hard" }, { value = 1, label = "Fine" }]
""")
GIVEN: dict[str, Any] = {
    "pick": {"v": "a"}, "why": {"v": "Because.\nYes."}, "some": {"v": ["x", "y"]}, "how_many": {"v": 3},
    "since": {"v": "2026-03-01"}, "money": {"v": {"rent": 0}},
}  # fmt: skip


def sent(form: Any, given: Any, **facts: Any) -> dict[str, Any]:
    held = {
        "response_id": "r", "partner_id": "p", "status": "completed", "authored": "2026-03-14T10:00:00+00:00",
        "audience": "counsellor", **facts,
    }  # fmt: skip
    return fhir_responses.write(form, given, **held)


@pytest.mark.parametrize(
    ("form", "example"), EXAMPLES, ids=lambda x: getattr(x, "slug", getattr(x, "says", ""))
)
@pytest.mark.parametrize("release", ["R4", "R5"])
def test_every_example_goes_out_and_comes_back_with_the_same_scores(
    form: Any, example: Any, release: str
) -> None:
    raw = {**example.given, **{name: {"declined": True} for name in example.declined}}
    answers = read(form, raw)
    scores = adapter_forms.scored(form, answers)
    data = sent(form, answers.stored, scores=scores, release=release)
    needed = [q.id for q in form.questions if q.required and answers.states[q.id] == "missing"]
    grids = [q.id for q in form.questions if q.required and q.kind == "grid"]
    if needed or grids:
        return
    found = fhir_responses.read(form, data)
    assert found.answers == answers.stored
    assert found.scores == scores
    assert found.taken_on == "2026-03-14"


def test_every_kind_of_answer_comes_back() -> None:
    found = fhir_responses.read(SMALL, sent(SMALL, GIVEN))
    assert found.answers == GIVEN
    declined = {"pick": {"v": "b"}, "some": {"declined": True}, "money": {"declined": True}}
    assert fhir_responses.read(SMALL, sent(SMALL, declined)).answers == declined


def test_what_an_audience_never_gets_is_not_there() -> None:
    given = {f"item_{n}": {"v": 1} for n in range(1, 10)}
    told = sent(PHQ, given, leave_out=["item_9"], audience="partner")
    assert "item_9" not in str(told)
    assert "extension" not in told
    assert told["meta"]["security"] == [{"system": "urn:evenlight:audience", "code": "partner"}]


def changed(path: str, item: Any) -> dict[str, Any]:
    data = copy.deepcopy(sent(SMALL, GIVEN))
    place = {each["linkId"]: number for number, each in enumerate(data["item"])}
    data["item"][place[path]] = item
    return data


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (
            {"linkId": "nope", "answer": [{"valueInteger": 1}]},
            "item *nope*: this linkId is not part of the form",
        ),
        ({"linkId": "how_many", "answer": [{"valueInteger": 99}]}, "from 0 to 9"),
        ({"linkId": "how_many", "answer": [{"valueString": "3"}]}, "a whole number"),
        ({"linkId": "how_many", "answer": [{"valueDecimal": 2.5}]}, "a whole number"),
        ({"linkId": "how_many", "answer": [{"valueInteger": 1}, {"valueInteger": 2}]}, "takes one answer"),
        ({"linkId": "pick", "answer": [{"valueCoding": {"code": "a"}}]}, "answered twice"),
        (
            {"linkId": "money", "item": [{"linkId": "money.gold", "answer": [{"valueInteger": 1}]}]},
            "*money.gold*",
        ),
    ],
)
def test_a_wrong_line_is_told(item: dict[str, Any], says: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        fhir_responses.read(SMALL, changed("how_many", item))
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": "in-progress"}, "only completed ones"),
        ({"status": "entered-in-error"}, "only completed ones"),
        ({"questionnaire": "urn:evenlight:instrument:small|1"}, "it answers *small|1*"),
        ({"questionnaire": "urn:evenlight:instrument:other|2"}, "it answers *other|2*"),
        ({"item": []}, "item *pick*: This one needs an answer"),
        ({"resourceType": "Questionnaire"}, "no FHIR QuestionnaireResponse"),
        ({"item": [{"linkId": "pick", "answer": [{"valueCoding": {"code": "c"}}]}]}, "item *pick*: Pick one"),
        (
            {"item": [{"linkId": "pick", "answer": [{"valueString": "b"}]}, {"linkId": "why", "answer": [{"valueString": "!"}]}]},
            "it is answered, though",
        ),
    ],
)  # fmt: skip
def test_a_response_as_a_whole_can_be_wrong(change: dict[str, Any], says: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        fhir_responses.read(SMALL, {**sent(SMALL, GIVEN), **change})
    assert says in str(refused.value)


def loinc(total: int | None, ninth: int = 1) -> dict[str, Any]:
    codes = [
        "44250-9",
        "44255-8",
        "44259-0",
        "44254-1",
        "44251-7",
        "44258-2",
        "44252-5",
        "44253-3",
        "44260-8",
    ]
    items = [{"linkId": f"/{code}", "answer": [{"valueInteger": 1}]} for code in codes[:8]]
    items.append({"linkId": f"/{codes[8]}", "answer": [{"valueInteger": ninth}]})
    if total is not None:
        items.append({"linkId": "/44261-6", "answer": [{"valueDecimal": total}]})
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": items}


def test_a_stated_total_has_to_be_the_one_that_the_answers_give() -> None:
    assert fhir_responses.read(PHQ, loinc(9)).answers["item_9"] == {"v": 1}
    assert fhir_responses.read(PHQ, loinc(None)).scores["adapter"]["scores"]["total"]["value"] == 9
    with pytest.raises(DefinitionError, match="12 is stated as a total, and the answers give 9"):
        fhir_responses.read(PHQ, loinc(12))
    pulse = next(form for form in FORMS if form.slug == "weekly-pulse")
    answers = read(pulse, pulse.examples[0].given)
    data = sent(pulse, answers.stored, scores=adapter_forms.scored(pulse, answers))
    data["extension"][0]["extension"][1]["valueDecimal"] += 1
    with pytest.raises(DefinitionError, match="stated as a total"):
        fhir_responses.read(pulse, data)


@pytest.mark.parametrize(
    "data", [None, [], "x", 1, {}, {"resourceType": "QuestionnaireResponse", "item": "x"}]
)
def test_what_is_no_response_is_no_crash(data: Any) -> None:
    with pytest.raises(DefinitionError):
        fhir_responses.read(SMALL, data)
