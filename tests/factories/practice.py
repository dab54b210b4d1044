"""Valid, dull rows of the practice package. The test states only what matters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone

from practice import sealing
from practice.models import Couple, Membership, Partner, Practice, Staff, TherapySession, User


class UnscopedFactory(factory.django.DjangoModelFactory):
    """The one base that goes round `objects`: factories make rows, they do not look at them."""

    class Meta:
        abstract = True

    @classmethod
    def _get_manager(cls, model_class: Any) -> Any:
        return getattr(model_class, "unscoped", None) or model_class.objects


class PracticeFactory(UnscopedFactory):
    class Meta:
        model = Practice

    name = factory.Sequence(lambda n: f"Practice {n}")
    key = factory.LazyFunction(sealing.new_key)


class UserFactory(UnscopedFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    login_name = factory.Sequence(lambda n: f"person{n}")
    email = factory.LazyAttribute(lambda user: f"{user.login_name}@example.org")

    @factory.post_generation
    def passphrase(self: Any, create: bool, extracted: str | None, **kwargs: Any) -> None:
        self.set_password(extracted or "a quiet green kettle")
        self.save()


class StaffFactory(UnscopedFactory):
    class Meta:
        model = Staff

    practice = factory.SubFactory(PracticeFactory)
    user = factory.SubFactory(UserFactory)
    called = factory.Sequence(lambda n: f"Staff {n}")


class CoupleFactory(UnscopedFactory):
    class Meta:
        model = Couple

    practice = factory.SubFactory(PracticeFactory)
    counsellor = factory.SubFactory(
        StaffFactory, practice=factory.SelfAttribute("..practice"), is_counsellor=True
    )
    key = factory.LazyAttribute(lambda couple: sealing.new_key(parent=couple.practice.key))


class PartnerFactory(UnscopedFactory):
    class Meta:
        model = Partner

    practice = factory.SubFactory(PracticeFactory)
    user = factory.SubFactory(UserFactory)
    key = factory.LazyAttribute(lambda partner: sealing.new_key(parent=partner.practice.key))
    called = factory.Sequence(lambda n: f"Partner {n}")


class MembershipFactory(UnscopedFactory):
    class Meta:
        model = Membership

    couple = factory.SubFactory(CoupleFactory)
    partner = factory.SubFactory(PartnerFactory, practice=factory.SelfAttribute("..couple.practice"))
    mark = "a"
    joined_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=60))


def partner_in(couple: Couple, mark: str, **facts: Any) -> Partner:
    partner = PartnerFactory(practice=couple.practice, **facts)
    MembershipFactory(couple=couple, partner=partner, mark=mark)
    return partner


class SessionFactory(UnscopedFactory):
    class Meta:
        model = TherapySession

    couple = factory.SubFactory(CoupleFactory)
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=3))
    ends_at = factory.LazyAttribute(lambda session: session.starts_at + timedelta(minutes=50))
    zone = "Europe/London"
