"""Bo has sessions by mail: accepting, moving and calling off are seen in Radicale and on the pages of both.

Run by `make conformance`, which installs Radicale beside the product and keeps the pictures in docs/screenshots.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from practice import scheduling
from practice.calendar import choosing
from practice.models import InviteReply, TherapySession
from tests.browser import cast, chromium
from tests.browser.post import PostOffice
from tests.browser.visitor import Visitor
from tests.conformance.peers import OWN_PYTHON, READERS, same_zones
from tests.conformance.radicale_at import radicale
from tests.conftest import looking
from tests.signing import sign_in

pytestmark = pytest.mark.skipif(
    not OWN_PYTHON.exists(), reason="NOT SEEN IN RADICALE: `make conformance` installs it"
)
PICTURES = os.environ.get("EVENLIGHT_CALENDAR_PICTURES", "")
EMPTY = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Bo//EN\r\nEND:VCALENDAR\r\n"
DIARY = """<html lang="en"><title>In Radicale</title><meta name="color-scheme" content="light">
<main style="margin:2rem"><h1 style="font:600 1.2rem sans-serif">Bo’s calendar in Radicale, read through CalDAV</h1>
<pre style="font-size:1rem;line-height:1.5">%s</pre></main></html>"""
LONDON = ZoneInfo("Europe/London")


class BosCalendar:
    """A calendar program whose calendar lies in Radicale, and what it has shown so far."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address, self.folder = address, folder
        self.diary: list[str] = []

    def take(self, letter: EmailMessage) -> BosCalendar:
        (part,) = [one for one in letter.walk() if one.get_content_type() == "text/calendar"]
        file = self.folder / "invitation.ics"
        file.write_text(part.get_content(), newline="")
        self._run("take", str(file))
        return self

    def shows(self, when: str) -> list[tuple[str, bool]]:
        """The start on London's clock, and whether it is cancelled, of everything in the calendar."""
        rows = sorted(json.loads(self._run("show")), key=lambda row: row[1])
        found = [(f"{datetime.fromtimestamp(row[1], LONDON):%Y-%m-%d %H:%M}", bool(row[4])) for row in rows]
        lines = [
            f"  {start}  {'cancelled' if off else 'confirmed'}  {row[3]}"
            for (start, off), row in zip(found, rows, strict=True)
        ]
        self.diary += [when, *lines, ""]
        return found

    def _run(self, *asked: str) -> str:
        command = [str(OWN_PYTHON), str(READERS / "calendar_program.py"), self.address, *asked]
        ran = subprocess.run(command, env=same_zones(), capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout


@pytest.fixture
def calendar(tmp_path: Path) -> Iterator[BosCalendar]:
    with radicale(OWN_PYTHON, EMPTY) as address:
        yield BosCalendar(address, tmp_path)


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.evaluate("document.fonts.ready")
        page.screenshot(path=f"{PICTURES}/calendar-{name}.png", full_page=True, animations="disabled")


def come_in(one: Visitor, person: Any, served: str) -> Visitor:
    name = django_settings.SESSION_COOKIE_NAME
    one.context.add_cookies(
        [{"name": name, "value": sign_in(Client(), person).cookies[name].value, "url": served}]
    )
    return one


def newest(post: PostOffice, to: str) -> EmailMessage:
    call_command("work", "--once")
    return next(letter for letter in reversed(post.letters) if to in str(letter["To"]))


def link_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return next(word for word in body.get_content().split() if "/appointment/" in word)


def test_what_comes_by_mail_is_accepted_moved_and_called_off(
    visitor: Callable[..., Visitor], post: PostOffice, served: str, calendar: BosCalendar
) -> None:
    pair = cast.a_pair(cast.a_practice())
    choosing.choose(pair.bo.user, channel="mail", by=looking(pair.bo))
    ana, bo = come_in(visitor(viewport=chromium.DESK), pair.ana, served), come_in(visitor(), pair.bo, served)
    day = (timezone.now().astimezone(LONDON) + timedelta(days=9)).replace(
        hour=18, minute=0, second=0, microsecond=0
    )
    evening, later = day.replace(tzinfo=None), (day + timedelta(days=1)).replace(hour=17, tzinfo=None)
    session = scheduling.book(pair.couple, starts=evening, minutes=50, anyway=True, by=pair.me)
    in_words = f"{evening:%Y-%m-%d %H:%M}", f"{later:%Y-%m-%d %H:%M}"

    invited = newest(post, "bo@example.org")
    assert calendar.take(invited).shows("Invited") == [(in_words[0], False)]
    bo.go("/sessions/")
    picture(bo.page, "1-invited")
    stranger = visitor()
    stranger.go(link_of(invited))
    picture(stranger.page, "2-reply")
    stranger.press("I’ll be there").reads("You said that you’ll be there.")
    picture(stranger.page, "3-accepted")
    assert InviteReply.unscoped.get(session=session).answer == "accepted"
    at_the_desk = f"/desk/couples/{pair.couple.pk}/sessions/{session.pk}/"
    ana.go(at_the_desk).reads("Will be there")
    picture(ana.page, "4-accepted-at-the-desk")

    session.refresh_from_db()
    scheduling.move(session, starts=later, anyway=True, by=pair.me)
    assert calendar.take(newest(post, "bo@example.org")).shows("Moved") == [(in_words[1], False)]
    bo.go("/sessions/").reads("17:00")
    picture(bo.page, "5-moved")

    scheduling.cancel(TherapySession.unscoped.get(pk=session.pk), by=pair.me)
    assert calendar.take(newest(post, "bo@example.org")).shows("Called off") == [(in_words[1], True)]
    bo.go("/sessions/")
    picture(bo.page, "6-called-off")
    assert calendar.take(invited).shows("The first mail, opened again") == [(in_words[1], True)]
    diary = visitor(viewport={"width": 560, "height": 420}).page
    diary.set_content(DIARY % "\n".join(calendar.diary))
    picture(diary, "7-in-radicale")
