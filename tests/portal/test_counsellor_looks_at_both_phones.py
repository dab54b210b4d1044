"""Before it is set, the counsellor looks at the very page that each partner will get, word for word."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from homework.models import Assignment
from tests.factories.assessments import screened
from tests.factories.homework import exercise, joint_work
from tests.portal.couples_pages import as_, text
from tests.portal.test_counsellor_homework import step, whole

SLUGS = [
    "appreciation-exchange", "warmth-without-agenda", "cycle-diary", "ten-minutes-phones-away", "daily-self-check-in",
]  # fmt: skip


@pytest.fixture(autouse=True)
def library(db: None) -> None:
    exercise()


@pytest.fixture
def ready(couple: Any, bo: Any, cy: Any) -> Any:
    screened(couple, bo, cy)
    joint_work(couple)
    return couple


def read(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def phone_of(page: str, name: str) -> str:
    """The sheet on this partner's phone, from its first line to what the button promises."""
    found = re.search(
        rf'<section class="phone flow" aria-label="{name}".*?(?=<div class="phone__end")', page, re.DOTALL
    )
    assert found
    return found[0][sheet_begins(found[0]) :]


def page_of(page: str) -> str:
    """The same of the page that this partner gets. Who has which part is drawn only once it is set."""
    form = page[page.index('<form class="form"') : page.index('<div class="dock">')]
    form = re.sub(r'<p class="turn">.*?</p>', "", form, flags=re.DOTALL)
    return form[sheet_begins(form) :]


def sheet_begins(html: str) -> int:
    found = re.search(r'<h[13] class="voice question question--first">|<section class="asked', html)
    assert found
    return found.start()


@pytest.mark.parametrize("slug", SLUGS)
def test_each_phone_is_the_page_that_this_partner_gets(
    ana: Any, ready: Any, bo: Any, cy: Any, slug: str
) -> None:
    given = whole(ready, exercise=slug)
    look = text(step(ana, ready, "reason", **given))
    assert step(ana, ready, "preview", go="set", **given).status_code == 302
    path = f"/d/{Assignment.unscoped.get().pk}/"
    for name, partner in (("Bo", bo), ("Cy", cy)):
        assert read(phone_of(look, name)) == read(page_of(text(as_(partner).get(path))))


def test_in_turns_both_parts_are_on_each_phone_for_they_change_places(ana: Any, ready: Any, bo: Any) -> None:
    given = whole(ready, exercise="hold-and-reach")
    phone = phone_of(text(step(ana, ready, "reason", **given)), "Bo")
    step(ana, ready, "preview", go="set", **given)
    page = page_of(text(as_(bo).get(f"/d/{Assignment.unscoped.get().pk}/")))
    labels = re.findall(r'class="label"[^>]*>(.*?)<', page)
    assert labels
    assert set(labels) < set(re.findall(r'class="label"[^>]*>(.*?)<', phone))


def test_both_phones_stand_on_one_page_without_sharing_a_name(ana: Any, ready: Any) -> None:
    look = text(step(ana, ready, "reason", **whole(ready, exercise="warmth-without-agenda")))
    ids = re.findall(r'\sid="([^"]*)"', look)
    assert sorted(one for one in ids if ids.count(one) > 1) == []
    both = [set(re.findall(r'name="([^"]*)"', phone_of(look, name))) for name in ("Bo", "Cy")]
    assert all(both)
    assert not both[0] & both[1]
    assert set(re.findall(r'aria-describedby="([^"]*)"', look)) <= {
        name for name in re.findall(r'aria-describedby="([^"]*)"', look) if set(name.split()) <= set(ids)
    }
    assert look.count("<h1") == 1


def test_what_counts_only_after_an_answer_names_its_own_phone(ana: Any, ready: Any) -> None:
    look = text(step(ana, ready, "reason", **whole(ready)))
    for name, mark in (("Bo", "a"), ("Cy", "b")):
        phone = phone_of(look, name)
        assert {
            opener in set(re.findall(r'name="([^"]*)"', phone))
            for opener in re.findall(r'data-only-if="([^"]*)"', phone)
        } == {True}, mark
