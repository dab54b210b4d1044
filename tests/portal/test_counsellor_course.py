"""The course of a couple: invitations one by one, steps, a second partner who comes later, and who else looks in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from practice.models import AccessReset, Couple, Grant, Invitation, Membership
from tests.factories.practice import CoupleFactory, MembershipFactory, PartnerFactory
from tests.portal.couples_pages import as_, send, text, words
from tests.portal.desk_pages import at, colleague


@pytest.fixture
def begun(ana):
    """A couple that one partner has started alone; they have not been invited yet."""
    couple = CoupleFactory(practice=ana.practice, counsellor=ana, status="enquiry")
    remy = PartnerFactory(practice=ana.practice, called="Remy", user=None)
    MembershipFactory(couple=couple, partner=remy, mark="a", joined_at=None)
    return couple, remy


def test_a_partner_is_invited_again_and_the_first_link_dies(ana, begun):
    couple, remy = begun
    path = f"/desk/couples/{couple.pk}/partners/{remy.pk}/invite/"
    assert send(as_(ana), path, email="remy@example.org").status_code == 302
    assert send(as_(ana), path, email="remy@example.net").status_code == 302
    rows = list(Invitation.unscoped.order_by("created_at"))
    assert [row.cancelled_at is None for row in rows] == [False, True]
    assert "Invited; the link is open until" in words(as_(ana).get(at(couple, "course/")))


def test_a_wrong_address_is_said_beside_its_field(ana, begun):
    couple, remy = begun
    answer = send(as_(ana), f"/desk/couples/{couple.pk}/partners/{remy.pk}/invite/", email="remy at home")
    assert answer.status_code == 400
    assert 'value="remy at home"' in text(answer)
    assert not Invitation.unscoped.exists()


def test_an_invitation_is_cancelled(ana, begun):
    couple, remy = begun
    send(as_(ana), f"/desk/couples/{couple.pk}/partners/{remy.pk}/invite/", email="remy@example.org")
    row = Invitation.unscoped.get()
    assert send(as_(ana), f"/desk/couples/{couple.pk}/invitations/{row.pk}/cancel/").status_code == 302
    row.refresh_from_db()
    assert row.cancelled_at is not None


def test_a_partner_of_another_couple_is_not_invited_from_here(ana, begun, other_couple, dee):
    couple, _remy = begun
    answer = send(as_(ana), f"/desk/couples/{couple.pk}/partners/{dee.pk}/invite/", email="dee@example.org")
    assert answer.status_code == 404
    assert not Invitation.unscoped.exists()


def test_the_second_partner_is_added_later_and_invited(ana, begun):
    couple, _remy = begun
    path = at(couple, "course/second-partner/")
    assert send(as_(ana), path, name="Noor", email="noor@example.org").status_code == 302
    assert Membership.unscoped.filter(couple=couple).count() == 2
    assert Invitation.unscoped.get().partner.called == "Noor"
    assert send(as_(ana), path, name="Third", email="").status_code == 409


def test_a_wrong_address_adds_nobody(ana, begun):
    couple, _remy = begun
    assert send(as_(ana), at(couple, "course/second-partner/"), name="Noor", email="x").status_code == 400
    assert Membership.unscoped.filter(couple=couple).count() == 1


def test_steps_follow_each_other(ana, begun):
    couple, _remy = begun
    path = at(couple, "course/status/")
    assert list(send(as_(ana), path, status="active", version=1).context["step"].errors) == ["status"]
    for place, status in enumerate(("intake", "active", "paused", "active", "ended", "active"), start=1):
        assert send(as_(ana), path, status=status, version=place).status_code == 302, status
    assert Couple.unscoped.get(pk=couple.pk).status == "active"


def test_a_step_from_an_old_page_is_shown_anew(ana, begun):
    couple, _remy = begun
    send(as_(ana), at(couple, "course/status/"), status="intake", version=1)
    answer = send(as_(ana), at(couple, "course/status/"), status="ended", version=1)
    assert answer.status_code == 412
    assert answer.context["step"]["version"].value() == "2"
    assert Couple.unscoped.get(pk=couple.pk).status == "intake"


def test_a_way_back_in_is_shown_once(ana, couple, bo, cy):
    client, path = as_(ana), f"/desk/couples/{couple.pk}/partners/{bo.pk}/way-back-in/"
    assert "/welcome/reset/" in text(send(client, path, key="k1"))
    assert "/welcome/reset/" not in text(send(client, path, key="k1"))
    assert AccessReset.unscoped.count() == 1


def give(person, couple, colleague, /, **fields):
    until = (timezone.now() + timedelta(days=7)).date().isoformat()
    filled = {"staff": str(colleague.pk), "kind": "cover", "ends_on": until, "reason": "Away for a week."}
    return send(as_(person), at(couple, "sharing/grants/"), **(filled | fields))


def test_cover_is_given_and_ended(ana, couple, bo, cy, fay):
    assert as_(fay).get(at(couple)).status_code == 404
    assert give(ana, couple, fay).status_code == 302
    assert as_(fay).get(at(couple)).status_code == 200
    row = Grant.unscoped.get()
    assert send(as_(ana), at(couple, f"sharing/grants/{row.pk}/end/")).status_code == 302
    assert as_(fay).get(at(couple)).status_code == 404


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"ends_on": "2020-01-01"}, "ends_on"),
        ({"ends_on": "2099-01-01"}, "ends_on"),
        ({"reason": ""}, "reason"),
        ({"kind": "spying"}, "kind"),
        ({"staff": "nobody"}, "staff"),
    ],
)
def test_what_cannot_be_given_is_said_beside_its_field(fields, beside, ana, couple, bo, cy, fay):
    answer = give(ana, couple, fay, **fields)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [beside]
    assert not Grant.unscoped.exists()


def test_who_covers_gives_nobody_else_cover(ana, couple, bo, cy, fay, practice):
    give(ana, couple, fay)
    assert give(fay, couple, colleague(practice)).status_code == 404
    assert Grant.unscoped.count() == 1


def test_who_sees_what_stands_in_words(ana, couple, bo, cy):
    shown = words(as_(ana).get(at(couple, "sharing/")))
    for said in (
        "ten minutes later, unless taken back",
        "once they are sent",
        "Nobody but you.",
        "Nothing yet",
    ):
        assert said in shown, said
