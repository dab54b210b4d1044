"""A question that waits for an answer is hidden until then; what was typed there before is dropped."""

from assessments.format.definition import parse
from assessments.scores import answers, scoring
from tests.assessments.samples import SMALL, every_kind


def visible(raw: dict[str, object]) -> list[str]:
    """Ids of the questions to show."""
    return [question.id for question in answers.visible_questions(every_kind(), raw)]


def test_a_waiting_question_opens_for_the_answer_it_waits_for() -> None:
    assert "why" not in visible({"pick": "no"})
    assert "why" in visible({"pick": "yes"})
    assert "about_b" in visible({"several": ["a", "b"]})
    assert "about_b" not in visible({"several": ["a"]})


def test_declining_the_first_question_keeps_the_second_hidden() -> None:
    assert "why" not in visible({"pick": {"declined": True}})
    assert "why" not in visible({})


def test_an_answer_to_a_hidden_question_is_dropped_whatever_it_is() -> None:
    found = answers.read(every_kind(), {"pick": "no", "why": 5})
    assert found.state("why") == "hidden"
    assert "why" not in found.stored


def test_a_hidden_answer_is_never_scored() -> None:
    gate = '[[question]]\nid = "gate"\ntext = "?"\nchoices = [{ value = "yes", label = "Yes" }, { value = "no", label = "No" }]\n\n'
    text = SMALL.replace("[[question]]", gate + "[[question]]", 1)
    text = text.replace('id = "listens"', 'id = "listens"\nshow_if = { question = "gate", equals = "yes" }')
    definition = parse(text)
    raw = {"notices": 4, "joins": 4, "brushed_off": 0, "listens": 0}
    shut = scoring.score(definition, answers.read(definition, {**raw, "gate": "no"})).scales["turning_toward"]
    open_ = scoring.score(definition, answers.read(definition, {**raw, "gate": "yes"})).scales[
        "turning_toward"
    ]
    assert (shut.value, shut.answered, shut.of) == (100.0, 3, 4)
    assert (open_.value, open_.answered) == (75.0, 4)
