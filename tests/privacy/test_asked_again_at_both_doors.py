"""A session left lying about opens private things at neither door: the API asks again as the pages do."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from tests.signing import quiet_for, sign_in

QUIET = 6 * 60


@pytest.mark.parametrize(
    "path", ["/api/v1/entry-parts/", "/api/v1/questionnaires/", "/api/v1/me/contact/", "/api/v1/reports/"]
)
def test_after_five_quiet_minutes_the_api_asks_who_it_is_before_private_things(bo, path):
    client = sign_in(Client(), bo)
    quiet_for(client, QUIET)
    assert client.get("/only-me/").status_code == 302
    answer = client.get(path)
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "recheck_needed"


def test_a_quiet_session_still_shows_its_appointments(bo):
    client = sign_in(Client(), bo)
    quiet_for(client, QUIET)
    assert client.get("/api/v1/sessions/").status_code == 200


def test_making_a_token_needs_a_fresh_proof(bo):
    client = sign_in(Client(), bo)
    wish = {"label": "mine", "scopes": ["homework:read"]}
    headers = {"Idempotency-Key": str(uuid4())}
    sent = {"data": wish, "content_type": "application/json"}
    assert client.post("/api/v1/tokens/", headers=headers, **sent).status_code == 201
    quiet_for(client, QUIET)
    client.get("/today/")  # the session goes on; nobody has shown anything
    refused = client.post("/api/v1/tokens/", headers={"Idempotency-Key": str(uuid4())}, **sent)
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "recheck_needed"


def test_nobody_tries_passphrases_without_end_at_a_session_left_open(bo):
    cache.clear()
    client = sign_in(Client(), bo)
    for number in range(10):
        assert client.post("/re-check/", {"recheck_passphrase": f"wrong {number}"}).status_code == 400
    assert client.post("/re-check/", {"recheck_passphrase": "a quiet green kettle"}).status_code == 400
    cache.clear()
    assert client.post("/re-check/", {"recheck_passphrase": "a quiet green kettle"}).status_code == 302
