"""The parts that every page is made of: what they say, what they are tied to, and what they never hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.http import QueryDict
from django.template import engines

from assessments.format.definition import Question
from assessments.format.vocabulary import Choice
from portal import questions
from portal.framing import Frame, Place

PORTAL = Path(settings.BASE_DIR) / "portal"
STATIC = PORTAL / "static" / "portal"
TEMPLATES = sorted((PORTAL / "templates").rglob("*.html"))

FRAME = Frame(
    name="Remy",
    mark="a",
    partner_name="Noor",
    partner_mark="b",
    counsellor_name="Ines",
    nav=(Place("Today", "/today/", "home", True), Place("Only me", "/only-me/", "lock", False)),
    together=True,
)
CHOICES = (Choice(value=0, label="Hardly ever"), Choice(value=1, label="Often"))


def shown(source: str, **facts: Any) -> str:
    html = engines["django"].from_string("{% load portal_parts %}" + source).render({"frame": FRAME, **facts})
    return re.sub(r"\s+", " ", html)


def page(parent: str, **facts: Any) -> str:
    template = engines["django"].from_string(
        '{% extends "portal/' + parent + '.html" %}{% block page %}here{% endblock %}'
    )
    return template.render({"frame": FRAME, **facts})


def words_in(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", html)).strip()


@pytest.mark.parametrize(
    ("circle", "sentence", "hollow"),
    [
        ("only_you", "Only you see this.", 2),
        ("counsellor", "You and Ines see this. Noor doesn’t.", 1),
        ("all", "You, Ines and Noor see this.", 0),
        ("for_now", "Only you, for now. You choose who sees it when you’re done.", 0),
        ("told_at_once", "If you choose this, Ines is told straight away, even if you stop here.", 1),
    ],
)
def test_the_seen_by_line_says_it_in_words_and_draws_it(circle: str, sentence: str, hollow: int) -> None:
    html = shown("{% seenby circle %}", circle=circle)
    assert sentence in words_in(html)
    assert html.count("tok--off") == hollow


def test_alone_the_seen_by_line_names_nobody_who_is_not_here() -> None:
    html = shown(
        '{% seenby "counsellor" %}',
        frame=Frame(name="Remy", mark="b", counsellor_name="Ines", partner_name="Noor"),
    )
    assert "You and Ines see this." in words_in(html)
    assert "Noor" not in html


def test_swapping_the_two_partners_swaps_exactly_names_and_marks() -> None:
    people = {"viewer_name": "Remy", "partner_name": "Noor", "counsellor_name": "Ines", "my_mark": "a"}
    swapped = {**people, "viewer_name": "Noor", "partner_name": "Remy", "my_mark": "b"}
    one = shown('{% seenby "all" people %}', people=people)
    other = shown('{% seenby "all" people %}', people=swapped)
    swap = {"Noor": "Remy", "tok--a": "tok--b", "tok--b": "tok--a", ">R<": ">N<", ">N<": ">R<"}
    assert re.sub("|".join(swap), lambda found: swap[found[0]], one) == other


def test_names_are_never_markup() -> None:
    people = {
        "viewer_name": "<i>R",
        "partner_name": "<script>x</script>",
        "counsellor_name": "<b onclick=x>",
        "my_mark": "a",
    }
    html = shown('{% seenby "all" people %}', people=people)
    assert "<script" not in html
    assert "<i>" not in html
    assert "<b onclick" not in html


@pytest.mark.parametrize("parent", ["partner", "focus", "plain"])
def test_every_page_for_partners_has_the_same_way_out(parent: str) -> None:
    html = page(parent)
    link = re.search(r"<a class=\"leave\".*?</a>", html, re.S)
    assert link is not None
    assert 'href="/leave/"' in link[0]
    assert words_in(link[0]) == "Leave page"


@pytest.mark.parametrize("parent", ["partner", "focus", "plain", "desk"])
def test_every_page_begins_with_a_way_past_its_frame_and_a_title_that_says_nothing(parent: str) -> None:
    html = page(parent)
    assert re.search(r"<body[^>]*>\s*<a class=\"skip\" href=\"#main\">", html)
    assert 'id="main"' in html
    assert "<title>Evenlight</title>" in html
    assert '<meta name="referrer" content="same-origin">' in html
    assert re.search(r'<html lang="en">', html)


def test_the_current_place_is_marked_and_has_words() -> None:
    html = page("partner")
    assert re.search(r'href="/today/" aria-current="page">.*?Today', html, re.S)
    assert html.count('aria-current="page"') == 1


@pytest.mark.parametrize("kind", ["choice", "scale"])
def test_a_scale_is_one_group_of_radios_with_an_equal_choice_not_to_answer(kind: Any) -> None:
    question = Question(id="met", text="I felt met.", kind=kind, choices=CHOICES, hint="The last seven days.")
    html = shown(
        '{% include "portal/parts/question.html" with field=field sole=True %}',
        field=questions.held_field(question, {"met": {"v": 1}}),
    )
    assert html.count('type="radio" name="a-met"') == 3
    assert f'value="{questions.DECLINE}"' in html
    assert re.search(r'value="1"[^>]* checked', html)
    assert 'aria-describedby="seen id-met-hint"' in html
    assert "<h1" in html


@pytest.mark.parametrize("kind", ["multi", "text", "long", "number", "date"])
def test_what_is_typed_can_be_left_out_by_a_box_of_its_own(kind: Any) -> None:
    question = Question(id="q", text="Since when?", kind=kind, choices=CHOICES if kind == "multi" else ())
    html = shown('{% include "portal/parts/question.html" %}', field=questions.blank_field(question))
    assert 'type="checkbox" name="skip-q" value="1"' in html
    assert "checked" not in html


def test_a_question_that_must_stand_offers_no_choice_not_to_answer() -> None:
    question = Question(id="q", text="Which country are you in?", kind="text", declinable=False)
    html = shown('{% include "portal/parts/question.html" %}', field=questions.blank_field(question))
    assert "rather not" not in html


def test_a_problem_stands_first_leads_to_its_field_and_keeps_the_words() -> None:
    question = Question(id="q", text="How many?", kind="number")
    field = questions.typed_field(question, QueryDict("a-q=some"), "Give a number, such as 3.")
    html = shown(
        '{% include "portal/parts/errors.html" with problems=fields %}{% include "portal/parts/question.html" %}',
        field=field,
        fields=[field],
    )
    assert re.search(
        r'role="alert" tabindex="-1" autofocus>.*<a href="#id-q">Give a number, such as 3\.</a>', html
    )
    assert 'value="some"' in html
    assert 'aria-describedby="seen id-q-error" aria-invalid="true"' in html


def test_a_field_of_a_form_is_tied_to_its_hint_and_its_problem() -> None:
    class Asked(forms.Form):
        name = forms.CharField(help_text="As you like to be called.")

    html = shown("{% field form.name %}", form=Asked({}))
    assert 'for="id_name"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'class="field"' in html
    assert html.index("This field is required.") < html.index("<input")


def test_only_who_is_signed_in_is_told_that_a_session_ends() -> None:
    assert f'data-idle-warn="{settings.PARTNER_IDLE_SECONDS - 120}"' in shown("{% idle_notice %}")
    assert "data-idle" not in shown("{% idle_notice %}", frame=Frame())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PORTAL / "templates")))
def test_no_template_holds_a_style_a_script_or_a_handler_of_its_own(template: Path) -> None:
    source = template.read_text()
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:", source, re.I)
    for tag in re.findall(r"<script\b[^>]*>", source):
        assert "src=" in tag or 'type="application/json"' in tag


def test_every_icon_that_a_page_names_is_drawn() -> None:
    from portal.framing import FOR_PARTNERS, FOR_STAFF
    from portal.templatetags.portal_parts import ALSO_CALLED

    drawn = set(re.findall(r'id="i-(\w+)"', (STATIC / "icons.svg").read_text()))
    named = {name for path in TEMPLATES for name in re.findall(r'{%\s*icon\s+"(\w+)"', path.read_text())}
    places = (*FOR_PARTNERS, *(place for _roles, place in FOR_STAFF))
    named |= {icon for _label, _url, icon in places}
    assert {ALSO_CALLED.get(name, name) for name in named} <= drawn


def test_every_file_that_a_style_names_is_there() -> None:
    for sheet in STATIC.rglob("*.css"):
        for name in re.findall(r'url\("([^"#]+)"\)', sheet.read_text()):
            assert (sheet.parent / name).exists(), (sheet.name, name)
