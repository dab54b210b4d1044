"""What a counsellor does, in the words that stand on the desk."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import date

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.browser import partner_acts
from tests.browser.visitor import Visitor


@dataclass
class CodeApp:
    """The app on the counsellor's phone. A code works once, so it waits for one that has not been used."""

    secret: str = ""
    used: int = field(default=0)

    def code(self) -> str:
        now = int(time.time()) // app_settings.TOTP_PERIOD
        self.used = max(now, self.used + 1)
        return str(format_hotp_value(hotp_value(self.secret, self.used)))


def begin(one: Visitor, app: CodeApp) -> Visitor:
    """The first time: a passphrase, then the second step that staff cannot do without."""
    partner_acts.sign_in(one, "ana")
    assert one.title == "One thing before you start"
    one.go("/desk/")
    assert one.title == "One thing before you start"
    one.press("An app that shows codes")
    app.secret = (
        one.main.get_by_text("Letters to type by hand").locator("code").text_content() or ""
    ).strip()
    return one.fill("The six digits your app shows now", app.code()).press("Add it")


def come_back(one: Visitor, app: CodeApp) -> Visitor:
    one.go("/sign-out/").press("Sign out")
    partner_acts.sign_in(one, "ana")
    one.fill("Code from your app", "000000").press("Sign in", exact=True).reads("That isn’t the right code.")
    return one.fill("Code from your app", app.code()).press("Sign in", exact=True)


def add_couple(one: Visitor, *people: str) -> str:
    """Each gets a mail of their own. The address of the couple's pages."""
    one.go("/desk/").press("Caseload").press("Add a couple")
    for place, name in enumerate(people):
        one.page.get_by_label("partner’s name").nth(place).fill(name)
        one.page.get_by_label("Their e-mail address").nth(place).fill(f"{name.lower()}@example.org")
    one.press("Add and invite").reads("The couple is added.")
    return one.page.url.split("course/")[0]


def send_forms(one: Visitor, couple: str, *titles: str) -> Visitor:
    one.go(couple + "questionnaires/send/")
    for title in titles:
        one.pick(title)
    return one.pick("Each of them, separately").press("Send", exact=True).reads("Sent. A neutral mail")


def take_step(one: Visitor, couple: str, step: str) -> Visitor:
    return one.go(couple + "course/").pick(step).press("Take this step").reads("The next step has begun.")


def take_on_what_waits(one: Visitor, couple: str) -> Visitor:
    """Every alert, one after another, with a word on what was done."""
    one.go(couple + "open-alone/")
    while one.main.get_by_role("button", name="I have taken it on").count():
        said = one.main.get_by_role("textbox", name="What you did, or will do").first
        said.fill("Went through it together, alone and in person.")
        one.press("I have taken it on").reads("Taken on.")
    return one


def review(one: Visitor, couple: str) -> Visitor:
    """Read each partner's private questions, and write down that it was done."""
    for _ in range(2):
        one.go(couple + "open-alone/").press("Read and review")
        one.pick("Screened, reviewed: joint work can go ahead").press("Record the review").reads(
            "written down"
        )
    return one


def open_joint_work(one: Visitor, couple: str) -> Visitor:
    one.go(couple + "course/").press("Open joint work")
    return one


def set_appreciation(one: Visitor, couple: str, *, reason: str) -> Visitor:
    one.go(couple).press("Set homework").pick("One thing you did").press("Go on")
    one.pick("Both of them").press("Go on")
    one.fill("Why this one, in their words", reason).press("Go on").reads("This is what they see").reads(
        reason
    )
    return one.press("Set it").reads("Set. It stands on Today")


def book_fortnightly(one: Visitor, couple: str, *, first: date, count: int) -> Visitor:
    one.go(couple + "sessions/book/")
    one.fill("Day", first.isoformat()).fill("From", "18:30").fill("Minutes", "50").fill(
        "Or another place", "Weir House"
    )
    one.pick("Every two weeks").fill("How many sessions", str(count)).press("Book", exact=True)
    one.reads("Nothing is booked yet.").press("Book them")
    return one.reads("Booked.")


def move(one: Visitor, couple: str, *, place: int, to: date) -> Visitor:
    """Move the session that stands at this place in the list, from 0."""
    one.go(couple + "sessions/")
    with one.page.expect_navigation():
        one.main.get_by_role("link", name="Move").nth(place).click()
    one.looks_right().fill("Day", to.isoformat()).fill("From", "09:00").fill("Minutes", "50")
    return one.press("Move it").reads("Moved.")


def cancel(one: Visitor, couple: str, *, place: int) -> Visitor:
    one.go(couple + "sessions/")
    with one.page.expect_navigation():
        one.main.get_by_role("link", name="Cancel").nth(place).click()
    return one.looks_right().press("Cancel this session").reads("Cancelled. It leaves the calendars.")


def issue_report(one: Visitor, couple: str, *, reader: str, next_step: str) -> bytes:
    """Build, look, issue, fetch the file."""
    one.go(couple + "reports/").press("Build a report").press(reader, exact=True)
    one.fill("Next step", next_step).press("Show it")
    one.reads(next_step).press("Issue it").reads("Check codes")
    with one.page.expect_download() as coming:
        one.to_press("Download PDF").click()
    return coming.value.path().read_bytes()
