"""Answering a form: one question a page, kept at each Continue, looked over, sent once."""

from __future__ import annotations

from uuid import uuid4

import pytest

from assessments.models import Administration
from tests.portal.couples_pages import as_, intake, pulse, send, text, title, words


@pytest.fixture
def form(couple, bo, cy):
    return pulse(couple, bo)


def answers_of(form):
    return Administration.unscoped.select_related("partner").get(pk=form.pk).answers


def test_continue_keeps_the_answer_and_goes_on(form, bo):
    answer = send(as_(bo), f"/q/{form.pk}/1/", **{"a-felt_close": "2"})
    assert answer["Location"] == f"/q/{form.pk}/2/"
    assert answers_of(form) == {"felt_close": {"v": 2}}


def test_going_on_later_leads_to_the_first_open_question(form, bo):
    client = as_(bo)
    send(client, f"/q/{form.pk}/1/", **{"a-felt_close": "2"})
    page = text(client.get(f"/q/{form.pk}/"))
    assert f'href="/q/{form.pk}/2/"' in page
    assert "1 of 4 answered and kept." in page


def test_an_answer_is_there_again_on_the_way_back(form, bo):
    client = as_(bo)
    send(client, f"/q/{form.pk}/1/", **{"a-felt_close": "2"})
    assert 'value="2" checked' in text(client.get(f"/q/{form.pk}/1/"))


def test_not_wanting_to_answer_is_kept_as_an_answer_and_never_as_zero(form, bo):
    answer = send(as_(bo), f"/q/{form.pk}/1/", **{"a-felt_close": "~"})
    assert answer.status_code == 302
    assert answers_of(form) == {"felt_close": {"declined": True}}


def test_going_on_without_an_answer_is_told_beside_the_field(form, bo):
    answer = send(as_(bo), f"/q/{form.pk}/1/")
    assert answer.status_code == 400
    assert "Pick the closest answer, or skip this one." in words(answer)
    assert title(answer).startswith("Check this")
    assert not answers_of(form)


def test_an_answer_that_is_not_on_the_list_is_told_and_nothing_is_kept(form, bo):
    answer = send(as_(bo), f"/q/{form.pk}/1/", **{"a-felt_close": "99"})
    assert answer.status_code == 400
    assert "Pick one of the answers" in words(answer)
    assert not answers_of(form)


def test_a_change_from_the_review_leads_back_to_the_review(form, bo):
    client = as_(bo)
    send(client, f"/q/{form.pk}/1/", **{"a-felt_close": "2"})
    assert f"/q/{form.pk}/1/?back=review" in text(client.get(f"/q/{form.pk}/review/"))
    answer = send(client, f"/q/{form.pk}/1/?back=review", **{"a-felt_close": "4"})
    assert answer["Location"] == f"/q/{form.pk}/review/"
    assert answers_of(form) == {"felt_close": {"v": 4}}


def test_the_review_shows_blanks_first_and_blank_is_a_fine_end(form, bo):
    client = as_(bo)
    send(client, f"/q/{form.pk}/1/", **{"a-felt_close": "2"})
    shown = words(client.get(f"/q/{form.pk}/review/"))
    assert shown.index("Left blank, and that’s fine") < shown.index("Your answers")
    assert send(client, f"/q/{form.pk}/review/")["Location"] == f"/q/{form.pk}/done/"
    assert Administration.unscoped.get(pk=form.pk).state == "submitted"


def test_sending_twice_is_sending_once(form, bo):
    client, key = as_(bo), uuid4().hex
    first = send(client, f"/q/{form.pk}/review/", key)
    held = Administration.unscoped.get(pk=form.pk)
    second = send(client, f"/q/{form.pk}/review/", key)
    third = send(client, f"/q/{form.pk}/review/")
    after = Administration.unscoped.get(pk=form.pk)
    assert {first["Location"], second["Location"], third["Location"]} == {f"/q/{form.pk}/done/"}
    assert (held.submitted_at, held.version) == (after.submitted_at, after.version)


def test_a_sent_form_cannot_be_opened_again(form, bo):
    client = as_(bo)
    send(client, f"/q/{form.pk}/review/")
    for path in ("", "1/", "review/"):
        assert client.get(f"/q/{form.pk}/{path}")["Location"] == f"/q/{form.pk}/done/"
    assert "That’s in. Thank you." in words(client.get(f"/q/{form.pk}/done/"))


def test_a_question_that_must_be_settled_is_named_before_sending(couple, bo, cy):
    form = intake(couple, bo)
    answer = send(as_(bo), f"/q/{form.pk}/review/")
    assert answer.status_code == 400
    assert "What brings you here now?" in words(answer)
    assert Administration.unscoped.get(pk=form.pk).state == "open"


def test_autosave_keeps_one_answer_and_says_when(form, bo):
    answer = as_(bo).post(f"/q/{form.pk}/save/", {"a-felt_tense": "1"})
    assert answer.status_code == 200
    assert answer.json()["saved"] is True
    assert answers_of(form) == {"felt_tense": {"v": 1}}


