"""Who came, and what is owed for it. Whether somebody came is the counsellor's alone; fees are each payer's own row.

Nothing is charged by itself: each bill is the counsellor's act. How a fee is divided stands in fee_shares.
"""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit
from practice.access import Viewer
from practice.models import Attendance, Cancellation, Couple, Fee, FeeTerms, Partner, Practice, TherapySession
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from practice.scheduling.fee_shares import shares
from practice.scheduling.whose import (
    belongs_now,
    expected_at,
    insist_on_acting,
    insist_on_keeping_hours,
    insist_on_seat,
)

Outcome = Attendance.Outcome
Split = FeeTerms.Split
AWAY = (Outcome.MISSED, Outcome.EXCUSED)
MOST = 10_000_000
"""In the smallest coin: more than any session costs in any currency, so that a slip of the keyboard is noticed."""


@transaction.atomic
def note_attendance(
    session: TherapySession, partner: Partner, *, outcome: str, by: Viewer, version: int | None = None
) -> Attendance:
    """Note whether one partner came. version: of the row that is changed, 0 where there is none yet."""
    held = _held(session)
    insist_on_acting(by, held.couple)
    insist_on_seat(held, partner)
    if outcome not in Outcome.values:
        raise BadInput(fields={"outcome": _("Pick one from the list.")})
    _insist_on_begun(held)
    if held.state == TherapySession.State.CANCELLED:
        raise NotNow(_("This session was cancelled."), code="session_cancelled")
    row = Attendance.unscoped.filter(session=held, partner=partner).first()
    _insist_on_fresh(row, version)
    if row is not None and row.outcome == outcome:
        return row
    row = row or Attendance(session=held, partner=partner, version=0)
    row.outcome, row.version = outcome, row.version + 1
    row.save()
    audit.record(by, "attendance.noted", row, couple=held.couple)
    return row


@transaction.atomic
def set_fee_terms(
    couple: Couple,
    *,
    amount: int,
    split: str,
    payer: Partner | None = None,
    by: Viewer,
    version: int | None = None,
) -> FeeTerms:
    """Say what a session of this couple costs from now on and who pays. What is charged already stays as it is."""
    insist_on_keeping_hours(by, couple)
    held = Couple.unscoped.select_for_update().get(pk=couple.pk)
    if split not in Split.values:
        raise BadInput(fields={"split": _("Pick one from the list.")})
    if (split == Split.ONE) != (payer is not None):
        raise BadInput(fields={"payer": _("Name who pays if one pays all; otherwise name nobody.")})
    if payer is not None and not belongs_now(payer, held):
        raise BadInput(fields={"payer": _("There’s nothing with this id.")})
    row = FeeTerms.unscoped.filter(couple=held).first()
    _insist_on_fresh(row, version)
    row = row or FeeTerms(couple=held, version=0)
    row.amount, row.split, row.payer, row.version = _checked_amount(amount), split, payer, row.version + 1
    row.save()
    audit.record(by, "fee_terms.set", row, couple=held)
    return row


@transaction.atomic
def charge(session: TherapySession, *, by: Viewer) -> list[Fee]:
    """Write down what is owed for a session that was held, once: nobody is charged for it a second time.

    Who missed it or let the practice know is left out; see charge_absence.
    """
    held = _held(session)
    insist_on_acting(by, held.couple)
    _insist_on_begun(held)
    if held.state == TherapySession.State.CANCELLED:
        raise NotNow(_("This session was cancelled, so nothing is owed for it."), code="session_cancelled")
    seated = expected_at(held)
    away = set(
        Attendance.unscoped.filter(session=held, outcome__in=AWAY).values_list("partner_id", flat=True)
    )
    here = [partner for partner in seated if partner.pk not in away]
    owed = shares(held, seated, here, _terms_of(held.couple))
    charged = set(Fee.unscoped.filter(session=held).values_list("payer_id", flat=True))
    for partner, amount in owed:
        if partner.pk not in charged and amount:
            _owe(held, partner, amount)
    audit.record(by, "session.charged", held, couple=held.couple, fees=len(owed))
    return list(Fee.unscoped.filter(session=held).order_by("pk"))


