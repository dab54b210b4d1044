"""An exercise is published once; its words never change, whoever tries."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from homework import publishing
from homework.models import ExerciseVersion

pytestmark = pytest.mark.django_db
FILE = publishing.SHIPPED / "appreciation-exchange.1.toml"


@pytest.fixture
def version() -> ExerciseVersion:
    return publishing.publish(FILE.read_text(encoding="utf-8"))[0]


def test_publishing_twice_publishes_once():
    shipped = len(list(publishing.SHIPPED.glob("*.toml")))
    assert publishing.publish_shipped() == shipped
    assert publishing.publish_shipped() == 0
    assert ExerciseVersion.unscoped.count() == shipped


def test_comments_do_not_make_another_version(version):
    again, new = publishing.publish("# a remark\n" + FILE.read_text(encoding="utf-8"))
    assert (again, new) == (version, False)


def test_other_words_under_the_same_number_are_refused(version):
    words = FILE.read_text(encoding="utf-8").replace("One thing you did", "Another title")
    with pytest.raises(publishing.AlreadyPublished) as refusal:
        publishing.publish(words)
    assert "next number" in str(refusal.value.sentence)


def test_the_next_number_is_the_one_that_is_set(version):
    words = FILE.read_text(encoding="utf-8").replace("version = 1", "version = 2")
    second, _ = publishing.publish(words)
    assert publishing.newest("appreciation-exchange") == second
    ExerciseVersion.unscoped.filter(pk=second.pk).update(retired_at="2026-03-10T20:00:00Z")
    assert publishing.newest("appreciation-exchange") == version


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("body", "x"),
        ("content_hash", "x"),
        ("slug", "x"),
        ("number", 9),
        ("title", "x"),
        ("neutral_title", "x"),
        ("who", "solo"),
        ("joint_work", False),
    ],
)
def test_the_database_refuses_to_change_a_published_exercise(version, column, value):
    with pytest.raises(DatabaseError, match="published"), transaction.atomic():
        ExerciseVersion.unscoped.filter(pk=version.pk).update(**{column: value})


def test_a_published_exercise_can_still_be_retired(version):
    ExerciseVersion.unscoped.filter(pk=version.pk).update(retired_at="2026-03-10T20:00:00Z")
    assert publishing.newest(version.slug) is None


def test_the_command_publishes_all_or_none(tmp_path: Path, capsys):
    good, bad = tmp_path / "good.1.toml", tmp_path / "bad.1.toml"
    good.write_text(FILE.read_text(encoding="utf-8"), encoding="utf-8")
    bad.write_text("title = 3", encoding="utf-8")
    with pytest.raises(CommandError, match=r"bad\.1\.toml"):
        call_command("publish_exercises", str(good), str(bad))
    assert not ExerciseVersion.unscoped.exists()
    call_command("publish_exercises")
    assert "daily-self-check-in 1: published" in capsys.readouterr().out
