"""Planted words are in no report of any audience, and one partner's private rows change no byte of the other's."""

from __future__ import annotations

import base64
import io
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pikepdf
import pytest
from django.utils import timezone

from assessments.models import Administration
from homework.models import Entry
from practice.models import Note
from reports import issuing, ledger
from reports.models import IssuedReport, ReportStep
from reports.progress import canonical_json
from tests.conftest import looking
from tests.factories import reports as sets
from tests.factories.assessments import AdministrationFactory, SafetyScreenFactory, shipped
from tests.factories.homework import AssignmentFactory, EntryFactory, EntryPartFactory, exercise
from tests.reports.conftest import words_of

CANARY = "zugvogelkanarie"


def plant(weeks: SimpleNamespace, partner: Any) -> None:
    """Private rows of every kind, each with the canary in it."""
    couple, now = weeks.couple, timezone.now()
    sets.private_entry(couple, partner, f"{CANARY} kept to myself")
    check = AssignmentFactory(couple=couple, exercise=exercise("daily-self-check-in"), for_partner=partner)
    told = EntryFactory(assignment=check, partner=partner, day=timezone.localdate() - timedelta(days=2))
    EntryPartFactory(entry=told, audience="counsellor", words=f"{CANARY} for the counsellor")
    skipped = Entry(
        assignment=check, partner=partner, day=timezone.localdate() - timedelta(days=3), state="skipped"
    )
    skipped.skip_reason = "pressure"
    skipped.save(force_insert=True)
    AdministrationFactory(
        couple=couple,
        partner=partner,
        instrument=shipped("intake-our-story"),
        answers={"met": {"v": f"{CANARY} open"}},
    )
    sent = Administration(
        couple=couple,
        partner=partner,
        instrument=shipped("intake-about-me"),
        state="submitted",
        submitted_at=now,
    )
    sent.answers, sent.scores = {"brings": {"v": f"{CANARY} sent"}}, {"scales": {}, "trace": {}}
    sent.save(force_insert=True)
    SafetyScreenFactory(
        couple=couple, partner=partner, state="sent", sent_at=now, given={"afraid": {"v": f"{CANARY} safety"}}
    )
    sets.held_session(couple, partner, days_ago=5)
    for kind, whom in (("individual", partner), ("joint", None), ("own", None)):
        note = Note(couple=couple, author=couple.counsellor, kind=kind, partner=whom, body=f"{CANARY} note")
        note.save(force_insert=True)


def everything_in(file: bytes) -> bytes:
    """The file as it stands, and each of its streams unpacked."""
    held = [file]
    with pikepdf.open(io.BytesIO(file)) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Stream):
                held.append(each.read_bytes())
        held.append(repr(pdf.docinfo).encode())
    return b"\n".join(held)


def spellings(word: str) -> list[bytes]:
    plain = word.encode()
    return [
        plain,
        word.encode("utf-16-be"),
        word.encode("utf-16-le"),
        plain.hex().encode(),
        *(base64.b64encode(b"x" * shift + plain)[4:-4] for shift in range(3)),
    ]


@pytest.mark.parametrize("audience", ["couple", "partner a", "partner b", "counsellor", "referrer"])
def test_planted_words_are_in_no_report(agreed: SimpleNamespace, audience: str) -> None:
    sets.agree(agreed.couple, agreed.bo, agreed.cy, reader="referrer")
    for partner in (agreed.bo, agreed.cy):
        plant(agreed, partner)
    kind, _space, mark = audience.partition(" ")
    partner = {"a": agreed.bo, "b": agreed.cy}.get(mark)
    report = sets.issued(agreed.couple, kind, partner, by=agreed.by)
    file = ledger.file_of(report.pk, by=agreed.by)
    held = everything_in(file) + canonical_json(ledger.content_of(report.pk, by=agreed.by))
    assert CANARY not in words_of(file).lower()
    assert [form for form in spellings(CANARY) if form in held] == []
    assert "You made tea." not in words_of(file), "what the two shared is theirs, and not printed either"
    assert Note.unscoped.filter(couple=agreed.couple).first().body.startswith(CANARY), (
        "its owner still reads it"
    )


def world(agreed: SimpleNamespace, audience: str, partner: Any) -> bytes:
    """The bytes of the next report for this reader."""
    return issuing.rendered(issuing.draft(agreed.couple, sets.order(audience, partner), by=agreed.by))


@pytest.mark.parametrize("audience", ["couple", "partner"])
def test_what_one_keeps_private_changes_no_byte_of_what_the_other_reads(
    agreed: SimpleNamespace, audience: str
) -> None:
    partner = agreed.bo if audience == "partner" else None
    without = world(agreed, audience, partner)
    plant(agreed, agreed.cy)
    sets.agree(agreed.couple, agreed.cy, reader="referrer")
    theirs = sets.issued(agreed.couple, "partner", agreed.cy, by=agreed.by)
    issuing.share(theirs, agreed.cy, by=agreed.by)
    sets.issued(agreed.couple, "counsellor", by=agreed.by)
    assert world(agreed, audience, partner) == without


def test_nothing_of_the_other_changes_a_byte_of_ones_own_report(weeks: SimpleNamespace) -> None:
    without = world(weeks, "partner", weeks.bo)
    sets.pulses(weeks.couple, weeks.cy, [(0, 0, 4, 0)], last=timezone.now() - timedelta(hours=3))
    sets.turning_toward(weeks.couple, weeks.cy, 4, at=timezone.now() - timedelta(hours=2))
    sets.kind_words(weeks.couple, [weeks.cy], days=2, slug="ten-minutes-phones-away")
    sets.agree(weeks.couple, weeks.cy)
    assert world(weeks, "partner", weeks.bo) == without


def test_the_list_of_one_partner_is_the_same_whatever_the_other_was_given(agreed: SimpleNamespace) -> None:
    report = sets.issued(agreed.couple, "couple", by=agreed.by)
    issuing.share(report, agreed.bo, by=agreed.by)
    without = ledger.own_list(looking(agreed.bo))
    issuing.share(report, agreed.cy, by=agreed.by)
    theirs = sets.issued(agreed.couple, "partner", agreed.cy, by=agreed.by)
    issuing.share(theirs, agreed.cy, by=agreed.by)
    issuing.void(theirs, "A slip.", by=agreed.by)
    assert ledger.own_list(looking(agreed.bo)) == without
    assert not ReportStep.objects.visible_to(looking(agreed.bo)).exists()
    assert IssuedReport.objects.visible_to(looking(agreed.bo)).count() == 1
