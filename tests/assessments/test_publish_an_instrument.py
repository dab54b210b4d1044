"""A file becomes a version, once, and a version never changes."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from assessments import publishing
from assessments.format.definition import DefinitionError
from assessments.models import InstrumentVersion
from tests.assessments.samples import SMALL, SMALL_IN_SPANISH
from tests.conftest import looking
from tests.factories.assessments import AdministrationFactory

pytestmark = pytest.mark.django_db


def test_publishing_the_same_file_again_gives_the_same_version() -> None:
    first = publishing.publish(SMALL)
    again = publishing.publish(SMALL + "\n# a comment says nothing new\n")
    assert first.pk == again.pk
    assert InstrumentVersion.unscoped.count() == 1
    assert first.definition.title == "A small one"


def test_other_words_under_a_published_number_are_refused() -> None:
    held = publishing.publish(SMALL)
    with pytest.raises(publishing.AlreadyPublished):
        publishing.publish(SMALL.replace("My partner listens.", "My partner hears me."))
    assert InstrumentVersion.unscoped.get(pk=held.pk).body == SMALL


def test_a_new_number_becomes_the_one_in_use_and_a_retired_one_steps_back() -> None:
    first = publishing.publish(SMALL)
    second = publishing.publish(SMALL.replace("version = 1", "version = 2"))
    assert publishing.current("small") == second
    publishing.retire(second)
    assert publishing.current("small") == first


def test_a_file_whose_own_example_does_not_hold_is_not_published() -> None:
    with pytest.raises(DefinitionError, match="warm on every question"):
        publishing.publish(
            SMALL.replace("expect = { turning_toward = 100 }", "expect = { turning_toward = 50 }")
        )
    assert not InstrumentVersion.unscoped.exists()


def through_the_orm(version: InstrumentVersion) -> None:
    version.body = SMALL.replace("listens", "hears")
    version.save()


def through_update(version: InstrumentVersion) -> None:
    InstrumentVersion.unscoped.filter(pk=version.pk).update(number=9)


def through_sql(version: InstrumentVersion) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE assessments_instrumentversion SET content_hash = 'x'")


@pytest.mark.parametrize("way", [through_the_orm, through_update, through_sql])
def test_a_published_version_cannot_change(way: Callable[[Any], None]) -> None:
    version = publishing.publish(SMALL)
    with pytest.raises(DatabaseError, match="cannot change"), transaction.atomic():
        way(InstrumentVersion.unscoped.get(pk=version.pk))
    publishing.retire(version)
    held = InstrumentVersion.unscoped.get(pk=version.pk)
    assert (held.body, held.number) == (SMALL, 1)
    assert held.retired_at is not None


def test_the_command_publishes_what_is_shipped_and_may_be_repeated(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("publish_instruments")
    count = InstrumentVersion.unscoped.count()
    call_command("publish_instruments")
    assert InstrumentVersion.unscoped.count() == count >= 6
    assert "weekly-pulse 1" in capsys.readouterr().out


def test_the_command_publishes_all_of_a_folder_or_nothing(tmp_path: Any) -> None:
    (tmp_path / "a.toml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "b.toml").write_text("slug = 1", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("publish_instruments", tmp_path)
    assert not InstrumentVersion.unscoped.exists()


def test_the_command_names_each_file_that_stands_in_the_way(tmp_path: Any) -> None:
    publishing.publish(SMALL)
    (tmp_path / "a.1.toml").write_text(SMALL.replace("listens", "hears"), encoding="utf-8")
    (tmp_path / "b.1.toml").write_text(SMALL.replace("minutes = 2", "minutes = 200"), encoding="utf-8")
    (tmp_path / "c.1.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError) as refused:
        call_command("publish_instruments", tmp_path)
    told = str(refused.value).splitlines()
    assert told[0].startswith("a.1.toml: This version is published and can’t change.")
    assert told[1].startswith("b.1.toml: line ")
    assert told[2].startswith("c.1.toml: this file is not plain text")
    with pytest.raises(CommandError, match="no instrument file"):
        call_command("publish_instruments", tmp_path / "nowhere")


def test_the_command_tells_of_translations_too(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "small.1.toml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "small.1.es.toml").write_text(SMALL_IN_SPANISH, encoding="utf-8")
    call_command("publish_instruments", tmp_path)
    assert "small 1 in es: in use since" in capsys.readouterr().out


def test_a_partner_reads_only_the_instruments_that_were_sent_to_them(couple: Any, bo: Any, cy: Any) -> None:
    form = AdministrationFactory(couple=couple, partner=bo)
    publishing.publish(SMALL)
    assert list(InstrumentVersion.objects.visible_to(looking(bo))) == [form.instrument]
    assert not InstrumentVersion.objects.visible_to(looking(cy)).exists()
    assert InstrumentVersion.objects.visible_to(looking(couple.counsellor)).count() == 2
