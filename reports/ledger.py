"""Looking at what was issued: the counsellor's ledger, a partner's own list, the file, and the public check."""

from __future__ import annotations

import base64
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from assessments.treating import insist_on_reading
from homework.days import day_of
from practice import audit
from practice.access import Viewer
from practice.models import Couple, Membership
from practice.refusals import NotFound
from practice.sealing import Unreadable
from reports.models import IssuedReport, ReportShare, ReportStep
from reports.progress import Progress, from_json

DIGITS = 64


@dataclass(frozen=True)
class Given:
    """One partner, and when they were given a report; None while they were not."""

    partner_id: UUID
    called: str
    mark: str
    shared_at: datetime | None
    may_share: bool


@dataclass(frozen=True)
class LedgerRow:
    """One issued report as the counsellor finds it."""

    id: UUID
    audience: str
    partner_called: str
    number: int
    issued_on: date
    state: str
    digest: str
    file_sha256: str
    given: tuple[Given, ...]
    reason: str = ""


@dataclass(frozen=True)
class OwnRow:
    """One report as a partner finds it: for them alone or for the two, its day, and whether a newer one is there."""

    id: UUID
    is_own: bool
    issued_on: date
    is_current: bool


@dataclass(frozen=True)
class Verified:
    """All that a check tells, whoever asks: number, date and state."""

    number: int
    issued_on: date
    state: str


def of_couple(couple: Couple, *, by: Viewer) -> tuple[LedgerRow, ...]:
    """Everything issued for a couple, newest first. Four queries and keys."""
    insist_on_reading(by, couple)
    rows = IssuedReport.objects.visible_to(by).filter(couple=couple).listed()  # type: ignore[attr-defined]
    reports = list(rows)
    members = list(Membership.unscoped.select_related("partner").filter(couple=couple).order_by("mark"))
    shares = ReportShare.objects.visible_to(by).filter(report__couple=couple)
    given = {(share.report_id, share.partner_id): share.shared_at for share in shares}
    reasons = _reasons(couple, by)
    return tuple(_row(report, couple, members, given, reasons) for report in reports)


def _reasons(couple: Couple, by: Viewer) -> dict[UUID, str]:
    steps = ReportStep.objects.visible_to(by).filter(report__couple=couple).select_related("report")
    found: dict[UUID, str] = {}
    for step in steps.defer("report__content", "report__pdf").order_by("at", "pk"):
        step.report.couple = couple
        found[step.report_id] = step.reason
    return found


def _row(
    report: IssuedReport,
    couple: Couple,
    members: list[Membership],
    given: Mapping[tuple[UUID, UUID], datetime],
    reasons: Mapping[UUID, str],
) -> LedgerRow:
    readers = [m for m in members if report.audience == "couple" or m.partner_id == report.partner_id]
    called = {member.partner_id: member.partner.called for member in members}
    return LedgerRow(
        id=report.pk,
        audience=report.audience,
        partner_called=called.get(report.partner_id, "") if report.partner_id else "",
        number=report.number,
        issued_on=day_of(report.issued_at, couple.practice),
        state=report.state,
        digest=report.digest,
        file_sha256=report.file_sha256,
        given=tuple(_given(report, member, given) for member in readers),
        reason=reasons.get(report.pk, ""),
    )


def _given(report: IssuedReport, member: Membership, given: Mapping[tuple[UUID, UUID], datetime]) -> Given:
    at = given.get((report.pk, member.partner_id))
    here = member.joined_at is not None and member.left_at is None
    open_now = report.state == "current" and at is None and (here or report.audience == "partner")
    return Given(member.partner_id, member.partner.called, member.mark, at, open_now)


def own_list(viewer: Viewer) -> tuple[OwnRow, ...]:
    """What a partner was given and may still read, newest first. One query."""
    rows = IssuedReport.objects.visible_to(viewer).listed()  # type: ignore[attr-defined]
    return tuple(
        OwnRow(
            row.pk,
            row.audience == "partner",
            day_of(row.issued_at, row.couple.practice),
            row.state == "current",
        )
        for row in rows.select_related("couple__practice")
    )


def find(report_id: Any, *, by: Viewer) -> IssuedReport:
    """An issued report for who may see it. Raises NotFound for everyone else."""
    rows = IssuedReport.objects.visible_to(by).select_related("couple__practice", "couple__counsellor")
    found: IssuedReport | None = rows.defer("content", "pdf").filter(pk=report_id).first()
    if found is None:
        raise NotFound
    return found


def file_of(report_id: Any, *, by: Viewer) -> bytes:
    """The very bytes that were issued. Each reading is written down."""
    report = find(report_id, by=by)
    audit.record(by, "report.downloaded", report, couple=report.couple)
    return base64.b64decode(_opened(report, "pdf"))


def content_of(report_id: Any, *, by: Viewer) -> Progress:
    """What the report says, as it was frozen. Each reading is written down."""
    report = find(report_id, by=by)
    audit.record(by, "report.read", report, couple=report.couple)
    return from_json(_opened(report, "content"))


def _opened(report: IssuedReport, field: str) -> str:
    """A key is destroyed when somebody the report names was erased; then there is nothing here."""
    try:
        opened: str = getattr(report, field)
    except Unreadable:
        raise NotFound from None
    return opened


def verify(code: str) -> Verified | None:
    """Check a printed digest or a file's SHA-256. None for anything unknown; nothing else is ever told."""
    plain = "".join(code.split()).lower()
    if len(plain) != DIGITS or not set(plain) <= set(string.hexdigits):
        return None
    rows = IssuedReport.unscoped.select_related("couple__practice").filter(
        Q(digest=plain) | Q(file_sha256=plain)
    )
    found = rows.listed().first()
    if found is None:
        return None
    return Verified(found.number, day_of(found.issued_at, found.couple.practice), found.state)


def own_reports(partner: Any) -> list[dict[str, Any]]:
    """A partner's own part of their export: their own reports that they were given."""
    given = ReportShare.unscoped.filter(partner=partner).values("report")
    rows = IssuedReport.unscoped.filter(pk__in=given, partner=partner).exclude(state="void")
    return [
        {
            "number": row.number,
            "issued_at": row.issued_at.isoformat(),
            "state": row.state,
            "digest": row.digest,
        }
        for row in rows.listed()
    ]
