"""Each audience's report, section by section."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from practice import consenting
from practice.refusals import NotFound
from reports import agreeing, gathering
from reports.refusing import ConsentMissing, NotHereYet
from tests.conftest import looking
from tests.factories import practice as people
from tests.factories import reports as sets


def gathered(weeks: SimpleNamespace, audience: Any, partner: Any = None, **asked: Any) -> Any:
    order = sets.order(audience, partner)
    return gathering.progress(
        weeks.couple, audience, by=weeks.by, partner=partner, since=order.since, until=order.until, **asked
    )


def marks(lines: Any) -> list[str]:
    return [line.mark for line in lines or ()]


def test_the_counsellors_report_holds_both_sides_of_everything(weeks: SimpleNamespace) -> None:
    report = gathered(weeks, "counsellor")
    assert [person.name for person in report.people] == ["Bo", "Cy"]
    assert marks(report.closeness) == ["a", "b"]
    assert {row.label for row in report.alike_apart} == {"Reaching out", "Being met", "Going past"}
    assert [(row.mark, row.given, row.noticed) for row in report.practised.ledger] == [
        ("a", 5, 5),
        ("b", 5, 5),
    ]
    assert report.practised.shared == 10
    assert report.practised.exercises == ("Ten minutes, phones away",)
    assert report.sessions_held == 4


def test_the_couples_report_holds_what_both_agreed_to(agreed: SimpleNamespace) -> None:
    report = gathered(agreed, "couple")
    assert marks(report.closeness) == ["a", "b"]
    assert len(report.alike_apart) == 3
    assert (report.practised.shared, report.practised.ledger, report.practised.given) == (10, None, None)
    assert report.sessions_held == 4
    assert "16 November 2026" in report.footer


def test_a_partners_own_report_holds_their_own_alone(weeks: SimpleNamespace) -> None:
    report = gathered(weeks, "partner", weeks.cy)
    assert [person.name for person in report.people] == ["Cy"]
    assert marks(report.closeness) == ["b"]
    assert report.alike_apart is None
    assert (report.practised.given, report.practised.noticed, report.practised.shared) == (5, 5, None)
    assert "Bo" not in repr(report).replace("Bool", "")


def test_the_referrers_report_follows_what_was_agreed_for_the_referrer(agreed: SimpleNamespace) -> None:
    with pytest.raises(ConsentMissing):
        gathered(agreed, "referrer")
    sets.agree(agreed.couple, agreed.bo, kinds=("report", "lines"), reader="referrer")
    with pytest.raises(ConsentMissing):
        gathered(agreed, "referrer")
    sets.agree(agreed.couple, agreed.cy, kinds=("report", "scores"), reader="referrer")
    report = gathered(agreed, "referrer")
    assert marks(report.closeness) == ["a"]
    assert report.alike_apart is None
    assert report.practised.shared is None


def test_a_line_is_shown_only_of_who_agreed_to_show_it(weeks: SimpleNamespace) -> None:
    sets.agree(weeks.couple, weeks.bo)
    sets.agree(weeks.couple, weeks.cy, kinds=("report", "scores"))
    report = gathered(weeks, "couple")
    assert marks(report.closeness) == ["a"]
    assert len(report.alike_apart) == 3
    assert report.practised.shared is None


def test_areas_are_shown_only_when_both_agreed_to_show_them(weeks: SimpleNamespace) -> None:
    sets.agree(weeks.couple, weeks.bo)
    sets.agree(weeks.couple, weeks.cy, kinds=("report", "lines", "appreciations"))
    report = gathered(weeks, "couple")
    assert report.alike_apart is None
    assert marks(report.closeness) == ["a", "b"]
    assert report.practised.shared == 10


@pytest.mark.parametrize("agreeing_alone", ["bo", "cy", None])
def test_a_couples_report_waits_for_both_and_own_copies_are_offered(
    weeks: SimpleNamespace, agreeing_alone: str | None
) -> None:
    if agreeing_alone:
        sets.agree(weeks.couple, getattr(weeks, agreeing_alone))
    with pytest.raises(ConsentMissing) as refused:
        gathered(weeks, "couple")
    assert "own copy" in str(refused.value.sentence)
    assert set(refused.value.offers) == {weeks.bo.pk, weeks.cy.pk}
    assert gathered(weeks, "partner", weeks.bo).audience == "partner"


def test_taking_consent_back_counts_at_once(agreed: SimpleNamespace) -> None:
    assert marks(gathered(agreed, "couple").closeness) == ["a", "b"]
    agreeing.agree(agreed.cy, ["scores"], by=looking(agreed.cy))
    assert marks(gathered(agreed, "couple").closeness) == ["a"]
    agreeing.withdraw(agreed.cy, by=looking(agreed.cy))
    with pytest.raises(ConsentMissing):
        gathered(agreed, "couple")


def test_only_the_partner_agrees_for_the_partner(weeks: SimpleNamespace) -> None:
    for other in (looking(weeks.bo), weeks.by):
        with pytest.raises(NotFound):
            agreeing.agree(weeks.cy, ["lines"], by=other)


def test_nobody_else_gathers_a_report(weeks: SimpleNamespace, fay: Any, dee: Any) -> None:
    weeks.couple.refresh_from_db()
    for stranger in (fay, dee, weeks.bo):
        weeks.by = looking(stranger)
        with pytest.raises(NotFound):
            gathered(weeks, "counsellor")


def test_a_partner_of_another_couple_is_not_found(weeks: SimpleNamespace, dee: Any) -> None:
    with pytest.raises(NotFound):
        gathered(weeks, "partner", dee)


def test_sessions_with_one_partner_alone_are_in_neither_the_others_nor_the_couples_report(
    agreed: SimpleNamespace,
) -> None:
    sets.held_session(agreed.couple, agreed.cy, days_ago=6)
    assert gathered(agreed, "counsellor").sessions_held == 5
    assert gathered(agreed, "partner", agreed.cy).sessions_held == 5
    assert gathered(agreed, "partner", agreed.bo).sessions_held == 4
    assert gathered(agreed, "couple").sessions_held == 4


def test_a_later_partner_reads_nothing_from_before_they_came(weeks: SimpleNamespace) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from practice.models import Membership

    joined = timezone.now() - timedelta(days=20)
    Membership.unscoped.filter(partner=weeks.cy).update(joined_at=joined)
    sets.agree(weeks.couple, weeks.bo, weeks.cy)
    for report in (gathered(weeks, "couple"), gathered(weeks, "partner", weeks.cy)):
        assert report.covers_from == joined.date()
        assert all(
            point.on >= joined.date() - timedelta(days=6)
            for line in report.closeness
            for point in line.points
        )
        assert all(day >= joined.date() for day in report.session_days)
    assert gathered(weeks, "partner", weeks.bo).covers_from < joined.date()


def test_who_has_not_come_in_has_no_report_of_their_own(clock: Any, couple: Any, ana: Any, bo: Any) -> None:
    waiting = people.PartnerFactory(practice=couple.practice, user=None)
    people.MembershipFactory(couple=couple, partner=waiting, mark="b", joined_at=None)
    order = sets.order("partner", waiting)
    with pytest.raises(NotHereYet):
        gathering.progress(
            couple, "partner", by=looking(ana), partner=waiting, since=order.since, until=order.until
        )


def test_after_one_has_left_there_is_no_couples_report_and_still_an_own_one(agreed: SimpleNamespace) -> None:
    consenting.withdraw(partner=agreed.cy, by=looking(agreed.cy))
    with pytest.raises(ConsentMissing):
        gathered(agreed, "couple")
    assert gathered(agreed, "partner", agreed.bo).sessions_held == 4


def test_a_section_that_is_not_wanted_is_not_asked_for(agreed: SimpleNamespace) -> None:
    report = gathered(agreed, "couple", include={"in_short"})
    assert (report.closeness, report.alike_apart, report.practised) == (None, None, None)


@pytest.mark.parametrize("audience", ["couple", "partner", "counsellor", "referrer"])
def test_a_report_takes_eight_queries_or_fewer(
    agreed: SimpleNamespace, audience: str, django_assert_max_num_queries: Any
) -> None:
    from practice.models import Couple

    sets.agree(agreed.couple, agreed.bo, agreed.cy, reader="referrer")
    partner = agreed.cy if audience == "partner" else None
    agreed.couple = Couple.unscoped.select_related("practice", "counsellor").get(pk=agreed.couple.pk)
    gathered(agreed, audience, partner)
    with django_assert_max_num_queries(8):
        gathered(agreed, audience, partner)
