"""A passkey made at the welcome opens everything later, without a passphrase; the device checks its person."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from practice import caring, inviting
from practice.models import Membership
from tests.browser import cast
from tests.conftest import looking


def give_device_a_passkey_keeper(page: Page) -> None:
    """As if the screen lock had been opened each time it is asked for."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_from_the_welcome_signs_in_again(visitor: Any, post: Any, transactional_db: None) -> None:
    ana = cast.a_practice()
    couple = caring.add_couple(["Bo", "Cy"], counsellor=ana, by=looking(ana))
    bo = Membership.unscoped.filter(couple=couple).first().partner
    inviting.invite_partner(bo, email="bo@example.org", by=looking(ana))
    one = visitor()
    give_device_a_passkey_keeper(one.page)
    one.go(post.link_for("bo@example.org")).press("This is for me")
    one.fill("A name to sign in with", "bo-here").pick("With a passkey on this device").press("Go on")
    one.fill("What to call it", "My phone").press("Add a passkey")
    assert one.title == "How do you like to be called?"

    one.go("/sign-out/").press("Sign out")
    one.go("/today/")
    assert one.title == "Sign in"
    one.press("Use a passkey")
    assert one.page.url.endswith("/today/")
    assert one.title.startswith("Good ")
