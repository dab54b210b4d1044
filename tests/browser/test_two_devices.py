"""One form on a phone and on a computer at once: nothing typed on either is lost, and it is sent once."""

from __future__ import annotations

from typing import Any

from assessments.models import Administration
from practice.models import AuditEntry
from tests.browser import cast, chromium
from tests.browser import partner_acts as partner


def test_a_form_goes_on_where_the_other_device_stopped(visitor: Any, transactional_db: None) -> None:
    pair = cast.a_pair(cast.a_practice())
    form = pair.send("weekly-pulse", pair.bo)
    phone, computer = visitor(), visitor(viewport=chromium.DESK)
    for one in (phone, computer):
        partner.sign_in(one, "bo-here").go(f"/q/{form.pk}/")
    phone.press("Start").main.get_by_label("Mostly").check()
    partner.is_saved(phone)

    computer.go(f"/q/{form.pk}/").reads("1 of 4 answered and kept.").press("Go on").pick("Very much")
    partner.is_saved(computer)
    phone.pick("A little")  # still on the first question
    partner.is_saved(phone)
    phone.press("Continue")
    assert phone.main.get_by_label("Very much").is_checked()
    partner.go_through(phone.press("Continue"))

    computer.go(f"/q/{form.pk}/review/").reads("A little").reads("Very much")
    phone.press("Send to Ana")
    computer.press("Send to Ana")
    assert phone.title == computer.title == "That’s in. Thank you."
    assert Administration.unscoped.get().state == "submitted"
    assert AuditEntry.unscoped.filter(act="administration.submitted").count() == 1
