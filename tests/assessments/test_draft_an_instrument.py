"""A counsellor writes an instrument: kept part by part, through the same gate as a file, published for the practice alone."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from assessments import administering, drafting, own_drafts, publishing
from assessments.models import InstrumentDraft, InstrumentVersion
from assessments.safety import asking
from practice.refusals import BadInput, NotFound, StaleEdit
from tests.conftest import looking
from tests.factories.assessments import shipped
from tests.factories.practice import StaffFactory

pytestmark = pytest.mark.django_db

FULL: dict[str, Any] = {
    "title": "Quiet evenings",
    "neutral_title": "Evening questions",
    "purpose": "Shows how evenings feel to one partner.",
    "time_frame": "In the past two weeks",
    "tradition": "general",
    "source": "Own wording.",
    "limits": "Says how evenings felt, and not why.",
    "minutes": 2,
    "choices": [{"value": n, "label": word} for n, word in enumerate(["Hardly ever", "At times", "Often"])],
    "question": [
        {"id": "unhurried", "text": "We have an unhurried moment.", "scale": "ease"},
        {"id": "screens", "text": "Screens take up our time.", "scale": "ease", "reverse": True},
        {"id": "talk", "text": "We talk a little before sleep.", "scale": "ease"},
        {"id": "settled", "text": "I feel settled when the day ends.", "scale": "ease"},
    ],
    "scale": [
        {
            "id": "ease",
            "title": "Ease",
            "higher_is": "better",
            "anchors": {"low": "Evenings pass us by.", "high": "Evenings are easy."},
        }
    ],
    "example": [
        {
            "says": "easy",
            "given": {"unhurried": 2, "screens": 0, "talk": 2, "settled": 2},
            "expect": {"ease": 100},
        }
    ],
}


def drafted(ana: Any, tables: dict[str, Any] = FULL) -> InstrumentDraft:
    draft = drafting.begin(by=looking(ana))
    return drafting.keep(draft, tables, by=looking(ana), version=draft.version)


def out(ana: Any) -> InstrumentVersion:
    draft = drafted(ana)
    return drafting.publish(draft, by=looking(ana), version=draft.version)


def test_a_full_draft_becomes_a_version_that_can_be_sent(couple: Any, bo: Any, ana: Any) -> None:
    version = out(ana)
    assert (version.number, version.practice, version.definition.title) == (1, ana.practice, "Quiet evenings")
    form = administering.send(couple, bo, version.slug, by=looking(ana))
    done = administering.submit(form, by=looking(bo), changes={"unhurried": 2, "screens": 0, "talk": 2})
    assert done.scores["scales"]["ease"]["value"] == 100


def test_an_empty_draft_names_what_is_missing_with_its_place(ana: Any) -> None:
    draft = drafting.begin(by=looking(ana))
    definition, problems = drafting.read(draft)
    assert definition is None
    assert any("question" in problem.says for problem in problems)
    with pytest.raises(drafting.NotYet):
        drafting.publish(draft, by=looking(ana), version=draft.version)


def test_a_mistake_in_one_question_stands_beside_it(ana: Any) -> None:
    wrong = {**FULL, "question": [*FULL["question"][:2], {"id": "talk", "text": "We talk.", "scale": "eese"}]}
    _definition, problems = drafting.read(drafted(ana, wrong))
    placed = {(each.table, each.row, each.key): str(each) for each in problems}
    assert "did you mean *ease*" in placed["question", 2, "scale"].lower()


def test_an_example_that_does_not_hold_is_named(ana: Any) -> None:
    wrong = {**FULL, "example": [{**FULL["example"][0], "expect": {"ease": 50}}]}
    definition, problems = drafting.read(drafted(ana, wrong))
    assert definition is not None
    assert [(each.table, each.row, each.key) for each in problems] == [("example", 0, "expect")]


def test_two_who_write_at_once_do_not_overwrite_each_other(ana: Any, couple: Any) -> None:
    other = StaffFactory(practice=ana.practice, is_counsellor=True)
    draft = drafting.begin(by=looking(ana))
    drafting.keep(draft, {**FULL, "title": "Mine"}, by=looking(ana), version=draft.version)
    with pytest.raises(StaleEdit):
        drafting.keep(draft, {**FULL, "title": "Other"}, by=looking(other), version=draft.version)
    draft.refresh_from_db()
    assert draft.title == "Mine"


def test_a_new_wording_is_a_new_version_and_the_old_one_stays(ana: Any) -> None:
    first = out(ana)
    again = drafting.begin(by=looking(ana), based_on=first)
    assert again.slug == first.slug
    kept = drafting.keep(again, {**again.tables, "title": "Evenings"}, by=looking(ana), version=1)
    second = drafting.publish(kept, by=looking(ana), version=kept.version)
    first.refresh_from_db()
    assert (second.number, second.title, first.title) == (2, "Evenings", "Quiet evenings")
    with pytest.raises(own_drafts.AlreadyOut):
        drafting.keep(kept, FULL, by=looking(ana), version=kept.version)


def test_a_new_wording_without_any_new_words_is_not_ready(ana: Any) -> None:
    first = out(ana)
    again = drafting.begin(by=looking(ana), based_on=first)
    assert [each.says for each in drafting.read(again)[1]] == ["nothing is changed yet."]
    with pytest.raises(drafting.NotYet):
        drafting.publish(again, by=looking(ana), version=again.version)
    kept = drafting.keep(again, {**again.tables, "limits": "Much."}, by=looking(ana), version=again.version)
    assert drafting.read(kept)[1] == []


def test_one_wording_is_drafted_at_a_time(ana: Any) -> None:
    version = out(ana)
    drafting.begin(by=looking(ana), based_on=version)
    with pytest.raises(own_drafts.AlreadyDrafted):
        drafting.begin(by=looking(ana), based_on=version)


def test_a_shipped_one_is_taken_up_under_a_name_of_its_own(ana: Any) -> None:
    draft = drafting.begin(by=looking(ana), based_on=shipped("weekly-pulse"))
    made = drafting.publish(draft, by=looking(ana), version=draft.version)
    assert made.slug != "weekly-pulse"
    assert made.practice == ana.practice


def test_another_practice_neither_sees_nor_sends_nor_changes_it(ana: Any) -> None:
    version, draft = out(ana), drafting.begin(by=looking(ana))
    kim = StaffFactory(is_counsellor=True)
    assert not InstrumentVersion.objects.visible_to(looking(kim)).exists()
    assert not InstrumentDraft.objects.visible_to(looking(kim)).exists()
    assert publishing.current(version.slug, practice_id=kim.practice_id) is None
    for act in (
        lambda: drafting.keep(draft, FULL, by=looking(kim), version=1),
        lambda: drafting.publish(draft, by=looking(kim), version=1),
        lambda: drafting.discard(draft, by=looking(kim), version=1),
        lambda: drafting.begin(by=looking(kim), based_on=version),
        lambda: drafting.retire(version, by=looking(kim)),
    ):
        with pytest.raises(NotFound):
            act()


def test_the_front_desk_and_partners_write_none(ana: Any, bo: Any) -> None:
    desk = StaffFactory(practice=ana.practice, is_scheduler=True)
    for person in (desk, bo):
        with pytest.raises(NotFound):
            drafting.begin(by=looking(person))


def test_no_draft_becomes_a_safety_screen_or_says_it_is_validated(ana: Any) -> None:
    version = drafted(ana, {**FULL, "seen_by": "safety", "validated": True, "slug": asking.SCREEN})
    made = drafting.publish(version, by=looking(ana), version=version.version)
    assert made.slug != asking.SCREEN
    assert (made.definition.seen_by, made.definition.validated) == ("counsellor", False)


@pytest.mark.parametrize("tables", [{"x": "a" * 200_000}, {"x": "\x00"}, {"x": float("nan")}, {"x": {1, 2}}])
def test_what_cannot_be_kept_is_refused(tables: Any, ana: Any) -> None:
    draft = drafting.begin(by=looking(ana))
    with pytest.raises(BadInput):
        drafting.keep(draft, tables, by=looking(ana), version=1)


def test_a_retired_one_is_not_sent_any_more_and_its_answers_stay_readable(
    couple: Any, bo: Any, ana: Any
) -> None:
    version = out(ana)
    form = administering.send(couple, bo, version.slug, by=looking(ana))
    drafting.retire(version, by=looking(ana))
    with pytest.raises(BadInput):
        administering.send(couple, bo, version.slug, by=looking(ana))
    assert form.instrument.definition.title == "Quiet evenings"


def test_the_database_itself_keeps_a_version_with_its_practice(ana: Any) -> None:
    version = out(ana)
    with pytest.raises(IntegrityError), transaction.atomic():
        InstrumentVersion.unscoped.filter(pk=version.pk).update(practice=None)
