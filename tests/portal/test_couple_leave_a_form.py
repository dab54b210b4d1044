"""A partner leaves a form without being asked why, finds a closed one closed, and keeps last time's answers by a tick."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments import administering, closing, sending
from assessments.models import Administration
from practice import caring
from practice.access import viewer_for
from tests.factories.assessments import AdministrationFactory, shipped
from tests.portal.couples_pages import as_, send, words


@pytest.fixture
def form(couple, bo):
    return AdministrationFactory(couple=couple, partner=bo)


def test_the_first_page_offers_a_way_out_and_the_way_out_is_kind(form, bo):
    assert f"/q/{form.pk}/rather-not/" in as_(bo).get(f"/q/{form.pk}/").content.decode()
    shown = words(as_(bo).get(f"/q/{form.pk}/rather-not/"))
    assert "That’s fine." in shown
    assert "You can leave this empty." in shown


def test_leaving_needs_no_reason_and_the_form_is_gone_from_today(form, bo):
    assert send(as_(bo), f"/q/{form.pk}/rather-not/", reason="").status_code == 302
    assert "nothing asks again" in words(as_(bo).get(f"/q/{form.pk}/done/"))
    assert str(form.pk) not in as_(bo).get("/today/").content.decode()
    assert send(as_(bo), f"/q/{form.pk}/rather-not/", reason="").status_code == 302
    assert as_(bo).get(f"/q/{form.pk}/1/").status_code == 302


def test_a_reason_that_is_too_long_is_said_and_kept(form, bo):
    answer = send(as_(bo), f"/q/{form.pk}/rather-not/", reason="x" * 601)
    assert answer.status_code == 400
    assert "x" * 601 in answer.content.decode()
    assert Administration.unscoped.get().is_open


def test_only_its_own_partner_leaves_a_form(form, cy, ana):
    assert send(as_(cy), f"/q/{form.pk}/rather-not/").status_code == 404
    assert as_(cy).get(f"/q/{form.pk}/rather-not/").status_code == 404
    assert Administration.unscoped.get().is_open


def test_a_form_whose_time_is_over_is_closed_without_blame(form, bo):
    Administration.unscoped.update(closes_on=timezone.now().date() - timedelta(days=2), reminders=2)
    administering_closed = send(as_(bo), f"/q/{form.pk}/1/", **{"a-felt_close": "3"})
    assert administering_closed.status_code == 409
    closing.close_what_is_over()
    shown = words(as_(bo).get(f"/q/{form.pk}/done/"))
    assert "nothing to catch up on" in shown


def again(couple, bo, ana):
    left = AdministrationFactory(couple=couple, partner=bo, instrument=shipped("weekly-pulse"))
    administering.save_answer(left, {"felt_close": 3}, by=viewer_for(bo.user))
    closing.decline(left, by=viewer_for(bo.user))
    return sending.send_again(left, by=viewer_for(ana.user, second_factor=True))


def test_last_times_answer_is_shown_and_counts_once_it_is_ticked(couple, bo, ana):
    form = again(couple, bo, ana)
    shown = as_(bo).get(f"/q/{form.pk}/1/")
    assert "Last time you wrote" in words(shown)
    assert not Administration.unscoped.get(pk=form.pk).answers
    assert send(as_(bo), f"/q/{form.pk}/1/", **{"same-felt_close": "1"}).status_code == 302
    assert Administration.unscoped.get(pk=form.pk).answers == {"felt_close": {"v": 3}}
    assert "Last time you wrote" not in words(as_(bo).get(f"/q/{form.pk}/1/"))


def test_an_old_answer_and_a_new_one_at_once_are_asked_about(couple, bo, ana):
    form = again(couple, bo, ana)
    answer = send(as_(bo), f"/q/{form.pk}/1/", **{"same-felt_close": "1", "a-felt_close": "1"})
    assert answer.status_code == 400
    assert "Keep the one you want" in words(answer)
    assert not Administration.unscoped.get(pk=form.pk).answers


def test_a_box_that_was_not_offered_keeps_nothing(form, bo):
    send(as_(bo), f"/q/{form.pk}/1/", **{"same-felt_close": "1"})
    assert not Administration.unscoped.get().answers


def test_what_belongs_to_the_end_is_found_on_a_quiet_today(couple, bo, cy, ana):
    AdministrationFactory(couple=couple, partner=bo)
    late = AdministrationFactory(
        couple=couple, partner=bo, instrument=shipped("inner-world"), occasion="follow-up-3"
    )
    caring.change_status(couple, "ended", by=viewer_for(ana.user, second_factor=True))
    shown = as_(bo).get("/today/").content.decode()
    assert f"/q/{late.pk}/" in shown
    assert shown.count("/q/") == 1
    assert "/q/" not in as_(cy).get("/today/").content.decode()
