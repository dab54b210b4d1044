"""Bo and Cy have both been screened and reviewed; Ana reads their forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments.scores import adapter_forms
from assessments.scores.answers import read
from tests.conftest import looking
from tests.factories import homework as sets
from tests.factories.assessments import AdministrationFactory, screened, shipped

Submit = Callable[..., Any]


@pytest.fixture
def by_ana(ana: Any) -> Any:
    return looking(ana)


@pytest.fixture
def cleared(couple: Any, bo: Any, cy: Any) -> Any:
    screened(couple, bo, cy)
    sets.joint_work(couple)
    return couple


@pytest.fixture
def submit() -> Submit:
    """One partner's own form that came in, every scored question answered with `answer` but for those in `given`."""

    def made(partner: Any, slug: str, *, answer: int = 2, days_ago: int = 0, **given: Any) -> Any:
        version = shipped(slug)
        raw = {
            question.id: answer
            for question in version.definition.questions
            if question.scale and any(choice.value == answer for choice in question.choices)
        }
        answers = read(version.definition, {**raw, **given})
        return AdministrationFactory(
            couple=partner_couple(partner),
            partner=partner,
            instrument=version,
            state="submitted",
            submitted_at=timezone.now() - timedelta(days=days_ago),
            answers=dict(answers.stored),
            scores=adapter_forms.scored(version.definition, answers),
        )

    return made


def partner_couple(partner: Any) -> Any:
    from practice.models import Membership

    return Membership.unscoped.get(partner=partner).couple
