"""Words for the counsellor's pages that come from what was kept as a value."""

from __future__ import annotations

from django import template

from portal.counsellor.known_words import reason_words as in_words

register = template.Library()


@register.filter
def reason_words(reason: str) -> str:
    """Why a day was left out, as the partner read it when they picked it."""
    return in_words(reason)
