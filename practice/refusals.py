"""Rules a person can break, each with a sentence for that person. Doors translate them once."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class Refused(Exception):
    """A rule was broken. `sentence` is for the person; `code` is stable for programs.

    fields: sentences beside the fields they belong to. status: the HTTP status both doors answer with.
    """

    status = 409
    code = "refused"
    default: Sentence = _("That can’t be done right now.")

    def __init__(
        self,
        sentence: Sentence = "",
        *,
        code: str = "",
        fields: Mapping[str, Sentence] | None = None,
    ) -> None:
        # The exception's own text is the code alone, so that a log never holds a person's words.
        super().__init__(code or self.code)
        self.sentence = sentence or self.default
        self.code = code or self.code
        self.fields = dict(fields or {})


class BadInput(Refused):
    status = 400
    code = "bad_input"
    default = _("Something here needs another look.")


class NotFound(Refused):
    """Absent and forbidden look alike."""

    status = 404
    code = "not_found"
    default = _("There’s nothing here.")


class StaleEdit(Refused):
    status = 412
    code = "stale_edit"
    default = _(
        "Someone changed this while you were writing. Your words are kept; look at the newer version first."
    )


class EditTokenMissing(Refused):
    status = 428
    code = "if_match_required"
    default = _("Say which version you are changing: send its ETag in If-Match.")


class OtherBody(Refused):
    status = 422
    code = "idempotency_key_reused"
    default = _("This Idempotency-Key was used with another request.")


class StillRunning(Refused):
    status = 409
    code = "still_running"
    default = _("The same request is still being worked on. Try again in a moment.")


class Conflict(Refused):
    code = "conflict"


class NotNow(Refused):
    code = "not_now"


class TooMany(Refused):
    status = 429
    code = "too_many"
    default = _("That’s a lot of tries. Wait a few minutes, then try again.")


class NeedsReCheck(Refused):
    """A private page was asked for after a quiet while."""

    status = 403
    code = "recheck_needed"
    default = _("Please show it’s you once more.")
