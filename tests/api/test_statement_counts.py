"""How many SQL statements a request costs is exact, and does not grow with the page or the database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practice.models import CoupleSummary
from tests.factories import assessments as forms
from tests.factories.practice import CoupleFactory, partner_in

V1 = "/api/v1"
SAVEPOINTS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
ANSWERS = {"answers": {"felt_close": 3, "felt_i_matter": 2, "felt_tense": 1, "felt_hopeful": 4}}


def statements(act):
    """The statements of one request, without the marks of transactions and without the shared cache's."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = act()
    assert response.status_code in {200, 201}, response.json()
    plain = [one["sql"] for one in captured.captured_queries]
    return [
        sql
        for sql in plain
        if not sql.startswith(SAVEPOINTS) and '"cache"' not in sql and "set_config" not in sql
    ]


def test_a_submit_with_audit_takes_twelve_statements_or_fewer(couple, bo, cy, client_of):
    CoupleSummary.unscoped.get_or_create(couple=couple)
    client = client_of(bo)
    # Keys and the parsed instrument are remembered for a minute; the first submit of all fetches them.
    client_of(cy).post(
        f"{V1}/questionnaires/{forms.AdministrationFactory(couple=couple, partner=cy).pk}/submit/", ANSWERS
    )
    before = forms.AdministrationFactory(couple=couple, partner=bo)
    client.post(f"{V1}/questionnaires/{before.pk}/submit/", ANSWERS)
    form = forms.AdministrationFactory(couple=couple, partner=bo)
    found = statements(lambda: client.post(f"{V1}/questionnaires/{form.pk}/submit/", ANSWERS))
    assert len(found) <= 12, "\n".join(found)


@pytest.mark.parametrize("couples", [1, 30])
def test_the_caseload_list_takes_five_statements_whatever_its_length(ana, client_of, couples):
    for _ in range(couples):
        one = CoupleFactory(practice=ana.practice, counsellor=ana)
        partner_in(one, "a")
        partner_in(one, "b")
    client = client_of(ana)
    client.get(f"{V1}/me/")
    found = statements(lambda: client.get(f"{V1}/couples/?page_size=200"))
    assert len(found) <= 5, "\n".join(found)
