"""What was done is written once, chained, and cannot be changed in silence."""

import pytest
from django.db import Error, connection, transaction

from practice import audit
from practice.models import AuditEntry
from tests.conftest import looking


@pytest.fixture
def five_acts(ana, couple):
    for number in range(5):
        audit.record(looking(ana), "couple.read", couple, couple=couple, count=number)
    return couple.practice


def test_a_chain_of_all_rows_holds(five_acts):
    assert audit.extend_chains() == 5
    assert audit.extend_chains() == 0
    (finding,) = [f for f in audit.verify() if f.practice_id == five_acts.pk]
    assert (finding.checked, finding.unchained, finding.broken_at) == (5, 0, None)


def test_rows_that_are_not_chained_yet_are_reported(five_acts):
    (finding,) = [f for f in audit.verify() if f.practice_id == five_acts.pk]
    assert finding.unchained == 5


def test_a_deleted_row_breaks_the_chain(five_acts):
    audit.extend_chains()
    AuditEntry.unscoped.filter(practice=five_acts, position=3).delete()
    (finding,) = [f for f in audit.verify() if f.practice_id == five_acts.pk]
    assert finding.broken_at == 3


def test_the_database_refuses_to_change_what_was_recorded(five_acts):
    with pytest.raises(Error, match="cannot change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE practice_auditentry SET act = 'something else'")


def test_an_entry_holds_ids_and_counts_only(five_acts, couple):
    entry = AuditEntry.unscoped.filter(practice=five_acts).first()
    assert entry.facts == {"count": 0}
    assert entry.target == str(couple.pk)
