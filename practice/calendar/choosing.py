"""How one person wants their sessions: by a calendar address or by mail, and how they look there.

One channel for one person, so that no session stands in one calendar twice. To choose mail ends the calendar address at
once: what it would go on to show, perhaps on a screen that somebody else looks at, is then the mail's to say. The page
says so before it is chosen; the address is not there any more, for programs too. To come back to an address, choose it
and make a new one. The address of the rooms is work, and stays.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit
from practice.access import Viewer
from practice.calendar import feeds
from practice.models import CalendarChoice, Couple, CoupleCode, Membership, Staff, User
from practice.refusals import BadInput, NotFound, Sentence, StaleEdit
from practice.words import clean_line

ALARMS = (5, 10, 15, 30, 60, 120, 24 * 60, 2 * 24 * 60)
"""Minutes before a session at which a calendar may remind."""

MAIL_HOURS = (2, 4, 12, 24, 48, 72)
LONGEST_TITLE, LONGEST_CODE = 60, 12
SHOWN = ("title", "uses_codes", "shows_place", "shows_homework", "alarm_minutes")
"""What can be seen in a calendar; the rest is about how it gets there."""

Channel = CalendarChoice.Channel


def choices_of(user: User) -> CalendarChoice:
    """What this person chose; unsaved, and at its most discreet, when they chose nothing."""
    return CalendarChoice.unscoped.filter(user=user).first() or CalendarChoice(user=user, version=0)


@transaction.atomic
def choose(
    user: User,
    *,
    channel: str,
    title: str = "",
    uses_codes: bool = False,
    shows_place: bool = False,
    shows_homework: bool = False,
    alarm_minutes: int | None = None,
    mail_hours: int | None = None,
    by: Viewer,
    version: int | None = None,
) -> CalendarChoice:
    """Keep what this person wants; what their calendar shows from now on follows it. Theirs alone to choose.

    version: of the choice that was looked at, 0 where there was none.
    """
    if by.user_id != user.pk:
        raise NotFound
    words = clean_line(title, "title", most=LONGEST_TITLE, required=False)
    _check(user, channel, uses_codes, alarm_minutes, mail_hours)
    User.objects.select_for_update().get(pk=user.pk)  # a first choice has no row to hold yet
    held = choices_of(user)
    if version is not None and held.version != version:
        raise StaleEdit
    before = {name: getattr(held, name) for name in (*SHOWN, "channel", "mail_hours")}
    held.channel, held.title, held.uses_codes = channel, words, uses_codes
    held.shows_place, held.shows_homework = shows_place, shows_homework
    held.alarm_minutes, held.mail_hours = alarm_minutes, mail_hours
    if held.version and before == {name: getattr(held, name) for name in before}:
        return held
    if any(before[name] != getattr(held, name) for name in SHOWN):
        held.changed_at = timezone.now()
    held.version += 1
    held.save()
    if held.channel == Channel.MAIL != before["channel"]:
        feeds.revoke(user, by=by)
    feeds.bump([user.pk])
    audit.record(by, "calendar.chosen", held)
    return held


@transaction.atomic
def set_code(couple: Couple, staff: Staff, code: str, *, by: Viewer) -> None:
    """What a couple's sessions are called in this counsellor's own calendar; empty for nothing. It may name nobody."""
    if by.staff_id != staff.pk or couple.counsellor_id != staff.pk:
        raise NotFound
    words = clean_line(code, "code", most=LONGEST_CODE, required=False)
    if _names_somebody(words, couple):
        raise BadInput(
            fields={"code": _("Choose a code without a name in it. Others may look at your calendar.")}
        )
    if words:
        CoupleCode.unscoped.update_or_create(couple=couple, staff=staff, defaults={"code": words})
    else:
        CoupleCode.unscoped.filter(couple=couple, staff=staff).delete()
    CalendarChoice.unscoped.filter(user=staff.user_id).update(changed_at=timezone.now())
    feeds.bump([staff.user_id])
    audit.record(by, "calendar.code_set", couple=couple)


def _names_somebody(code: str, couple: Couple) -> bool:
    called = Membership.unscoped.filter(couple=couple).values_list("partner__called", flat=True)
    names = {word.casefold() for name in called for word in re.findall(r"\w+", name)}
    return any(word.casefold() in names for word in re.findall(r"[^\W\d_]{2,}", code))


def _check(user: User, channel: str, uses_codes: bool, alarm: Any, mail_hours: Any) -> None:
    wrong: dict[str, Sentence] = {}
    if channel not in Channel.values:
        wrong["channel"] = _("Choose a calendar address or invitations by mail.")
    if channel == Channel.MAIL and not user.email:
        wrong["channel"] = _("We have no mail address of yours. Add one first, or choose a calendar address.")
    if uses_codes and not Staff.unscoped.filter(user=user, departed_at=None, is_counsellor=True).exists():
        wrong["uses_codes"] = _("Codes are there for counsellors.")
    if alarm is not None and alarm not in ALARMS:
        wrong["alarm_minutes"] = _("Choose one of the times before an appointment.")
    if mail_hours is not None and mail_hours not in MAIL_HOURS:
        wrong["mail_hours"] = _("Choose one of the times before an appointment.")
    if wrong:
        raise BadInput(fields=wrong)
