"""Sealed values open only where they were sealed, with the key they were sealed under."""

import pytest
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection

from practice import sealing
from practice.models import Note
from tests.factories.practice import StaffFactory

CANARY = "the kettle sings at dusk"


@pytest.fixture
def note(couple, ana):
    return Note.unscoped.create(couple=couple, author=ana, kind="joint", body=CANARY)


def raw(note):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT body FROM practice_note WHERE id = %s",
            [note.pk if connection.vendor == "postgresql" else note.pk.hex],
        )
        return bytes(cursor.fetchone()[0])


def test_the_database_holds_no_word_and_the_owner_still_reads_it(note):
    assert CANARY.encode() not in raw(note)
    assert Note.unscoped.get(pk=note.pk).body == CANARY


def test_a_value_moved_to_another_row_does_not_open(note, couple, ana):
    other = Note.unscoped.create(couple=couple, author=ana, kind="joint", body="other")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE practice_note SET body = (SELECT body FROM practice_note n WHERE n.kind = 'joint' AND n.written_at = (SELECT MIN(written_at) FROM practice_note))"
        )
    first, second = Note.unscoped.get(pk=note.pk), Note.unscoped.get(pk=other.pk)
    assert first.body == CANARY
    with pytest.raises(sealing.Unreadable):
        second.body  # noqa: B018


ROUND = {
    "update": lambda note: Note.unscoped.filter(pk=note.pk).update(body="x"),
    "filter": lambda note: list(Note.unscoped.filter(body="x")),
    "bulk_update": lambda note: Note.unscoped.bulk_update([note], ["body"]),
}


@pytest.mark.parametrize("act", ROUND.values(), ids=ROUND.keys())
def test_going_round_the_seal_is_refused(note, act):
    with pytest.raises(FieldError):
        act(note)


def test_saving_another_column_leaves_the_sealed_bytes_alone(note):
    before = raw(note)
    fresh = Note.unscoped.get(pk=note.pk)
    fresh.version += 1
    fresh.save(update_fields=["version"])
    assert raw(note) == before


def test_a_destroyed_key_makes_its_values_unreadable_and_leaves_the_rest(note, couple):
    key = couple.practice.key
    key.wrapped = b""
    key.save()
    sealing.memory.forget()
    with pytest.raises(sealing.Unreadable):
        Note.unscoped.get(pk=note.pk).body  # noqa: B018
    other = StaffFactory()
    assert other.practice.key.wrapped


def test_a_wrong_master_key_refuses_to_start(note, settings):
    sealing.verify_master_keys()
    settings.EVENLIGHT_MASTER_KEYS = {"tests": b"x" * 32}
    with pytest.raises(ImproperlyConfigured, match="EVENLIGHT_MASTER_KEYS"):
        sealing.verify_master_keys()
