"""A partner's whole evening without a mouse: sign in, four answers, one line for the other."""

from __future__ import annotations

from typing import Any

from homework.models import EntryPart
from tests.browser import cast
from tests.browser.keyboard import Keyboard


def test_a_partner_needs_only_the_keyboard(visitor: Any, transactional_db: None) -> None:
    pair = cast.a_pair(cast.a_practice())
    pair.begin_appreciation()
    pair.send("weekly-pulse", pair.bo)
    one = visitor()
    one.go("/sign-in/")
    hands = Keyboard(one)
    hands.skips_ahead().comes_to("Your sign-in name").types("bo-here")
    hands.comes_to("Your passphrase").types(cast.PASSPHRASE).presses()
    assert one.title.startswith("Good ")

    hands.comes_to("This week", role="link").presses()
    hands.skips_ahead().comes_to("Start", role="link").presses()
    for answer in ("Mostly", "Very much", "I’d rather not answer this one", "Mostly"):
        hands.skips_ahead().chooses(answer)
        hands.comes_to("Continue", role="button").presses()
    assert one.title == "Look it over"
    hands.skips_ahead().comes_to("Send to Ana", role="button").presses()
    assert one.title == "That’s in. Thank you."

    hands.comes_to("Close", role="link").presses()
    hands.skips_ahead().comes_to("Write it down", role="link").presses()
    hands.skips_ahead().comes_to("One thing Cy did").types("You warmed the car before I left.")
    hands.chooses("Cy too")
    hands.comes_to("Share with Cy", role="button").presses()
    part = EntryPart.unscoped.get(field="noticed")
    assert (part.audience, part.released_at is not None) == ("partner", True)
    hands.comes_to("Leave page", role="link")
