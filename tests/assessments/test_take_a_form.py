"""One partner takes one form: saved answer by answer, from any device, and taken in once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import administering, publishing
from assessments.models import Administration, AnswerTrail
from assessments.results import standing
from practice.access import Viewer
from practice.models import AuditEntry, CoupleSummary
from practice.refusals import BadInput, NotFound
from tests.assessments.samples import SMALL
from tests.conftest import looking
from tests.factories.assessments import CLOSE, FAR, AdministrationFactory, shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(couple: Any, bo: Any) -> Administration:
    return AdministrationFactory(couple=couple, partner=bo)


def now(form: Administration) -> Administration:
    return Administration.unscoped.get(pk=form.pk)


def test_answers_from_two_devices_are_both_kept_and_the_later_edit_wins(form: Any, bo: Any) -> None:
    phone, laptop = now(form), now(form)
    administering.save_answer(phone, {"felt_close": 1, "felt_tense": 3}, by=looking(bo))
    administering.save_answer(laptop, {"felt_close": 2, "felt_hopeful": 4}, by=looking(bo))
    assert now(form).answers == {"felt_close": {"v": 2}, "felt_tense": {"v": 3}, "felt_hopeful": {"v": 4}}


def test_every_value_that_was_ever_saved_is_in_the_sealed_trail(form: Any, bo: Any) -> None:
    for change in ({"felt_close": 1}, {"felt_close": 2}, {"felt_close": 2}, {"felt_close": None}):
        administering.save_answer(form, change, by=looking(bo))
    trail = [row.changes for row in AnswerTrail.unscoped.filter(administration=form).order_by("at")]
    assert trail == [{"felt_close": {"v": 1}}, {"felt_close": {"v": 2}}, {"felt_close": None}]
    assert not AnswerTrail.objects.visible_to(looking(bo)).exists()
    assert not AnswerTrail.objects.visible_to(looking(form.couple.counsellor)).exists()


def test_a_declined_answer_is_stored_and_is_never_a_zero(form: Any, bo: Any) -> None:
    answers = {**CLOSE, "felt_hopeful": {"declined": True}}
    sent = administering.submit(form, by=looking(bo), changes=answers)
    assert sent.answers["felt_hopeful"] == {"declined": True}
    score = now(form).scores["scales"]["closeness"]
    assert (score["value"], score["answered"], score["of"]) == (100, 3, 4)


def test_too_many_declined_answers_make_no_score_and_no_zero(form: Any, bo: Any) -> None:
    declined = {key: {"declined": True} for key in ("felt_close", "felt_i_matter")}
    administering.submit(form, by=looking(bo), changes={**FAR, **declined})
    score = now(form).scores["scales"]["closeness"]
    assert score["value"] is None
    assert score["reason"] == "too-few-answered"


def test_a_needed_answer_that_is_missing_refuses_the_submit_with_a_sentence_beside_it(
    couple: Any, bo: Any
) -> None:
    form = AdministrationFactory(couple=couple, partner=bo, instrument=shipped("intake-about-me"))
    with pytest.raises(BadInput) as refusal:
        administering.submit(form, by=looking(bo))
    needed = {question.id for question in form.instrument.definition.questions if question.required}
    assert needed
    assert set(refusal.value.fields) <= needed
    assert "brings_me" in refusal.value.fields
    assert all(str(sentence).endswith(".") for sentence in refusal.value.fields.values())
    held = now(form)
    assert (held.state, held.scores, held.submitted_at) == ("open", None, None)
    assert not CoupleSummary.unscoped.filter(couple=couple).exists()


def test_answers_that_came_with_a_refused_submit_are_kept_as_any_save_keeps_them(
    couple: Any, bo: Any
) -> None:
    form = AdministrationFactory(couple=couple, partner=bo, instrument=shipped("intake-about-me"))
    with pytest.raises(BadInput):
        administering.submit(form, by=looking(bo), changes={"brings_me": ["miss_us"]})
    assert now(form).answers == {"brings_me": {"v": ["miss_us"]}}


@pytest.mark.parametrize(
    "bad", [{"felt_close": 9}, {"nobody_asked": 1}, {"felt_close": "zero"}, {"felt_close": True}]
)
def test_an_answer_that_cannot_be_kept_keeps_none_of_its_companions(
    form: Any, bo: Any, bad: dict[str, Any]
) -> None:
    for act in (
        lambda: administering.save_answer(form, {"felt_tense": 1, **bad}, by=looking(bo)),
        lambda: administering.submit(form, by=looking(bo), changes={**CLOSE, **bad}),
    ):
        with pytest.raises(BadInput) as refusal:
            act()
        assert set(refusal.value.fields) == set(bad)
    assert now(form).answers is None
    assert now(form).state == "open"


def test_submitting_twice_has_one_effect(form: Any, bo: Any) -> None:
    first = administering.submit(form, by=looking(bo), changes=CLOSE)
    again = administering.submit(form, by=looking(bo), changes=CLOSE)
    assert (first.submitted_at, first.version) == (again.submitted_at, again.version)
    assert AuditEntry.unscoped.filter(act="administration.submitted").count() == 1
    facts = CoupleSummary.unscoped.get(couple=form.couple).facts
    assert len(facts["assessments"]["scales"][standing.CLOSENESS]["marks"]["a"]["series"]) == 1


def test_a_sent_form_does_not_change_any_more(form: Any, bo: Any) -> None:
    administering.submit(form, by=looking(bo), changes=CLOSE)
    for act in (
        lambda: administering.save_answer(form, {"felt_close": 0}, by=looking(bo)),
        lambda: administering.submit(form, by=looking(bo), changes={"felt_close": 0}),
    ):
        with pytest.raises(administering.Closed):
            act()
    assert now(form).answers["felt_close"] == {"v": 4}


def test_the_score_is_kept_beside_its_answers_with_a_trace_to_recount_it(form: Any, bo: Any) -> None:
    administering.submit(form, by=looking(bo), changes=CLOSE)
    trace = now(form).scores["trace"]
    assert trace["instrument"] == ["weekly-pulse", 1]
    steps = {step["question"]: step for step in trace["scales"]["closeness"]["questions"]}
    assert (steps["felt_tense"]["picked"], steps["felt_tense"]["keyed"]) == (0, 4)


def test_a_form_is_taken_up_where_it_was_left(form: Any, bo: Any) -> None:
    assert administering.resume_point(form) == "felt_close"
    held = administering.save_answer(
        form, {"felt_close": 1, "felt_i_matter": {"declined": True}}, by=looking(bo)
    )
    assert administering.resume_point(held) == "felt_tense"
    held = administering.save_answer(held, {"felt_tense": 1, "felt_hopeful": 1}, by=looking(bo))
    assert administering.resume_point(held) is None


def test_nobody_else_can_answer_for_a_partner(form: Any, bo: Any, cy: Any, ana: Any) -> None:
    reduced = Viewer(bo.user_id, frozenset({"reduced"}), bo.practice_id)
    for viewer in (looking(cy), looking(ana), reduced):
        with pytest.raises(NotFound):
            administering.save_answer(form, {"felt_close": 1}, by=viewer)
        with pytest.raises(NotFound):
            administering.submit(form, by=viewer, changes=CLOSE)
    assert administering.save_answer(form, {"felt_close": 1}, by=looking(bo)).answers


def statements_of_a_submit(partner: Any, form: Administration) -> list[str]:
    viewer, fresh = looking(partner), now(form)
    with CaptureQueriesContext(connection) as statements:
        administering.submit(fresh, by=viewer, changes=CLOSE)
    said = [each["sql"] for each in statements]
    assert sum(sql.startswith('UPDATE "assessments_administration"') for sql in said) == 1
    assert sum("practice_auditentry" in sql for sql in said) == 1
    return said


def test_a_submit_with_its_audit_takes_twelve_statements_at_most(couple: Any, bo: Any) -> None:
    first = statements_of_a_submit(bo, AdministrationFactory(couple=couple, partner=bo))
    assert len(first) <= 12, "the couple's first of all, with no key in memory and no summary yet"
    again = statements_of_a_submit(bo, AdministrationFactory(couple=couple, partner=bo))
    assert len(again) <= 8, "every later one, the transaction's own two statements included"


def test_the_couples_summary_tells_closeness_last_submits_and_change(couple: Any, bo: Any, cy: Any) -> None:
    for partner, answers in ((bo, FAR), (bo, CLOSE), (cy, CLOSE), (cy, FAR)):
        form = AdministrationFactory(couple=couple, partner=partner)
        administering.submit(form, by=looking(partner), changes=answers)
    told = standing.read(CoupleSummary.unscoped.get(couple=couple).facts)
    assert [value for _, value in told.closeness["a"]] == [0, 100]
    assert [value for _, value in told.closeness["b"]] == [100, 0]
    assert told.changes[standing.CLOSENESS] == {"a": "improved", "b": "declined"}
    assert told.someone_declined
    assert timezone.now() - told.last_submitted_at["b"] < timedelta(minutes=1)
    assert not CoupleSummary.objects.visible_to(looking(bo)).exists()


def test_questions_keep_the_forms_order_unless_it_asks_for_a_shuffle(
    couple: Any, bo: Any, cy: Any, ana: Any
) -> None:
    publishing.publish(SMALL)
    plain = administering.send(couple, bo, "small", by=looking(ana))
    publishing.publish(SMALL.replace("version = 1", 'version = 2\nquestion_order = "shuffled"'))
    administering.void(plain, by=looking(ana))
    shuffled = [administering.send(couple, partner, "small", by=looking(ana)) for partner in (bo, cy)]
    assert plain.item_order is None
    for form in shuffled:
        ids = [question.id for question in form.instrument.definition.questions]
        assert sorted(form.item_order) == sorted(ids)
        assert [question.id for question in administering.questions(now(form))] == form.item_order
