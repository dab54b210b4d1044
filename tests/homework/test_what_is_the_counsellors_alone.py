"""What the counsellor alone reads of homework is under the practice's key: decisions on suggestions, notes of a talk."""

from __future__ import annotations

import pytest
from django.db import connection

from homework.models import AssignmentReview, SuggestionDecision
from practice import registry, rotating, sealing
from practice.models import Couple, Practice

USED = [{"name": "forgotten-four/friendship", "label": "Friendship", "mark": "a", "value": "25"}]
INPUTS = {"marks": "ab", "used": USED, "offers": [], "not_yet": []}
WHY = "They would rather laugh first."
NOTE = "They smiled when they told it."


@pytest.fixture
def decided(couple, ana):
    return SuggestionDecision.unscoped.create(
        couple=couple, rule="M11", rule_version=1, decision="declined", decided_by=ana, why=WHY, inputs=INPUTS
    )


@pytest.fixture
def talked(appreciation, ana):
    return AssignmentReview.unscoped.create(assignment=appreciation, reviewed_by=ana, note=NOTE, rating=3)


def keys_of(row, *names):
    """The keys that stand on the stored envelopes."""
    with connection.cursor() as cursor:
        pk = row.pk.hex if connection.vendor == "sqlite" else str(row.pk)
        cursor.execute(f"SELECT {', '.join(names)} FROM {row._meta.db_table} WHERE id = %s", [pk])
        return {sealing.key_id_of(bytes(cell)) for cell in cursor.fetchone()}


def practices_key(couple):
    return Practice.unscoped.get(pk=couple.practice_id).key_id


def test_neither_a_partners_nor_the_couples_key_opens_them(decided, talked, couple):
    assert keys_of(decided, "why", "inputs") == {practices_key(couple)}
    assert keys_of(talked, "note", "rating") == {practices_key(couple)}


def test_sealed_under_the_couples_key_before_they_open_and_move_over(decided, talked, couple, monkeypatch):
    for model, names in ((SuggestionDecision, ("why", "inputs")), (AssignmentReview, ("note", "rating"))):
        for name in names:
            field = model._meta.get_field(name)
            monkeypatch.setattr(field, "key", field.key.replace("couple.practice.key", "couple.key"))
    decided.save()
    talked.save()
    monkeypatch.undo()
    theirs = Couple.unscoped.get(pk=couple.pk).key_id
    assert keys_of(decided, "why", "inputs") == keys_of(talked, "note", "rating") == {theirs}
    assert SuggestionDecision.unscoped.get(pk=decided.pk).inputs == INPUTS
    assert rotating.seal_again()[0] == 2
    assert keys_of(decided, "why", "inputs") == {practices_key(couple)}
    assert keys_of(talked, "note", "rating") == {practices_key(couple)}
    assert AssignmentReview.unscoped.get(pk=talked.pk).note == NOTE


def test_new_keys_leave_every_word(decided, talked, couple):
    rotating.new_data_keys(couple.practice)
    assert rotating.seal_again()[0] >= 2
    assert keys_of(decided, "inputs") == {practices_key(couple)}
    assert SuggestionDecision.unscoped.get(pk=decided.pk).why == WHY
    assert AssignmentReview.unscoped.get(pk=talked.pk).rating == 3


def test_what_a_decision_rested_on_goes_with_a_person_who_is_erased(decided, couple, bo):
    registry.tell(registry.PERSON_ERASED, partner=bo)
    kept = SuggestionDecision.unscoped.get(pk=decided.pk)
    assert kept.inputs == {**INPUTS, "used": []}
    assert (kept.rule, kept.why) == ("M11", WHY)
