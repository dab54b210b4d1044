"""A retried request has one effect."""

import threading

import pytest
from django.db import connection

from practice import idempotency
from practice.models import IdempotencyRecord, JobGuard
from practice.refusals import BadInput, OtherBody
from tests.conftest import looking


def reply():
    JobGuard.unscoped.create(name=f"effect {JobGuard.unscoped.count()}")
    return idempotency.Reply(201, {"id": "x"})


def ask(viewer, *, key="k", body=b"{}", route="/r/", work=reply):
    return idempotency.once(viewer, route=route, key=key, body=body, work=work)


def test_the_same_request_twice_has_one_effect_and_one_answer(ana):
    first, second = ask(looking(ana)), ask(looking(ana))
    assert (first.status, first.body, first.replayed) == (201, {"id": "x"}, False)
    assert (second.status, second.body, second.replayed) == (201, {"id": "x"}, True)
    assert JobGuard.unscoped.count() == 1


def test_another_body_under_the_same_key_is_refused(ana):
    ask(looking(ana))
    with pytest.raises(OtherBody):
        ask(looking(ana), body=b'{"other": 1}')


def test_keys_belong_to_their_viewer_and_their_route(ana, fay):
    ask(looking(ana))
    ask(looking(fay))
    ask(looking(ana), route="/other/")
    assert JobGuard.unscoped.count() == 3


def test_a_request_that_was_refused_leaves_no_trace(ana):
    def refused():
        JobGuard.unscoped.create(name="half")
        raise BadInput

    with pytest.raises(BadInput):
        ask(looking(ana), work=refused)
    assert not JobGuard.unscoped.exists()
    assert not IdempotencyRecord.unscoped.exists()
    assert not ask(looking(ana)).replayed


def test_a_secret_is_never_given_twice(ana):
    def secret():
        return idempotency.Reply(201, {"token": "open sesame"}, secret=True)

    assert ask(looking(ana), work=secret).body == {"token": "open sesame"}
    assert ask(looking(ana), work=secret).body == {"shown_once": True}


@pytest.mark.django_db(transaction=True)
def test_many_twins_at_once_have_one_effect(ana):
    viewer, answers = looking(ana), []

    def twin():
        try:
            answers.append(ask(viewer).status)
        finally:
            connection.close()

    twins = [threading.Thread(target=twin) for _ in range(20)]
    for one in twins:
        one.start()
    for one in twins:
        one.join()
    assert answers == [201] * 20
    assert JobGuard.unscoped.count() == 1
