"""JSON that could be read in two ways, or in none, is refused calmly and changes nothing."""

from uuid import uuid4

import pytest

from assessments.models import Administration
from tests.factories.assessments import AdministrationFactory

UNREADABLE = [
    '{"answers": {"felt_close": NaN}}',
    '{"answers": {"felt_close": Infinity}}',
    '{"answers": {"felt_close": -Infinity}}',
    '{"answers": {"felt_close": 1, "felt_close": 4}}',
    '{"answers": {}, "answers": {"felt_close": 4}}',
    '{"answers": {"felt_close": ' + "[" * 60 + "]" * 60 + "}}",
    '{"answers": ' + '{"a":' * 20_000 + "1" + "}" * 20_000 + "}",
    '{"answers": {"felt_close": ' + "9" * 6_000 + "}}",
    '{"answers": {"felt_close": 4}',
    b'{"answers": {"felt_close": "\xff\xfe"}}',
]  # fmt: skip


def patch(client, form, body):
    headers = {"Idempotency-Key": str(uuid4())}
    path = f"/api/v1/questionnaires/{form.pk}/"
    return client.generic("PATCH", path, body, content_type="application/json", headers=headers)


@pytest.fixture
def form(couple, bo, cy):
    return AdministrationFactory(couple=couple, partner=bo)


@pytest.mark.parametrize("body", UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_cannot_be_read_in_one_way_is_refused(form, bo, client_of, body):
    answer = patch(client_of(bo), form, body)
    assert answer.status_code == 400, answer.content
    assert not Administration.unscoped.select_related("partner").get(pk=form.pk).answers


def test_ten_megabytes_of_answers_are_too_many(form, bo, client_of):
    answer = patch(client_of(bo), form, '{"answers": {"felt_close": "' + "x" * 10_000_000 + '"}}')
    assert answer.status_code == 413
    assert not Administration.unscoped.select_related("partner").get(pk=form.pk).answers


def test_what_can_be_read_is_kept(form, bo, client_of):
    assert patch(client_of(bo), form, '{"answers": {"felt_close": 4}}').status_code == 200
    assert Administration.unscoped.select_related("partner").get(pk=form.pk).answers == {
        "felt_close": {"v": 4}
    }
