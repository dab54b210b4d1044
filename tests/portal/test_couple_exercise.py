"""Writing one small thing down, keeping or sharing it, taking it back, leaving a day out."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from homework.models import Entry, EntryPart
from tests.portal.couples_pages import appreciation, as_, send, text, words

CANARY = "You warmed the car before I left."


@pytest.fixture
def set_(couple, bo, cy):
    return appreciation(couple)


def write(client, assignment, audience="author", **fields):
    return send(client, f"/d/{assignment.pk}/", **{"a-noticed": CANARY, "audience": audience, **fields})


def later(minutes):
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False)


def test_it_starts_as_only_me_every_time(set_, bo):
    client = as_(bo)
    page = text(client.get(f"/d/{set_.pk}/"))
    assert 'value="author"' in page.split(" checked")[0].rsplit("<input", 1)[1]
    write(client, set_, "partner")
    with later(24 * 60):
        again = text(as_(bo).get(f"/d/{set_.pk}/"))
        assert 'value="author"' in again.split(" checked")[0].rsplit("<input", 1)[1]


def test_what_is_kept_is_seen_by_nobody_else(set_, bo, cy):
    client = as_(bo)
    assert write(client, set_)["Location"] == f"/d/{set_.pk}/done/"
    entry = Entry.unscoped.get()
    with later(60):
        other = as_(cy)
        for path in ("/today/", "/together/", "/only-me/"):
            assert CANARY not in text(other.get(path))
        seen, absent = other.get(f"/only-me/{entry.pk}/"), other.get(f"/only-me/{uuid4()}/")
        assert seen.status_code == absent.status_code == 404
        assert seen.content == absent.content


def test_a_kept_entry_changes_nothing_of_what_the_other_one_gets(set_, bo, cy):
    def seen():
        other = as_(cy)
        return [words(other.get(path)) for path in ("/today/", "/together/", "/only-me/", f"/d/{set_.pk}/")]

    before = seen()
    write(as_(bo), set_)
    assert seen() == before


def test_what_is_shared_arrives_after_ten_minutes(set_, bo, cy):
    done = as_(bo)
    write(done, set_, "partner")
    assert "so you can change your mind" in words(done.get(f"/d/{set_.pk}/done/"))
    assert CANARY not in text(as_(cy).get("/today/"))
    with later(11):
        other = as_(cy)
        assert CANARY in text(other.get("/today/"))
        assert CANARY in text(other.get("/together/"))


def test_taken_back_in_time_it_never_arrives(set_, bo, cy):
    client = as_(bo)
    write(client, set_, "partner")
    entry = Entry.unscoped.get()
    answer = send(client, f"/only-me/{entry.pk}/take-back/")
    assert "Taken back. Cy hasn’t seen it." in words(client.get(answer["Location"]))
    with later(11):
        assert CANARY not in text(as_(cy).get("/together/"))


def test_taken_back_after_it_arrived_it_is_as_if_it_had_never_been(set_, bo, cy):
    write(as_(bo), set_, "partner")
    entry = Entry.unscoped.get()
    with later(11):
        client, other = as_(bo), as_(cy)
        assert CANARY in text(other.get("/together/"))
        answer = send(client, f"/only-me/{entry.pk}/take-back/")
        assert "What was read stays read." in words(client.get(answer["Location"]))
        assert CANARY not in text(other.get("/together/"))
        assert CANARY not in text(other.get("/today/"))


def test_only_its_author_takes_it_back_or_shares_or_deletes_it(set_, bo, cy):
    write(as_(bo), set_, "partner")
    entry = Entry.unscoped.get()
    other = as_(cy)
    for act in ("take-back", "share", "delete", "change"):
        assert send(other, f"/only-me/{entry.pk}/{act}/").status_code == 404
    assert EntryPart.unscoped.get(field="noticed").audience == "partner"


def test_what_was_kept_can_be_shared_later_by_name(set_, bo, cy):
    client = as_(bo)
    write(client, set_)
    entry = Entry.unscoped.get()
    assert "Share with Cy" in words(client.get(f"/only-me/{entry.pk}/share/"))
    send(client, f"/only-me/{entry.pk}/share/")
    with later(11):
        assert CANARY in text(as_(cy).get("/together/"))


def test_what_was_kept_can_be_changed_and_deleted(set_, bo):
    client = as_(bo)
    write(client, set_)
    entry = Entry.unscoped.get()
    assert CANARY in text(client.get(f"/only-me/{entry.pk}/change/"))
    send(client, f"/only-me/{entry.pk}/change/", **{"a-noticed": "You rang.", "version": str(entry.version)})
    assert "You rang." in text(client.get(f"/only-me/{entry.pk}/"))
    send(client, f"/only-me/{entry.pk}/delete/")
    assert not Entry.unscoped.exists()


def test_changing_an_older_version_says_so(set_, bo):
    client = as_(bo)
    write(client, set_)
    entry = Entry.unscoped.get()
    answer = send(client, f"/only-me/{entry.pk}/change/", **{"a-noticed": "You rang.", "version": "99"})
    assert answer.status_code == 412
    assert "You rang." in text(answer)


def test_writing_nothing_is_told(set_, bo):
    answer = send(as_(bo), f"/d/{set_.pk}/", **{"a-noticed": "  ", "audience": "partner"})
    assert answer.status_code == 400
    assert "Write something first. A word is plenty." in words(answer)
    assert not Entry.unscoped.exists()


@pytest.mark.parametrize("typed", ["a\x00b", "x" * 5000])
def test_what_cannot_be_kept_stays_on_the_page(set_, bo, typed):
    answer = write(as_(bo), set_, **{"a-noticed": typed, "a-mattered": "I felt thought of."})
    assert answer.status_code == 400
    assert "I felt thought of." in text(answer)
    assert not Entry.unscoped.exists()


def test_an_unknown_circle_is_refused_and_nothing_is_kept(set_, bo):
    answer = write(as_(bo), set_, audience="everyone")
    assert answer.status_code == 400
    assert "Choose who sees it." in words(answer)
    assert CANARY in text(answer)
    assert not Entry.unscoped.exists()


def test_pressing_twice_keeps_one_entry(set_, bo):
    client, key = as_(bo), uuid4().hex
    fields = {"a-noticed": CANARY, "audience": "author"}
    answers = [send(client, f"/d/{set_.pk}/", key, **fields) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {f"/d/{set_.pk}/done/"}
    assert Entry.unscoped.count() == 1


def test_not_today_takes_one_tap_and_the_other_one_never_learns(set_, bo, cy):
    before = words(as_(cy).get("/today/"))
    client = as_(bo)
    assert "Not today" in words(client.get(f"/d/{set_.pk}/skip/"))
    assert send(client, f"/d/{set_.pk}/skip/", reason="pressure").status_code == 302
    assert Entry.unscoped.get().skip_reason == "pressure"
    assert "That’s fine. It’ll be here tomorrow." in words(client.get("/today/?later"))
    assert words(as_(cy).get("/today/")) == before


def test_a_reason_that_is_not_on_the_list_is_told(set_, bo):
    answer = send(as_(bo), f"/d/{set_.pk}/skip/", reason="nope")
    assert answer.status_code == 400
    assert "Pick the one that comes closest." in words(answer)


def test_what_nobody_else_can_ever_see_says_so(set_, bo):
    shown = words(as_(bo).get(f"/d/{set_.pk}/"))
    assert "Only you see this." in shown
    assert "It can go to Ana. Cy never sees this part." in shown
    assert "What has been read stays read." in text(as_(bo).get(f"/d/{set_.pk}/"))


def test_an_exercise_for_oneself_offers_nobody_else(couple, bo, cy):
    from tests.factories.homework import SELF, AssignmentFactory, exercise

    alone = AssignmentFactory(couple=couple, exercise=exercise(SELF))
    page = as_(bo).get(f"/d/{alone.pk}/")
    assert "Only you see this." in words(page)
    assert 'name="audience"' not in text(page)


def test_the_other_couples_exercise_looks_like_none(set_, dee):
    client = as_(dee)
    for path in ("", "done/", "skip/"):
        other, absent = client.get(f"/d/{set_.pk}/{path}"), client.get(f"/d/{uuid4()}/{path}")
        assert other.status_code == absent.status_code == 404
        assert other.content == absent.content
