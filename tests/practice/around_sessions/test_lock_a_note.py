"""A note is locked for good and then takes additions alone; one's own thinking stays one's own."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from practice import caring, noting, rotating
from practice.models import AuditEntry, Note
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit
from tests.conftest import looking


def written(couple, ana, **facts):
    return noting.write(couple, by=looking(ana), **({"kind": "joint", "body": "They slowed down."} | facts))


def locked(couple, ana, **facts):
    return noting.lock(written(couple, ana, **facts), by=looking(ana), version=1)


@pytest.fixture
def covering(clock, couple, ana, fay):
    ends = couple.created_at + timedelta(days=5)
    caring.give_grant(couple, fay, kind="cover", reason="Away", ends_at=ends, by=looking(ana))
    return fay


def test_a_locked_note_is_not_changed_and_never_unlocked(clock, couple, ana):
    note = locked(couple, ana)
    assert (note.version, note.locked_at is not None) == (2, True)
    with pytest.raises(NotNow) as refusal:
        noting.rewrite(note, body="Other.", by=looking(ana), version=2)
    assert refusal.value.code == "note_locked"
    clock.shift(timedelta(hours=1))
    again = noting.lock(note, by=looking(ana), version=2)
    assert (again.locked_at, again.version) == (note.locked_at, 2)


def test_a_note_is_locked_by_its_author_who_knows_how_it_stands(clock, couple, ana, fay, bo, covering):
    note = written(couple, ana)
    for other in (fay, bo):
        with pytest.raises(NotFound):
            noting.lock(note, by=looking(other), version=1)
    noting.rewrite(note, body="They slowed down a lot.", by=looking(ana), version=1)
    with pytest.raises(StaleEdit):
        noting.lock(note, by=looking(ana), version=1)
    assert Note.unscoped.get().locked_at is None


def test_an_addition_is_a_note_of_its_own_for_the_same_readers(clock, couple, bo, ana):
    note = locked(couple, ana, kind="individual", partner=bo)
    added = noting.add_to(note, body="Said on the way out.", by=looking(ana))
    assert (added.adds_to, added.kind, added.partner) == (note, "individual", bo)
    assert noting.rewrite(added, body="Said at the door.", by=looking(ana), version=1).version == 2
    note.refresh_from_db()
    assert note.body == "They slowed down."
    assert not Note.objects.visible_to(looking(bo)).exists()


def test_an_open_note_is_changed_rather_than_added_to(clock, couple, ana):
    with pytest.raises(NotNow) as refusal:
        noting.add_to(written(couple, ana), body="More.", by=looking(ana))
    assert refusal.value.code == "note_open"


def test_an_addition_to_an_addition_stands_under_the_first_note(clock, couple, ana):
    note = locked(couple, ana)
    added = noting.add_to(note, body="More.", by=looking(ana))
    assert noting.add_to(added, body="And more.", by=looking(ana)).adds_to == note


def test_who_covers_adds_under_their_own_name_but_never_to_own_thinking(couple, ana, covering, bo):
    added = noting.add_to(locked(couple, ana), body="While Ana was away.", by=looking(covering))
    assert added.author == covering
    own = locked(couple, ana, kind="own")
    for other in (covering, bo):
        with pytest.raises(NotFound):
            noting.add_to(own, body="Mine.", by=looking(other))
    assert noting.add_to(own, body="A thought.", by=looking(ana)).kind == "own"
    seen = Note.objects.visible_to(looking(covering)).filter(kind="own")
    assert not seen.exists()


def test_who_looks_after_them_no_longer_adds_nothing(clock, couple, ana, fay):
    note = locked(couple, ana)
    couple.counsellor = fay
    couple.save()
    with pytest.raises(NotFound):
        noting.add_to(note, body="Late.", by=looking(ana))
    assert noting.add_to(note, body="Taken over.", by=looking(fay)).author == fay


def test_an_addition_has_words_and_the_trail_none(clock, couple, ana):
    note = locked(couple, ana)
    with pytest.raises(BadInput):
        noting.add_to(note, body=" ", by=looking(ana))
    noting.add_to(note, body="Said on the way out.", by=looking(ana))
    acts = list(AuditEntry.unscoped.order_by("pk").values_list("act", flat=True))
    assert acts == ["note.written", "note.locked", "note.added_to"]
    assert "way out" not in str(list(AuditEntry.unscoped.values()))


@pytest.mark.parametrize("facts", [{"locked_at": None}, {"version": 3}, {"kind": "own"}])
def test_the_database_itself_keeps_a_locked_note_and_lets_an_open_one_change(clock, couple, ana, facts):
    note, still_open = locked(couple, ana), written(couple, ana)
    assert Note.unscoped.filter(pk=still_open.pk).update(**facts) == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Note.unscoped.filter(pk=note.pk).update(**facts)


def test_new_keys_seal_a_locked_note_again(clock, couple, ana, practice):
    note = locked(couple, ana)
    rotating.new_data_keys(practice)
    rotating.seal_again()
    assert Note.unscoped.get(pk=note.pk).body == "They slowed down."
