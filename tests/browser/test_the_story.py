"""One couple's course, from the invitation to the report, in four browsers: the counsellor's and the partners'."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import icalendar
import pypdf
import recurring_ical_events

from tests.browser import cast, chromium
from tests.browser import counsellor_acts as counsellor
from tests.browser import partner_acts as partner
from tests.browser.passing_time import let_ten_minutes_pass
from tests.browser.visitor import Visitor

NOTICED = "You warmed the car before I left."
KEPT = "I keep this line to myself."
REASON = "You both do more for each other than gets said."
NEXT = "Keep the ten minutes after supper."
LONDON = ZoneInfo("Europe/London")
# Sixteen fortnights reach over a clock change from any day of the year.
SESSIONS = 16


def test_a_course_of_care_from_the_invitation_to_the_report(
    visitor: Any, post: Any, transactional_db: None
) -> None:
    cast.a_practice()
    app = counsellor.CodeApp()
    ana = visitor(viewport=chromium.DESK, accept_downloads=True)
    bo, cy = visitor(), visitor(viewport=chromium.DESK)

    counsellor.begin(ana, app)
    couple = counsellor.add_couple(ana, "Bo", "Cy")
    for one, name in ((bo, "Bo"), (cy, "Cy")):
        partner.be_welcomed(one, post.link_for(f"{name.lower()}@example.org"), called=name)
    counsellor.take_step(ana, couple, "Intake")
    counsellor.send_forms(ana, couple, "About me", "Weekly pulse")
    they_answer(bo, cy, visitor)

    counsellor.come_back(ana, app)
    counsellor.open_joint_work(ana, couple).reads("What stands in the way")
    counsellor.take_on_what_waits(ana, couple)
    counsellor.review(ana, couple)
    counsellor.take_step(ana, couple, "Active")
    counsellor.open_joint_work(ana, couple).reads("Open.")
    side_by_side(ana, couple)

    counsellor.set_appreciation(ana, couple, reason=REASON)
    one_shares_and_one_keeps(bo, cy)

    first = date.today() + timedelta(days=3)
    counsellor.book_fortnightly(ana, couple, first=first, count=SESSIONS)
    moved_to = first + timedelta(days=15)
    counsellor.move(ana, couple, place=1, to=moved_to)
    counsellor.cancel(ana, couple, place=2)
    calendars_agree(bo, first, moved_to)

    reports_are_given(ana, couple, bo, cy)


def they_answer(bo: Visitor, cy: Visitor, visitor: Any) -> None:
    """Intake and a weekly form, one question a page; the private questions alone."""
    bo.go("/today/").press("This week").press("Start")
    bo.main.get_by_label("Mostly").check()
    partner.is_saved(bo)
    partner.decline(bo.press("Continue")).press("Continue")
    elsewhere = visitor(viewport=chromium.DESK)
    partner.sign_in(elsewhere, "bo-here").press("This week").reads("2 of 4 answered and kept.").press("Go on")
    partner.go_through(elsewhere, choice=4).reads(partner.DECLINED).press("Send to Ana")
    cy.go("/today/").press("This week").press("Start")
    partner.go_through(cy, choice=1).press("Send to Ana")
    for one, leaves_open in ((bo, 0), (cy, 16)):
        one.go("/today/").press("Start").press("Start")
        partner.go_through(one, choice=2).press("Send to Ana")
        partner.answer_private_questions(one, leaves_open=leaves_open)
        one.go("/only-me/")
        assert "Private" not in (one.main.text_content() or "")


def side_by_side(ana: Visitor, couple: str) -> None:
    """Both partners' scores, as picture and as table; a skip is said, and is no nought."""
    ana.go(couple + "questionnaires/").press("Open : Weekly pulse")
    ana.reads("Closeness").reads("Bo").reads("Cy").reads("How to read this")
    if ana.main.get_by_role("table").count() == 0 or not ana.main.get_by_role("table").first.is_visible():
        ana.main.get_by_text("Show the numbers").first.click()
    ana.reads("3/4").reads("4/4")
    ana.go(couple).reads("Closeness, weekly check-in")


def one_shares_and_one_keeps(bo: Visitor, cy: Visitor) -> None:
    bo.go("/today/").reads("What is one thing Cy did that you noticed?").press("Write it down")
    bo.fill("One thing Cy did", NOTICED).pick("Cy too").press("Share with Cy").reads("change your mind")
    cy.go("/today/").press("Write it down").fill("One thing Bo did", KEPT).press("Keep it to myself")
    cy.go("/together/").reads("Quiet, for now.")
    let_ten_minutes_pass()
    cy.go("/today/").reads(NOTICED).press("From Bo, shared with you").reads("From Bo")
    bo.go("/today/").reads("Quiet, for now.")
    assert KEPT not in bo.go("/together/").page.content()


def calendars_agree(one: Visitor, first: date, moved_to: date) -> None:
    """The partner's own secret address, read as a calendar app reads it."""
    one.go("/sessions/").press("In your own calendar").press("Make my address")
    address = one.page.get_by_label("Your address").input_value()
    one.go("/sessions/calendar/")
    assert address not in one.page.content()
    with urlopen(address) as answer:
        calendar = icalendar.Calendar.from_ical(answer.read())
    found = recurring_ical_events.of(calendar).between(first, first + timedelta(weeks=2 * SESSIONS))
    starts = sorted(
        each["DTSTART"].dt.astimezone(LONDON) for each in found if each.get("STATUS") != "CANCELLED"
    )
    days = [first + timedelta(weeks=2 * n) for n in range(SESSIONS)]
    expected = [datetime(*day.timetuple()[:3], 18, 30, tzinfo=LONDON) for day in days]
    expected[1] = datetime(*moved_to.timetuple()[:3], 9, 0, tzinfo=LONDON)
    del expected[2]
    assert starts == sorted(expected)
    assert {each["SUMMARY"] for each in found} == {"Appointment"}
    assert len({start.utcoffset() for start in starts}) == 2, "the series does not cross a clock change"
    assert starts[0].astimezone(UTC).tzinfo is UTC


def reports_are_given(ana: Visitor, couple: str, bo: Visitor, cy: Visitor) -> None:
    ana.go(couple + "reports/new/?for=couple")
    assert "This report needs a yes from each of them first." in ana.sees()
    for one in (bo, cy):
        one.go("/only-me/").press("Reports").press("In a report for the two of you")
        for tick in (
            "A report may be made",
            "How close I felt",
            "How I see each area",
            "How many kind words",
        ):
            one.pick(tick)
        one.press("Save").reads("Saved.")
    for reader in ("Both of them", "Bo", "You alone"):
        file = counsellor.issue_report(ana, couple, reader=reader, next_step=NEXT)
        words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages)
        said = " ".join(words.split())
        assert file.startswith(b"%PDF")
        assert NEXT in said
        assert "Weir House" in said
        assert KEPT not in said
        assert NOTICED not in said
    ana.go(couple + "reports/")
