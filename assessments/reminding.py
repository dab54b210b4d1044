"""A neutral mail for a form that waits: the day before it is wished for and on that day, and never again.

The mail is the one that every event makes. It goes by the person's own channel and outside their quiet hours, at most
once a day however many forms wait, and it says nothing of the other partner.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from assessments import sending
from assessments.days import local_day, morning_of, today_in
from assessments.models import AFTER_THE_END, Administration
from practice import jobs, outbox
from practice.models import ContactCard, Couple, Partner, Practice

MOST = 2
RESTING = [Couple.Status.PAUSED, Couple.Status.ENDED]
AT_ONCE = 1_000


def remind() -> int:
    """One round. Idempotent; called by the worker's tick. Returns how many people were written to."""
    mine: dict[UUID, list[Administration]] = defaultdict(list)
    for form in _near():
        if _is_its_day(form):
            mine[form.partner_id].append(form)
    return sum(_once_a_day(forms) for forms in mine.values())


def _near() -> list[Administration]:
    """Open forms whose day is near anywhere on earth. One query."""
    today = timezone.now().date()
    span = (today - timedelta(days=1), today + timedelta(days=2))
    wished = Q(due_on__range=span) | Q(due_on=None, closes_on__range=span)
    rows = (
        Administration.unscoped.open()
        .filter(wished, reminds=True, reminders__lt=MOST, partner__user__isnull=False)
        .exclude(~Q(occasion__in=AFTER_THE_END), couple__status__in=RESTING)
    )
    held = rows.select_related("couple__practice", "partner__user").defer("answers", "scores")
    return list(held.order_by("partner", "pk")[:AT_ONCE])


def _is_its_day(form: Administration) -> bool:
    """The day before, or the day itself, from the morning on; not the day on which it came, nor twice on one."""
    practice, day = form.couple.practice, form.due_on or form.closes_on
    assert day is not None
    today = today_in(practice)
    if timezone.now() < morning_of(today, practice) or local_day(form.opened_at, practice) == today:
        return False
    if form.closes_on is not None and form.closes_on < today:
        return False
    return today in (day - timedelta(days=1), day) and not _was_told_on(form, today)


def _was_told_on(form: Administration, today: date) -> bool:
    return form.reminded_at is not None and local_day(form.reminded_at, form.couple.practice) == today


def _once_a_day(forms: list[Administration]) -> bool:
    partner = forms[0].partner
    return once_a_day(partner, forms[0].couple.practice, partial(_tell, partner, forms))


def once_a_day(partner: Partner, practice: Practice, tell: Callable[[], object]) -> bool:
    """Remind one person unless any reminder has reached them, or will, on the day on which this one would.

    All that reminds goes through here, whatever it is of. The day is that of the mail's arrival: what falls into quiet
    hours comes when they are over. True when they were reminded now.
    """
    moment = timezone.now()
    card = ContactCard.unscoped.filter(partner=partner).first()
    arrives = outbox.after_quiet_hours(card, practice, moment) if card is not None else moment
    return jobs.exactly_once(f"reminder {partner.pk} {local_day(arrives, practice)}", tell)


def _tell(partner: Partner, forms: list[Administration]) -> None:
    rows = Administration.unscoped.open().filter(pk__in=[form.pk for form in forms])
    if rows.update(reminders=F("reminders") + 1, reminded_at=timezone.now()):
        sending.tell(partner)
