"""The tabs over a couple's pages, and two names said together. Nothing here asks the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Word = str | Promise
OF_A_COUPLE: tuple[tuple[str, Word, str, bool], ...] = (
    ("overview", gettext_lazy("Overview"), "", True),
    ("questionnaires", gettext_lazy("Questionnaires"), "questionnaires/", False),
    ("homework", gettext_lazy("Homework"), "homework/", True),
    ("sessions", gettext_lazy("Sessions"), "sessions/", True),
    ("notes", gettext_lazy("Notes"), "notes/", False),
    ("reports", gettext_lazy("Reports"), "reports/", False),
    ("sharing", gettext_lazy("Who sees what"), "sharing/", False),
)
"""Word, label, end of the address, and whether it stands there while a couple may be looking on."""


@dataclass(frozen=True)
class Tab:
    word: str
    label: Word
    url: str

    def is_over(self, path: str) -> bool:
        """Whether this page lies under the tab; the overview is over itself alone."""
        return path == self.url if self.word == "overview" else path.startswith(self.url)


def of_couple(couple_id: Any, *, is_shared: bool) -> list[Tab]:
    start = f"/desk/couples/{couple_id}/"
    return [
        Tab(word, label, start + end)
        for word, label, end, while_shared in OF_A_COUPLE
        if (while_shared or not is_shared) and _exists(start + end)
    ]


def _exists(url: str) -> bool:
    try:
        resolve(url)
    except Resolver404:
        return False
    return True


def both(*names: str) -> str:
    """Remy and Noor."""
    if len(names) == 2:
        return _("%(first)s and %(second)s") % {"first": names[0], "second": names[1]}
    return "".join(names)
