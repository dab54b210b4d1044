"""A well-formed file becomes a definition, and a definition becomes plain data and back."""

import json

import pytest

from assessments.format.definition import (
    DefinitionError,
    as_dict,
    content_hash,
    from_dict,
    from_tables,
    pages,
    parse,
)
from tests.assessments.samples import EVERY_KIND, SMALL, every_kind, small


def test_the_files_choices_serve_every_question_that_brings_none() -> None:
    assert [choice.value for choice in small().question("listens").choices] == [0, 1, 2, 3, 4]


def test_a_question_on_a_scale_is_a_scale_question() -> None:
    assert small().question("notices").kind == "scale"
    assert every_kind().question("pick").kind == "choice"


def test_a_definition_goes_to_json_and_comes_back_equal() -> None:
    for definition in (small(), every_kind()):
        assert from_dict(json.loads(json.dumps(as_dict(definition)))) == definition


def test_stored_data_that_is_no_definition_is_refused() -> None:
    data = as_dict(small())
    data["questions"][0]["scale"] = "elsewhere"
    with pytest.raises(DefinitionError, match="does not exist"):
        from_dict(data)
    with pytest.raises(DefinitionError, match="cannot be read"):
        from_dict({"slug": 5})


def test_a_definition_put_together_on_screen_passes_the_same_gate() -> None:
    data = as_dict(small())
    tables = {
        key: value
        for key, value in data.items()
        if key not in ("questions", "scales", "composites", "examples", "sections")
    }
    tables["question"], tables["scale"] = data["questions"], data["scales"]
    tables["example"] = data["examples"]
    assert from_tables(tables) == small()
    tables["question"][0]["kind"] = "sclae"
    with pytest.raises(DefinitionError, match="Did you mean \\*scale\\*"):
        from_tables(tables)


def test_the_content_hash_hears_words_and_not_spacing() -> None:
    assert content_hash(SMALL) == content_hash(
        "# a remark\n" + SMALL.replace("minutes = 2", "minutes   =   2")
    )
    assert content_hash(SMALL) != content_hash(SMALL.replace("listens.", "hears."))
    assert len(content_hash(SMALL)) == 64


def test_short_factual_questions_share_a_page_where_the_file_says_so() -> None:
    shared = [[question.id for question in page] for page in pages(every_kind())]
    assert ["years", "since"] in shared
    assert sum(map(len, shared)) == len(every_kind().questions)


def test_alerts_are_listed_in_the_order_of_the_form() -> None:
    text = EVERY_KIND.replace(
        'text = "Pick one."\nrequired = true', 'text = "Pick one."\nalert = ["yes"]\nlevel = "red"'
    )
    rules = parse(text).alerts
    assert [(rule.question, rule.values, rule.level) for rule in rules] == [("pick", ("yes",), "red")]
    assert parse(text).question("pick").safety
