"""Links that open something stand in no log, whatever went wrong with them."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from deploy.logs import NoWords
from practice import first_run

SECRET = "Qm9-this_opens_it-31"


@pytest.mark.parametrize(
    "path",
    [
        "/welcome/{}/",
        "/welcome/{}/not-me/",
        "/welcome/{}/sign-in/",
        "/welcome/reset/{}/",
        "/first-run/{}/",
        "/calendar/{}/appointments.ics",
    ],
)
def test_a_secret_path_is_masked_wherever_django_names_it(path):
    said = f"Forbidden (CSRF cookie not set.): {path.format(SECRET)}"
    record = logging.LogRecord("django.security.csrf", logging.WARNING, "", 1, said, None, None)
    assert NoWords().filter(record)
    assert SECRET not in record.getMessage()


def test_a_form_that_came_without_its_mark_leaves_no_reset_link_behind(db, caplog):
    caplog.handler.addFilter(NoWords())
    Client(enforce_csrf_checks=True).post(
        f"/welcome/reset/{SECRET}/", {"passphrase": "four calm words today"}
    )
    token = first_run.offer()
    Client(enforce_csrf_checks=True).post(f"/first-run/{token}/", {"name": "x"})
    assert "Forbidden" in caplog.text
    assert SECRET not in caplog.text
    assert str(token) not in caplog.text
