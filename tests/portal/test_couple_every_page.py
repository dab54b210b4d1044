"""What holds for every page for partners: a neutral title, Leave page, no script needed, a key in every form."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.factories.homework import AssignmentFactory, EntryFactory, EntryPartFactory, exercise, shared_part
from tests.portal.couples_pages import (
    appreciation,
    as_,
    intake,
    pulse,
    screen,
    send,
    session_for,
    text,
    title,
    words,
)
from tests.signing import quiet_for

TELLING = re.compile(
    r"therap|counsel|couple|marriage|safety|safe\b|abuse|violen|score|intake|pulse|questionnaire|depress|"
    r"\bBo\b|\bCy\b|\bAna\b|appreciation|closeness",
    re.IGNORECASE,
)


_got = {}


@pytest.fixture
def pages(request):
    """Every page that this partner can open, by its path; asked for once, as none of these tests changes anything."""
    if not _got:
        _got.update(_all_pages(*map(request.getfixturevalue, ("couple", "bo", "cy"))))
    return _got


def _all_pages(couple, bo, cy):
    assignment = appreciation(couple)
    form, sent = intake(couple, bo), pulse(couple, bo)
    entry = EntryFactory(assignment=assignment, partner=bo)
    own = EntryPartFactory(entry=entry)
    shared_part(EntryFactory(assignment=assignment, partner=cy))
    session = session_for(couple, bo, cy)
    asked = screen(couple, bo)
    fresh = AssignmentFactory(couple=couple, exercise=exercise("warmth-without-agenda"))
    over = AssignmentFactory(
        couple=couple, exercise=exercise("play-menu"), state="ended", ended_at=timezone.now()
    )
    deck = AssignmentFactory(couple=couple, exercise=exercise("inner-world-questions"))
    guess = EntryFactory(assignment=deck, partner=bo)
    EntryPartFactory(entry=guess, field="my_answer", words="The lake.", sealed=True)
    mapped = AssignmentFactory(couple=couple, exercise=exercise("cycle-diary"))
    client = as_(bo)
    send(client, f"/q/{sent.pk}/review/")
    paths = [
        "/today/",
        "/together/",
        "/together/2026-11-23/",
        "/together/loop/",
        "/together/times/",
        "/only-me/",
        f"/only-me/{entry.pk}/",
        f"/only-me/{entry.pk}/change/",
        f"/only-me/{entry.pk}/share/",
        f"/only-me/{entry.pk}/delete/",
        f"/only-me/parts/{own.pk}/share/",
        f"/only-me/{guess.pk}/room/",
        f"/only-me/answers/{sent.pk}/",
        "/sessions/",
        f"/sessions/{session.pk}/",
        "/sessions/calendar/",
        f"/q/{form.pk}/",
        f"/q/{form.pk}/1/",
        f"/q/{form.pk}/2/",
        f"/q/{form.pk}/9/",
        f"/q/{form.pk}/4/rest/",
        f"/q/{form.pk}/review/",
        f"/q/{sent.pk}/done/",
        f"/private/{asked.pk}/",
        f"/private/{asked.pk}/1/",
        f"/private/{asked.pk}/send/",
        "/done/",
        f"/d/{fresh.pk}/",
        f"/d/{mapped.pk}/",
        f"/d/{assignment.pk}/when/",
        f"/d/{over.pk}/after/",
        f"/d/{assignment.pk}/done/",
        f"/d/{assignment.pk}/skip/",
        "/help/",
        "/help/now/",
    ]
    got = {path: client.get(path) for path in paths}
    assert {path: page.status_code for path, page in got.items() if page.status_code != 200} == {}
    return got


def test_titles_and_addresses_tell_an_onlooker_nothing(pages):
    for path, page in pages.items():
        assert not TELLING.search(title(page)), (path, title(page))
        assert not TELLING.search(path), path


def test_leave_page_stands_on_every_page_once_and_is_a_plain_link(pages):
    for path, page in pages.items():
        assert text(page).count('class="leave" href="/leave/"') == 1, path


def test_every_form_that_changes_something_carries_a_key_and_a_token(pages):
    for path, page in pages.items():
        for form in re.findall(r'(?s)<form[^>]*method="post".*?</form>', text(page)):
            assert re.search(r'name="idempotency_key" value="[0-9a-f]{32}"', form), path
            assert "csrfmiddlewaretoken" in form, path
            assert re.search(r'<button[^>]*type="submit"', form), path


def test_no_page_holds_inline_script_or_style(pages):
    for path, page in pages.items():
        assert not re.search(r"\son\w+=|\sstyle=|<style|javascript:", page.content.decode()), path
        for script in re.findall(r"<script[^>]*>", page.content.decode()):
            assert "src=" in script, path


def test_no_page_may_be_kept_by_a_browser_or_a_proxy(pages):
    for path, page in pages.items():
        assert "no-store" in page["Cache-Control"], path


def test_no_page_counts_what_each_of_the_two_has_done(pages):
    for path, page in pages.items():
        assert not re.search(r"streak|\bin a row\b|\d+ times", words(page)), path


def test_ids_are_never_repeated_on_a_page(pages):
    for path, page in pages.items():
        ids = re.findall(r'\sid="([^"]*)"', text(page))
        assert len(ids) == len(set(ids)), (path, sorted(one for one in ids if ids.count(one) > 1))
        assert "" not in ids, path


def test_what_a_field_is_described_by_is_there(pages):
    for path, page in pages.items():
        ids = set(re.findall(r'\sid="([^"]*)"', text(page)))
        for named in re.findall(r'aria-describedby="([^"]*)"', text(page)):
            assert set(named.split()) <= ids, (path, named)


def test_private_pages_ask_again_after_five_quiet_minutes(couple, bo, cy):
    client = as_(bo)
    assert client.get("/only-me/").status_code == 200
    quiet_for(client, 6 * 60)
    answer = client.get("/only-me/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/re-check/")


def test_pages_are_for_partners_alone(couple, bo, cy, ana):
    counsellor = as_(ana)
    for path in ("/today/", "/together/", "/only-me/", "/sessions/", "/done/"):
        assert counsellor.get(path).status_code == 404


def test_a_page_that_cannot_take_this_method_says_so(bo, cy):
    client = as_(bo)
    assert client.post("/today/").status_code == 405
    assert client.delete("/only-me/").status_code == 405


@pytest.mark.parametrize("day", ["2026-13-01", "20261123", "yesterday", "1066-01-01", "2026-W48-1"])
def test_a_week_that_does_not_exist_is_not_there(couple, bo, cy, day):
    assert as_(bo).get(f"/together/{day}/").status_code == 404


def test_help_is_there_for_everybody_and_knows_the_country(client, db):
    page = client.get("/help/now/?in=IE")
    assert page.status_code == 200
    assert "112" in words(page)
    assert "116 123" in words(page)
    assert "findahelpline.com" in words(client.get("/help/now/?in=other"))
    assert client.get("/help/now/?in=" + "Z" * 3000 + "%00").status_code == 200


def test_help_begins_with_the_country_of_the_practice(couple, bo, cy):
    couple.practice.country = "NZ"
    couple.practice.save()
    assert "1737" in words(as_(bo).get("/help/now/"))


def test_a_form_without_a_key_is_told_to_be_an_old_one(couple, bo, cy):
    form = pulse(couple, bo)
    answer = as_(bo).post(f"/q/{form.pk}/1/", {"a-felt_close": "2"})
    assert answer.status_code == 400
    assert "This page is an old one." in words(answer)


def test_the_same_key_with_another_answer_is_refused(couple, bo, cy):
    form, client, key = pulse(couple, bo), as_(bo), uuid4().hex
    send(client, f"/q/{form.pk}/1/", key, **{"a-felt_close": "2"})
    assert send(client, f"/q/{form.pk}/1/", key, **{"a-felt_close": "3"}).status_code == 422


def test_the_two_partners_get_the_same_pages_with_names_and_marks_swapped(couple, bo, cy):
    appreciation(couple)
    session_for(couple, bo, cy)

    def swapped(page):
        shown = re.sub(r'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]+"', "", text(page))
        table = {"Bo": "Cy", "Cy": "Bo", "tok--a": "tok--b", "tok--b": "tok--a", ">B<": ">C<", ">C<": ">B<"}
        return re.sub(r"\b(Bo|Cy|tok--a|tok--b)\b|>[BC]<", lambda hit: table[hit[0]], shown)

    first, second = as_(bo), as_(cy)
    for path in ("/today/", "/together/", "/sessions/", "/only-me/"):
        mine = re.sub(
            r'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]+"', "", text(second.get(path))
        )
        assert swapped(first.get(path)) == mine, path
