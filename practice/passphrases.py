"""Passphrases: fifteen letters or more, not one that everybody guesses; no rules about signs and digits."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from practice.refusals import BadInput, Sentence
from practice.words import problem_with

LONGEST = 500
SENTENCES: dict[str | None, Sentence] = {
    "password_too_short": _("Make it at least 15 letters long. Four or five words in a row work well."),
    "password_too_common": _("Too many people use this one. Choose words that only you would put together."),
    "password_too_similar": _("This is too close to your sign-in name. Choose something else."),
}
OTHER = _("This one is easy to guess. Choose something else.")


def problems(passphrase: str, user: Any = None) -> list[Sentence]:
    """What to say about this passphrase, most helpful first; nothing when it can be kept."""
    if problem := problem_with(passphrase, most=LONGEST):
        return [problem]  # type: ignore[list-item]
    try:
        validate_password(passphrase, user)
    except ValidationError as problem:
        return [SENTENCES.get(found.code, OTHER) for found in problem.error_list]
    return []


def choose(user: Any, passphrase: str, *, field: str = "passphrase") -> None:
    """Set the passphrase on the row, unsaved. Raises BadInput beside `field`."""
    if found := problems(passphrase, user):
        raise BadInput(fields={field: found[0]})
    user.set_password(passphrase)
