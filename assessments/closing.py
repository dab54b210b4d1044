"""A form comes to an end without being sent in: its partner would rather not, it is taken back, or its time is over."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assessments import treating
from assessments.locking import Closed, for_update, is_over, own_for_update
from assessments.models import Administration, TakenBack
from assessments.results import summarising
from practice import audit
from practice.access import NOBODY, Viewer
from practice.models import Membership
from practice.words import clean_text

State = Administration.State
LONGEST_REASON = 600
AT_ONCE = 500


@transaction.atomic
def decline(administration: Administration, *, by: Viewer, reason: str = "") -> Administration:
    """A partner would rather not fill this in. Nothing asks again; the counsellor reads the reason, if there is one.

    What was answered so far stays the partner's own.
    """
    row = own_for_update(administration, by)
    if row.state == State.DECLINED:
        return row
    if not row.is_open:
        raise Closed
    words = clean_text(reason, "reason", most=LONGEST_REASON, required=False)
    row.declined = {"reason": words}
    row.state, row.version = State.DECLINED, row.version + 1
    row.save(update_fields=["declined", "state", "version"])
    audit.record(by, "administration.declined", row, couple=row.couple)
    return row


@transaction.atomic
def void(administration: Administration, *, by: Viewer, reason: str = "") -> Administration:
    """Take a form back: it leaves the lists and the readings; what was written stays sealed in its row.

    reason: for the counsellor's side alone, in a row of its own.
    """
    row = for_update(administration)
    by_staff = treating.insist_on_acting(by, row.couple)
    if row.state == State.VOID:
        return row
    words = clean_text(reason, "reason", most=LONGEST_REASON, required=False)
    was, row.state, row.version = row.state, State.VOID, row.version + 1
    row.save(update_fields=["state", "version"])
    if words:
        TakenBack.unscoped.create(administration=row, reason=words, by_id=by_staff)
    if was == State.SUBMITTED:
        summarising.recount(row.couple)
    audit.record(by, "administration.void", row, couple=row.couple)
    return row


def close_what_is_over() -> int:
    """Close every open form whose last day has passed. Called by the worker's tick; repeating it does no more."""
    # A day further on than anywhere on earth: the row itself is asked on its own practice's clock.
    by_now = (timezone.now() + timedelta(days=1)).date()
    ids = Administration.unscoped.open().filter(closes_on__lt=by_now).values_list("pk", flat=True)
    return sum(_close(Administration(pk=pk)) for pk in list(ids.order_by("closes_on", "pk")[:AT_ONCE]))


@transaction.atomic
def _close(administration: Administration) -> bool:
    row = for_update(administration)
    if not row.is_open or not is_over(row):
        return False
    lapse(row)
    return True


def lapse(row: Administration) -> None:
    """Close a locked form. What was answered stays its partner's own; the counsellor sees only that it closed."""
    row.state, row.version = State.LAPSED, row.version + 1
    row.save(update_fields=["state", "version"])
    audit.record(NOBODY, "administration.lapsed", row, couple=row.couple)


def take_away(rows: QuerySet[Administration]) -> None:
    """What they were for will not be: untouched forms go, and begun ones close with what is in them."""
    for found in rows.select_related("couple__practice").select_for_update(of=("self",)):
        found.away_at = timezone.now()
        found.save(update_fields=["away_at"])
        if found.saved_at is not None:
            lapse(found)
        else:
            found.state, found.version = State.VOID, found.version + 1
            found.save(update_fields=["state", "version"])
            audit.record(NOBODY, "administration.void", found, couple=found.couple)


def bring_back(rows: QuerySet[Administration]) -> None:
    """What they were for will be after all: forms that went for that reason alone are open again, with what is in them.

    Not for somebody who left since, nor where the same form was sent anew meanwhile.
    """
    went = rows.filter(away_at__isnull=False, state__in=[State.VOID, State.LAPSED])
    for found in went.select_related("couple__practice").select_for_update(of=("self",)):
        found.away_at = None
        if _is_wanted(found):
            found.state, found.version = State.OPEN, found.version + 1
            audit.record(NOBODY, "administration.reopened", found, couple=found.couple)
        found.save(update_fields=["state", "version", "away_at"])


def _is_wanted(row: Administration) -> bool:
    members = Membership.unscoped.filter(couple=row.couple_id, partner=row.partner_id, left_at=None)
    anew = Administration.unscoped.open().filter(
        couple=row.couple_id, partner=row.partner_id, instrument=row.instrument_id, stance=row.stance
    )
    return members.exists() and not anew.exists()
