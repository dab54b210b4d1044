"""A partner's own result under Only me: gentle words, only where it is allowed, and nothing of the other's."""

from __future__ import annotations

from typing import Any

from assessments.results import own_result
from tests.assessments.test_own_result import FOUR, take
from tests.conftest import looking
from tests.portal.couples_pages import as_, words


def at(form: Any) -> str:
    return f"/only-me/answers/{form.pk}/result/"


def test_it_opens_once_the_counsellor_allows_it(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    form = take(couple, bo)
    visitor = as_(bo)
    assert visitor.get(at(form)).status_code == 404
    assert "What came of it" not in words(visitor.get(f"/only-me/answers/{form.pk}/"))
    own_result.allow(couple, FOUR, is_on=True, by=looking(ana))
    assert "What came of it" in words(visitor.get(f"/only-me/answers/{form.pk}/"))
    shown = words(visitor.get(at(form)))
    assert "Your answers lie close to “Often”." in shown
    assert "no verdict" in shown
    own_result.allow(couple, FOUR, is_on=False, by=looking(ana))
    assert visitor.get(at(form)).status_code == 404


def test_nobody_else_opens_it(ana: Any, couple: Any, bo: Any, cy: Any, fay: Any) -> None:
    form = take(couple, bo)
    own_result.allow(couple, FOUR, is_on=True, by=looking(ana))
    for person in (cy, ana, fay):
        assert as_(person).get(at(form)).status_code == 404


def test_the_page_and_the_way_there_say_the_same_whatever_the_other_did(
    ana: Any, couple: Any, bo: Any, cy: Any
) -> None:
    form = take(couple, bo)
    own_result.allow(couple, FOUR, is_on=True, by=looking(ana))
    before = [words(as_(bo).get(url)) for url in (at(form), "/only-me/")]
    take(couple, cy, 0)
    assert [words(as_(bo).get(url)) for url in (at(form), "/only-me/")] == before


def test_no_number_and_no_band_stands_on_the_page(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    form = take(couple, bo)
    own_result.allow(couple, FOUR, is_on=True, by=looking(ana))
    shown = words(as_(bo).get(at(form)))
    assert "75" not in shown
    assert "high" not in shown
