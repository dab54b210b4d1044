"""Where each partner stands with the private questions: reviewed, red, amber, in crisis; each for that partner alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments import administering, gate, publishing
from assessments.format.definition import SHIPPED
from assessments.safety import asking, holding, reviewing
from assessments.safety.models import SafetyAlert, SafetyScreen, ScreenReview
from practice import sealing
from practice.models import Membership
from tests.conftest import looking
from tests.factories.assessments import AdministrationFactory, SafetyScreenFactory, screened, shipped

pytestmark = pytest.mark.django_db
CALM = (True, False, False, False)


def stand(couple: Any, person: Any) -> dict[str, tuple[bool, bool, bool, bool]]:
    """By name: reviewed, red, amber, in crisis. Each is yes or no and nothing else."""
    called = dict(Membership.unscoped.values_list("partner_id", "partner__called"))
    found = {}
    for partner, each in gate.standings(couple, looking(person)).items():
        answers = (each.reviewed, each.red, each.amber, each.in_crisis)
        assert {type(answer) for answer in answers} == {bool}
        found[called[partner]] = answers
    return found


def say(couple: Any, partner: Any, question: str, given: Any = "yes") -> SafetyAlert:
    """An answer to private questions that are open anew."""
    screen = SafetyScreen.unscoped.filter(partner=partner, state="open").first() or SafetyScreenFactory(
        couple=couple, partner=partner
    )
    asking.answer(screen, question, given, by=looking(partner))
    return SafetyAlert.unscoped.filter(partner=partner).latest("raised_at")


def test_each_partner_is_reviewed_by_themselves(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    assert stand(couple, ana) == {"Bo": (False,) * 4, "Cy": (False,) * 4}
    screened(couple, bo)
    assert stand(couple, ana) == {"Bo": CALM, "Cy": (False,) * 4}
    screened(couple, cy)
    assert stand(couple, ana) == {"Bo": CALM, "Cy": CALM}


def test_nobody_stands_anywhere_for_those_who_do_not_look_after_them(
    couple: Any, bo: Any, cy: Any, fay: Any
) -> None:
    screened(couple, bo, cy)
    for person in (bo, cy, fay):
        assert gate.standings(couple, looking(person)) == {}


def test_another_couple_changes_nothing_here(
    couple: Any, bo: Any, cy: Any, ana: Any, other_couple: Any, dee: Any, eli: Any, fay: Any
) -> None:
    screened(couple, bo, cy)
    screened(other_couple, dee, eli, outcome="hold")
    say(other_couple, dee, "afraid")
    holding.place(other_couple, "Worried.", by=looking(fay))
    assert stand(couple, ana) == {"Bo": CALM, "Cy": CALM}
    assert stand(other_couple, fay) == {"Dee": (True, True, False, False), "Eli": (True, True, False, False)}


@pytest.mark.parametrize(
    ("outcome", "bos"),
    [("joint", CALM), ("care", (True, False, True, False)), ("hold", (True, True, False, False))],
)
def test_a_review_weighs_for_the_one_it_is_about(
    couple: Any, bo: Any, cy: Any, ana: Any, outcome: str, bos: tuple[bool, ...]
) -> None:
    screened(couple, bo, outcome=outcome)
    screened(couple, cy)
    assert stand(couple, ana) == {"Bo": bos, "Cy": CALM}


def test_the_newest_review_counts(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    (screen,) = screened(couple, bo, outcome="hold")
    reviewing.record_review(screen, "joint", by=looking(ana))
    assert stand(couple, ana)["Bo"] == CALM


def test_a_new_screen_that_was_sent_waits_for_a_review_of_its_own(couple: Any, bo: Any, ana: Any) -> None:
    screened(couple, bo, outcome="care")
    again = SafetyScreenFactory(couple=couple, partner=bo)
    assert stand(couple, ana)["Bo"] == (True, False, True, False)
    asking.send(again, by=looking(bo))
    assert stand(couple, ana)["Bo"] == (False,) * 4


def test_a_hold_is_about_the_couple_and_red_for_both_until_it_is_lifted(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    screened(couple, bo, cy)
    hold = holding.place(couple, "Worried.", by=looking(ana))
    assert stand(couple, ana) == dict.fromkeys(("Bo", "Cy"), (True, True, False, False))
    holding.lift(hold, "Settled.", by=looking(ana))
    assert stand(couple, ana) == {"Bo": CALM, "Cy": CALM}


@pytest.mark.parametrize(
    ("question", "given", "bos"),
    [
        ("afraid", "yes", (False, True, False, False)),
        ("put_down", "yes", (False, False, True, False)),
        ("afraid", {"declined": True}, (False, False, True, False)),
    ],
)
def test_an_answer_weighs_at_once_and_for_its_author_alone(
    couple: Any, bo: Any, cy: Any, ana: Any, question: str, given: Any, bos: tuple[bool, ...]
) -> None:
    alert = say(couple, bo, question, given)
    assert stand(couple, ana) == {"Bo": bos, "Cy": (False,) * 4}
    reviewing.acknowledge(alert, "Spoke alone.", by=looking(ana))
    assert stand(couple, ana)["Bo"] == (False,) * 4


def test_red_and_amber_stand_beside_each_other(couple: Any, bo: Any, ana: Any) -> None:
    say(couple, bo, "afraid")
    say(couple, bo, "put_down")
    assert stand(couple, ana)["Bo"] == (False, True, True, False)


def test_what_came_after_the_review_weighs_though_it_was_taken_on(couple: Any, bo: Any, ana: Any) -> None:
    screened(couple, bo)
    alert = say(couple, bo, "afraid")
    reviewing.acknowledge(alert, "Spoke alone.", by=looking(ana))
    assert stand(couple, ana)["Bo"] == (True, True, False, False)
    review = ScreenReview.unscoped.get()
    later = timezone.now() + timedelta(seconds=5)
    ScreenReview.unscoped.create(
        couple=couple, partner=bo, screen=review.screen, reviewed_by=ana, at=later, finding=review.finding
    )
    assert stand(couple, ana)["Bo"] == CALM


def test_what_was_raised_in_the_very_moment_of_the_review_was_seen_by_it(
    time_machine_now: Any, couple: Any, bo: Any, ana: Any
) -> None:
    screened(couple, bo)
    alert = say(couple, bo, "afraid")
    reviewing.acknowledge(alert, "Spoke alone.", by=looking(ana))
    assert stand(couple, ana)["Bo"] == CALM


def test_what_can_no_longer_be_read_counts_as_red(couple: Any, bo: Any, ana: Any) -> None:
    say(couple, bo, "put_down")
    bo.key.destroyed_at = timezone.now()
    bo.key.save()
    sealing.memory.forget()
    assert stand(couple, ana)["Bo"] == (False, True, False, False)


def test_thoughts_of_harm_are_a_crisis_until_taken_on_and_fear_is_none(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    say(couple, cy, "afraid")
    form = AdministrationFactory(couple=couple, partner=bo, instrument=shipped("wellbeing-and-load"))
    administering.save_answer(form, {"self_harm": "yes"}, by=looking(bo))
    assert [stand(couple, ana)[name][3] for name in ("Bo", "Cy")] == [True, False]
    reviewing.acknowledge(SafetyAlert.unscoped.get(administration=form), "Rang.", by=looking(ana))
    assert not stand(couple, ana)["Bo"][3]


def test_it_is_a_crisis_in_whichever_form_it_was_said(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    form = AdministrationFactory(couple=couple, partner=bo, instrument=shipped("wellbeing-and-load"))
    administering.save_answer(form, {"self_harm": "yes"}, by=looking(bo))
    newer = publishing.publish((SHIPPED / "private-safety-screen.2.toml").read_text(encoding="utf-8"))
    screen = SafetyScreenFactory(couple=couple, partner=cy, instrument=newer)
    asking.answer(screen, "self_harm", "yes", by=looking(cy))
    asking.answer(screen, "afraid", "yes", by=looking(cy))
    assert [stand(couple, ana)[name][3] for name in ("Bo", "Cy")] == [True, True]


def test_who_left_stands_nowhere_any_more(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    screened(couple, bo, cy)
    Membership.unscoped.filter(partner=cy).update(left_at=timezone.now())
    assert stand(couple, ana) == {"Bo": CALM}
