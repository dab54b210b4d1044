"""A form can also be a guess at what the other would answer: apart from one's own, and never the other's."""

from typing import Any

import pytest

from assessments import administering, publishing
from assessments.exchange import own_export
from assessments.models import Administration
from assessments.results import reading
from practice.models import CoupleSummary
from practice.refusals import BadInput
from tests.assessments.samples import GROWN, SMALL
from tests.conftest import looking
from tests.portal.couples_pages import as_, text, words

pytestmark = pytest.mark.django_db

GIVEN = {
    "areas": {"money": 4, "family": 4, "leisure": 4, "faith": 4},
    **{"grumble": 4, "accuse": 0, "blame_all": 0, "sneer": 0, "mock": 0, "kind_words": 4},
}


@pytest.fixture(autouse=True)
def published() -> None:
    publishing.publish(GROWN)
    publishing.publish(SMALL)


def ask(couple: Any, partner: Any, ana: Any, stance: str) -> Administration:
    return administering.send(couple, partner, "grown", by=looking(ana), stance=stance)


def test_ones_own_form_and_a_guess_wait_side_by_side(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    assert not ask(couple, bo, ana, "self").is_guess
    assert ask(couple, bo, ana, "guess").is_guess
    for stance in ("self", "guess"):
        with pytest.raises(administering.AlreadyWaiting):
            ask(couple, bo, ana, stance)


def test_only_a_form_that_is_made_for_it_can_be_a_guess(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    with pytest.raises(BadInput) as caught:
        administering.send(couple, bo, "small", by=looking(ana), stance="guess")
    assert "stance" in caught.value.fields
    with pytest.raises(BadInput):
        administering.send(couple, bo, "grown", by=looking(ana), stance="both")


def test_every_page_of_a_guess_says_so_and_no_other_page_does(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    guess, own = ask(couple, bo, ana, "guess"), ask(couple, bo, ana, "self")
    client = as_(bo)
    for page in ("", "1/", "2/", "review/"):
        assert "As you think Cy would answer." in text(client.get(f"/q/{guess.pk}/{page}"))
        assert "As you think" not in text(client.get(f"/q/{own.pk}/{page}"))


def test_a_guess_is_scored_and_never_counts_as_ones_own(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    guess = administering.submit(ask(couple, bo, ana, "guess"), by=looking(bo), changes=GIVEN)
    assert guess.scores["scales"]["agreement"]["value"] == 100
    assert reading.side_by_side(couple, looking(ana)) == ()
    summary = CoupleSummary.unscoped.filter(couple=couple).first()
    assert summary is None or "grown/agreement" not in str(summary.facts)


def test_the_other_finds_nothing_of_a_guess(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    guess = ask(couple, bo, ana, "guess")
    assert not Administration.objects.visible_to(looking(cy)).filter(pk=guess.pk).exists()
    assert as_(cy).get(f"/q/{guess.pk}/").status_code == 404
    administering.submit(guess, by=looking(bo), changes=GIVEN)
    assert own_export.own_forms(cy) == []
    assert own_export.own_forms(bo)[0]["about"] == "the other, as I think they would answer"


def test_the_counsellor_finds_guesses_in_a_row_of_their_own(couple: Any, bo: Any, cy: Any, ana: Any) -> None:
    ask(couple, bo, ana, "self")
    administering.submit(ask(couple, bo, ana, "guess"), by=looking(bo), changes=GIVEN)
    shown = words(as_(ana).get(f"/desk/couples/{couple.pk}/questionnaires/"))
    assert "A small one, as each thinks the other would answer" in shown
