"""Issuing, replacing and taking back; who finds what afterwards; what a check tells."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from practice import consenting, registry, sealing
from practice.models import AuditEntry, Message
from practice.refusals import BadInput, NotFound, NotNow
from reports import agreeing, issuing, ledger
from reports.models import IssuedReport, ReportShare, ReportStep
from reports.progress import digest
from reports.refusing import ConsentMissing
from tests.conftest import looking
from tests.factories import reports as sets
from tests.reports.conftest import words_of


def own(partner: Any) -> list[Any]:
    return [row.id for row in ledger.own_list(looking(partner))]


def test_an_issued_report_is_frozen_and_its_file_found_again(agreed: SimpleNamespace) -> None:
    report = sets.issued(agreed.couple, "couple", by=agreed.by, next_step="Say first what is going well.")
    file = ledger.file_of(report.pk, by=agreed.by)
    assert file.startswith(b"%PDF-")
    assert hashlib.sha256(file).hexdigest() == report.file_sha256
    content = ledger.content_of(report.pk, by=agreed.by)
    assert digest(content) == report.digest
    words = words_of(file)
    assert report.digest in words
    assert "Say first what is going well." in words
    assert content.next_step == "Say first what is going well."


def test_the_same_data_gives_the_same_bytes(agreed: SimpleNamespace) -> None:
    report = sets.issued(agreed.couple, "couple", by=agreed.by)
    content = ledger.content_of(report.pk, by=agreed.by)
    assert issuing.rendered(content) == ledger.file_of(report.pk, by=agreed.by)
    from dataclasses import replace

    again = replace(issuing.draft(agreed.couple, sets.order("couple"), by=agreed.by), issue_number=1)
    assert again == content
    assert issuing.rendered(again) == ledger.file_of(report.pk, by=agreed.by)


def test_the_content_and_the_file_are_sealed(agreed: SimpleNamespace) -> None:
    from django.db import connection

    sets.issued(agreed.couple, "couple", by=agreed.by, next_step="A purple kettle.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, pdf FROM reports_issuedreport")
        content, pdf = (bytes(value) for value in cursor.fetchone())
    for held in (content, pdf):
        assert held[:1] == sealing.ENVELOPE
        assert b"purple" not in held
        assert b"PDF" not in held[:40]


@pytest.mark.parametrize(
    ("column", "value"),
    [("digest", "0" * 64), ("file_sha256", "0" * 64), ("number", 9), ("content", None), ("pdf", None)],
)
def test_the_database_refuses_to_change_what_was_issued(
    agreed: SimpleNamespace, column: str, value: Any
) -> None:
    from django.db import connection

    sets.issued(agreed.couple, "couple", by=agreed.by)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE reports_issuedreport SET {column} = %s", [value if value is not None else b"x"]
        )


def test_numbers_count_per_reader_so_a_gap_tells_nothing(agreed: SimpleNamespace) -> None:
    first = sets.issued(agreed.couple, "couple", by=agreed.by)
    for _again in range(3):
        sets.issued(agreed.couple, "partner", agreed.cy, by=agreed.by)
    sets.issued(agreed.couple, "counsellor", by=agreed.by)
    second = sets.issued(agreed.couple, "couple", by=agreed.by)
    mine = sets.issued(agreed.couple, "partner", agreed.bo, by=agreed.by)
    assert (first.number, second.number, mine.number) == (1, 2, 1)


def test_a_newer_one_replaces_and_the_old_one_stays_marked(agreed: SimpleNamespace) -> None:
    old = sets.issued(agreed.couple, "couple", by=agreed.by)
    new = issuing.issue(
        agreed.couple, sets.order("couple"), by=agreed.by, supersedes=old, reason="A typing slip."
    )
    old.refresh_from_db()
    assert (old.state, new.state, new.supersedes_id) == ("superseded", "current", old.pk)
    assert ledger.file_of(old.pk, by=agreed.by)
    newest, older = ledger.of_couple(agreed.couple, by=agreed.by)
    assert (newest.id, newest.reason) == (new.pk, "")
    assert (older.state, older.reason) == ("superseded", "A typing slip.")


def test_what_was_replaced_cannot_be_replaced_again(agreed: SimpleNamespace) -> None:
    old = sets.issued(agreed.couple, "couple", by=agreed.by)
    issuing.issue(agreed.couple, sets.order("couple"), by=agreed.by, supersedes=old, reason="A slip.")
    with pytest.raises(NotNow):
        issuing.issue(agreed.couple, sets.order("couple"), by=agreed.by, supersedes=old, reason="Another.")
    assert IssuedReport.unscoped.count() == 2


def test_a_report_is_replaced_by_one_for_the_same_reader_alone(agreed: SimpleNamespace) -> None:
    old = sets.issued(agreed.couple, "partner", agreed.bo, by=agreed.by)
    with pytest.raises(NotFound):
        issuing.issue(
            agreed.couple, sets.order("partner", agreed.cy), by=agreed.by, supersedes=old, reason="x"
        )


def test_taking_back_needs_a_reason_and_takes_it_from_who_had_it(agreed: SimpleNamespace) -> None:
    report = sets.issued(agreed.couple, "couple", by=agreed.by)
    issuing.share(report, agreed.bo, by=agreed.by)
    with pytest.raises(BadInput):
        issuing.void(report, " ", by=agreed.by)
    assert own(agreed.bo) == [report.pk]
    issuing.void(report, "The wrong weeks.", by=agreed.by)
    issuing.void(report, "Again.", by=agreed.by)
    assert own(agreed.bo) == []
    with pytest.raises(NotFound):
        ledger.file_of(report.pk, by=looking(agreed.bo))
    assert [step.reason for step in ReportStep.unscoped.all()] == ["The wrong weeks."]


def test_each_partner_is_given_the_couples_report_separately(agreed: SimpleNamespace) -> None:
    report = sets.issued(agreed.couple, "couple", by=agreed.by)
    assert (own(agreed.bo), own(agreed.cy)) == ([], [])
    issuing.share(report, agreed.bo, by=agreed.by)
    issuing.share(report, agreed.bo, by=agreed.by)
    assert (own(agreed.bo), own(agreed.cy)) == ([report.pk], [])
    assert ledger.file_of(report.pk, by=looking(agreed.bo))
    with pytest.raises(NotFound):
        ledger.file_of(report.pk, by=looking(agreed.cy))
    (row,) = ledger.of_couple(agreed.couple, by=agreed.by)
    assert [(given.called, given.shared_at is not None, given.may_share) for given in row.given] == [
        ("Bo", True, False),
        ("Cy", False, True),
    ]
    assert Message.unscoped.filter(user=agreed.bo.user).count() == 1
    assert Message.unscoped.filter(user=agreed.cy.user).count() == 0


def test_a_partner_never_finds_the_others_own_report(agreed: SimpleNamespace) -> None:
    report = sets.issued(agreed.couple, "partner", agreed.cy, by=agreed.by)
    assert own(agreed.cy) == []
    issuing.share(report, agreed.cy, by=agreed.by)
    assert (own(agreed.cy), own(agreed.bo)) == ([report.pk], [])
    with pytest.raises(NotFound):
        ledger.file_of(report.pk, by=looking(agreed.bo))
    with pytest.raises(NotFound):
        issuing.share(report, agreed.bo, by=agreed.by)
    assert not ReportShare.objects.visible_to(looking(agreed.cy)).exists()


@pytest.mark.parametrize("audience", ["counsellor", "referrer"])
def test_a_report_for_somebody_else_is_not_shared_with_partners(
    agreed: SimpleNamespace, audience: str
) -> None:
    sets.agree(agreed.couple, agreed.bo, agreed.cy, reader="referrer")
    report = sets.issued(agreed.couple, audience, by=agreed.by)
    with pytest.raises(NotNow):
        issuing.share(report, agreed.bo, by=agreed.by)
    assert own(agreed.bo) == []


def test_consent_taken_back_takes_the_couples_report_away_at_once(agreed: SimpleNamespace) -> None:
    report = sets.issued(agreed.couple, "couple", by=agreed.by)
    mine = sets.issued(agreed.couple, "partner", agreed.bo, by=agreed.by)
    issuing.share(report, agreed.bo, by=agreed.by)
    issuing.share(mine, agreed.bo, by=agreed.by)
    assert set(own(agreed.bo)) == {report.pk, mine.pk}
    agreeing.agree(agreed.cy, ["scores", "appreciations"], by=looking(agreed.cy))
    assert own(agreed.bo) == [mine.pk]
    agreeing.agree(agreed.cy, ["lines", "scores", "appreciations"], by=looking(agreed.cy))
    assert own(agreed.bo) == [mine.pk], "an agreement of today does not bring back what was taken back"
    with pytest.raises(ConsentMissing):
        issuing.share(report, agreed.cy, by=agreed.by)
    assert ledger.file_of(report.pk, by=agreed.by)


def test_after_one_has_left_the_couples_report_is_gone_for_both_and_each_keeps_their_own(
    agreed: SimpleNamespace,
) -> None:
    together = sets.issued(agreed.couple, "couple", by=agreed.by)
    mine = {p: sets.issued(agreed.couple, "partner", p, by=agreed.by) for p in (agreed.bo, agreed.cy)}
    for partner, report in mine.items():
        issuing.share(together, partner, by=agreed.by)
        issuing.share(report, partner, by=agreed.by)
    consenting.withdraw(partner=agreed.cy, by=looking(agreed.cy))
    assert own(agreed.bo) == [mine[agreed.bo].pk]
    assert own(agreed.cy) == [mine[agreed.cy].pk]
    with pytest.raises(ConsentMissing):
        issuing.share(together, agreed.bo, by=agreed.by)


def test_strangers_and_the_owner_find_nothing(
    agreed: SimpleNamespace, fay: Any, dee: Any, practice: Any
) -> None:
    from tests.factories.practice import StaffFactory

    report = sets.issued(agreed.couple, "couple", by=agreed.by)
    issuing.share(report, agreed.bo, by=agreed.by)
    owner = StaffFactory(practice=practice, is_owner=True, is_scheduler=True)
    for stranger in (fay, dee, owner):
        viewer = looking(stranger)
        assert not IssuedReport.objects.visible_to(viewer).exists()
        with pytest.raises(NotFound):
            ledger.file_of(report.pk, by=viewer)
        with pytest.raises(NotFound):
            ledger.of_couple(agreed.couple, by=viewer)
        for deed in (
            lambda viewer=viewer: issuing.void(report, "no", by=viewer),
            lambda viewer=viewer: issuing.share(report, agreed.cy, by=viewer),
            lambda viewer=viewer: issuing.issue(agreed.couple, sets.order("counsellor"), by=viewer),
        ):
            with pytest.raises(NotFound):
                deed()


def test_a_session_that_a_mailed_code_opened_finds_no_report(agreed: SimpleNamespace) -> None:
    from practice.access import viewer_for

    report = sets.issued(agreed.couple, "couple", by=agreed.by)
    issuing.share(report, agreed.bo, by=agreed.by)
    assert ledger.own_list(viewer_for(agreed.bo.user, reduced=True)) == ()


@pytest.mark.parametrize("kind", ["digest", "file_sha256"])
def test_a_check_tells_number_day_and_state_and_nothing_else(agreed: SimpleNamespace, kind: str) -> None:
    report = sets.issued(agreed.couple, "couple", by=agreed.by)
    code = getattr(report, kind)
    spaced = f" {code[:32].upper()}\n{code[32:]} "
    for typed in (code, spaced):
        told = ledger.verify(typed)
        assert told is not None
        assert (told.number, told.issued_on, told.state) == (1, report.issued_at.date(), "current")
        assert set(told.__dataclass_fields__) == {"number", "issued_on", "state"}
    issuing.void(report, "The wrong weeks.", by=agreed.by)
    assert ledger.verify(code).state == "void"


@pytest.mark.parametrize(
    "code", ["", "0" * 64, "g" * 64, "1" * 63, "1" * 65, "\0" * 64, "٣" * 64, "a" * 5000]
)
def test_an_unknown_code_tells_nothing(db: None, code: str) -> None:
    assert ledger.verify(code) is None


def test_an_erased_person_can_be_read_in_no_report_and_the_ledger_keeps_its_lines(
    agreed: SimpleNamespace,
) -> None:
    together = sets.issued(agreed.couple, "couple", by=agreed.by)
    theirs = sets.issued(agreed.couple, "partner", agreed.cy, by=agreed.by)
    mine = sets.issued(agreed.couple, "partner", agreed.bo, by=agreed.by)
    registry.tell(registry.PERSON_ERASED, partner=agreed.cy)
    for gone in (together, theirs):
        with pytest.raises(NotFound):
            ledger.file_of(gone.pk, by=agreed.by)
        assert ledger.verify(gone.digest) is not None
    assert ledger.file_of(mine.pk, by=agreed.by)
    assert len(ledger.of_couple(agreed.couple, by=agreed.by)) == 3


@pytest.mark.parametrize("days", [(-1, 0), (0, 1), (5, 4), (2000, 0)])
def test_days_that_make_no_sense_are_refused(weeks: SimpleNamespace, days: tuple[int, int]) -> None:
    from dataclasses import replace

    from django.utils import timezone

    today = timezone.localdate()
    back, forth = days
    order = replace(
        sets.order("counsellor"),
        since=today - timedelta(days=back),
        until=today + timedelta(days=forth) if back != 5 else today - timedelta(days=6),
    )
    with pytest.raises(BadInput):
        issuing.issue(weeks.couple, order, by=weeks.by)
    assert not IssuedReport.unscoped.exists()


def test_each_act_is_written_down_once_and_without_words(agreed: SimpleNamespace) -> None:
    AuditEntry.unscoped.all().delete()
    report = sets.issued(agreed.couple, "couple", by=agreed.by, next_step="A purple kettle.")
    issuing.share(report, agreed.bo, by=agreed.by)
    ledger.file_of(report.pk, by=looking(agreed.bo))
    issuing.void(report, "purple", by=agreed.by)
    acts = list(AuditEntry.unscoped.order_by("pk").values_list("act", "facts"))
    assert [act for act, _facts in acts] == [
        "report.issued",
        "report.shared",
        "report.downloaded",
        "report.voided",
    ]
    assert "purple" not in repr(acts)
