"""Who can be reached at once, by the country that a person says they are in now. The numbers come from a file.

The country is that person's own setting: it settles which numbers stand first, and no colleague reads it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from practice import audit
from practice.access import PARTNER, Viewer
from practice.models import Practice, User
from practice.refusals import BadInput, NotFound

NUMBERS = Path(__file__).with_name("helplines.toml")
ELSEWHERE = "other"


@dataclass(frozen=True)
class Contact:
    """One place to reach: who answers, the number as it is written, and a sentence."""

    who: str
    number: str
    says: str

    @property
    def dial(self) -> str:
        return "".join(sign for sign in self.number if sign.isdigit() or sign == "+")


@dataclass(frozen=True)
class Country:
    code: str
    name: str
    contacts: tuple[Contact, ...]


@dataclass(frozen=True)
class Lines:
    """What to show: the chosen country, or None for a place that is not in the file."""

    chosen: Country | None
    countries: tuple[Country, ...]


@cache
def countries() -> tuple[Country, ...]:
    """Countries and numbers in the order of the file; a practice checks and changes them there."""
    held = tomllib.loads(NUMBERS.read_text(encoding="utf-8"))["country"]
    return tuple(
        Country(each["code"], each["name"], tuple(Contact(**contact) for contact in each["contact"]))
        for each in held
    )


def lines_in(code: str) -> Lines:
    return Lines(next((each for each in countries() if each.code == code), None), countries())


def lines_for(user: User | None, practice: Practice | None) -> Lines:
    """For where this person said they are; until they say, for the country of the practice."""
    said = user.here_in if user is not None else ""
    return lines_in(said or (practice.country if practice else ""))


@transaction.atomic
def choose(code: str, *, by: Viewer) -> Lines:
    """A partner says where they are now. Written down as any reading or writing about safety is."""
    if not by.has(PARTNER) or by.user_id is None:
        raise NotFound
    if code != ELSEWHERE and lines_in(code).chosen is None:
        raise BadInput(fields={"country": _("Pick a country from the list, or “Another country”.")})
    User.objects.filter(pk=by.user_id).update(here_in=code)
    audit.record(by, "safety.country_chosen")
    return lines_in(code)
