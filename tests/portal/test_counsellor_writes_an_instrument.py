"""The builder: part by part, seen as partners meet it, through the same gate, for one's own practice."""

from __future__ import annotations

from typing import Any

import pytest

from assessments import drafting
from assessments.format import source_text
from assessments.models import InstrumentDraft, InstrumentVersion
from portal.counsellor import draft_words
from portal.counsellor.draft_forms import PARTS, About
from tests.assessments.test_draft_an_instrument import FULL, drafted, out
from tests.conftest import looking
from tests.factories.assessments import shipped
from tests.factories.practice import StaffFactory
from tests.portal.couples_pages import as_, send, words

HEAD = {
    "title": "Quiet evenings",
    "neutral_title": "Evening questions",
    "purpose": "Shows how evenings feel.",
    "time_frame": "In the past two weeks",
    "minutes": "2",
    "intro": "",
    "closing": "",
    "choices": "Hardly ever\r\nAt times\r\nOften",
    "limits": "Not why.",
    "source": "Own wording.",
    "tradition": "general",
    "act": "keep",
}
QUESTION = {
    "id": "", "text": "", "kind": "scale", "scale": "", "choices": "", "rows": "", "most": "", "section": "", "hint": "",
    "about": "self", "show_if_question": "", "show_if_equals": "", "alert": "", "level": "", "act": "keep",
}  # fmt: skip
SCALE = {
    "id": "",
    "title": "Ease",
    "higher_is": "better",
    "low": "Hard.",
    "high": "Easy.",
    "score": "mean",
    "act": "keep",
}


def goes_without_saying(value: Any) -> bool:
    return value is False or value in ("mean", "self", "")


def at(draft: InstrumentDraft, end: str = "") -> str:
    return f"/desk/library/drafts/{draft.pk}/{end}"


def version(draft: InstrumentDraft) -> str:
    draft.refresh_from_db()
    return str(draft.version)


def keep(ana: Any, draft: InstrumentDraft, end: str, fields: dict[str, str]) -> Any:
    return send(as_(ana), at(draft, end), **{"version": version(draft), **fields})


def test_from_an_empty_page_to_a_form_that_can_be_sent(ana: Any) -> None:
    assert send(as_(ana), "/desk/library/drafts/new/").status_code in (302, 303)
    draft = InstrumentDraft.unscoped.get()
    assert keep(ana, draft, "about/", HEAD).status_code in (302, 303)
    assert keep(ana, draft, "scale/0/", SCALE).status_code in (302, 303)
    for place, text in enumerate(["We have time.", "Screens win.", "We talk.", "I feel settled."]):
        fields = QUESTION | {"text": text, "scale": "ease"} | ({"reverse": "on"} if place == 1 else {})
        assert keep(ana, draft, f"question/{place}/", fields).status_code in (302, 303)
    given = "we_have_time = 2\nscreens_win = 0\nwe_talk = 2\ni_feel_settled = 2"
    example = {
        "says": "easy",
        "given": given,
        "declined": "",
        "expect": "ease = 100",
        "alerts": "",
        "hidden": "",
    }
    assert keep(ana, draft, "example/0/", example | {"act": "keep"}).status_code in (302, 303)
    shown = as_(ana).get(at(draft))
    assert "Ready to publish" in words(shown)
    answer = send(as_(ana), at(draft, "publish/"), version=version(draft))
    made = InstrumentVersion.unscoped.get()
    assert answer["Location"] == f"/desk/library/q/{made.slug}/?done=published"
    assert (made.definition.questions[1].reverse, made.practice) == (True, ana.practice)
    assert "Quiet evenings" in words(as_(ana).get("/desk/library/?whose=own"))


def test_a_mistake_stands_beside_its_field_and_the_draft_is_kept_all_the_same(ana: Any) -> None:
    draft = drafted(ana, FULL | {"scale": []})
    keep(ana, draft, "question/0/", QUESTION | {"id": "unhurried", "text": "We have time.", "choices": ""})
    page = as_(ana).get(at(draft, "question/1/"))
    assert page.context["form"].errors["scale"] == ["The scale that it counted on is gone. Pick another."]
    assert "Still in the way" in words(as_(ana).get(at(draft)))


def test_the_preview_shows_what_is_typed_and_keeps_nothing(ana: Any) -> None:
    draft = drafted(ana)
    typed = QUESTION | {"version": version(draft), "text": "Do you laugh?", "scale": "ease"}
    part = as_(ana).post(at(draft, "question/4/preview/"), typed)
    assert "Do you laugh?" in words(part)
    assert "Hardly ever" in words(part)
    page = keep(
        ana, draft, "question/4/", QUESTION | {"text": "Do you laugh?", "scale": "ease", "act": "preview"}
    )
    assert "Do you laugh?" in words(page)
    draft.refresh_from_db()
    assert len(draft.tables["question"]) == 4


def test_two_who_write_at_once_keep_both_texts_on_the_page(ana: Any) -> None:
    draft = drafted(ana)
    old = version(draft)
    keep(ana, draft, "question/0/", QUESTION | {"id": "unhurried", "text": "Newer words.", "scale": "ease"})
    typed = QUESTION | {"id": "unhurried", "text": "My words.", "scale": "ease", "version": old}
    answer = send(as_(ana), at(draft, "question/0/"), **typed)
    assert answer.status_code == 412
    assert "Newer words." in words(answer)
    assert b"My words." in answer.content
    again = keep(ana, draft, "question/0/", {**typed, "version": version(draft)})
    assert again.status_code in (302, 303)


