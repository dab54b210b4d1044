"""Notes at the desk: three kinds, nothing lost when two write at once."""

from __future__ import annotations

import pytest

from practice.models import Note
from tests.portal.couples_pages import as_, send, session_for, text, words
from tests.portal.desk_pages import at


def write(person, couple, **fields):
    return send(
        as_(person),
        at(couple, "notes/new/"),
        **({"about": "joint", "body": "Evenings.", "session": ""} | fields),
    )


@pytest.mark.parametrize(("about", "kind"), [("joint", "joint"), ("a", "individual"), ("own", "own")])
def test_each_kind_of_note_is_kept_as_that_kind(about, kind, ana, couple, bo, cy):
    assert write(ana, couple, about=about).status_code == 302
    note = Note.unscoped.get()
    assert (note.kind, note.partner) == (kind, bo if about == "a" else None)


def test_a_note_written_beside_a_session_belongs_to_it(ana, couple, bo, cy):
    session = session_for(couple, bo, cy, in_hours=-2)
    answer = write(ana, couple, session=str(session.pk))
    assert answer["Location"].startswith(at(couple, f"sessions/{session.pk}/"))
    assert "Evenings." in words(as_(ana).get(answer["Location"]))


def test_a_session_of_another_couple_takes_no_note_from_here(ana, couple, bo, cy, other_couple, dee):
    theirs = session_for(other_couple, dee)
    assert write(ana, couple, session=str(theirs.pk)).status_code == 404
    assert not Note.unscoped.exists()


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"body": "Even\0ings"}, "body"),
        ({"body": ""}, "body"),
        ({"body": "x" * 20_001}, "body"),
        ({"about": "all"}, "about"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_its_field(fields, beside, ana, couple, bo, cy):
    answer = write(ana, couple, **fields)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [beside]
    assert answer.context["form"]["body"].value() == fields.get("body", "Evenings.")
    assert not Note.unscoped.exists()


def test_a_stale_edit_keeps_both_texts(ana, couple, bo, cy):
    note = Note.unscoped.create(couple=couple, author=ana, kind="joint", body="First words.")
    client, path = as_(ana), at(couple, f"notes/{note.pk}/")
    assert send(client, path, body="Newer words.", version=1).status_code == 302
    answer = send(client, path, body="My late words.", version=1)
    assert answer.status_code == 412
    shown = text(answer)
    assert "Newer words." in shown
    assert "My late words." in shown
    note.refresh_from_db()
    assert note.body == "Newer words."
    assert (
        send(
            client, path, body="My late words.", version=answer.context["form"]["version"].value()
        ).status_code
        == 302
    )


def test_only_its_author_changes_a_note(ana, couple, bo, cy, fay):
    note = Note.unscoped.create(couple=couple, author=fay, kind="joint", body="By Fay.")
    mine = Note.unscoped.create(couple=couple, author=ana, kind="joint", body="By Ana.")
    assert as_(ana).get(at(couple, f"notes/{mine.pk}/")).status_code == 200
    assert as_(ana).get(at(couple, f"notes/{note.pk}/")).status_code == 404


def test_one_kind_is_shown_at_a_time_when_asked(ana, couple, bo, cy):
    Note.unscoped.create(couple=couple, author=ana, kind="own", body="Own words.")
    Note.unscoped.create(couple=couple, author=ana, kind="joint", body="Joint words.")
    shown = words(as_(ana).get(at(couple, "notes/?kind=own")))
    assert "Own words." in shown
    assert "Joint words." not in shown