@transaction.atomic
def charge_absence(
    session: TherapySession, partner: Partner, *, by: Viewer, amount: int | None = None
) -> Fee:
    """Charge one partner who missed a session or called it off late. The counsellor decides, and nobody else is billed.

    Without an amount: this partner's own part by the couple's terms.
    """
    held = _held(session)
    insist_on_acting(by, held.couple)
    insist_on_seat(held, partner)
    if not _was_away(held, partner):
        raise NotNow(
            _("This is for somebody who did not come, or called off late. Note that first."),
            code="nothing_missed",
        )
    fee = Fee.unscoped.filter(session=held, payer=partner).first()
    if fee is not None:
        return fee
    if amount is None:
        seated = expected_at(held)
        amount = dict(shares(held, seated, seated, _terms_of(held.couple))).get(partner, 0)
    if not _checked_amount(amount):
        raise BadInput(fields={"amount": _("Say how much.")})
    fee = _owe(held, partner, amount)
    audit.record(by, "absence.charged", fee, couple=held.couple)
    return fee


@transaction.atomic
def settle_fee(
    fee: Fee, *, state: str, paid_on: date | None = None, by: Viewer, version: int | None = None
) -> Fee:
    """Note that a fee is paid, let go, or due after all. paid_on: today at the practice unless it was another day."""
    rows = Fee.unscoped.select_related("session__couple__practice", "payer")
    held = rows.select_for_update(of=("self",)).filter(pk=fee.pk).first()
    if held is None:
        raise NotFound
    couple = held.session.couple
    insist_on_keeping_hours(by, couple)
    _insist_on_fresh(held, version)
    if state not in Fee.State.values:
        raise BadInput(fields={"state": _("Pick one from the list.")})
    today = _today(couple.practice)
    if paid_on is not None and paid_on > today:
        raise BadInput(fields={"paid_on": _("Choose a day up to today.")})
    held.state, held.paid_on = state, (paid_on or today) if state == Fee.State.PAID else None
    held.version += 1
    held.save(update_fields=["state", "paid_on", "version"])
    audit.record(by, "fee.settled", held, couple=couple)
    return held


def _terms_of(couple: Couple) -> FeeTerms:
    """The couple's terms, or the practice's fee halved. Raises NotNow where nobody has said what a session costs."""
    terms = FeeTerms.unscoped.filter(couple=couple).first()
    if terms is not None:
        return terms
    if not couple.practice.session_fee:
        raise NotNow(_("Say first what a session costs."), code="no_fee")
    return FeeTerms(couple=couple, amount=couple.practice.session_fee, split=Split.HALVES)


def _was_away(session: TherapySession, partner: Partner) -> bool:
    if session.state == TherapySession.State.CANCELLED:
        late = Cancellation.unscoped.filter(session=session, is_late=True)
        off = late.filter(by=Cancellation.By.BOTH) | late.filter(partner=partner)
        return off.exists()
    missed = Attendance.unscoped.filter(session=session, partner=partner, outcome=Outcome.MISSED)
    return missed.exists()


def _owe(session: TherapySession, payer: Partner, amount: int) -> Fee:
    currency = session.couple.practice.currency
    return Fee.unscoped.create(session=session, payer=payer, amount=amount, currency=currency)


def _held(session: TherapySession) -> TherapySession:
    rows = TherapySession.unscoped.select_for_update(of=("self",)).select_related("couple__practice")
    held = rows.filter(pk=session.pk).first()
    if held is None:
        raise NotFound
    return held


def _insist_on_begun(session: TherapySession) -> None:
    if session.starts_at > timezone.now():
        raise NotNow(_("This session is still to come."), code="session_ahead")


def _insist_on_fresh(row: Attendance | FeeTerms | Fee | None, version: int | None) -> None:
    if version is not None and (row.version if row is not None else 0) != version:
        raise StaleEdit


def _checked_amount(amount: int) -> int:
    if not 0 <= amount <= MOST:
        raise BadInput(fields={"amount": _("Look at this amount again.")})
    return amount


def _today(practice: Practice) -> date:
    return timezone.now().astimezone(ZoneInfo(practice.time_zone)).date()
