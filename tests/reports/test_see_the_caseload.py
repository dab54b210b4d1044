"""The caseload, the page before the hour and the overview: what the counsellor finds, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from practice.models import Couple, Note
from practice.refusals import NotFound
from reports import caseload, overview, session_prep
from tests.conftest import looking
from tests.factories import practice as people
from tests.factories import reports as sets
from tests.factories.assessments import SafetyScreenFactory

FELL = [(4, 4, 0, 4), (4, 4, 0, 4), (4, 3, 1, 4), (4, 4, 0, 4), (3, 3, 1, 3), (1, 1, 3, 1)]
LEVEL = [(3, 3, 1, 3)] * 6


@pytest.fixture
def slipping(clock: Any, ana: Any) -> Couple:
    """Kit feels far less close since the last session; Wren is steady."""
    couple = people.CoupleFactory(practice=ana.practice, counsellor=ana, status="active")
    kit, wren = people.partner_in(couple, "a", called="Kit"), people.partner_in(couple, "b", called="Wren")
    sets.held_session(couple, kit, wren, days_ago=9)
    sets.pulses(couple, kit, FELL)
    sets.pulses(couple, wren, LEVEL)
    return couple


@pytest.fixture
def quiet(clock: Any, ana: Any) -> Couple:
    """A couple before their first session, with nothing sent yet."""
    couple = people.CoupleFactory(practice=ana.practice, counsellor=ana, status="intake")
    people.partner_in(couple, "a", called="Bea")
    people.SessionFactory(couple=couple, place="Room 1")
    return couple


def ids(page: caseload.Caseload) -> list[Any]:
    return [row.couple_id for row in page.rows]


def test_who_changed_most_since_their_own_last_session_comes_first(
    weeks: SimpleNamespace, slipping: Couple, quiet: Couple
) -> None:
    page = caseload.caseload(weeks.by)
    assert ids(page) == [slipping.pk, weeks.couple.pk, quiet.pk]
    first, second, third = page.rows
    assert [str(change.says) for change in first.changes] == [
        "Kit’s closeness down 75, past noise",
        "Wren’s closeness steady",
    ]
    assert [change.is_new for change in first.changes] == [True, False]
    assert [flag.level for flag in first.flags] == ["slipping", "apart"]
    assert (first.closeness, first.sessions_held) == ("Kit 25, Wren 75", 1)
    assert second.kept == (("Bo", 5), ("Cy", 5))
    assert [flag.level for flag in second.flags] == ["apart", "moving"]
    assert str(second.flags[0].says) == "Being met: 25 points between them."
    assert (third.spark, third.week, third.closeness, third.next_place) == (None, None, "", "Room 1")
    assert (third.changes, third.flags) == ((), ())


def test_what_waits_to_be_opened_alone_comes_before_everything(
    weeks: SimpleNamespace, slipping: Couple, quiet: Couple
) -> None:
    bea = people.Membership.unscoped.get(couple=quiet).partner
    SafetyScreenFactory(couple=quiet, partner=bea, state="sent", sent_at=timezone.now(), given={})
    page = caseload.caseload(weeks.by)
    assert ids(page)[0] == quiet.pk
    assert [(str(flag.word), str(flag.says)) for flag in page.rows[0].flags] == [
        ("Open alone", "One thing to open on your own.")
    ]


def test_filters_are_words_with_counts(weeks: SimpleNamespace, slipping: Couple, quiet: Couple) -> None:
    page = caseload.caseload(weeks.by)
    assert {tab.word: tab.count for tab in page.tabs} == {
        "all": 3,
        "look": 2,
        "week": 1,
        "intake": 1,
        "resting": 0,
    }
    assert ids(caseload.caseload(weeks.by, show="week")) == [quiet.pk]
    assert ids(caseload.caseload(weeks.by, show="look")) == [slipping.pk, weeks.couple.pk]
    Couple.unscoped.filter(pk=slipping.pk).update(status="ended")
    assert slipping.pk not in ids(caseload.caseload(weeks.by))
    assert ids(caseload.caseload(weeks.by, show="resting")) == [slipping.pk]
    assert caseload.caseload(weeks.by, show="<b>").show == "all"


def test_a_couple_is_found_by_part_of_a_name(weeks: SimpleNamespace, slipping: Couple) -> None:
    assert ids(caseload.caseload(weeks.by, find="wr")) == [slipping.pk]
    assert ids(caseload.caseload(weeks.by, find="%")) == []
    assert len(ids(caseload.caseload(weeks.by, find="\0"))) == 2


def test_pages_are_cut_after_sorting(weeks: SimpleNamespace, slipping: Couple, quiet: Couple) -> None:
    page = caseload.caseload(weeks.by, page=2, size=2)
    assert (ids(page), page.pages, page.total) == ([quiet.pk], 2, 3)
    assert caseload.caseload(weeks.by, page=99, size=2).page == 2


def test_nobody_else_finds_these_couples(weeks: SimpleNamespace, fay: Any, practice: Any) -> None:
    owner = people.StaffFactory(practice=practice, is_owner=True, is_scheduler=True)
    for other in (fay, owner, weeks.bo):
        viewer = looking(other)
        assert caseload.caseload(viewer).rows == ()
        with pytest.raises(NotFound):
            session_prep.prep(weeks.couple, by=viewer)
        with pytest.raises(NotFound):
            overview.overview(weeks.couple, by=viewer)


def test_a_colleague_with_an_open_grant_finds_the_one_couple(
    weeks: SimpleNamespace, slipping: Couple, fay: Any
) -> None:
    from practice.models import Grant

    grant = Grant(couple=slipping, staff=fay, given_by=weeks.ana, kind="cover", reason="leave")
    grant.ends_at = timezone.now() + timedelta(days=3)
    grant.save(force_insert=True)
    assert ids(caseload.caseload(looking(fay))) == [slipping.pk]


@pytest.mark.parametrize("more", [1, 12])
def test_the_list_takes_five_queries_or_fewer_however_long_it_is(
    weeks: SimpleNamespace, slipping: Couple, more: int, django_assert_num_queries: Any
) -> None:
    for _each in range(more):
        couple = people.CoupleFactory(practice=weeks.ana.practice, counsellor=weeks.ana, status="active")
        partner = people.partner_in(couple, "a")
        sets.pulses(couple, partner, LEVEL[:2])
    caseload.caseload(weeks.by)
    with django_assert_num_queries(4):
        page = caseload.caseload(weeks.by)
    assert page.total == more + 2


def test_the_page_before_the_hour_gives_four_facts(
    weeks: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    session_prep.prep(weeks.couple, by=weeks.by)
    with django_assert_max_num_queries(8):
        prep = session_prep.prep(weeks.couple, by=weeks.by)
    assert (prep.sessions_held, prep.days_since) == (4, 10)
    assert [(str(fact.title), str(fact.says)) for fact in prep.facts] == [
        ("Closeness moving", "Bo steady, Cy up 25"),
        ("More said aloud", "10 kind words shared, was 0"),
        ("Being met", "25 apart, the widest"),
        ("Homework kept", "5 of 7 days each"),
    ]
    assert [flag.level for flag in prep.look] == ["apart", "moving"]
    assert all(flag.rule for flag in prep.look)


def test_before_anything_was_sent_the_facts_are_silent(quiet: Couple, ana: Any) -> None:
    prep = session_prep.prep(quiet, by=looking(ana))
    assert (prep.facts, prep.look, prep.last_at) == ((), (), None)


def test_the_overview_shows_both_in_pictures_and_in_words(
    weeks: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    sets.agree(weeks.couple, weeks.bo)
    overview.overview(weeks.couple, by=weeks.by)
    with django_assert_max_num_queries(12):
        shown = overview.overview(weeks.couple, by=weeks.by)
    assert [panel.person.name for panel in shown.panels] == ["Bo", "Cy"]
    assert all(panel.plot and len(panel.numbers) == 8 for panel in shown.panels)
    assert str(shown.panels[1].delta) == "Up 63 since the start"
    assert shown.panels[1].words == "larger than noise"
    assert {row.label for row in shown.gaps} == {"Reaching out", "Being met", "Going past"}
    assert len(shown.homework) == 2
    assert all(each.reason for each in shown.homework)
    assert str(shown.seen[2].says) == "Report for the two: one has agreed so far"
    assert shown.seen[2].marks == ("a",)


def test_no_words_of_anyone_are_in_the_overview(weeks: SimpleNamespace) -> None:
    note = Note(couple=weeks.couple, author=weeks.ana, kind="own", body="zugvogelkanarie")
    note.save(force_insert=True)
    sets.private_entry(weeks.couple, weeks.bo, "zugvogelkanarie")
    assert "zugvogelkanarie" not in repr(overview.overview(weeks.couple, by=weeks.by))
    assert "zugvogelkanarie" not in repr(caseload.caseload(weeks.by))
