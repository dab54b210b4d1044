"""Issuing a report, replacing it, taking it back, and giving it to one partner at a time.

A report is laid out inside the request: four pages take about a tenth of a second, so a job in the background would
only add a page to wait on. The layout happens before the transaction, so that nobody waits for a lock meanwhile.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from assessments.treating import insist_on_acting
from homework.days import day_of
from practice import audit, outbox, sealing
from practice.access import Viewer
from practice.models import Couple, Membership, Partner
from practice.refusals import BadInput, Conflict, NotFound, NotNow
from practice.words import clean_text
from reports import gathering
from reports.audiences import SECTIONS
from reports.gathering import Gathered
from reports.models import IssuedReport, ReportBasis, ReportConsent, ReportShare, ReportStep
from reports.progress import Progress, canonical_json, digest
from reports.refusing import ConsentMissing

Audience, State = IssuedReport.Audience, IssuedReport.State
LONGEST_OPENING, LONGEST_STEP, LONGEST_REASON = 1_200, 600, 600
LONGEST_TIME = timedelta(days=3 * 366)
TRIES = 5


@dataclass(frozen=True)
class Order:
    """What a counsellor asks to be put into a report. in_short: None takes the draft."""

    audience: str
    since: date
    until: date
    partner: Partner | None = None
    in_short: str | None = None
    next_step: str = ""
    include: Collection[str] = SECTIONS


def draft(couple: Couple, order: Order, *, by: Viewer) -> Progress:
    """The report as it would be issued now. Nothing is kept of it but that it was looked at."""
    insist_on_acting(by, couple)
    order = _checked(couple, order)
    content = _gather(couple, order, by, timezone.now()).progress
    audit.record(by, "report.drafted", couple, couple=couple, audience=order.audience)
    return replace(content, issue_number=_next_number(couple, order))


def issue(
    couple: Couple,
    order: Order,
    *,
    by: Viewer,
    supersedes: IssuedReport | None = None,
    reason: str = "",
) -> IssuedReport:
    """Freeze a report, number it and write it into the ledger. With `supersedes` it replaces that one.

    Raises ConsentMissing when not everyone concerned agrees to it, also when somebody took it back meanwhile.
    """
    insist_on_acting(by, couple)
    order = _checked(couple, order)
    why = _why(reason) if supersedes is not None else ""
    moment = timezone.now()
    gathered = _gather(couple, order, by, moment)
    for _attempt in range(TRIES):
        content = replace(gathered.progress, issue_number=_next_number(couple, order))
        file = rendered(content)
        try:
            with transaction.atomic():
                return _store(
                    couple, order, replace(gathered, progress=content), file, moment, by, supersedes, why
                )
        except IntegrityError:
            continue  # another issue took this number meanwhile
    raise Conflict(_("Somebody else is making a report just now. Try again in a moment."), code="busy")


def rendered(content: Progress) -> bytes:
    """The file, in the report's own language."""
    from reports import pdf  # reportlab is loaded by the first report, not by every worker

    with translation.override(content.language):
        return pdf.render(content, t=translation)


@transaction.atomic
def void(report: IssuedReport, reason: str, *, by: Viewer) -> IssuedReport:
    """Take a report back: partners no longer find it, and who checks it reads that it was taken back."""
    held = _locked(report)
    insist_on_acting(by, held.couple)
    if held.state == State.VOID:
        return held
    why = _why(reason)
    _move(held, State.VOID, ReportStep.Act.VOIDED, why, by)
    audit.record(by, "report.voided", held, couple=held.couple)
    return held


@transaction.atomic
def share(report: IssuedReport, partner: Partner, *, by: Viewer) -> ReportShare:
    """Give a report to one partner. The other is given it, or not, by a deed of its own. Sharing twice is once."""
    held = _locked(report)
    insist_on_acting(by, held.couple)
    if held.state != State.CURRENT:
        raise NotNow(
            _("This one has been replaced or taken back. Share the newer one."), code="report_not_current"
        )
    _insist_on_reader(held, partner)
    given, new = ReportShare.unscoped.get_or_create(
        report=held, partner=partner, defaults={"shared_by_id": _staff(by)}
    )
    if new:
        audit.record(by, "report.shared", held, couple=held.couple, partner=partner.pk)
        if partner.user is not None:
            outbox.tell(partner.user)
    return given


def person_erased(partner: Partner) -> None:
    """Every report that names them can no longer be opened; the ledger keeps its numbers, dates and codes."""
    couples = Membership.unscoped.filter(partner=partner).values("couple")
    rows = IssuedReport.unscoped.filter(couple__in=couples)
    named = rows.filter(partner=partner) | rows.filter(partner=None)
    for report in named.select_related("key").defer("content", "pdf"):
        report.key.wrapped, report.key.destroyed_at = b"", timezone.now()
        report.key.save(update_fields=["wrapped", "destroyed_at"])
    sealing.memory.forget()


