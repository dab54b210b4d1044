"""A report for a partner who has not come yet is refused on the page, in words."""

from django.test import Client

from tests.factories.practice import CoupleFactory, MembershipFactory
from tests.signing import sign_in


def test_the_builder_says_why_there_is_none_yet(ana, client: Client):
    couple = CoupleFactory(practice=ana.practice, counsellor=ana)
    MembershipFactory(couple=couple, mark="a")
    MembershipFactory(couple=couple, mark="b", joined_at=None, partner__user=None)
    sign_in(client, ana, second_factor=True)
    page = client.get(f"/desk/couples/{couple.pk}/reports/new/?for=b")
    assert page.status_code == 200
    assert page.context["form"].errors
    assert page.context["sheet"] is None
