"""Writing an entry or leaving a day out; what cannot be kept is refused kindly and nothing is half-saved."""

from datetime import timedelta

import pytest
from django.db import connection

from homework import assigning, entering, publishing, revealing
from homework.models import Entry, EntryPart
from practice.refusals import BadInput, Conflict, NotFound, NotNow, StaleEdit
from tests.conftest import looking
from tests.factories import homework as sets

TEA = {"noticed": "You made tea.", "told": "yes", "received": 3, "mood_before": 4}


def write(assignment, partner, day, parts=TEA, **more):
    return entering.write(assignment, partner, day, parts, by=looking(partner), **more)


def audiences(entry):
    return dict(EntryPart.unscoped.filter(entry=entry).values_list("field", "audience"))


def test_an_entry_starts_as_only_you(appreciation, bo, tuesday):
    entry = write(appreciation, bo, tuesday)
    assert set(audiences(entry).values()) == {"author"}
    assert {part.field: part.words for part in EntryPart.unscoped.filter(entry=entry)} == TEA


def test_each_part_reaches_no_further_than_its_field_and_its_author_allow(appreciation, bo, tuesday):
    told = {"noticed": "counsellor", "told": "counsellor", "received": "counsellor", "mood_before": "author"}
    assert audiences(write(appreciation, bo, tuesday, audience="counsellor")) == told
    shared = {**told, "noticed": "partner", "told": "partner"}
    assert audiences(write(appreciation, bo, tuesday - timedelta(days=1), audience="partner")) == shared


def test_one_entry_per_partner_per_day(appreciation, bo, cy, tuesday):
    write(appreciation, bo, tuesday)
    with pytest.raises(Conflict):
        write(appreciation, bo, tuesday)
    write(appreciation, cy, tuesday)
    write(appreciation, bo, tuesday - timedelta(days=1))
    assert Entry.unscoped.count() == 3


def test_an_exercise_may_allow_more_entries_a_day(couple, bo, cy, tuesday):
    words = (publishing.SHIPPED / f"{sets.SELF}.1.toml").read_text(encoding="utf-8")
    version, _ = publishing.publish(words.replace("version = 1", "version = 2\nper_day = 2"))
    assignment = sets.AssignmentFactory(couple=couple, exercise=version)
    held = [write(assignment, bo, tuesday, {"feeling": word}) for word in ("Flat.", "Better.")]
    assert [entry.place for entry in held] == [1, 2]
    with pytest.raises(Conflict):
        write(assignment, bo, tuesday, {"feeling": "Fine."})


