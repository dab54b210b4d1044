"""What the counsellor is reminded of about a couple: by their own wish, after every sixth session, and after the end.

No partner has a rule here, so nothing of it is ever on a partner's page. Nothing is written to anybody either: what is
due stands on the counsellor's own day, and they decide.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from uuid import uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit
from practice.access import Viewer
from practice.models import Couple, FollowUp, Practice, TherapySession
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from practice.scheduling.whose import insist_on_acting
from practice.words import clean_text

Kind = FollowUp.Kind
LONGEST = 1_000
FURTHEST = timedelta(days=366 * 3)
SESSIONS_TO_A_REVIEW = 6
MONTHS_AFTER_ENDING = (3, 6, 12)
LOOKS_BACK = timedelta(days=14)
"""How long after a session a worker that stood still catches up with the review it gave rise to."""


@transaction.atomic
def remind(couple: Couple, *, kind: str, due_on: date, words: str = "", by: Viewer) -> FollowUp:
    """Remind whoever looks after this couple on a day."""
    staff_id = insist_on_acting(by, couple)
    if kind not in Kind.values:
        raise BadInput(fields={"kind": _("Pick one from the list.")})
    row = FollowUp.unscoped.create(
        couple=couple,
        made_by_id=staff_id,
        kind=kind,
        due_on=_checked_day(due_on, couple.practice),
        words=clean_text(words, "words", most=LONGEST, required=False) or None,
    )
    audit.record(by, "follow_up.made", row, couple=couple)
    return row


@transaction.atomic
def change(
    follow_up: FollowUp,
    *,
    due_on: date | None = None,
    words: str | None = None,
    by: Viewer,
    version: int | None = None,
) -> FollowUp:
    """Put it off, bring it forward, or say it in other words."""
    held = _held(follow_up, by, version)
    if held.done_at is not None:
        raise NotNow(_("This is done. Make a new one."), code="follow_up_done")
    if due_on is not None:
        held.due_on = _checked_day(due_on, held.couple.practice)
    if words is not None:
        held.words = clean_text(words, "words", most=LONGEST, required=False) or None
    held.version += 1
    held.save(update_fields=["due_on", "words", "version"])
    audit.record(by, "follow_up.changed", held, couple=held.couple)
    return held


@transaction.atomic
def done(follow_up: FollowUp, *, by: Viewer, version: int | None = None) -> FollowUp:
    """Seen to, or not needed. Doing it twice is doing it once."""
    held = _held(follow_up, by, version)
    if held.done_at is None:
        held.done_at, held.version = timezone.now(), held.version + 1
        held.save(update_fields=["done_at", "version"])
        audit.record(by, "follow_up.done", held, couple=held.couple)
    return held


def due(viewer: Viewer, until: date) -> QuerySet[FollowUp]:
    """What is due up to a day in the couples that this colleague sees, the longest waiting first."""
    rows = FollowUp.objects.visible_to(viewer).filter(done_at=None, due_on__lte=until)
    return rows.select_related("couple__practice").order_by("due_on", "pk")


def propose_reviews() -> int:
    """Propose to look back together after every sixth session that was held, each time once. Called by the worker's tick.

    The id of such a reminder follows from the couple and the number of sessions: proposed twice is proposed once, by
    two workers too, and what was done does not come again.
    """
    proposed = {
        uuid5(couple.pk, f"review {held // SESSIONS_TO_A_REVIEW}"): couple
        for couple, held in _couples_to_review()
    }
    if not proposed:
        return 0
    known = set(FollowUp.unscoped.filter(pk__in=proposed).values_list("pk", flat=True))
    fresh = [
        FollowUp(pk=key, couple=couple, kind=Kind.REVIEW, due_on=_today(couple.practice))
        for key, couple in proposed.items()
        if key not in known
    ]
    FollowUp.unscoped.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def status_changed(*, couple: Couple, was: str) -> None:
    """After an ending the counsellor is reminded three times to ask how they are; a new beginning takes that away."""
    by_itself = FollowUp.unscoped.filter(couple=couple, made_by=None, done_at=None)
    if was == Couple.Status.ENDED:
        by_itself.filter(kind=Kind.FOLLOW_UP).delete()
    if couple.status != Couple.Status.ENDED:
        return
    by_itself.filter(kind=Kind.REVIEW).update(done_at=timezone.now())
    if was != Couple.Status.ENQUIRY:  # nothing had begun that one could ask about
        today = _today(couple.practice)
        for months in MONTHS_AFTER_ENDING:
            FollowUp.unscoped.create(couple=couple, kind=Kind.FOLLOW_UP, due_on=months_later(today, months))


def months_later(day: date, months: int) -> date:
    """The same day of the month, or the month's last where it has no such day."""
    place = day.month - 1 + months
    year, month = day.year + place // 12, place % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _couples_to_review() -> list[tuple[Couple, int]]:
    """Couples with a session just held and six or more so far, with how many. One query."""
    now = timezone.now()
    held = TherapySession.unscoped.filter(
        couple=OuterRef("pk"), state=TherapySession.State.BOOKED, ends_at__lte=now
    )
    number = held.order_by().values("couple").annotate(number=Count("pk")).values("number")
    rows = Couple.unscoped.in_care().filter(Exists(held.filter(starts_at__gt=now - LOOKS_BACK)))
    rows = rows.annotate(held=Subquery(number)).filter(held__gte=SESSIONS_TO_A_REVIEW)
    return [(couple, getattr(couple, "held")) for couple in rows.select_related("practice")]  # noqa: B009


def _held(follow_up: FollowUp, by: Viewer, version: int | None) -> FollowUp:
    rows = FollowUp.unscoped.select_for_update(of=("self",)).select_related("couple__practice")
    held = rows.filter(pk=follow_up.pk).first()
    if held is None:
        raise NotFound
    insist_on_acting(by, held.couple)
    if version is not None and held.version != version:
        raise StaleEdit
    return held


def _checked_day(day: date, practice: Practice) -> date:
    today = _today(practice)
    if not today <= day <= today + FURTHEST:
        raise BadInput(fields={"due_on": _("Choose a day from today on, within three years.")})
    return day


def _today(practice: Practice) -> date:
    return timezone.now().astimezone(ZoneInfo(practice.time_zone)).date()
