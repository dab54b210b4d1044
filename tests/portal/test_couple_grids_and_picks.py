"""Grids and pick lists are answered on a plain page, looked over line by line, and read by the counsellor."""

from __future__ import annotations

import pytest

from assessments import administering, publishing
from assessments.models import Administration
from tests.assessments.samples import GROWN, SMALL, SMALL_IN_SPANISH
from tests.conftest import looking
from tests.factories.assessments import AdministrationFactory
from tests.portal.couples_pages import as_, send, text, words

AREAS, FEELINGS = 1, 2
ALL_LINES = {"a-areas-money": "4", "a-areas-family": "3", "a-areas-leisure": "0", "a-areas-faith": "2"}


@pytest.fixture
def grown(db):
    return publishing.publish(GROWN)


@pytest.fixture
def form(couple, bo, cy, grown):
    return AdministrationFactory(couple=couple, partner=bo, instrument=grown)


def held(form):
    return Administration.unscoped.select_related("partner").get(pk=form.pk).answers or {}


def test_each_line_is_a_group_of_its_own_with_words_and_one_way_not_to_answer(form, bo):
    page = text(as_(bo).get(f"/q/{form.pk}/{AREAS}/"))
    assert page.count('<fieldset class="grid__line"') == 4
    assert page.count('<legend class="grid__label">') == 4
    assert page.count('type="radio" name="a-areas-money"') == 5
    assert page.count("I’d rather not answer this one") == 1
    assert page.count('id="id-areas"') == 1


def test_continue_keeps_every_line_that_was_picked(form, bo):
    answer = send(as_(bo), f"/q/{form.pk}/{AREAS}/", **{"a-areas-money": "4", "a-areas-faith": "0"})
    assert answer["Location"] == f"/q/{form.pk}/2/"
    assert held(form) == {"areas": {"v": {"money": 4, "faith": 0}}}
    page = text(as_(bo).get(f"/q/{form.pk}/{AREAS}/"))
    assert 'name="a-areas-money" value="4" checked' in page
    assert page.count(" checked") == 2


def test_what_is_not_in_the_grid_is_told_and_nothing_is_kept(form, bo):
    answer = send(as_(bo), f"/q/{form.pk}/{AREAS}/", **{**ALL_LINES, "a-areas-money": "9"})
    assert answer.status_code == 400
    assert "Pick one answer in each line" in words(answer)
    assert 'name="a-areas-family" value="3" checked' in text(answer)
    assert not held(form)


def test_answering_and_choosing_not_to_cannot_both_be(form, bo):
    answer = send(as_(bo), f"/q/{form.pk}/{AREAS}/", **ALL_LINES, **{"skip-areas": "1"})
    assert "Keep the one you want." in words(answer)
    send(as_(bo), f"/q/{form.pk}/{AREAS}/", **{"skip-areas": "1"})
    assert held(form) == {"areas": {"declined": True}}


def test_autosave_keeps_a_grid_and_takes_it_away_again(form, bo):
    client = as_(bo)
    assert send(client, f"/q/{form.pk}/save/", **ALL_LINES).json()["saved"] is True
    assert held(form)["areas"]["v"]["family"] == 3
    send(client, f"/q/{form.pk}/save/", **dict.fromkeys(ALL_LINES, ""))
    assert held(form) == {}


def test_places_are_filled_by_plain_lists_in_their_order(form, bo):
    client = as_(bo)
    page = text(client.get(f"/q/{form.pk}/{FEELINGS}/"))
    assert page.count('<select class="field"') == 2
    assert "Pick up to 2, the strongest first." in page
    send(client, f"/q/{form.pk}/{FEELINGS}/", **{"a-feelings": ["numb", "sad"]})
    assert held(form)["feelings"] == {"v": ["numb", "sad"]}
    page = text(client.get(f"/q/{form.pk}/{FEELINGS}/"))
    assert page.index('value="numb" selected') < page.index('value="sad" selected')


