"""Whoever reads something of a person's care through the API leaves a line, and the owner never reads of safety in it."""

from __future__ import annotations

import pytest

from homework.models import EntryPart
from practice.models import AuditEntry
from tests.conftest import looking
from tests.factories import homework as exercises
from tests.factories.practice import StaffFactory

V1 = "/api/v1"


@pytest.mark.parametrize(
    ("path", "act"),
    [
        ("entries", "entry.listed"),
        ("entry-parts", "part.listed"),
        ("assignments", "assignment.listed"),
        ("questionnaires", "administration.listed"),
        ("screens", "safety.screen.listed"),
        ("joint-work", "safety.joint_work.listed"),
        ("grants", "grant.listed"),
        ("signatures", "signature.listed"),
        ("reports", "report.listed"),
        ("report-agreements", "report_agreement.listed"),
    ],
)
def test_a_list_that_the_counsellor_reads_is_one_line(couple, ana, client_of, path, act):
    assert client_of(ana).get(f"{V1}/{path}/").status_code == 200
    line = AuditEntry.unscoped.get()
    assert (line.act, line.actor) == (act, ana.user_id)


def test_reading_one_part_says_which(couple, ana, bo, client_of):
    part = exercises.EntryPartFactory(
        entry__partner=bo, entry__assignment__couple=couple, audience=EntryPart.Audience.COUNSELLOR
    )
    AuditEntry.unscoped.all().delete()
    assert client_of(ana).get(f"{V1}/entry-parts/{part.pk}/").status_code == 200
    line = AuditEntry.unscoped.get()
    assert (line.act, line.target) == ("part.read", str(part.pk))


def test_the_owner_learns_nothing_of_private_questions_from_the_trail(couple, bo, client_of):
    client_of(bo).get(f"{V1}/private-questions/")
    owner = StaffFactory(practice=couple.practice, is_owner=True)
    assert AuditEntry.unscoped.filter(actor=bo.user_id).exists()
    assert not AuditEntry.objects.visible_to(looking(owner)).exists()
