"""Backups: everything comes back, only the key opens them, and nothing is half done."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.utils import ConnectionHandler

from practice.backup import BackupRefused, back_up, read_key, restore, verify
from practice.backup.envelope import CHUNK

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
SECRET = "Bo said this to the counsellor alone"
Database = Callable[[], Any]


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place for private folders, so that a test can see what was left there."""
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def database(tmp_path: Path, temp: Path, django_db_blocker: Any) -> Iterator[Database]:
    """Makes empty databases of the kind that the suite runs on."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        yield from _postgres_databases(django_db_blocker)
    else:
        yield from _sqlite_databases(tmp_path, django_db_blocker)


def _sqlite_databases(folder: Path, blocker: Any) -> Iterator[Database]:
    made: list[Any] = []

    def make() -> Any:
        path = folder / f"{uuid.uuid4().hex}.sqlite3"
        given = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": {"timeout": 0.1}}
        made.append(ConnectionHandler({"default": given})["default"])
        return made[-1]

    with blocker.unblock():
        yield make
        for connection in made:
            connection.close()


def _postgres_databases(blocker: Any) -> Iterator[Database]:
    given = {**settings.DATABASES["default"], "OPTIONS": {}, "NAME": "postgres"}
    made: list[Any] = []

    def make() -> Any:
        name = f"backup_{uuid.uuid4().hex}"
        with keeper.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        made.append(ConnectionHandler({"default": {**given, "NAME": name}})["default"])
        return made[-1]

    with blocker.unblock():
        keeper = ConnectionHandler({"default": given})["default"]
        yield make
        for connection in made:
            connection.close()
            with keeper.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {connection.settings_dict['NAME']}")
        keeper.close()


def fill_with_life(connection: Any, notes: int = 3) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE note (id integer PRIMARY KEY, words text)")
        cursor.execute('CREATE TABLE "odd name" (id integer PRIMARY KEY)')
        cursor.execute("CREATE TABLE django_session (session_key text)")
        cursor.execute("INSERT INTO django_session VALUES ('still signed in')")
        for number in range(notes):
            cursor.execute("INSERT INTO note VALUES (%s, %s)", [number, f"{SECRET} \\. ü🙂\n{number}"])


def notes_of(connection: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, words FROM note ORDER BY id")
        return list(cursor.fetchall())


def test_what_was_backed_up_comes_back_row_by_row(database: Database, tmp_path: Path) -> None:
    practice, other_computer = database(), database()
    fill_with_life(practice, notes=500)
    report = back_up(practice, tmp_path / "b", key=KEY)
    assert (report.tables, report.rows) == (3, 501)
    restore(other_computer, tmp_path / "b", key=KEY)
    assert notes_of(other_computer) == notes_of(practice)


def test_a_backup_larger_than_one_chunk_comes_back(database: Database, tmp_path: Path) -> None:
    practice, other_computer = database(), database()
    fill_with_life(practice)
    with practice.cursor() as cursor:
        for number in range(10, 14):
            cursor.execute("INSERT INTO note VALUES (%s, %s)", [number, os.urandom(CHUNK // 2).hex()])
    assert back_up(practice, tmp_path / "b", key=KEY).size > 2 * CHUNK
    restore(other_computer, tmp_path / "b", key=KEY)
    assert notes_of(other_computer) == notes_of(practice)


def test_a_backup_shows_no_words_and_opens_for_its_owner_alone(database: Database, tmp_path: Path) -> None:
    practice = database()
    fill_with_life(practice)
    back_up(practice, tmp_path / "b", key=KEY)
    content = (tmp_path / "b").read_bytes()
    assert SECRET.encode() not in content
    assert b"note" not in content
    assert stat.S_IMODE((tmp_path / "b").stat().st_mode) == 0o600


def test_the_wrong_key_is_told_apart_from_a_damaged_file(database: Database, tmp_path: Path) -> None:
    practice = database()
    fill_with_life(practice)
    back_up(practice, tmp_path / "b", key=KEY)
    with pytest.raises(BackupRefused, match="not the key that this backup was made with"):
        verify(tmp_path / "b", key=OTHER_KEY)
    assert verify(tmp_path / "b", key=KEY).rows == 4


@pytest.mark.parametrize("where", [0.02, 0.3, 0.7, 0.999])
def test_one_altered_byte_anywhere_is_noticed(database: Database, tmp_path: Path, where: float) -> None:
    practice = database()
    fill_with_life(practice)
    back_up(practice, tmp_path / "b", key=KEY)
    content = bytearray((tmp_path / "b").read_bytes())
    content[int(len(content) * where)] ^= 1
    (tmp_path / "altered").write_bytes(content)
    with pytest.raises(BackupRefused):
        verify(tmp_path / "altered", key=KEY)


@pytest.mark.parametrize("kept", [0, 5, 40, -1, -17])
def test_a_backup_that_was_cut_short_is_noticed(database: Database, tmp_path: Path, kept: int) -> None:
    practice = database()
    fill_with_life(practice)
    back_up(practice, tmp_path / "b", key=KEY)
    (tmp_path / "short").write_bytes((tmp_path / "b").read_bytes()[:kept])
    with pytest.raises(BackupRefused):
        verify(tmp_path / "short", key=KEY)


def test_a_whole_chunk_cut_off_the_end_is_noticed(database: Database, tmp_path: Path) -> None:
    practice = database()
    fill_with_life(practice)
    with practice.cursor() as cursor:
        cursor.execute("INSERT INTO note VALUES (10, %s)", [os.urandom(3 * CHUNK).hex()])
    back_up(practice, tmp_path / "b", key=KEY)
    content = (tmp_path / "b").read_bytes()
    head = 12 + int.from_bytes(content[8:12], "big")
    (tmp_path / "short").write_bytes(content[: head + 2 * (CHUNK + 16)])
    with pytest.raises(BackupRefused, match="damaged or was cut short"):
        verify(tmp_path / "short", key=KEY)


def test_a_database_in_use_is_left_alone_unless_forced(database: Database, tmp_path: Path) -> None:
    practice, in_use = database(), database()
    fill_with_life(practice)
    fill_with_life(in_use, notes=7)
    with in_use.cursor() as cursor:
        cursor.execute("CREATE TABLE newer (id integer)")
    back_up(practice, tmp_path / "b", key=KEY)
    with pytest.raises(BackupRefused, match="not empty, so nothing was changed"):
        restore(in_use, tmp_path / "b", key=KEY)
    assert len(notes_of(in_use)) == 7
    restore(in_use, tmp_path / "b", key=KEY, force=True)
    assert notes_of(in_use) == notes_of(practice)
    assert "newer" not in in_use.introspection.table_names()


def test_a_damaged_backup_changes_nothing_even_when_forced(database: Database, tmp_path: Path) -> None:
    practice = database()
    fill_with_life(practice)
    back_up(practice, tmp_path / "b", key=KEY)
    content = bytearray((tmp_path / "b").read_bytes())
    content[-1] ^= 1
    (tmp_path / "altered").write_bytes(content)
    with pytest.raises(BackupRefused):
        restore(practice, tmp_path / "altered", key=KEY, force=True)
    assert len(notes_of(practice)) == 3


def test_a_backup_is_never_written_over(database: Database, tmp_path: Path) -> None:
    practice = database()
    fill_with_life(practice)
    (tmp_path / "b").write_text("something dear")
    with pytest.raises(BackupRefused, match="already there"):
        back_up(practice, tmp_path / "b", key=KEY)
    assert (tmp_path / "b").read_text() == "something dear"


def test_nothing_in_clear_stays_behind(database: Database, tmp_path: Path, temp: Path) -> None:
    practice = database()
    fill_with_life(practice)
    back_up(practice, tmp_path / "b", key=KEY)
    verify(tmp_path / "b", key=KEY)
    restore(database(), tmp_path / "b", key=KEY)
    assert list(temp.iterdir()) == []
    assert not (tmp_path / "b.part").exists()


def test_rows_written_meanwhile_do_not_upset_a_backup(database: Database, tmp_path: Path) -> None:
    """The other writer commits between the copy and its proof; the copy shows one moment all the same."""
    practice = database()
    fill_with_life(practice)
    back_up(practice, tmp_path / "before", key=KEY)
    with practice.cursor() as cursor:
        cursor.execute("INSERT INTO note VALUES (99, 'later')")
    assert verify(tmp_path / "before", key=KEY).rows == 4
    assert back_up(practice, tmp_path / "after", key=KEY).rows == 5


@pytest.mark.parametrize("text", ["", "short", "zz" * 32, "ab" * 31])
def test_a_key_of_the_wrong_shape_is_explained(text: str) -> None:
    with pytest.raises(BackupRefused, match="64 hexadecimal digits"):
        read_key(text)


def test_another_file_is_not_taken_for_a_backup(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear counsellor")
    with pytest.raises(BackupRefused, match="not an Evenlight backup"):
        verify(tmp_path / "letter", key=KEY)
    with pytest.raises(BackupRefused, match="cannot be read"):
        verify(tmp_path / "absent", key=KEY)


def test_a_later_format_is_named(database: Database, tmp_path: Path) -> None:
    practice = database()
    fill_with_life(practice)
    back_up(practice, tmp_path / "b", key=KEY)
    content = (tmp_path / "b").read_bytes()
    (tmp_path / "later").write_bytes(content.replace(b'"format": 1', b'"format": 9', 1))
    with pytest.raises(BackupRefused, match="has format 9"):
        verify(tmp_path / "later", key=KEY)


def test_a_private_folder_is_private_and_goes_when_the_work_is_stopped(tmp_path: Path) -> None:
    """A real process, stopped in the middle: once kindly, once not; the next run sweeps after the second."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        folder = _stopped_in_the_middle(tmp_path, number)
        assert folder.exists() == (number == signal.SIGKILL)
    subprocess.run(
        [sys.executable, "-c", WORK.replace("time.sleep(60)", "")], env=_environment(tmp_path), check=True
    )
    assert list(tmp_path.iterdir()) == []