def test_the_same_in_two_places_is_told(form, bo):
    answer = send(as_(bo), f"/q/{form.pk}/{FEELINGS}/", **{"a-feelings": ["sad", "sad"]})
    assert answer.status_code == 400
    assert "Each of them can be picked once." in words(answer)


def test_a_list_without_an_order_has_boxes(couple, bo, cy):
    plain = publishing.publish(
        GROWN.replace("ranked = true\n", "").replace('slug = "grown"', 'slug = "plain"')
    )
    form = AdministrationFactory(couple=couple, partner=bo, instrument=plain)
    page = text(as_(bo).get(f"/q/{form.pk}/{FEELINGS}/"))
    assert page.count('type="checkbox" name="a-feelings"') == 4
    assert "Pick up to 2." in page
    answer = send(as_(bo), f"/q/{form.pk}/{FEELINGS}/", **{"a-feelings": ["sad", "numb", "calm"]})
    assert "Pick 2 at most." in words(answer)
    send(as_(bo), f"/q/{form.pk}/{FEELINGS}/", **{"a-feelings": ["numb", "sad"]})
    assert held(form)["feelings"] == {"v": ["sad", "numb"]}


def test_everything_is_looked_over_line_by_line_before_it_goes(form, bo):
    client = as_(bo)
    send(client, f"/q/{form.pk}/{AREAS}/", **{"a-areas-money": "4", "a-areas-faith": "0"})
    send(client, f"/q/{form.pk}/{FEELINGS}/", **{"a-feelings": ["numb", "sad"]})
    shown = words(client.get(f"/q/{form.pk}/review/"))
    assert "Money: Nearly always Faith: Hardly ever" in shown
    assert "1. Numb 2. Sad" in shown
    answer = send(client, f"/q/{form.pk}/review/")
    assert answer.status_code == 400
    assert "This one needs an answer in each line" in words(answer)


def test_the_counsellor_reads_lines_lists_order_and_composites(ana, couple, bo, cy, grown):
    given = {
        "areas": {"money": 4, "family": 4, "leisure": 4, "faith": 4},
        "feelings": ["numb"],
        **{"grumble": 4, "accuse": 0, "blame_all": 0, "sneer": 0, "mock": 0, "kind_words": 4},
        **{"work_a": 3, "work_b": 3, "play_a": 1, "play_b": 1},
    }
    for partner in (bo, cy):
        form = AdministrationFactory(couple=couple, partner=partner, instrument=grown)
        administering.submit(form, by=looking(partner), changes=given)
    shown = words(as_(ana).get(f"/desk/couples/{couple.pk}/questionnaires/{form.pk}/"))
    for said in ("Money", "Agreement", "Four hard moves", "Criticism", "Contempt", "Outside stress"):
        assert said in shown, said


def test_the_library_tells_how_each_kind_is_read(ana, grown):
    shown = words(as_(ana).get("/desk/library/q/grown/"))
    for said in (
        "put in order with the others",
        "They are read one by one",
        "Agreement less Four hard moves",
        "Money",
        "Family",
    ):
        assert said in shown, said


def test_a_form_is_read_in_its_partners_own_language(couple, bo, cy):
    version = publishing.publish(SMALL)
    publishing.publish_translation(SMALL_IN_SPANISH)
    bo.user.language = "es"
    bo.user.save(update_fields=["language"])
    mine, other = (
        AdministrationFactory(couple=couple, partner=each, instrument=version) for each in (bo, cy)
    )
    assert "Mi pareja nota cuando busco compañía." in text(as_(bo).get(f"/q/{mine.pk}/1/"))
    assert "Casi nunca" in text(as_(bo).get(f"/q/{mine.pk}/1/"))
    assert "My partner notices when I want company." in text(as_(cy).get(f"/q/{other.pk}/1/"))
    send(as_(bo), f"/q/{mine.pk}/1/", **{"a-notices": "0"})
    assert "Casi nunca" in text(as_(bo).get(f"/q/{mine.pk}/review/"))
