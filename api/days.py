"""Days behind a question mark."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from practice.refusals import BadInput


def day_in(request: Request, name: str = "day") -> date | None:
    """The day that was asked for, or None. Raises BadInput with a sentence for anything that is none."""
    text = request.query_params.get(name)
    if text is None:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year <= 2200:
        raise BadInput(fields={name: _("A day is written like 2026-03-10.")})
    return found
