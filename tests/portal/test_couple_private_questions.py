"""The private questions: told before, kept at once, never shown again, gone once sent."""

from __future__ import annotations

from uuid import uuid4

import pytest

from assessments.safety.models import SafetyAlert, SafetyAnswers, SafetyScreen
from tests.portal.couples_pages import as_, screen, send, text, title, words


@pytest.fixture
def asked(couple, bo, cy):
    return screen(couple, bo)


def given(asked):
    return SafetyAnswers.unscoped.select_related("screen__partner").get(pk=asked.pk).given or {}


def test_the_page_before_says_to_be_alone_and_offers_not_now(asked, bo):
    page = as_(bo).get(f"/private/{asked.pk}/")
    shown = words(page)
    assert "The next questions are just for you." in shown
    assert "I’m on my own, go on" in shown
    assert "Not now" in shown
    assert "You are answering as Bo" in shown
    assert f'href="/private/{asked.pk}/1/"' in text(page)


def test_an_answer_is_kept_and_never_shown_again(asked, bo):
    client = as_(bo)
    blank = client.get(f"/private/{asked.pk}/3/")
    assert (
        send(client, f"/private/{asked.pk}/3/", **{"a-afraid": "yes"})["Location"]
        == f"/private/{asked.pk}/4/"
    )
    assert given(asked) == {"afraid": {"v": "yes"}}
    again = client.get(f"/private/{asked.pk}/3/")
    assert "checked" not in text(again)
    assert "Answered." in words(again)
    assert "Answered." not in words(blank)


def test_answering_again_replaces_it(asked, bo):
    client = as_(bo)
    send(client, f"/private/{asked.pk}/3/", **{"a-afraid": "yes"})
    send(client, f"/private/{asked.pk}/3/", **{"a-afraid": "no"})
    assert given(asked) == {"afraid": {"v": "no"}}


def test_going_on_without_picking_anything_keeps_what_there_is(asked, bo):
    client = as_(bo)
    send(client, f"/private/{asked.pk}/3/", **{"a-afraid": "yes"})
    assert send(client, f"/private/{asked.pk}/3/").status_code == 302
    assert given(asked) == {"afraid": {"v": "yes"}}


def test_it_always_begins_at_the_first_question(asked, bo):
    client = as_(bo)
    before = client.get(f"/private/{asked.pk}/")
    send(client, f"/private/{asked.pk}/1/", **{"a-speak_freely": "yes"})
    assert words(client.get(f"/private/{asked.pk}/")) == words(before)


def test_a_wrong_answer_is_told_and_not_shown(asked, bo):
    answer = send(as_(bo), f"/private/{asked.pk}/3/", **{"a-afraid": "zzz-odd"})
    assert answer.status_code == 400
    assert "Pick one of the answers" in words(answer)
    assert "zzz-odd" not in text(answer)
    assert given(asked) == {}


def test_the_line_above_says_who_is_told_at_once_and_so_it_happens(asked, bo, ana):
    client = as_(bo)
    assert "If you choose this, Ana is told straight away , even if you stop here." in words(
        client.get(f"/private/{asked.pk}/3/")
    )
    send(client, f"/private/{asked.pk}/3/", **{"a-afraid": "yes"})
    assert SafetyAlert.unscoped.filter(screen=asked).count() == 1


def test_after_the_last_one_they_are_sent_and_gone(asked, bo):
    client = as_(bo)
    last = len(asked.instrument.definition.questions)
    assert send(client, f"/private/{asked.pk}/{last}/")["Location"] == f"/private/{asked.pk}/send/"
    key = uuid4().hex
    assert send(client, f"/private/{asked.pk}/send/", key)["Location"] == "/done/"
    assert send(client, f"/private/{asked.pk}/send/", key)["Location"] == "/done/"
    assert SafetyScreen.unscoped.get(pk=asked.pk).state == "sent"
    for path in ("", "1/", "send/"):
        gone, absent = client.get(f"/private/{asked.pk}/{path}"), client.get(f"/private/{uuid4()}/{path}")
        assert gone.status_code == absent.status_code == 404
        assert gone.content == absent.content
    assert "Private questions" not in words(client.get("/today/"))


def test_they_wait_on_today_unless_the_device_is_shared(asked, bo):
    client = as_(bo)
    assert "Private questions" in words(client.get("/today/"))
    bo.user.shared_device = True
    bo.user.save()
    assert "Private questions" not in words(client.get("/today/"))
    assert "Private questions" in words(client.get("/only-me/"))


def test_there_is_no_review_of_them(asked, bo):
    client = as_(bo)
    send(client, f"/private/{asked.pk}/3/", **{"a-afraid": "yes"})
    last = client.get(f"/private/{asked.pk}/send/")
    assert "afraid" not in words(last)
    assert "Yes" not in words(last).split()


@pytest.mark.parametrize("path", ["", "1/", "send/"])
def test_another_partners_private_questions_look_like_none(asked, cy, path):
    client = as_(cy)
    other, absent = client.get(f"/private/{asked.pk}/{path}"), client.get(f"/private/{uuid4()}/{path}")
    assert other.status_code == absent.status_code == 404
    assert other.content == absent.content


def test_titles_say_nothing_of_what_is_asked(asked, bo):
    client = as_(bo)
    assert title(client.get(f"/private/{asked.pk}/")) == "Private questions"
    assert title(client.get(f"/private/{asked.pk}/3/")) == "Question 3 of 20"
