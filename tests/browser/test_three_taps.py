"""A daily entry takes three taps and one sentence from Today, on a phone, with scripts and without."""

from __future__ import annotations

from typing import Any

import pytest

from homework import assigning
from homework.models import Entry, EntryPart
from tests.browser import cast, chromium
from tests.browser import partner_acts as partner
from tests.browser.thumb import Thumb

MOST = 3
SENTENCES = {
    "appreciation-exchange": ("You rang the plumber.", "Keep it to myself"),
    "daily-self-check-in": ("Tired, but fine.", "Save"),
}
"""What is written, and what the button says once a script has read the circle that is picked."""


def set_for_bo(slug: str) -> Any:
    pair = cast.a_pair(cast.a_practice())
    if slug == "appreciation-exchange":
        return pair.begin_appreciation()
    return assigning.assign(pair.couple, slug, reason="A quiet minute.", by=pair.me, for_marks=mark_of(pair))


def mark_of(pair: cast.Pair) -> str:
    from practice.models import Membership

    return str(Membership.unscoped.get(partner=pair.bo).mark)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("slug", SENTENCES)
def test_from_today_to_kept(visitor: Any, transactional_db: None, slug: str, scripts: bool) -> None:
    assignment, (sentence, button) = set_for_bo(slug), SENTENCES[slug]
    bo = visitor(java_script_enabled=scripts, has_touch=True, viewport=chromium.PHONE)
    partner.sign_in(bo, "bo-here")
    assert bo.page.url.endswith("/today/")

    thumb = Thumb(bo)
    thumb.go_on("Write it down")
    thumb.write(bo.main.get_by_role("textbox").first, sentence)
    thumb.go_on(button if scripts else "Save")

    assert thumb.taps <= MOST
    assert thumb.typed == len(sentence)
    entry = Entry.unscoped.get()
    assert (entry.assignment_id, entry.partner.called, entry.state) == (assignment.pk, "Bo", "done")
    kept = EntryPart.unscoped.select_related("entry__partner").get(entry=entry)
    assert (kept.words, kept.audience) == (sentence, "author")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_leaving_a_day_out_takes_as_few(visitor: Any, transactional_db: None, scripts: bool) -> None:
    set_for_bo("appreciation-exchange")
    bo = visitor(java_script_enabled=scripts, has_touch=True, viewport=chromium.PHONE)
    partner.sign_in(bo, "bo-here")
    thumb = Thumb(bo)
    thumb.go_on("Not today")
    thumb.go_on("There was no time")
    assert thumb.taps <= MOST
    assert Entry.unscoped.get().state == "skipped"
