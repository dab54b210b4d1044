"""Keys change, words stay."""

from practice import consenting, rotating, sealing
from practice.models import Note, SealingKey, Signature
from tests.conftest import looking

WORDS = "the porch light was left on"


def test_a_new_master_key_opens_everything_and_the_old_one_nothing_new(couple, ana, settings):
    note = Note.unscoped.create(couple=couple, author=ana, kind="joint", body=WORDS)
    settings.EVENLIGHT_MASTER_KEYS = {"new": bytes(range(32)), **settings.EVENLIGHT_MASTER_KEYS}
    assert rotating.wrap_again() == SealingKey.unscoped.filter(parent=None).count()
    assert rotating.wrap_again() == 0
    settings.EVENLIGHT_MASTER_KEYS = {"new": bytes(range(32))}
    sealing.memory.forget()
    assert Note.unscoped.get(pk=note.pk).body == WORDS


def test_new_data_keys_leave_old_values_readable_and_sealing_again_moves_them(couple, ana):
    note = Note.unscoped.create(couple=couple, author=ana, kind="joint", body=WORDS)
    rotating.new_data_keys(couple.practice)
    sealing.memory.forget()
    assert Note.unscoped.get(pk=note.pk).body == WORDS
    moved, _seen = rotating.seal_again()
    assert moved == 1
    assert rotating.seal_again()[0] == 0
    assert Note.unscoped.get(pk=note.pk).body == WORDS


def test_a_signed_copy_is_sealed_again_and_still_matches_its_hash(couple, bo):
    consenting.publish_papers(couple.practice)
    text = consenting.texts_for(couple.practice)[0]
    signature = consenting.sign(text, partner=bo, couple=couple, by=looking(bo))
    rotating.new_data_keys(couple.practice)
    assert rotating.seal_again()[0] >= 1
    copy = Signature.unscoped.get(pk=signature.pk).copy
    assert consenting.digest(copy["title"], copy["sections"]) == signature.sha256
