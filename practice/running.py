"""Running the practice: its name, hours and house rules, and what each person does here."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from practice import audit
from practice.access import Viewer
from practice.calendar.zones import checked_zone
from practice.models import ConfidencesPolicy, Practice, Staff
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from practice.words import clean_line

LINES = {"name": 120, "address": 200, "phone": 40, "review_hours": 120, "neutral_sender": 60}
MAY_BE_EMPTY = {"address", "phone"}
LONGEST_NOTICE = 14 * 24
MOST_FEE = 10_000_000
SOONEST, LATEST = 15, 7 * 24 * 60
WAITS = ("again_after_minutes", "cover_after_minutes", "owner_after_minutes")
"""Minutes until the counsellor is told again, then who covers, then the owner; each later than the one before."""
WAY_OUT = URLValidator(schemes=["https"])


@transaction.atomic
def change(practice: Practice, *, by: Viewer, version: int | None = None, **wishes: Any) -> Practice:
    """Change what the practice is called, where and when it works, and its house rules; all of it, or nothing."""
    held = Practice.unscoped.select_for_update().get(pk=practice.pk)
    _insist_on_owner(by, held)
    if version is not None and held.version != version:
        raise StaleEdit
    for name, value in wishes.items():
        setattr(held, name, _checked(name, value))
    _insist_on_order(held)
    held.version += 1
    held.save(update_fields=[*wishes, "version"])
    audit.record(by, "practice.changed", held, fields=sorted(wishes))
    return held


def _checked(name: str, value: Any) -> Any:
    if name in LINES:
        return clean_line(value, name, most=LINES[name], required=name not in MAY_BE_EMPTY)
    match name:
        case "time_zone":
            return checked_zone(value)
        case "country":
            return _country(value)
        case wait if wait in WAITS and isinstance(value, int) and SOONEST <= value <= LATEST:
            return value
        case wait if wait in WAITS:
            says = _("Write minutes, from 15 to 10080 (a week).")
        case "confidences_policy" if value in ConfidencesPolicy.values:
            return value
        case "confidences_policy":
            says = _("Pick one of the policies in the list.")
        case "currency":
            return _currency(value)
        case "session_fee" if isinstance(value, int) and 0 <= value <= MOST_FEE:
            return value
        case "session_fee":
            says = _("Look at this amount again.")
        case "late_notice_hours" if isinstance(value, int) and 0 <= value <= LONGEST_NOTICE:
            return value
        case "late_notice_hours":
            says = _("Write hours, from 0 to 336 (two weeks).")
        case "leave_to":
            return _way_out(value)
        case _:
            says = _("There’s no such field here.")
    raise BadInput(fields={name: says})


def _insist_on_order(practice: Practice) -> None:
    """Nobody further away hears before, or together with, who is nearer."""
    for sooner, later in pairwise(WAITS):
        if getattr(practice, later) <= getattr(practice, sooner):
            raise BadInput(fields={later: _("Write more minutes here than in the line before.")})


def _country(value: Any) -> str:
    letters = clean_line(value, "country", most=2).upper()
    if len(letters) != 2 or not (letters.isascii() and letters.isalpha()):
        raise BadInput(fields={"country": _("Write the country as two letters, for example GB.")})
    return letters


def _currency(value: Any) -> str:
    letters = clean_line(value, "currency", most=3).upper()
    if len(letters) != 3 or not (letters.isascii() and letters.isalpha()):
        raise BadInput(fields={"currency": _("Write the currency as three letters, for example GBP.")})
    return letters


def _way_out(value: Any) -> str:
    """Where “Leave page” leads: some other site, over https."""
    address = clean_line(value, "leave_to", most=200)
    try:
        WAY_OUT(address)
    except ValidationError:
        raise BadInput(fields={"leave_to": _("Write an address that begins with https://")}) from None
    return address


@transaction.atomic
def change_roles(staff: Staff, roles: set[str], *, by: Viewer, version: int | None = None) -> Staff:
    """What a person does here from the next request on. A practice always keeps an owner."""
    held = Staff.unscoped.select_for_update(of=("self",)).select_related("practice").get(pk=staff.pk)
    _insist_on_owner(by, held.practice)
    if roles - {"owner", "counsellor", "scheduler"}:
        raise BadInput(fields={"roles": _("Pick from the roles in the list.")})
    if version is not None and held.version != version:
        raise StaleEdit
    if held.is_owner and "owner" not in roles:
        _insist_on_another_owner(held)
    held.is_owner, held.is_counsellor = "owner" in roles, "counsellor" in roles
    held.is_scheduler, held.version = "scheduler" in roles, held.version + 1
    held.save(update_fields=["is_owner", "is_counsellor", "is_scheduler", "version"])
    audit.record(by, "staff.roles", held, roles=sorted(roles))
    return held


def _insist_on_another_owner(staff: Staff) -> None:
    Practice.unscoped.select_for_update().get(pk=staff.practice_id)  # two owners do not leave at once
    others = Staff.unscoped.filter(practice=staff.practice, is_owner=True, departed_at=None)
    if not others.exclude(pk=staff.pk).exists():
        raise NotNow(_("A practice needs an owner. Make somebody else owner first."), code="last_owner")


def _insist_on_owner(by: Viewer, practice: Practice) -> None:
    if not by.has("owner") or by.practice_id != practice.pk:
        raise NotFound
