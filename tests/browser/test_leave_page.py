"""“Leave page”: the session is over, the screen is empty at once, and Back shows nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session

from homework import entering
from homework.days import today
from practice.models import Practice
from tests.browser import cast
from tests.browser import partner_acts as partner
from tests.conftest import looking

ELSEWHERE = "127.0.0.1"  # for a browser another site than localhost
CANARY = "marzipan under the stairs"


@pytest.fixture
def bo_reading(visitor: Any, served: str, transactional_db: None) -> Any:
    """Bo is looking at words that only Bo may see; the calm page is on another site."""
    pair = cast.a_pair(cast.a_practice())
    assignment = pair.begin_appreciation()
    entering.write(
        assignment,
        pair.bo,
        today(pair.couple.practice),
        {"noticed": CANARY},
        audience="author",
        by=looking(pair.bo),
    )
    elsewhere = served.replace("localhost", ELSEWHERE) + "/health/"
    Practice.unscoped.update(leave_to=elsewhere)
    one = visitor()
    partner.sign_in(one, "bo-here").press("Only me").reads(CANARY)
    return one


def has_left(one: Any) -> None:
    one.page.wait_for_url(lambda url: urlsplit(url).hostname == ELSEWHERE)
    assert not Session.objects.exists()
    for _ in range(2):
        one.page.go_back()
        seen = one.page.locator("body").inner_text() + one.page.title() + one.page.content()
        assert CANARY not in seen
    one.page.goto("/only-me/")
    assert one.title == "Sign in"


def test_leaving_leaves_nothing_on_the_screen_nor_behind_back(bo_reading: Any) -> None:
    bo_reading.page.get_by_role("link", name="Leave page").click()
    has_left(bo_reading)


def test_three_presses_of_shift_leave_as_well(bo_reading: Any) -> None:
    for _ in range(3):
        bo_reading.page.keyboard.press("Shift")
    has_left(bo_reading)