WORK = """
import time
from practice.backup.workspace import private_folder
with private_folder() as folder:
    print(folder, flush=True)
    time.sleep(60)
"""


def _environment(temp: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(temp), "PYTHONPATH": str(Path(__file__).parents[2])}


def _stopped_in_the_middle(temp: Path, number: signal.Signals) -> Path:
    with subprocess.Popen(
        [sys.executable, "-c", WORK], env=_environment(temp), stdout=subprocess.PIPE, text=True
    ) as working:
        assert working.stdout is not None
        folder = Path(working.stdout.readline().strip())
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        working.send_signal(number)
        working.wait(timeout=10)
    return folder


def test_an_unsound_database_inside_is_noticed(tmp_path: Path, temp: Path) -> None:
    from practice.backup import sqlite

    path = tmp_path / "copy.sqlite3"
    made = sqlite3.connect(path)
    made.execute("CREATE TABLE note (words text)")
    made.executemany("INSERT INTO note VALUES (?)", [("x" * 900,)] * 200)
    made.commit()
    made.close()
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 4] = b"\xff" * 4096
    with pytest.raises(BackupRefused, match="not sound"):
        sqlite.inspect([bytes(content)])


def test_a_restore_does_not_wait_for_ever(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from practice.backup import sqlite as engine

    practice, in_use = database(), database()
    if in_use.vendor != "sqlite":
        pytest.skip("PostgreSQL has a limit of its own")
    monkeypatch.setattr(engine, "PATIENCE_SECONDS", 0.1)
    fill_with_life(practice)
    fill_with_life(in_use)
    with closing(sqlite3.connect(in_use.settings_dict["NAME"], isolation_level=None)) as someone:
        someone.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BackupRefused, match="Stop web and worker"):
            engine.fill(in_use, _plain_copy(practice), replace=True)
    assert len(notes_of(in_use)) == 3


