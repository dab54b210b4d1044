"""The builder helps: nothing is red before something was kept, and every sentence is in the words of its pages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from assessments import drafting
from assessments.format.definition import DefinitionError, Problem, from_tables
from assessments.format.source_text import read_tables
from assessments.models import InstrumentDraft, InstrumentVersion
from portal.counsellor import draft_problems, draft_words
from tests.assessments.samples import GROWN, SMALL
from tests.assessments.test_draft_an_instrument import FULL, drafted, out
from tests.assessments.test_explain_a_mistake import MISTAKES as OF_SMALL
from tests.assessments.test_explain_new_words import MISTAKES as OF_GROWN
from tests.conftest import looking
from tests.portal.couples_pages import as_, send, words
from tests.portal.test_counsellor_writes_an_instrument import HEAD, QUESTION, at, keep

pytestmark = pytest.mark.django_db
OF_A_FILE = re.compile(r"\[\[|\]\]|\{|\b\w+_\w+\b|\*| = [\"\[{]")


def begun(ana: Any) -> InstrumentDraft:
    return drafting.begin(by=looking(ana))


def test_a_new_draft_says_how_to_go_about_it_and_nothing_is_wrong_yet(ana: Any) -> None:
    draft = begun(ana)
    shown = words(as_(ana).get(at(draft)))
    assert "How to go about it" in shown
    assert "Still in the way" not in shown
    page = as_(ana).get(at(draft, "about/"))
    assert not page.context["form"].errors
    keep(ana, draft, "about/", HEAD | {"purpose": ""})
    assert as_(ana).get(at(draft, "about/")).context["form"].errors == {
        "purpose": ["This is still empty. Say in one sentence what this is for."]
    }
    shown = words(as_(ana).get(at(draft)))
    assert "What it is for" in [each.where for each in as_(ana).get(at(draft)).context["problems"]]
    assert "There is no question yet. Write the first one." in shown
    assert not OF_A_FILE.search(" ".join(each.says for each in as_(ana).get(at(draft)).context["problems"]))


@pytest.mark.parametrize(
    ("sample", "change"),
    [(SMALL, change) for change in OF_SMALL] + [(GROWN, change) for change in OF_GROWN],
    ids=lambda found: str(found[1])[:30] if isinstance(found, tuple) else "",
)
def test_no_sentence_speaks_the_language_of_files(sample: str, change: tuple[Any, ...]) -> None:
    tables = read_tables(sample.replace(change[0], change[1], 1))
    with pytest.raises(DefinitionError) as caught:
        from_tables(tables)
    for told in draft_problems.told(caught.value.problems, tables):
        quoted = re.sub(r"“[^”]*”|Known here: .*", "", f"{told.where} {told.says}")
        assert not OF_A_FILE.search(quoted), told


def test_a_problem_names_its_question_by_its_words() -> None:
    told = draft_problems.told(
        [Problem(None, "question *joins*", "*text* is empty.", "", "question", 1, "text")], read_tables(SMALL)
    )
    assert (told[0].where, told[0].field) == ("Question 2: “My partner joins in.”", "text")


def test_a_forgotten_label_is_refused_kindly_beside_the_answers(ana: Any) -> None:
    draft = drafted(ana)
    keep(ana, draft, "about/", HEAD | {"choices": "0 = Hardly ever\n1 = At times\n2"})
    page = as_(ana).get(at(draft, "about/"))
    (says,) = page.context["form"].errors["choices"]
    assert says == "Every answer needs words, like “2 = Often”. The one for 2 has none."
    assert "Ready to publish" not in words(as_(ana).get(at(draft)))


def test_points_that_count_on_nothing_are_told_and_hold_the_publishing_up(ana: Any) -> None:
    rows = [*FULL["question"], {"id": "loose", "text": "We rest.", "kind": "scale"}]
    draft = drafted(ana, FULL | {"question": rows})
    page = as_(ana).get(at(draft, "question/4/"))
    assert "Without a scale nothing is scored." in page.context["form"].errors["scale"][0]
    with pytest.raises(drafting.NotYet):
        drafting.publish(draft, by=looking(ana), version=draft.version)


def test_a_scale_is_made_from_the_question(ana: Any) -> None:
    draft = begun(ana)
    done = keep(ana, draft, "question/0/", QUESTION | {"text": "We rest.", "new_scale": "Quiet ease"})
    assert done.status_code in (302, 303)
    draft.refresh_from_db()
    assert draft.tables["scale"] == [{"id": "quiet_ease", "title": "Quiet ease"}]
    assert draft.tables["question"][0]["scale"] == "quiet_ease"
    assert "Pick the direction." in words(as_(ana).get(at(draft)))


def test_scales_stand_before_the_questions_that_count_on_them(ana: Any) -> None:
    parts = [table for table, *_ in as_(ana).get(at(begun(ana))).context["parts"]]
    assert parts.index("scale") < parts.index("question") < parts.index("example")


def test_the_next_question_is_answered_like_the_one_before(ana: Any) -> None:
    draft = drafted(ana)
    new = as_(ana).get(at(draft, "question/4/")).context["form"]
    assert (new["kind"].value(), new["scale"].value(), new["text"].value()) == ("scale", "ease", "")
    assert not new.errors
    first = as_(ana).get(at(begun(ana), "question/0/")).context["form"]
    assert first["kind"].value() == "scale"


def names(form: Any) -> list[str]:
    return [field.name for field in form.main]


def test_only_the_fields_of_the_kind_are_shown_and_change_shows_others_without_keeping(ana: Any) -> None:
    draft = drafted(ana)
    form = as_(ana).get(at(draft, "question/4/")).context["form"]
    assert names(form) == ["text", "kind", "scale", "new_scale", "reverse", "choices"]
    assert not form.is_more_open
    typed = QUESTION | {"text": "Which of these?", "kind": "pick", "act": "change"}
    page = keep(ana, draft, "question/4/", typed)
    assert page.status_code == 200
    assert names(page.context["form"]) == ["text", "kind", "choices", "most", "ranked"]
    assert not page.context["form"].errors
    draft.refresh_from_db()
    assert len(draft.tables["question"]) == 4
    lost = keep(ana, draft, "question/4/", typed | {"kind": "text", "rows": "Money"})
    assert "rows" in names(lost.context["form"]), "what was typed stays in sight"


def test_what_is_seldom_wanted_stands_open_once_it_holds_something(ana: Any) -> None:
    rows = [{**FULL["question"][0], "hint": "Think of evenings."}, *FULL["question"][1:]]
    form = as_(ana).get(at(drafted(ana, FULL | {"question": rows}), "question/0/")).context["form"]
    assert form.is_more_open


def test_an_example_begins_with_the_short_names_and_speaks_of_what_is_there(ana: Any) -> None:
    form = as_(ana).get(at(drafted(ana), "example/1/")).context["form"]
    assert form["given"].value() == "unhurried = \nscreens = \ntalk = \nsettled = "
    assert form["expect"].value() == "ease = "
    assert "unhurried = 3" in str(form["given"].help_text)


@pytest.mark.parametrize("sign", ["=", " = ", ":", ": "])
def test_examples_are_typed_with_either_sign(sign: str) -> None:
    assert draft_words.facts_from(f"talk{sign}4\nsaid.money{sign}2\nease =\n") == {
        "talk": 4,
        "said": {"money": 2},
    }
    assert draft_words.facts_from('note = "a: b"') == {"note": "a: b"}


def test_advice_is_shown_and_holds_nothing_up(ana: Any) -> None:
    shown = words(as_(ana).get(at(drafted(ana))))
    assert "Ready to publish" in shown
    assert "Two examples or more show best" in shown


def test_a_new_wording_without_new_words_is_not_ready(ana: Any) -> None:
    version = out(ana)
    send(as_(ana), "/desk/library/drafts/new/", based_on=str(version.pk))
    draft = InstrumentDraft.unscoped.get(based_on=version)
    shown = words(as_(ana).get(at(draft)))
    assert "Nothing is changed yet." in shown
    assert "Ready to publish" not in shown
    assert InstrumentVersion.unscoped.count() == 1
