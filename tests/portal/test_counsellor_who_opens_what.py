"""Who finds which page of the desk; for everybody else it is not there."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import get_resolver

from practice.models import AuditEntry, Note
from tests.factories.assessments import AdministrationFactory
from tests.factories.homework import AssignmentFactory
from tests.portal.couples_pages import as_, send, session_for, words
from tests.portal.desk_pages import TABS, at, colleague, grant
from tests.signing import quiet_for, sign_in


def desk_routes():
    patterns = get_resolver("portal.counsellor.urls").url_patterns
    return sorted(str(entry.pattern) for entry in patterns)


@pytest.fixture
def rows(couple, ana, bo, cy):
    """A row behind each kind of id."""
    return {
        "session": session_for(couple, bo, cy).pk,
        "form": AdministrationFactory(couple=couple, partner=bo).pk,
        "note": Note.unscoped.create(couple=couple, author=ana, kind="joint", body="Evenings.").pk,
        "homework": AssignmentFactory(couple=couple).pk,
        "partner": bo.pk,
    }


def address(pattern, couple, rows):
    kinds = {
        "sessions/": "session", "calendar/": "session", "questionnaires/": "form", "notes/": "note",
        "homework/": "homework", "partners/": "partner",
    }  # fmt: skip
    path = "/" + pattern.replace("<uuid:couple>", str(couple.pk)).replace("<slug:slug>", "weekly-pulse")
    inner = next((rows[kind] for part, kind in kinds.items() if f"{part}<uuid:pk>" in path), couple.pk)
    return path.replace("<uuid:pk>", str(inner))


@pytest.mark.parametrize("pattern", desk_routes())
def test_a_partner_finds_no_page_of_the_desk(pattern, couple, bo, rows):
    path, client = address(pattern, couple, rows), as_(bo)
    for answer in (client.get(path), send(client, path)):
        assert answer.status_code in {404, 405}, path
        assert "Cy" not in words(answer)


@pytest.mark.parametrize("pattern", desk_routes())
def test_staff_without_a_second_factor_see_nothing(pattern, couple, ana, rows):
    path = address(pattern, couple, rows)
    client = sign_in(Client(), ana, second_factor=False)
    for answer in (client.get(path), send(client, path)):
        assert answer.status_code == 302
        assert answer["Location"] == "/account/second-step/"


@pytest.mark.parametrize("tab", TABS)
def test_another_counsellors_couple_is_like_no_couple(tab, couple, ana, fay, bo, cy):
    assert as_(ana).get(at(couple, tab)).status_code == 200
    client = as_(fay)
    theirs, nobodys = client.get(at(couple, tab)), client.get(f"/desk/couples/{uuid4()}/{tab}")
    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content == nobodys.content


@pytest.mark.parametrize("tab", TABS)
def test_the_front_desk_opens_no_clinical_page(tab, couple, bo, cy, practice):
    client = as_(colleague(practice, is_scheduler=True))
    assert client.get("/desk/calendar/").status_code == 200
    assert client.get(at(couple, tab)).status_code == 404


@pytest.mark.parametrize(
    "path", ["/desk/couples/", "/desk/library/", "/desk/practice/", "/desk/practice/audit/"]
)
def test_the_front_desk_has_the_calendar_and_nothing_else(path, practice, db):
    client = as_(colleague(practice, is_scheduler=True))
    assert client.get(path).status_code == 404
    assert client.get("/desk/", follow=True).redirect_chain == [("/desk/calendar/", 302)]


@pytest.mark.parametrize("tab", TABS)
def test_an_owner_who_is_no_counsellor_opens_no_couple(tab, couple, bo, cy, practice):
    client = as_(colleague(practice, is_owner=True))
    assert client.get("/desk/practice/").status_code == 200
    assert client.get(at(couple, tab)).status_code == 404


@pytest.mark.parametrize("tab", TABS)
def test_who_covers_opens_the_couple_until_the_grant_ends(tab, couple, bo, cy, practice):
    lou, max_ = colleague(practice), colleague(practice)
    grant(couple, lou, days=1)
    grant(couple, max_, days=-1)
    assert as_(lou).get(at(couple, tab)).status_code == 200
    assert as_(max_).get(at(couple, tab)).status_code == 404


def test_a_supervisor_looks_and_does_not_act(couple, bo, cy, practice):
    lou, sam = colleague(practice), colleague(practice)
    grant(couple, lou, kind="cover")
    grant(couple, sam, kind="supervision")
    assert as_(sam).get(at(couple, "notes/")).status_code == 200
    for staff, expected in ((lou, 200), (sam, 404)):
        for path in ("notes/new/", "homework/new/", "questionnaires/send/", "sessions/book/"):
            assert as_(staff).get(at(couple, path)).status_code == expected, path


def test_a_cover_never_reads_somebodys_own_thinking(couple, ana, bo, cy, practice):
    Note.unscoped.create(couple=couple, author=ana, kind="own", body="Am I tired of this?")
    Note.unscoped.create(couple=couple, author=ana, kind="joint", body="Evenings.")
    lou = colleague(practice)
    grant(couple, lou)
    assert "Am I tired" in words(as_(ana).get(at(couple, "notes/")))
    shown = words(as_(lou).get(at(couple, "notes/")))
    assert "Evenings." in shown
    assert "Am I tired" not in shown


def test_what_is_opened_alone_asks_for_a_fresh_proof(couple, ana, bo, cy):
    client = as_(ana)
    assert client.get(at(couple, "open-alone/")).status_code == 200
    quiet_for(client, 6 * 60)
    answer = client.get(at(couple, "open-alone/"))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/re-check/")


@pytest.mark.parametrize("tab", TABS)
def test_each_reading_is_written_down_once(tab, couple, ana, bo, cy):
    client = as_(ana)
    before = AuditEntry.unscoped.count()
    assert client.get(at(couple, tab)).status_code == 200
    assert AuditEntry.unscoped.count() == before + 1


@pytest.mark.parametrize("tab", TABS)
def test_titles_name_nobody(tab, couple, ana, bo, cy):
    shown = as_(ana).get(at(couple, tab)).content.decode()
    title = shown.partition("<title>")[2].partition("</title>")[0]
    assert "Bo" not in title
    assert "Cy" not in title
