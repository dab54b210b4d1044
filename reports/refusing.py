"""What stands against a report, said to the counsellor."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from practice.refusals import NotNow


class ConsentMissing(NotNow):
    """Not everyone concerned agrees to this report now. `offers`: partners who can be given an own copy instead."""

    code = "report_consent_missing"
    default = _(
        "This report needs a yes from each of them first. You can make an own copy for either of them meanwhile."
    )

    def __init__(self, offers: tuple[UUID, ...]) -> None:
        super().__init__()
        self.offers = offers


class NotHereYet(NotNow):
    code = "not_joined"
    default = _("They haven’t come in yet, so there is nothing of their own to report.")