def test_a_form_sent_twice_adds_one_question(ana: Any) -> None:
    draft = drafted(ana)
    fields = QUESTION | {
        "text": "One more.",
        "scale": "ease",
        "version": version(draft),
        "idempotency_key": "k1",
    }
    visitor = as_(ana)
    for _ in range(2):
        assert visitor.post(at(draft, "question/4/"), fields).status_code in (302, 303)
    draft.refresh_from_db()
    assert len(draft.tables["question"]) == 5


@pytest.mark.parametrize(("to", "order"), [("up", "screens"), ("down", "unhurried"), ("out", "screens")])
def test_parts_are_moved_and_taken_out(to: str, order: str, ana: Any) -> None:
    draft = drafted(ana)
    place = "1" if to == "up" else "0"
    moved = send(as_(ana), at(draft, "move/"), version=version(draft), table="question", place=place, to=to)
    assert moved.status_code in (302, 303)
    draft.refresh_from_db()
    names = [row["id"] for row in draft.tables["question"]]
    assert names.index(order) == (1 if to == "down" else 0)
    stale = send(as_(ana), at(draft, "move/"), version="1", table="question", place="0", to="down")
    assert stale.status_code == 412


def test_what_is_not_ready_is_not_published_and_says_why(ana: Any) -> None:
    draft = drafting.begin(by=looking(ana))
    answer = send(as_(ana), at(draft, "publish/"), version="1")
    assert answer.status_code == 400
    assert not InstrumentVersion.unscoped.exists()


def test_a_draft_is_thrown_away(ana: Any) -> None:
    draft = drafted(ana)
    send(as_(ana), at(draft, "discard/"), version=version(draft))
    assert not InstrumentDraft.unscoped.exists()


def test_one_writes_on_from_a_shipped_one_and_retires_ones_own(ana: Any) -> None:
    pulse = shipped("weekly-pulse")
    send(as_(ana), "/desk/library/drafts/new/", based_on=str(pulse.pk))
    assert InstrumentDraft.unscoped.get().title == pulse.title
    own = out(ana)
    assert send(as_(ana), f"/desk/library/q/{own.slug}/retire/").status_code in (302, 303)
    own.refresh_from_db()
    assert own.retired_at is not None
    assert send(as_(ana), "/desk/library/q/weekly-pulse/retire/").status_code == 404
    assert as_(ana).get(f"/desk/library/q/{own.slug}/").status_code == 200


def test_another_practice_finds_neither_draft_nor_version(ana: Any) -> None:
    draft, own = drafting.begin(by=looking(ana)), out(ana)
    kim = StaffFactory(is_counsellor=True)
    for url in (at(draft), at(draft, "about/"), at(draft, "question/0/"), f"/desk/library/q/{own.slug}/"):
        assert as_(kim).get(url).status_code == 404, url
        assert as_(ana).get(url).status_code == 200, url
    assert send(as_(kim), "/desk/library/drafts/new/", based_on=str(own.pk)).status_code == 404
    assert "Quiet evenings" not in words(as_(kim).get("/desk/library/"))


@pytest.mark.parametrize(
    "slug", ["weekly-pulse", "cycle-map", "needs-and-expectations", "stuck-issues", "intake-our-story"]
)
def test_opening_and_keeping_a_part_changes_nothing_of_a_shipped_one(slug: str, db: Any) -> None:
    tables = source_text.read_tables(shipped(slug).body)
    for name, kind in PARTS.items():
        for place, row in enumerate(tables.get(name, [])):
            form = kind({**kind.from_table(row), "version": "1"}, tables=tables, row=place)
            assert form.is_valid(), (name, place, form.errors)
            written = form.to_table(row)
            if name == "question" and "kind" not in row:
                written.pop("kind")
            if isinstance((asked := row.get("show_if", {}).get("equals")), list) and len(asked) == 1:
                written["show_if"]["equals"] = asked  # one of one is that one
            assert written == {key: value for key, value in row.items() if not goes_without_saying(value)}
    head = About({**About.from_table(tables), "version": "1"}, tables=tables)
    assert head.is_valid(), head.errors


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("Never\nOften", [{"value": 0, "label": "Never"}, {"value": 1, "label": "Often"}]),
        (
            "yes = Yes, I do\nno = No",
            [{"value": "yes", "label": "Yes, I do"}, {"value": "no", "label": "No"}],
        ),
        ("4 = Much\n\n 0 = Little ", [{"value": 4, "label": "Much"}, {"value": 0, "label": "Little"}]),
        ("0 = Never\n1: Often", [{"value": 0, "label": "Never"}, {"value": 1, "label": "Often"}]),
        ("0 = Never\n1", [{"value": 0, "label": "Never"}, {"value": 1, "label": ""}]),
        ("", []),
    ],
)
def test_answers_are_written_a_line_each(text: str, held: list[Any]) -> None:
    assert draft_words.choices_from(text) == held
    assert draft_words.choices_from(draft_words.choices_to(held)) == held


@pytest.mark.parametrize(
    ("words_", "taken", "name"),
    [
        ("We have an unhurried moment together", [], "we_have_an_unhurried"),
        ("We talk.", ["we_talk"], "we_talk_2"),
        ("Äpfel & Öl", [], "apfel_ol"),
        ("3 things", [], "q_3_things"),
        ("…", [], "q"),
    ],
)
def test_short_names_come_of_the_first_words(words_: str, taken: list[str], name: str) -> None:
    assert draft_words.name_for(words_, taken=taken) == name
