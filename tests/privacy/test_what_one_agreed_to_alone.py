"""What one partner agreed to and the other did not is shown nowhere, and so changes nothing for the other."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from reports import agreeing, issuing
from reports.agreeing import Kind
from reports.issuing import Order
from reports.models import IssuedReport
from tests.conftest import looking
from tests.reports.conftest import clock, weeks

__all__ = ["clock", "weeks"]


def order() -> Order:
    until = timezone.now().date()
    return Order("couple", until - timedelta(days=50), until)


def issued(weeks):
    report = issuing.issue(weeks.couple, order(), by=weeks.by)
    issuing.share(report, weeks.bo, by=weeks.by)
    return report


def finds(report, person) -> bool:
    return IssuedReport.objects.visible_to(looking(person)).filter(pk=report.pk).exists()


def test_taking_back_what_the_other_never_agreed_to_takes_nothing_from_them(weeks):
    agreeing.agree(weeks.bo, [Kind.REPORT, Kind.LINES], by=looking(weeks.bo))
    agreeing.agree(weeks.cy, [Kind.REPORT, Kind.LINES, Kind.SCORES], by=looking(weeks.cy))
    report = issued(weeks)
    agreeing.agree(weeks.cy, [Kind.REPORT, Kind.LINES], by=looking(weeks.cy))
    assert finds(report, weeks.bo)
    agreeing.agree(weeks.cy, [Kind.REPORT], by=looking(weeks.cy))
    assert not finds(report, weeks.bo)


def test_the_day_of_what_one_agreed_to_alone_stands_in_no_report(weeks):
    for person in (weeks.bo, weeks.cy):
        agreeing.agree(person, [Kind.REPORT], by=looking(person))
    weeks.clock.shift(timedelta(days=3))
    before = issuing.draft(weeks.couple, order(), by=weeks.by)
    agreeing.agree(weeks.cy, [Kind.REPORT, Kind.SCORES], by=looking(weeks.cy))
    assert issuing.draft(weeks.couple, order(), by=weeks.by) == before