def _plain_copy(connection: Any) -> list[bytes]:
    from practice.backup import sqlite as engine

    with engine.snapshot(connection) as (_, chunks):
        return list(chunks)


def test_a_restore_that_breaks_off_leaves_postgresql_as_it_was(database: Database) -> None:
    from practice.backup import postgres

    in_use = database()
    if in_use.vendor != "postgresql":
        pytest.skip("SQLite's copy replaces everything in one step of its own")
    fill_with_life(in_use)
    with pytest.raises(BackupRefused, match="pg_restore did not finish"):
        postgres.fill(in_use, [b"not a dump"], replace=True)
    assert len(notes_of(in_use)) == 3


@pytest.mark.django_db(transaction=True)
def test_the_commands_back_up_verify_and_refuse_a_full_database(
    tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.EVENLIGHT_BACKUP_KEY = KEY.hex()
    folder = tmp_path / "backups"
    call_command("backup", str(folder), keep=2)
    (made,) = folder.iterdir()
    call_command("restore", str(made), only_verify=True)
    assert "verified" in capsys.readouterr().out
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(made))
    settings.EVENLIGHT_BACKUP_KEY = OTHER_KEY.hex()
    with pytest.raises(CommandError, match="not the key"):
        call_command("restore", str(made), only_verify=True)


@pytest.mark.django_db(transaction=True)
def test_only_the_newest_backups_are_kept(tmp_path: Path, settings: Any) -> None:
    settings.EVENLIGHT_BACKUP_KEY = KEY.hex()
    for day in (1, 2, 3):
        (tmp_path / f"evenlight-2026010{day}T020000Z.evenlight").touch()
    (tmp_path / "letter.txt").touch()
    call_command("backup", str(tmp_path), keep=2)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert len(left) == 3
    assert left[0].startswith("evenlight-20260103")
    assert left[-1] == "letter.txt"
