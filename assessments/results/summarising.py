"""Keeps the couple's one sealed summary row in step with what both partners submitted."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from assessments.models import Administration
from assessments.results import standing
from practice.models import Couple, CoupleSummary, Membership, Partner


def add(administration: Administration, mark: str) -> None:
    """Add one submit of the partner with this mark, inside the submit's transaction."""
    summary = _locked(administration.couple)
    facts = summary.facts or {}
    mine = facts.setdefault("assessments", standing.nothing_yet())
    _count(mine, mark, administration)
    _keep(summary, facts)


@transaction.atomic
def recount(couple: Couple, *, without: Partner | None = None) -> None:
    """Make the assessments' part of the summary anew from the rows, after a form was taken back or a person erased."""
    marks = dict(Membership.unscoped.filter(couple=couple).values_list("partner_id", "mark"))
    summary = _locked(couple)
    mine = standing.nothing_yet()
    rows = Administration.unscoped.submitted().readable().about_self().filter(couple=couple)
    rows = rows.exclude(partner=without)
    for row in rows.select_related("instrument", "partner").order_by("submitted_at", "pk"):
        _count(mine, marks[row.partner_id], row)
    _keep(summary, {**(summary.facts or {}), "assessments": mine})


def forget(partner: Partner) -> None:
    """Take an erased person's lines out of every summary that holds them."""
    for held in Membership.unscoped.select_related("couple__practice").filter(partner=partner):
        recount(held.couple, without=partner)


def _count(mine: dict[str, Any], mark: str, row: Administration) -> None:
    version = row.instrument
    assert row.submitted_at is not None
    scales = (row.scores or {}).get("scales", {})
    standing.add(mine, mark, slug=version.slug, number=version.number, scales=scales, at=row.submitted_at)


def _locked(couple: Couple) -> CoupleSummary:
    rows = CoupleSummary.unscoped.select_for_update()
    held = rows.filter(pk=couple.pk).first()
    if held is None:
        CoupleSummary.unscoped.bulk_create([CoupleSummary(couple=couple, facts={})], ignore_conflicts=True)
        held = rows.get(pk=couple.pk)
    held.couple = couple
    return held


def _keep(summary: CoupleSummary, facts: dict[str, Any]) -> None:
    summary.facts = facts
    summary.save(update_fields=["facts", "updated_at"])
