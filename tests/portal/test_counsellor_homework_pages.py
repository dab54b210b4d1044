"""The homework page: both ends with what they rest on, what waits for the counsellor's hand, and notes of their own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from homework.days import today
from homework.models import AssignmentReview, AssignmentTerms, Debrief, Entry, EntryPart
from practice import sealing
from tests.factories.assessments import screened
from tests.factories.homework import (
    AssignmentFactory,
    EntryFactory,
    EntryPartFactory,
    exercise,
    joint_work,
    shared_part,
)
from tests.portal.couples_pages import as_, send, words
from tests.portal.desk_pages import at, colleague, grant


@pytest.fixture
def ready(couple, bo, cy):
    exercise()
    screened(couple, bo, cy)
    joint_work(couple)
    return couple


def noted(assignment, partner, back, **answers):
    day = today(assignment.couple.practice) - timedelta(days=back)
    entry = EntryFactory(assignment=assignment, partner=partner, day=day)
    for place, (field, said) in enumerate(answers.items()):
        EntryPartFactory(entry=entry, field=field, place=place, words=said, audience="counsellor")
    return entry


def test_a_kind_word_stands_from_both_ends_with_how_it_is_worked_out(ana, ready, bo, cy):
    row = AssignmentFactory(couple=ready)
    noted(row, bo, 2, told="yes", received=3)
    noted(row, cy, 2, reached_me="yes", landed=4)
    page = words(as_(ana).get(at(ready, "homework/")))
    assert "Bo noted 1 given, Cy noted 1 that reached them; 1 of these are the same moment." in page
    assert "How this is worked out" in page
    assert "Too few yet: 1 of 3 entries." in page


def test_a_share_is_hidden_below_ten_with_the_number(ana, ready, bo, cy):
    row = AssignmentFactory(couple=ready, exercise=exercise("bid-log"))
    for back in range(4):
        noted(row, bo, back, who="me", response="toward")
    page = words(as_(ana).get(at(ready, "homework/")))
    assert "Too few yet: 4 of 10 entries." in page
    assert "100 %" not in page


def test_left_out_days_have_their_reason_and_no_score(ana, ready, bo, cy):
    row = AssignmentFactory(couple=ready)
    EntryFactory(assignment=row, partner=bo, state="skipped", skip_reason="pressure")
    page = words(as_(ana).get(at(ready, "homework/")))
    assert "It felt like pressure" in page
    assert "Felt like pressure" in page


def test_what_did_not_feel_safe_is_only_a_way_to_its_own_page(ana, ready, bo, cy):
    from homework import entering
    from tests.conftest import looking

    row = AssignmentFactory(couple=ready)
    entering.skip(row, bo, today(ready.practice), "not_safe", by=looking(bo))
    page = as_(ana).get(at(ready, "homework/"))
    assert page.context["alone_waits"]
    assert at(ready, "open-alone/") in page.content.decode()


def test_both_debriefs_and_ones_own_notes_stand_with_the_exercise(ana, ready, bo, cy):
    row = AssignmentFactory(couple=ready)
    for partner in (bo, cy):
        Debrief.unscoped.create(assignment=row, partner=partner, given={"difficulty": 1})
    client = as_(ana)
    done = send(
        client, at(ready, f"homework/{row.pk}/talked-over/"), note="Telling is shy still.", rating="3"
    )
    assert done.status_code == 302
    review = AssignmentReview.unscoped.select_related("assignment__couple").get()
    assert (review.note, review.rating) == ("Telling is shy still.", 3)
    page = words(client.get(at(ready, "homework/")))
    assert "Telling is shy still." in page
    assert "How it was, in their own words" in page


def test_a_note_that_cannot_be_kept_stays_in_its_field(ana, ready):
    row = AssignmentFactory(couple=ready)
    answer = send(as_(ana), at(ready, f"homework/{row.pk}/talked-over/"), note="Shy\0still", rating="")
    assert answer.status_code == 400
    assert "Shy" in answer.content.decode()


def test_it_rests_and_goes_on(ana, ready):
    row, client = AssignmentFactory(couple=ready), as_(ana)
    path = at(ready, f"homework/{row.pk}/turn/")
    assert send(client, path, version=1, to="paused").status_code == 302
    row.refresh_from_db()
    assert row.state == "paused"
    assert "Resting" in words(client.get(at(ready, "homework/")))
    assert send(client, path, version=1, to="running").status_code == 412
    assert send(client, path, version=2, to="running").status_code == 302


def test_a_dose_is_agreed_anew_with_one_and_the_cue_stays_theirs(ana, ready, bo, cy):
    row = AssignmentFactory(couple=ready)
    own = AssignmentTerms.unscoped.select_related("partner").get(assignment=row, partner=bo)
    own.cue = "After the dishes"
    own.save()
    path = at(ready, f"homework/{row.pk}/dose/a/")
    assert send(as_(ana), path, version=1, times_a_week=3, weekdays=["5", "6"]).status_code == 302
    own = AssignmentTerms.unscoped.select_related("partner").get(pk=own.pk)
    assert (own.times_a_week, own.weekdays, own.cue) == (3, "56", "After the dishes")
    assert AssignmentTerms.unscoped.get(assignment=row, partner=cy).times_a_week == 7
    assert send(as_(ana), path, version=1, times_a_week=4, weekdays=["5"]).status_code == 412


def test_what_waits_for_both_opens_by_hand(ana, ready, bo, cy):
    first = AssignmentFactory(couple=ready, target_times=1)
    row = AssignmentFactory(
        couple=ready, exercise=exercise("play-menu"), opens="after_both", after=first, terms__opens_at=None
    )
    client = as_(ana)
    assert "Open it for both" not in words(client.get(at(ready, "homework/")))
    for partner in (bo, cy):
        EntryFactory(assignment=first, partner=partner)
    assert "Open it for both" in words(client.get(at(ready, "homework/")))
    assert send(client, at(ready, f"homework/{row.pk}/open/"), version=1).status_code == 302
    assert not AssignmentTerms.unscoped.filter(assignment=row, opens_at=None).exists()


def test_a_round_is_opened_in_the_room_when_both_let_it(ana, ready, bo, cy):
    row = AssignmentFactory(couple=ready, exercise=exercise("inner-world-questions"))
    for partner in (bo, cy):
        entry = EntryFactory(assignment=row, partner=partner)
        EntryPartFactory(
            entry=entry, field="my_answer", words="Sea.", audience="counsellor", sealed=True, in_room=True
        )
    client = as_(ana)
    assert "Both let you open 1 round in the room." in words(client.get(at(ready, "homework/")))
    assert send(client, at(ready, f"homework/{row.pk}/rounds/0/"), version=1).status_code == 302
    assert set(EntryPart.unscoped.values_list("audience", flat=True)) == {"partner"}


def test_while_the_screen_is_shared_only_what_both_were_told_stays(ana, ready, bo, cy):
    row = AssignmentFactory(couple=ready)
    noted(row, bo, 1, told="yes", received=3)
    client = as_(ana)
    send(client, "/desk/shared-view/", to="shared")
    page = words(client.get(at(ready, "homework/")))
    assert row.reason in page
    for hidden in ("Kind words", "Days and reasons", "times a week", "Talked over"):
        assert hidden not in page, hidden


def test_a_supervisor_reads_and_is_offered_no_act(practice, ready, bo):
    row = AssignmentFactory(couple=ready)
    guide = colleague(practice, is_counsellor=True)
    grant(ready, guide, kind="supervision")
    page = as_(guide).get(at(ready, "homework/"))
    assert page.status_code == 200
    assert f"homework/{row.pk}/turn/" not in page.content.decode()


def test_the_page_costs_as_many_queries_for_a_long_course(ana, ready, bo, cy):
    row = AssignmentFactory(couple=ready)
    client = as_(ana)

    def statements():
        sealing.memory.forget()
        with CaptureQueriesContext(connection) as held:
            assert client.get(at(ready, "homework/")).status_code == 200
        return len(held)

    for partner in (bo, cy):
        noted(row, partner, 0, told="yes", received=3)
    statements()
    short = statements()
    for back in range(1, 15):
        for partner in (bo, cy):
            shared_part(noted(row, partner, back, told="yes", reached_me="yes", landed=2), field="mattered")
    assert Entry.unscoped.count() == 30
    assert statements() == short
