"""What each partner agrees to have shown in a report, and taking it back, which counts from the next request on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.treating import insist_on_self
from homework.days import day_of
from practice import audit
from practice.access import Viewer
from practice.models import Couple, Membership, Partner
from practice.refusals import BadInput, NotFound
from reports.models import ReportConsent

Kind, Reader = ReportConsent.Kind, ReportConsent.Reader


@dataclass(frozen=True)
class Agreed:
    """What the partners of one couple agree to now, for one reader. One query; for the counsellor's side alone."""

    live: Mapping[UUID, Mapping[str, ReportConsent]]

    def by(self, kind: str) -> frozenset[UUID]:
        """The partners who agree to this and to a report as such."""
        return frozenset(pk for pk, held in self.live.items() if kind in held and Kind.REPORT in held)

    def to_all(self, kind: str, partners: Iterable[UUID]) -> bool:
        return set(partners) <= self.by(kind)

    def since(self) -> datetime | None:
        """When the last of these was given, so when all of it was agreed."""
        return max((row.given_at for held in self.live.values() for row in held.values()), default=None)


def agreed(couple: Couple, reader: str = Reader.COUPLE) -> Agreed:
    live: dict[UUID, dict[str, ReportConsent]] = {}
    rows = ReportConsent.unscoped.filter(couple=couple, reader=reader, withdrawn_at=None)
    for row in rows.order_by("given_at", "pk"):
        live.setdefault(row.partner_id, {})[row.kind] = row
    return Agreed(live)


def agreed_on(couple: Couple, agreement: Agreed) -> date | None:
    moment = agreement.since()
    return day_of(moment, couple.practice) if moment else None


@transaction.atomic
def agree(
    partner: Partner, kinds: Iterable[str], *, by: Viewer, reader: str = Reader.COUPLE
) -> list[ReportConsent]:
    """One partner agrees to these kinds and to no other. What was agreed before and is not among them is taken back.

    A report as such is agreed to along with anything that it would show.
    """
    insist_on_self(by, partner)
    wanted = _checked(kinds, reader)
    couple = _present_couple(partner)
    held = {row.kind: row for row in _live(partner, couple, reader).select_for_update()}
    dropped = [row.pk for kind, row in held.items() if kind not in wanted]
    ReportConsent.unscoped.filter(pk__in=dropped).update(withdrawn_at=timezone.now())
    for kind in sorted(wanted - held.keys()):
        _give(partner, couple, reader, kind)
    audit.record(by, "report.agreed", partner, couple=couple, reader=reader, kinds=sorted(wanted))
    return list(_live(partner, couple, reader).order_by("kind"))


def withdraw(partner: Partner, *, by: Viewer, reader: str = Reader.COUPLE) -> None:
    """Agree to nothing any more. A report that rests on it is gone for the other partner at once."""
    agree(partner, (), by=by, reader=reader)


def own(partner: Partner, *, by: Viewer) -> dict[str, frozenset[str]]:
    """What this partner agrees to now, by reader."""
    insist_on_self(by, partner)
    rows = ReportConsent.objects.visible_to(by).filter(partner=partner, withdrawn_at=None)
    found: dict[str, set[str]] = {reader: set() for reader in Reader.values}
    for row in rows:
        found[row.reader].add(row.kind)
    return {reader: frozenset(kinds) for reader, kinds in found.items()}


def own_data(partner: Partner) -> list[dict[str, Any]]:
    """A partner's own part of their export."""
    rows = ReportConsent.unscoped.filter(partner=partner).order_by("given_at", "kind")
    return [
        {
            "reader": row.reader,
            "kind": row.kind,
            "given_at": row.given_at.isoformat(),
            "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
        }
        for row in rows
    ]


def partner_left(membership: Membership) -> None:
    """Who leaves agrees to nothing any more; what rested on it is frozen for the other."""
    rows = ReportConsent.unscoped.filter(couple=membership.couple_id, partner=membership.partner_id)
    rows.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())


def _checked(kinds: Iterable[str], reader: str) -> set[str]:
    wanted = set(kinds)
    if reader not in Reader.values:
        raise BadInput(fields={"reader": _("Choose who would read it.")})
    if not wanted <= set(Kind.values):
        raise BadInput(fields={"kinds": _("Pick from the list.")})
    return wanted | {str(Kind.REPORT)} if wanted else wanted


def _present_couple(partner: Partner) -> Couple:
    mine = Membership.unscoped.select_related("couple__practice").filter(
        partner=partner, joined_at__isnull=False, left_at=None
    )
    held = mine.first()
    if held is None:
        raise NotFound
    return held.couple


def _live(partner: Partner, couple: Couple, reader: str) -> Any:
    return ReportConsent.unscoped.filter(partner=partner, couple=couple, reader=reader, withdrawn_at=None)


def _give(partner: Partner, couple: Couple, reader: str, kind: str) -> None:
    """Two tabs that agree at the same time agree once."""
    try:
        with transaction.atomic():
            ReportConsent.unscoped.create(partner=partner, couple=couple, reader=reader, kind=kind)
    except IntegrityError:
        if not _live(partner, couple, reader).filter(kind=kind).exists():
            raise