def _checked(couple: Couple, order: Order) -> Order:
    if order.audience not in Audience.values:
        raise BadInput(fields={"audience": _("Choose who will read it.")})
    if order.audience == Audience.PARTNER and order.partner is None:
        raise BadInput(fields={"audience": _("Choose whose own report it is.")})
    today = day_of(timezone.now(), couple.practice)
    if not order.since <= order.until <= today or order.until - order.since > LONGEST_TIME:
        raise BadInput(
            fields={"since": _("Choose days that lie behind us, the first one first, three years at most.")}
        )
    step = clean_text(order.next_step, "next_step", most=LONGEST_STEP, required=False)
    opening = order.in_short
    if opening is not None:
        opening = clean_text(opening, "in_short", most=LONGEST_OPENING, required=False)
    partner = order.partner if order.audience == Audience.PARTNER else None
    return replace(order, partner=partner, next_step=step, in_short=opening)


def _gather(couple: Couple, order: Order, by: Viewer, moment: datetime) -> Gathered:
    return gathering.gather(
        couple,
        order.audience,  # type: ignore[arg-type]
        by=by,
        partner=order.partner,
        since=order.since,
        until=order.until,
        in_short=_paragraphs(order.in_short),
        next_step=order.next_step,
        include=order.include,
        on=day_of(moment, couple.practice),
    )


def _paragraphs(opening: str | None) -> Sequence[str] | None:
    return None if opening is None else tuple(line.strip() for line in opening.splitlines() if line.strip())


def _next_number(couple: Couple, order: Order) -> int:
    issued = IssuedReport.unscoped.line_of(couple, order.audience, order.partner)
    return (issued.aggregate(last=Max("number"))["last"] or 0) + 1


def _store(
    couple: Couple,
    order: Order,
    gathered: Gathered,
    file: bytes,
    moment: datetime,
    by: Viewer,
    supersedes: IssuedReport | None,
    why: str,
) -> IssuedReport:
    _insist_on_basis(gathered.basis)
    old = _replaceable(couple, order, supersedes) if supersedes is not None else None
    content = gathered.progress
    report = IssuedReport.unscoped.create(
        couple=couple,
        audience=order.audience,
        partner=order.partner,
        number=content.issue_number,
        key=sealing.new_key(parent=couple.practice.key),
        issued_by_id=_staff(by),
        issued_at=moment,
        supersedes=old,
        digest=digest(content),
        file_sha256=hashlib.sha256(file).hexdigest(),
        content=canonical_json(content).decode(),
        pdf=base64.b64encode(file).decode(),
    )
    ReportBasis.unscoped.bulk_create([ReportBasis(report=report, consent=row) for row in gathered.basis])
    if old is not None:
        _move(old, State.SUPERSEDED, ReportStep.Act.SUPERSEDED, why, by)
    audit.record(by, "report.issued", report, couple=couple, audience=order.audience, number=report.number)
    return report


def _insist_on_basis(basis: Sequence[Any]) -> None:
    """What was agreed when the rows were read is agreed still; the rows are held until the report is in."""
    pks = [row.pk for row in basis]
    held = ReportConsent.unscoped.select_for_update().filter(pk__in=pks, withdrawn_at=None)
    if len(list(held.values_list("pk", flat=True))) != len(pks):
        raise ConsentMissing(())


def _replaceable(couple: Couple, order: Order, report: IssuedReport) -> IssuedReport:
    old = _locked(report)
    same = (old.couple_id, old.audience, old.partner_id) == (
        couple.pk,
        order.audience,
        order.partner.pk if order.partner else None,
    )
    if not same:
        raise NotFound
    if old.state != State.CURRENT:
        raise NotNow(_("That one was replaced or taken back before."), code="report_not_current")
    return old


def _locked(report: IssuedReport) -> IssuedReport:
    rows = IssuedReport.unscoped.select_for_update(of=("self",)).defer("content", "pdf")
    found: IssuedReport = rows.select_related("couple__counsellor", "couple__practice").get(pk=report.pk)
    return found


def _move(report: IssuedReport, state: str, act: str, why: str, by: Viewer) -> None:
    report.state = state
    report.save(update_fields=["state"])
    step = ReportStep(report=report, act=act, by_id=_staff(by), reason=why)
    step.save(force_insert=True)


def _staff(by: Viewer) -> UUID:
    if by.staff_id is None:
        raise NotFound
    return by.staff_id


def _why(reason: str) -> str:
    return clean_text(reason, "reason", most=LONGEST_REASON)


def _insist_on_reader(report: IssuedReport, partner: Partner) -> None:
    """A report reaches the one it was made for, or each of the two while both are here and agree."""
    if report.audience == Audience.PARTNER:
        if partner.pk != report.partner_id:
            raise NotFound
        return
    if report.audience != Audience.COUPLE:
        raise NotNow(
            _("This one wasn’t made for the two of them, so it can’t be shared here."),
            code="not_for_partners",
        )
    members = Membership.unscoped.filter(couple=report.couple)
    if partner.pk not in {member.partner_id for member in members}:
        raise NotFound
    here = all(member.joined_at and member.left_at is None for member in members)
    basis = ReportBasis.unscoped.filter(report=report)
    if not here or basis.filter(consent__withdrawn_at__isnull=False).exists():
        raise ConsentMissing(tuple(member.partner_id for member in members if member.left_at is None))
