"""Valid, dull rows of assessments: two small forms, forms on their way, screens that were answered and reviewed."""

from __future__ import annotations

from typing import Any

import factory
from django.utils import timezone

from assessments import publishing
from assessments.format.definition import SHIPPED
from assessments.models import Administration, InstrumentVersion
from assessments.safety import asking
from assessments.safety.models import SafetyAnswers, SafetyScreen, ScreenReview
from practice.models import Couple, Partner
from tests.factories.practice import CoupleFactory, UnscopedFactory, partner_in

PULSE = "weekly-pulse"
CLOSE = {"felt_close": 4, "felt_i_matter": 4, "felt_tense": 0, "felt_hopeful": 4}
FAR = {"felt_close": 0, "felt_i_matter": 0, "felt_tense": 4, "felt_hopeful": 0}


def shipped(slug: str) -> InstrumentVersion:
    """One of the instruments that come with the product, published."""
    held = InstrumentVersion.unscoped.filter(slug=slug).order_by("-number").first()
    return held or publishing.publish((SHIPPED / f"{slug}.1.toml").read_text(encoding="utf-8"))


class AdministrationFactory(UnscopedFactory):
    """An open weekly pulse for a partner of the couple."""

    class Meta:
        model = Administration

    couple = factory.SubFactory(CoupleFactory)
    partner = factory.LazyAttribute(lambda row: partner_in(row.couple, "a"))
    instrument = factory.LazyFunction(lambda: shipped(PULSE))


class SafetyScreenFactory(UnscopedFactory):
    """Open private questions for a partner of the couple."""

    class Meta:
        model = SafetyScreen
        skip_postgeneration_save = True

    couple = factory.SubFactory(CoupleFactory)
    partner = factory.LazyAttribute(lambda row: partner_in(row.couple, "a"))
    instrument = factory.LazyFunction(lambda: shipped(asking.SCREEN))

    @factory.post_generation
    def given(self: Any, create: bool, extracted: dict[str, Any] | None, **kwargs: Any) -> None:
        SafetyAnswers.unscoped.create(screen=self, given=extracted)


def screened(couple: Couple, *partners: Partner, outcome: str = "joint") -> list[SafetyScreen]:
    """Screens that these partners have sent and the counsellor has reviewed."""
    screens = [
        SafetyScreenFactory(
            couple=couple,
            partner=partner,
            state="sent",
            sent_at=timezone.now(),
            given={"afraid": {"v": "no"}},
        )
        for partner in partners
    ]
    for screen in screens:
        ScreenReview.unscoped.create(
            couple=couple,
            partner=screen.partner,
            screen=screen,
            reviewed_by=couple.counsellor,
            finding={"outcome": outcome, "note": ""},
        )
    return screens
