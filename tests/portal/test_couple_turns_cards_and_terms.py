"""Turns, cards, one's own moment, another day, and looking back: what each partner finds on their own pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from homework.days import today
from homework.models import Assignment, AssignmentTerms, Debrief, Entry, EntryPart
from tests.factories.homework import AssignmentFactory, EntryFactory, exercise, joint_work
from tests.portal.couples_pages import appreciation, as_, send, text, words


def set_(couple, slug, **facts):
    joint_work(couple)
    return AssignmentFactory(couple=couple, exercise=exercise(slug), **facts)


def test_in_turns_each_reads_their_own_part_and_they_differ(couple, bo, cy):
    turns = set_(couple, "listening-turns", cadence="weekly")
    parts = [
        part
        for person in (bo, cy)
        for part in ("Speaker", "Listener")
        if f"Your part: {part}" in words(as_(person).get("/today/"))
    ]
    assert sorted(parts) == ["Listener", "Speaker"]
    shown = [words(as_(person).get(f"/d/{turns.pk}/")) for person in (bo, cy)]
    assert sorted("What did you hear" in each for each in shown) == [False, True]


def test_both_get_the_same_card_of_the_round(couple, bo, cy):
    deck = set_(couple, "inner-world-questions", cadence="weekly")
    cards = [card.text for card in deck.exercise.exercise.cards]
    shown = [
        [card for card in cards if card in text(as_(person).get(f"/d/{deck.pk}/"))] for person in (bo, cy)
    ]
    assert shown[0] == shown[1] != []
    assert shown[0][0] in text(as_(bo).get("/today/"))


def test_ones_own_moment_stands_on_ones_own_pages_alone(couple, bo, cy):
    assignment = appreciation(couple)
    before = words(as_(cy).get("/today/")), words(as_(cy).get(f"/d/{assignment.pk}/"))
    client = as_(bo)
    send(client, f"/d/{assignment.pk}/when/", cue="After dinner", remind_at="19:30", version="1")
    row = AssignmentTerms.unscoped.select_related("partner").get(assignment=assignment, partner=bo)
    assert (row.cue, f"{row.remind_at:%H:%M}", row.reminds) == ("After dinner", "19:30", True)
    assert "After dinner" in words(client.get("/today/"))
    assert (words(as_(cy).get("/today/")), words(as_(cy).get(f"/d/{assignment.pk}/"))) == before


def test_no_time_means_no_reminder_and_a_wrong_one_is_told(couple, bo, cy):
    assignment, client = appreciation(couple), as_(bo)
    wrong = send(client, f"/d/{assignment.pk}/when/", cue="Tea", remind_at="soon")
    assert wrong.status_code == 400
    assert "Write a time such as 19:30" in words(wrong)
    assert 'value="Tea"' in text(wrong)
    send(client, f"/d/{assignment.pk}/when/", cue="Tea", remind_at="")
    row = AssignmentTerms.unscoped.get(assignment=assignment, partner=bo)
    assert (row.remind_at, row.reminds) == (None, False)
    old = send(client, f"/d/{assignment.pk}/when/", cue="Late", version="1")
    assert old.status_code == 412


def test_a_day_of_the_last_two_weeks_can_be_filled_in(couple, bo, cy):
    assignment, client = appreciation(couple), as_(bo)
    day = today(couple.practice) - timedelta(days=4)
    at = f"/d/{assignment.pk}/?day={day.isoformat()}"
    assert at in text(client.get(f"/d/{assignment.pk}/"))
    assert "This is for" in words(client.get(at))
    answer = send(client, at, **{"a-noticed": "Soup."})
    assert answer["Location"] == f"/d/{assignment.pk}/done/?day={day.isoformat()}"
    assert Entry.unscoped.get().day == day
    assert "That’s in." in words(client.get(answer["Location"]))


@pytest.mark.parametrize("day", ["2001-01-01", "soon", "2199-01-01", "\x00"])
def test_any_other_day_is_not_there(couple, bo, cy, day):
    assignment = appreciation(couple)
    assert as_(bo).get(f"/d/{assignment.pk}/", {"day": day}).status_code == 404


def test_each_part_goes_where_it_was_chosen_and_no_further(couple, bo, cy):
    assignment = appreciation(couple)
    sent = {
        "a-noticed": "Soup.",
        "a-mattered": "I was cold.",
        "a-mood_after": "7",
        "audience": "each",
        "to-noticed": "partner",
        "to-mattered": "counsellor",
        "to-mood_after": "partner",
    }
    send(as_(bo), f"/d/{assignment.pk}/", **sent)
    circles = dict(EntryPart.unscoped.values_list("field", "audience"))
    assert circles == {"noticed": "partner", "mattered": "counsellor", "mood_after": "author"}
    entry = Entry.unscoped.get()
    shown = words(as_(bo).get("/only-me/"))
    assert "You, Ana and Cy see this." in shown
    assert "You and Ana see this. Cy doesn’t." in shown
    assert "Only you see this." in shown
    assert as_(bo).get(f"/only-me/{entry.pk}/").status_code == 200


def test_one_part_is_shared_and_taken_back_by_itself(couple, bo, cy):
    assignment, client = appreciation(couple), as_(bo)
    send(client, f"/d/{assignment.pk}/", **{"a-noticed": "Soup.", "a-mattered": "I was cold."})
    part = EntryPart.unscoped.get(field="mattered")
    assert "I was cold." in text(client.get(f"/only-me/parts/{part.pk}/share/"))
    send(client, f"/only-me/parts/{part.pk}/share/")
    assert dict(EntryPart.unscoped.values_list("field", "audience")) == {
        "noticed": "author",
        "mattered": "partner",
    }
    assert as_(cy).get(f"/only-me/parts/{part.pk}/share/").status_code == 404
    answer = send(client, f"/only-me/parts/{part.pk}/take-back/")
    assert "Cy hasn’t seen it." in words(client.get(answer["Location"]))
    assert EntryPart.unscoped.get(field="mattered").audience == "author"


def test_it_did_not_feel_safe_stands_apart_and_says_who_is_told(couple, bo, cy):
    assignment = appreciation(couple)
    shown = words(as_(bo).get(f"/d/{assignment.pk}/skip/"))
    told, choice = shown.index("Ana is told straight away"), shown.index("It did not feel safe")
    assert told < choice
    before = words(as_(cy).get("/today/"))
    client = as_(bo)
    said = send(client, f"/d/{assignment.pk}/skip/", reason="not_safe")
    assert said["Location"] == "/today/?later"
    assert "safe" not in words(client.get("/today/?later")).lower()
    assert words(as_(cy).get("/today/")) == before


def test_looking_back_is_offered_when_it_has_ended_and_only_until_it_was_said(couple, bo, cy):
    assignment = appreciation(couple)
    assert "How was it?" not in words(as_(bo).get("/today/"))
    Assignment.unscoped.filter(pk=assignment.pk).update(state="ended", ended_at=timezone.now())
    client, other = as_(bo), words(as_(cy).get("/today/"))
    assert "How was it? One small thing Six quick taps, no hurry." in words(client.get("/today/"))
    at = f"/d/{assignment.pk}/after/"
    assert client.get(f"/d/{assignment.pk}/")["Location"] == at
    empty = send(client, at, version="0")
    assert "Answer one of them first." in words(empty)
    kept = send(client, at, **{"a-amount": "2", "a-obstacle": "forgot", "version": "0"})
    assert "It slipped my mind" in words(client.get(kept["Location"]))
    assert "How was it?" not in words(client.get("/today/"))
    assert "Looking back" in words(client.get("/only-me/"))
    assert Debrief.unscoped.get().partner_id == bo.pk
    assert words(as_(cy).get("/today/")) == other


def test_after_a_gap_the_page_says_hello_and_counts_nothing(couple, bo, cy):
    assignment = appreciation(couple)
    EntryFactory(assignment=assignment, partner=bo, day=today(couple.practice) - timedelta(days=9))
    shown = words(as_(bo).get("/today/"))
    assert "Good to see you. Everything is as you left it. Begin anywhere." in shown
    assert "Good to see you." not in words(as_(cy).get("/today/"))


def test_numbers_are_one_tap_and_a_later_answer_says_what_opens_it(couple, bo, cy):
    page = text(as_(bo).get(f"/d/{appreciation(couple).pk}/"))
    assert 'type="radio" name="a-mood_after" value="10"' in page
    assert 'data-only-if="a-told" data-only-equals="yes"' in page
    assert "Only if you picked “Yes” above." in page


def test_more_than_one_line_a_day_where_the_exercise_has_room(couple, bo, cy):
    log, client = set_(couple, "bid-log"), as_(bo)
    for _ in range(2):
        sent = {"a-who": "partner", "a-response": "toward"}
        answer = send(client, f"/d/{log.pk}/", **sent)
        assert "Write another one" in words(client.get(answer["Location"]))
    assert "Another one, any time." in words(client.get("/today/"))


def test_three_taps_and_a_sentence_are_enough(couple, bo, cy):
    """Today, write it down; the cursor is there; one button. Who sees it starts as only me."""
    assignment, client = appreciation(couple), as_(bo)
    assert f'href="/d/{assignment.pk}/"' in text(client.get("/today/"))
    send(client, f"/d/{assignment.pk}/", **{"a-noticed": "You rang.", "audience": "author"})
    assert EntryPart.unscoped.get().audience == "author"


@pytest.mark.parametrize(
    "slug",
    [
        "cycle-diary",
        "daily-self-check-in",
        "dreams-in-conflict",
        "family-story",
        "hold-and-reach",
        "self-care-plan",
        "thaw-log",
        "weekly-check-in",
    ],
)
def test_every_kind_of_exercise_can_be_opened(couple, bo, cy, slug):
    page = as_(bo).get(f"/d/{set_(couple, slug).pk}/")
    assert page.status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=1)):
        assert "How it goes" in words(page)
