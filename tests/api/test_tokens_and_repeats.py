"""A token stands for a person as they are now, and an answer is given again only to who may still have it."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from api.authentication import end_tokens
from practice.models import Couple

SESSION = {"starts": "2027-01-13T10:00"}
FORM = {"adapter": "gad-7", "taken_on": "2026-09-02", "totals": {"total": 7}}


def handed_to(couple, colleague):
    Couple.unscoped.filter(pk=couple.pk).update(counsellor=colleague)


def test_a_token_of_a_person_who_was_shut_out_opens_nothing(ana, client_of):
    client = client_of(ana)
    assert client.get("/api/v1/couples/").status_code == 200
    ana.user.is_active = False
    ana.user.save()
    assert client.get("/api/v1/couples/").status_code == 401


def test_one_person_s_tokens_end_and_a_colleague_s_stay(ana, fay, client_of):
    own, other = client_of(ana), client_of(fay)
    end_tokens(ana.user)
    assert own.get("/api/v1/couples/").status_code == 401
    assert other.get("/api/v1/couples/").status_code == 200


def test_an_answer_is_not_given_again_to_who_treats_the_couple_no_more(couple, ana, fay, bo, client_of):
    client, repeated = client_of(ana), {"Idempotency-Key": "the-same"}
    body = {"couple": str(couple.pk), "attendees": [str(bo.pk)], **SESSION}
    assert client.post("/api/v1/sessions/", body, headers=repeated).status_code == 201
    assert client.post("/api/v1/sessions/", body, headers=repeated)["Idempotent-Replay"] == "true"
    handed_to(couple, fay)
    assert client.post("/api/v1/sessions/", body, headers=repeated).status_code == 404


@pytest.mark.parametrize("again", [True, False])
def test_an_entered_form_is_told_again_only_to_who_may_read_it(couple, ana, fay, bo, client_of, again):
    call_command("publish_instruments", verbosity=0)
    client, repeated = client_of(ana), {"Idempotency-Key": "the-same"}
    body = {"couple": str(couple.pk), "partner": str(bo.pk), **FORM}
    assert client.post("/api/v1/entered-forms/", body, headers=repeated).status_code == 201
    if not again:
        handed_to(couple, fay)
    answer = client.post("/api/v1/entered-forms/", body, headers=repeated)
    assert answer.status_code == (201 if again else 404)
