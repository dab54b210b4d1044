"""One instrument's result: every kind of reading on one page, in few statements, and little of it on a shared screen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import administering, publishing
from assessments.models import OwnResultSwitch
from tests.conftest import looking
from tests.factories.assessments import AdministrationFactory, shipped
from tests.portal.couples_pages import as_, send, words
from tests.portal.desk_pages import at


def filled(slug: str, value: int) -> dict[str, Any]:
    """Every question of the form, answered as near to `value` as it can be."""
    given: dict[str, Any] = {}
    for question in shipped(slug).definition.questions:
        if question.safety or question.show_if:
            continue
        if question.kind == "grid":
            picked = question.choices[min(value, len(question.choices) - 1)].value
            given[question.id] = {row.id: picked for row in question.rows}
        elif question.kind in ("pick", "multi"):
            given[question.id] = [question.choices[min(value, len(question.choices) - 1)].value]
        elif question.choices:
            given[question.id] = question.choices[min(value, len(question.choices) - 1)].value
    return given


def sent(couple: Any, partner: Any, slug: str, value: int, *, weeks_ago: int = 0, **facts: Any) -> Any:
    form = AdministrationFactory(couple=couple, partner=partner, instrument=shipped(slug), **facts)
    with time_machine.travel(timezone.now() - timedelta(weeks=weeks_ago), tick=False):
        return administering.submit(form, by=looking(partner), changes=filled(slug, value))


def page(ana: Any, couple: Any, form: Any) -> Any:
    answer = as_(ana).get(at(couple, f"questionnaires/{form.pk}/"))
    assert answer.status_code == 200
    return answer


@pytest.mark.parametrize(
    ("slug", "shows"),
    [
        ("forgotten-four", "How this is worked out"),
        ("drivers-of-distance", "What weighs most"),
        ("cycle-map", "My leaning in the loop"),
        ("needs-and-expectations", "Nothing is added up"),
        ("strengths-and-growth", "Strengths and room to grow"),
        ("conflict-climate", "Read line by line"),
        ("emotion-blueprint", "Read line by line"),
        ("reach-respond-engage", "Read together"),
        ("stuck-issues", "Question by question"),
        ("wellbeing-and-load", "Question by question"),
    ],
)
def test_every_kind_of_instrument_has_a_page(
    slug: str, shows: str, ana: Any, couple: Any, bo: Any, cy: Any
) -> None:
    form = sent(couple, bo, slug, 4)
    sent(couple, cy, slug, 1)
    assert shows in words(page(ana, couple, form))


def test_one_partner_alone_has_a_page_too(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    for slug in ("drivers-of-distance", "cycle-map", "needs-and-expectations", "conflict-climate"):
        assert "Bo" in words(page(ana, couple, sent(couple, bo, slug, 3)))


def test_a_guess_is_laid_beside_what_the_other_said(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    form = sent(couple, cy, "inner-world", 1)
    sent(couple, bo, "inner-world", 3)
    sent(couple, bo, "inner-world", 3, stance="guess")
    shown = words(page(ana, couple, form))
    assert "Bo’s guess is 2 steps from what Cy said" in shown
    assert "nearer to what Bo said" in shown


def test_a_guess_alone_is_no_result_and_opens_no_page(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    guess = sent(couple, bo, "inner-world", 3, stance="guess")
    assert as_(ana).get(at(couple, f"questionnaires/{guess.pk}/")).status_code == 404


def test_change_since_last_and_a_trend_from_five_on(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    for week, value in ((16, 0), (12, 1), (8, 2), (4, 3)):
        sent(couple, bo, "inner-world", value, weeks_ago=week)
    form = sent(couple, cy, "inner-world", 2)
    assert not page(ana, couple, form).context["scales"][0].ways[0].trend
    sent(couple, bo, "inner-world", 4)
    way = page(ana, couple, form).context["scales"][0].ways[0]
    assert "in four weeks, over 5 scores" in way.trend
    assert "since last time" in way.last


def test_old_answers_are_read_on_their_own_words(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    old = sent(couple, bo, "inner-world", 3)
    body = old.instrument.body.replace("version = 1", "version = 2", 1).replace(
        'title = "', 'title = "Newer: ', 1
    )
    newer = publishing.publish(body)
    new = AdministrationFactory(couple=couple, partner=bo, instrument=newer)
    administering.submit(new, by=looking(bo), changes=filled("inner-world", 1))
    first, second = page(ana, couple, old), page(ana, couple, new)
    assert not first.context["definition"].title.startswith("Newer")
    assert second.context["definition"].title.startswith("Newer")
    assert "Read on wording 1" in words(second)


def test_on_a_shared_screen_only_the_scales_stay(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    form = sent(couple, bo, "cycle-map", 3)
    sent(couple, cy, "cycle-map", 1)
    visitor = as_(ana)
    send(visitor, "/desk/shared-view/", to="shared", couple=str(couple.pk))
    answer = visitor.get(at(couple, f"questionnaires/{form.pk}/"))
    for name in ("in_short", "items", "picks", "guesses", "lists", "facets", "mirrored", "sent"):
        assert not answer.context.get(name), name
    assert "Question by question" not in words(answer)


def test_twelve_statements_at_most_however_long_the_history(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    form = sent(couple, bo, "forgotten-four", 3)
    sent(couple, cy, "forgotten-four", 2)
    visitor = as_(ana)

    def statements() -> list[str]:
        with CaptureQueriesContext(connection) as said:
            assert visitor.get(at(couple, f"questionnaires/{form.pk}/")).status_code == 200
        return [each["sql"][:90] for each in said if "SAVEPOINT" not in each["sql"]]

    statements()
    few = statements()
    for week in range(1, 25):
        sent(couple, bo, "forgotten-four", week % 5, weeks_ago=week)
    many = statements()
    assert len(many) == len(few)
    assert len(many) <= 12, many


def test_the_counsellor_lets_each_see_their_own_and_stops_it(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    form = sent(couple, bo, "forgotten-four", 3)
    where = at(couple, f"questionnaires/{form.pk}/own-results/")
    assert send(as_(ana), where, is_on="1").status_code in (302, 303)
    assert OwnResultSwitch.unscoped.get().is_on
    send(as_(ana), where, is_on="0")
    assert not OwnResultSwitch.unscoped.get().is_on
    assert send(as_(ana), where, is_on="maybe").status_code == 400


def test_a_supervisor_reads_and_switches_nothing(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    from tests.portal.desk_pages import colleague, grant

    form = sent(couple, bo, "forgotten-four", 3)
    guest = colleague(ana.practice, is_counsellor=True)
    grant(couple, guest, kind="supervision")
    assert as_(guest).get(at(couple, f"questionnaires/{form.pk}/")).status_code == 200
    where = at(couple, f"questionnaires/{form.pk}/own-results/")
    assert send(as_(guest), where, is_on="1").status_code == 404
