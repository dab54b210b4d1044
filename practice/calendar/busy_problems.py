"""What can go wrong with another calendar, by name, and the sentence for the colleague whose calendar it is."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from practice.refusals import Sentence

SENTENCES: dict[str, Sentence] = {
    "address": _(
        "This isn’t an address we can read. Copy the whole address, beginning with https:// or webcal://."
    ),
    "private_address": _("This address leads into a private network. Choose one that opens from anywhere."),
    "not_found": _("There’s no calendar at this address any more. Copy a new one from your calendar."),
    "locked": _("This calendar asks for a password. Choose its secret address instead."),
    "server": _("The other calendar has a problem just now. We’ll try again by ourselves."),
    "unreachable": _("We couldn’t reach the other calendar. We’ll try again by ourselves."),
    "not_safe": _("The other calendar can’t show that it is the right one, so we stopped."),
    "too_slow": _("The other calendar took too long. We’ll try again by ourselves."),
    "too_big": _("This calendar is very big: 5 MB at most. Share a smaller part of it."),
    "too_many_turns": _("This address leads on and on. Copy the address where it ends."),
    "not_a_calendar": _("What we found is not a calendar. Look for an address or a file that ends in .ics."),
    "too_hard": _("This calendar takes too long to work out. Share a smaller part of it."),
    "some_skipped": _("Some of it couldn’t be read, so a busy hour may be missing here."),
    "too_many": _("There’s more in it than we keep, so busy hours far ahead are missing here."),
}
USUAL = _("This calendar couldn’t be read. We’ll try again by ourselves.")


def sentence(code: str) -> Sentence:
    """For the name of a problem; empty for none."""
    return SENTENCES.get(code, USUAL) if code else ""
