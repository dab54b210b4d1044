"""`manage.py canary` looks everywhere and finds nothing; and what it rests on does find what is hidden."""

from __future__ import annotations

import base64
import subprocess
import sys
import zlib

import pytest
from django.conf import settings

from portal.canaries import files, pdf_text, plants
from portal.canaries.words import Search, word_for
from practice.checks import own_models
from practice.sealing import SealedField

WORD = word_for("one", "tests")


@pytest.mark.no_database  # it makes a database of its own, the same whatever the tests run on
def test_the_whole_look_finds_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "canary"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stderr[-4000:]
    assert "0 hits, 0 gaps" in done.stdout


def test_every_private_field_has_a_word_of_its_own() -> None:
    assert plants.gaps() == []
    sealed = {
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    }
    assert sealed == set(plants.TABLE) & sealed | set(plants.NUMBERS)
    assert all(rows for rows in plants.TABLE.values())


def test_a_private_field_without_a_word_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(plants.TABLE, "practice.Note.body")
    assert plants.gaps() == ["practice.Note.body"]


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("code", ["utf-8", "utf-16-le"])
def test_a_word_is_found_in_base64_wherever_it_begins(before: str, code: str) -> None:
    hidden = before.encode() + WORD.encode(code) + b" and so on"
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        assert Search([("one", WORD)]).found_in(b"x" + encode(hidden)) == {"one"}


@pytest.mark.parametrize(
    "hidden",
    [
        WORD.encode(),
        WORD.upper().encode(),
        WORD.title().encode(),
        WORD.encode("utf-16-le"),
        WORD.encode("utf-16-be"),
        WORD.encode().hex().encode(),
        WORD.encode().hex().upper().encode(),
    ],
)
def test_a_word_is_found_in_any_writing(hidden: bytes) -> None:
    assert Search([("one", WORD), ("two", word_for("two", "tests"))]).found_in(b"--" + hidden + b"--") == {
        "one"
    }


def test_a_page_without_words_has_none() -> None:
    other = word_for("two", "tests").encode()
    assert Search([("one", WORD)]).found_in(b"nothing of the kind " + other) == set()


def test_a_word_is_found_in_what_a_file_says_and_in_what_it_says_of_itself() -> None:
    import io

    import pikepdf

    document = pikepdf.new()
    document.add_blank_page()
    document.docinfo["/Keywords"] = WORD
    document.pages[0].Contents = document.make_stream(
        f"BT /F1 9 Tf ({word_for('two', 'tests')}) Tj ET".encode()
    )
    written = io.BytesIO()
    document.save(written, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    found = Search([("one", WORD), ("two", word_for("two", "tests"))])
    assert found.found_in(zlib.compress(b"x") + written.getvalue()) == set()
    assert found.found_in(pdf_text.everything_in(written.getvalue())) == {"one", "two"}


def test_files_are_searched_by_their_kind(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "tmp").mkdir()
    (folder / "tmp" / "left").write_text(word_for("note-own", "tests"))
    (folder / f"{files.DATABASE}-journal").write_text(word_for("called-bo", "tests"))
    counts, hits = files.search(folder, lambda name: word_for(name, "tests"))
    assert dict(counts) == {"temporary file": 1, "database file": 1}
    assert hits == {"“note-own” stands in the temporary file left"}