def test_autosave_from_two_devices_merges(form, bo):
    phone, laptop = as_(bo), as_(bo)
    phone.post(f"/q/{form.pk}/save/", {"a-felt_tense": "1"})
    laptop.post(f"/q/{form.pk}/save/", {"a-felt_close": "3"})
    assert answers_of(form) == {"felt_tense": {"v": 1}, "felt_close": {"v": 3}}


def test_a_new_question_opens_after_the_answer_that_asks_for_it(couple, bo, cy):
    form, client = intake(couple, bo), as_(bo)
    answer = send(client, f"/q/{form.pk}/1/", **{"a-brings_me": ["miss_us", "something_else"]})
    assert answer["Location"] == f"/q/{form.pk}/2/"
    assert "What is the something else?" in words(client.get(f"/q/{form.pk}/2/"))


def test_a_new_section_offers_a_rest_first(couple, bo, cy):
    form, client = intake(couple, bo), as_(bo)
    answer = send(client, f"/q/{form.pk}/3/", **{"a-still_good": "Tea."})
    assert answer["Location"] == f"/q/{form.pk}/4/rest/"
    shown = words(client.get(answer["Location"]))
    assert "Hopes and worries" in shown
    assert "Keep for later" in shown


def test_short_ones_stand_on_one_page_and_are_kept_together(couple, bo, cy):
    form, client = intake(couple, bo), as_(bo)
    page = client.get(f"/q/{form.pk}/9/")
    assert "How have you slept" in words(page)
    assert "something about your health" in words(page)
    send(client, f"/q/{form.pk}/9/", **{"a-sleep": "well", "a-health_to_know": "שלום 🌊"})
    assert answers_of(form) == {"sleep": {"v": "well"}, "health_to_know": {"v": "שלום 🌊"}}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("a\x00b", "There is a hidden sign in this text"),
        ("x" * 100_000, "That is longer than we can keep."),
    ],
)
def test_words_that_cannot_be_kept_stay_on_the_page_with_a_kind_sentence(couple, bo, cy, typed, sentence):
    form = intake(couple, bo)
    answer = send(as_(bo), f"/q/{form.pk}/2/", **{"a-between_us_now": typed})
    assert answer.status_code == 400
    assert sentence in words(answer)
    assert typed[:200].replace("\x00", "") in text(answer).replace("\x00", "")
    assert not answers_of(form)


def test_a_megabyte_is_turned_away_kindly_and_nothing_is_kept(couple, bo, cy):
    """A page's own field stops long before; this is what a program meets."""
    form = intake(couple, bo)
    answer = send(as_(bo), f"/q/{form.pk}/2/", **{"a-between_us_now": "x" * 1_000_000})
    assert answer.status_code in (400, 413)
    assert "Leave page" in words(answer)
    assert not answers_of(form)


@pytest.mark.parametrize("typed", ["مرحبا بالعالم", "👩‍👩‍👧 נועה", 'Łukasz & <b>Ana</b> "quoted"'])
def test_any_script_is_kept_as_typed_and_shown_as_words(couple, bo, cy, typed):
    form, client = intake(couple, bo), as_(bo)
    send(client, f"/q/{form.pk}/2/", **{"a-between_us_now": typed})
    assert answers_of(form) == {"between_us_now": {"v": typed}}
    page = client.get(f"/q/{form.pk}/2/")
    assert typed in text(page)
    assert "<b>Ana</b>" not in page.content.decode()


def test_writing_and_choosing_not_to_answer_asks_which_of_the_two(couple, bo, cy):
    form = intake(couple, bo)
    answer = send(as_(bo), f"/q/{form.pk}/2/", **{"a-between_us_now": "Fine.", "skip-between_us_now": "1"})
    assert answer.status_code == 400
    assert "Keep the one you want." in words(answer)
    assert "Fine." in text(answer)


def test_the_start_page_says_who_is_answering(form, bo):
    shown = words(as_(bo).get(f"/q/{form.pk}/"))
    assert "You are answering as Bo" in shown
    assert "Not you?" in shown


def test_the_seen_by_line_names_who_does_not_see_it(form, bo, ana):
    assert "You and Ana see this. Cy doesn’t." in words(as_(bo).get(f"/q/{form.pk}/1/"))


def test_a_signed_out_person_comes_back_to_the_same_question(form, bo, client):
    answer = client.get(f"/q/{form.pk}/3/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")
    assert f"/q/{form.pk}/3/" in answer["Location"].replace("%2F", "/")


@pytest.mark.parametrize("path", ["", "1/", "review/", "done/", "2/rest/"])
def test_another_partners_form_looks_like_one_that_never_was(form, cy, dee, path):
    for stranger in (cy, dee):
        client = as_(stranger)
        other, absent = client.get(f"/q/{form.pk}/{path}"), client.get(f"/q/{uuid4()}/{path}")
        assert other.status_code == absent.status_code == 404
        assert other.content == absent.content
        assert send(client, f"/q/{form.pk}/{path}", **{"a-felt_close": "2"}).status_code in (404, 405)
    assert not answers_of(form)


def test_nobody_saves_into_another_partners_form(form, cy):
    assert as_(cy).post(f"/q/{form.pk}/save/", {"a-felt_close": "2"}).status_code == 404
    assert not answers_of(form)
