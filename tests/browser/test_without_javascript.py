"""The same course with scripts switched off: pages, forms and links do everything by themselves."""

from __future__ import annotations

from typing import Any

from assessments.models import Administration
from practice import caring, inviting
from practice.models import Membership
from tests.browser import cast
from tests.browser import partner_acts as partner
from tests.browser.passing_time import let_ten_minutes_pass
from tests.conftest import looking


def test_a_partner_is_welcomed_and_answers(visitor: Any, post: Any, transactional_db: None) -> None:
    ana = cast.a_practice()
    couple = caring.add_couple(["Bo", "Cy"], counsellor=ana, by=looking(ana))
    bo = (
        Membership.unscoped.filter(couple=couple, partner__isnull=False)
        .order_by("created_at")
        .first()
        .partner
    )
    inviting.invite_partner(bo, email="bo@example.org", by=looking(ana))
    one = visitor(java_script_enabled=False)
    partner.be_welcomed(one, post.link_for("bo@example.org"), called="Bo")
    assert one.title.startswith("Good ")

    form = cast.Pair(ana, couple, bo, bo).send("weekly-pulse", bo)
    one.go("/today/").press("This week").press("Start")
    one.press("Continue").reads("Pick the closest answer, or skip this one.")
    partner.answer_page(one, 2)
    partner.decline(one.press("Continue")).press("Continue")
    one.go("/today/").reads("2 of 4 answered and kept.").press("This week").press("Go on")
    partner.go_through(one).reads(partner.DECLINED).press("Send to Ana")
    held = Administration.unscoped.get(pk=form.pk)
    assert (held.state, held.answers["felt_i_matter"]) == ("submitted", {"declined": True})


def test_what_one_shares_reaches_the_other(visitor: Any, transactional_db: None) -> None:
    pair = cast.a_pair(cast.a_practice())
    pair.begin_appreciation()
    bo, cy = (visitor(java_script_enabled=False) for _ in range(2))
    partner.sign_in(bo, "bo-here").press("Write it down")
    bo.press("Save").reads("Write something first. A word is plenty.")
    bo.fill("One thing Cy did", "You rang the plumber.").pick("Cy too").press("Save")
    partner.sign_in(cy, "cy-here").reads("Quiet, for now.")
    let_ten_minutes_pass()
    cy.go("/today/").reads("You rang the plumber.").press("From Bo, shared with you").reads("From Bo")
    cy.press("Sessions").press("In your own calendar").press("Make my address")
    assert "/calendar/" in cy.page.get_by_label("Your address").input_value()