def test_a_day_left_out_can_still_be_written_and_a_written_day_is_not_left_out(appreciation, bo, tuesday):
    skipped = entering.skip(appreciation, bo, tuesday, "no_time", by=looking(bo))
    again = entering.skip(appreciation, bo, tuesday, "pressure", by=looking(bo))
    assert (again.pk, again.skip_reason, Entry.unscoped.count()) == (skipped.pk, "pressure", 1)
    written = write(appreciation, bo, tuesday)
    assert (written.pk, written.state, written.skip_reason) == (skipped.pk, "done", None)
    with pytest.raises(Conflict):
        entering.skip(appreciation, bo, tuesday, "no_time", by=looking(bo))


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("noticed", "x" * 1_000_000),
        ("noticed", "tea\0"),
        ("noticed", "tea\ud800"),
        ("noticed", 7),
        ("told", "maybe"),
        ("mood_before", 11),
        ("no_such_field", "tea"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(appreciation, bo, tuesday, field, answer):
    with pytest.raises(BadInput) as refusal:
        write(appreciation, bo, tuesday, {**TEA, field: answer})
    assert set(refusal.value.fields) == {field}
    assert str(refusal.value.fields[field]).endswith(".")
    assert "tea" not in str(refusal.value)
    assert not Entry.unscoped.exists()


@pytest.mark.parametrize("parts", [{}, {"noticed": "  "}, [], None, "words"])
def test_nothing_written_is_no_entry(appreciation, self_check, bo, tuesday, parts):
    for assignment in (appreciation, self_check):
        with pytest.raises(BadInput):
            write(assignment, bo, tuesday, parts)
    assert not Entry.unscoped.exists()


def test_an_unknown_circle_or_reason_is_refused(appreciation, bo, tuesday):
    with pytest.raises(BadInput):
        write(appreciation, bo, tuesday, audience="everyone")
    with pytest.raises(BadInput):
        entering.skip(appreciation, bo, tuesday, "because", by=looking(bo))


@pytest.mark.parametrize("days", [1, -15, -400])
def test_a_day_is_today_or_one_of_the_last_two_weeks(appreciation, bo, tuesday, days):
    with pytest.raises(BadInput) as refusal:
        write(appreciation, bo, tuesday + timedelta(days=days))
    assert set(refusal.value.fields) == {"day"}


def test_nobody_writes_for_somebody_else(appreciation, ana, bo, cy, dee, tuesday):
    for person in (ana, cy, dee):
        with pytest.raises(NotFound):
            entering.write(appreciation, bo, tuesday, TEA, by=looking(person))
        with pytest.raises(NotFound):
            entering.skip(appreciation, bo, tuesday, "no_time", by=looking(person))
    with pytest.raises(NotNow):
        write(appreciation, dee, tuesday)


def test_nothing_is_written_for_what_has_ended_or_rests(appreciation, couple, ana, bo, tuesday):
    sets.joint_work(couple, "paused")
    with pytest.raises(NotNow) as resting:
        write(appreciation, bo, tuesday)
    sets.joint_work(couple)
    assigning.end(appreciation, by=looking(ana))
    with pytest.raises(NotNow) as ended:
        write(appreciation, bo, tuesday)
    assert str(resting.value.sentence) == str(ended.value.sentence)


def test_changing_an_entry_is_its_authors_and_an_old_page_changes_nothing(appreciation, ana, bo, cy, tuesday):
    entry = write(appreciation, bo, tuesday)
    for person in (ana, cy):
        with pytest.raises(NotFound):
            entering.rewrite(entry, TEA, by=looking(person))
        with pytest.raises(NotFound):
            entering.discard(entry, by=looking(person))
    with pytest.raises(StaleEdit):
        entering.rewrite(entry, TEA, by=looking(bo), version=9)
    changed = entering.rewrite(
        entry, {"noticed": "You rang."}, by=looking(bo), version=1, audience="counsellor"
    )
    assert (changed.version, audiences(changed)) == (2, {"noticed": "counsellor"})
    entering.discard(entry, by=looking(bo), version=2)
    assert not Entry.unscoped.exists()
    assert not EntryPart.unscoped.exists()


def test_what_is_shared_is_taken_back_before_it_changes(appreciation, bo, tuesday):
    entry = write(appreciation, bo, tuesday, audience="partner")
    with pytest.raises(Conflict):
        entering.rewrite(entry, {"noticed": "Other words."}, by=looking(bo))
    with pytest.raises(Conflict):
        entering.discard(entry, by=looking(bo))
    revealing.take_back_entry(entry, by=looking(bo))
    entering.rewrite(entry, {"noticed": "Other words."}, by=looking(bo))


def test_words_and_reasons_are_sealed_in_the_database(appreciation, bo, tuesday):
    write(appreciation, bo, tuesday, {"noticed": "canary-7319 made tea"})
    entering.skip(appreciation, bo, tuesday - timedelta(days=1), "pressure", by=looking(bo))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT words FROM homework_entrypart UNION ALL SELECT skip_reason FROM homework_entry"
        )
        raw = b"".join(bytes(value) for (value,) in cursor.fetchall() if value is not None)
    assert raw
    assert b"canary" not in raw
    assert b"pressure" not in raw
