"""A practice writes its own exercise: drafts that may have gaps, and versions that never change and nobody else sees."""

from __future__ import annotations

import pytest

from homework import assigning, drafting
from homework.models import ExerciseVersion
from practice.refusals import NotFound, StaleEdit
from tests.conftest import looking
from tests.factories import homework as sets
from tests.factories.assessments import screened

HEAD = {
    "title": "One slow walk",
    "neutral_title": "A walk",
    "aim": "To be beside each other without a plan.",
    "minutes": 20,
    "dose": "Once a week.",
    "who": "solo",
    "reason": "Walking loosens the tongue.",
    "prompt": "How was the walk?",
    "caution": "Rain is a reason to stay in.",
    "source": "Own wording.",
    "steps": ["Put your shoes on.", "Walk."],
    "starters": ["I saw…"],
    "watch_for": ["Nothing yet."],
    "evidence": {"grade": "practice", "says": "Nobody has tried it."},
}
FIELDS = [
    {"id": "seen", "text": "What did you see?", "kind": "long", "audience": "author"},
    {
        "id": "ease",
        "text": "How easy was it?",
        "kind": "number",
        "audience": "counsellor",
        "min": 0,
        "max": 10,
    },
]


def ready(ana, **more):
    draft = drafting.begin(by=looking(ana))
    return drafting.keep(draft, {**HEAD, "field": FIELDS, **more}, by=looking(ana), version=1)


def test_a_draft_may_have_gaps_and_each_is_named_with_its_place(ana):
    draft = ready(ana, aim="", field=[{"id": "seen", "text": "", "kind": "long"}])
    exercise, problems = drafting.read(draft)
    assert exercise is None
    assert ("aim", "") in {(each.key, each.table) for each in problems}
    assert ("text", "field") in {(each.key, each.table) for each in problems}
    with pytest.raises(drafting.NotYet):
        drafting.publish(draft, by=looking(ana), version=draft.version)


def test_a_published_one_can_be_set_here_and_nowhere_else(ana, couple, bo, cy, kim_practice):
    made = drafting.publish(ready(ana), by=looking(ana), version=2)
    assert made.practice_id == ana.practice_id
    assert not made.joint_work
    screened(couple, bo, cy)
    assert assigning.assign(couple, made.slug, reason="Because.", for_marks="a", by=looking(ana))
    assert not ExerciseVersion.objects.visible_to(looking(kim_practice)).filter(pk=made.pk).exists()


def test_what_can_be_shared_waits_for_joint_work_whatever_the_draft_says(ana):
    fields = [{**FIELDS[0], "audience": "partner"}]
    made = drafting.publish(ready(ana, field=fields, joint_work=False), by=looking(ana), version=2)
    assert made.joint_work


def test_a_new_wording_is_a_new_version_of_the_same_exercise(ana):
    first = drafting.publish(ready(ana), by=looking(ana), version=2)
    again = drafting.begin(by=looking(ana), based_on=first)
    drafting.keep(again, {**again.tables, "aim": "To walk."}, by=looking(ana), version=1)
    second = drafting.publish(again, by=looking(ana), version=2)
    assert (second.slug, second.number) == (first.slug, 2)
    first.refresh_from_db()
    assert first.exercise.aim == HEAD["aim"]


def test_one_like_a_shipped_one_gets_a_name_of_its_own(ana):
    shipped = sets.exercise()
    draft = drafting.begin(by=looking(ana), based_on=shipped)
    assert draft.slug.startswith("own-")
    exercise, problems = drafting.read(draft)
    assert exercise is not None, problems
    assert exercise.title == shipped.title


def test_every_shipped_exercise_passes_the_gate_as_a_draft(ana):
    sets.exercise()
    for version in ExerciseVersion.objects.visible_to(looking(ana)).current():
        draft = drafting.begin(by=looking(ana), based_on=version)
        assert drafting.read(draft)[1] == [], version.slug


def test_whoever_was_quicker_is_not_overwritten(ana):
    draft = ready(ana)
    with pytest.raises(StaleEdit):
        drafting.keep(draft, HEAD, by=looking(ana), version=1)


def test_partners_write_none(bo):
    with pytest.raises(NotFound):
        drafting.begin(by=looking(bo))


@pytest.fixture
def kim_practice(db):
    from tests.factories.practice import PracticeFactory, StaffFactory

    return StaffFactory(practice=PracticeFactory(), called="Kim", is_counsellor=True)
