"""Other calendars of a colleague: read by a job, kept as times alone, more seldom while they cannot be read."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from practice.calendar import busy
from practice.models import AuditEntry, BusyBlock, BusySource
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from tests.conftest import looking
from tests.practice.busy.conftest import ONE_EVENT, calendar, event, says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("from_here", "clock")]
SECRETS = ("Quill", "Dentist", "Harbour", "bring the letter", "elsewhere.example", "key=secret")


def look_at(source):
    busy.look.call(str(source.pk))
    source.refresh_from_db()
    return source


def blocks(source):
    rows = BusyBlock.unscoped.filter(source=source).order_by("starts_at")
    return [(f"{row.starts_at:%m-%d %H:%M}", f"{row.ends_at:%H:%M}") for row in rows]


@pytest.fixture
def source(ana, elsewhere):
    address = elsewhere.at("/a.ics?key=secret", says(200, calendar(ONE_EVENT), ETag='"v1"'))
    return busy.add_address(ana, "At home", address, by=looking(ana))


def test_an_address_is_read_by_the_worker_and_gives_times(source):
    assert source.state == "waiting"
    assert DBTaskResult.objects.filter(task_path=busy.look.module_path).count() == 1
    look_at(source)
    assert (source.state, source.problem, source.tries) == ("read", "", 0)
    assert source.next_at == timezone.now() + timedelta(hours=1)
    assert blocks(source) == [("11-25 09:00", "10:30")]


def test_nothing_but_times_is_kept_anywhere(source, caplog):
    look_at(source)
    kept = "".join(str(row) for table in _tables() for row in _rows(table))
    for secret in SECRETS:
        assert secret not in kept + caplog.text, secret


def _tables():
    return connection.introspection.table_names()


def _rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f'select * from "{table}"')
        return cursor.fetchall()


def test_the_reading_process_learns_nothing_of_this_server(source, monkeypatch):
    import subprocess

    given = []
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *a, **more: given.append(more["env"]) or run(*a, **more))
    look_at(source)
    assert "EVENLIGHT_MASTER_KEYS" in os.environ
    assert given[0].keys() <= {"PATH", "PYTHONPATH"}


def test_what_has_not_changed_is_not_sent_again_but_once_a_day(source, elsewhere, clock):
    look_at(source)
    path = elsewhere.asked[0][0]
    elsewhere.at(path, says(304))
    clock.shift(timedelta(hours=1))
    look_at(source)
    assert elsewhere.asked[-1][1]["If-None-Match"] == '"v1"'
    assert (source.state, blocks(source)) == ("read", [("11-25 09:00", "10:30")])
    elsewhere.at(path, says(200, calendar(), ETag='"v2"'))
    clock.shift(timedelta(hours=12))
    look_at(source)
    assert "If-None-Match" not in elsewhere.asked[-1][1]
    assert (source.tag, blocks(source)) == ('"v2"', [])


def test_while_it_cannot_be_read_the_times_stay_and_it_is_asked_more_seldom(source, elsewhere):
    look_at(source)
    elsewhere.at(elsewhere.asked[0][0], says(503))
    waits = []
    for _time in range(7):
        look_at(source)
        waits.append((source.next_at - timezone.now()) // timedelta(hours=1))
    assert waits == [1, 2, 4, 8, 16, 24, 24]
    assert (source.state, source.problem) == ("failed", "server")
    assert blocks(source) == [("11-25 09:00", "10:30")]
    assert "try again" in str(busy.sentence(source.problem))
    elsewhere.at(elsewhere.asked[0][0], says(200, calendar(ONE_EVENT)))
    assert (look_at(source).state, source.problem, source.tries) == ("read", "", 0)


def test_every_problem_has_a_sentence_of_its_own(source, elsewhere):
    path = "/a.ics?key=secret"
    found = {}
    for answer in (
        says(404),
        says(401),
        says(500),
        says(200, b"<html>"),
        says(302, Location="http://10.0.0.1/"),
    ):
        elsewhere.at(path, answer)
        problem = look_at(source).problem
        found[problem] = str(busy.sentence(problem))
    assert set(found) == {"not_found", "locked", "server", "not_a_calendar", "private_address"}
    assert len(set(found.values())) == 5
    assert str(busy.sentence("a name from the future"))
    assert busy.sentence("") == ""


def test_what_could_not_be_read_of_it_is_said(source, elsewhere):
    body = calendar(ONE_EVENT, event("DTSTART;TZID=Odd:20261125T180000"))
    elsewhere.at("/a.ics?key=secret", says(200, body))
    assert (look_at(source).state, source.problem) == ("read", "some_skipped")


def test_a_file_made_to_run_for_ever_is_stopped(ana, monkeypatch):
    monkeypatch.setattr(busy, "READ_SECONDS", 3)
    bombs = [
        event("DTSTART:00010101T000000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\n", uid=f"{number}")
        for number in range(400)
    ]
    began = datetime.now().astimezone()
    with pytest.raises(BadInput) as refused:
        busy.add_file(ana, "At home", calendar(*bombs), by=looking(ana))
    assert "too long" in str(refused.value.fields["file"])
    assert datetime.now().astimezone() - began < timedelta(seconds=20)
    assert not BusySource.unscoped.exists()


def test_a_file_is_read_at_once_and_never_asked_for_again(ana):
    source = busy.add_file(ana, "At home", calendar(ONE_EVENT), by=looking(ana))
    assert (source.state, blocks(source)) == ("read", [("11-25 09:00", "10:30")])
    assert (source.address, source.next_at) == (None, None)
    busy.refresh(source, by=looking(ana))
    assert busy.tick() == 0
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize(("data", "words"), [(b"<html>", "not a calendar"), (b"x" * 5_000_001, "5 MB")])
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(ana, data, words):
    with pytest.raises(BadInput) as refused:
        busy.add_file(ana, "At home", data, by=looking(ana))
    assert words in str(refused.value.fields["file"])
    assert not BusySource.unscoped.exists()


def test_an_address_that_is_none_is_refused_beside_its_field(ana):
    for address in ("", "home", "ftp://a.example/", "https://x:y@a.example/"):
        with pytest.raises(BadInput) as refused:
            busy.add_address(ana, "At home", address, by=looking(ana))
        assert set(refused.value.fields) == {"address"}


def test_the_worker_is_handed_each_address_once_when_its_hour_has_come(source, ana, clock):
    look_at(source)
    assert busy.tick() == 0
    clock.shift(timedelta(hours=1))
    assert [busy.tick(), busy.tick()] == [1, 0]
    clock.shift(timedelta(hours=1))
    ana.departed_at = timezone.now()
    ana.save()
    assert busy.tick() == 0
    asked = BusySource.unscoped.get().read_at
    assert look_at(source).read_at == asked


def test_whose_calendar_it_is_alone_adds_reads_again_and_removes(source, ana, fay, bo):
    for other in (fay, bo):
        for deed in (
            lambda by: busy.add_address(ana, "x", "https://a.example/", by=by),
            lambda by: busy.add_file(ana, "x", calendar(), by=by),
            lambda by: busy.refresh(source, by=by),
            lambda by: busy.remove(source, by=by),
        ):
            with pytest.raises(NotFound):
                deed(looking(other))
    with pytest.raises(StaleEdit):
        busy.remove(source, by=looking(ana), version=source.version + 1)
    look_at(source)
    busy.remove(source, by=looking(ana), version=source.version)
    assert not BusySource.unscoped.exists()
    assert not BusyBlock.unscoped.exists()
    assert list(AuditEntry.unscoped.order_by("pk").values_list("act", flat=True)) == [
        "busy.added",
        "busy.removed",
    ]
    look_gone = str(source.pk)
    busy.look.call(look_gone)


def test_eight_calendars_are_enough(ana, elsewhere):
    for number in range(8):
        busy.add_file(ana, f"{number}", calendar(), by=looking(ana))
    with pytest.raises(NotNow):
        busy.add_file(ana, "9", calendar(), by=looking(ana))
