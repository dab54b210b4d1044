"""Anybody's words on paper: printed as they are, never obeyed, and with a visible mark where a letter is missing."""

import io
import time

import pikepdf
import pypdf
import pytest

from reports import glyphs, pdf
from reports.progress import AlikeApart, Letterhead, Person, Practised
from tests.reports import samples
from tests.reports.test_report_as_pdf import words

HOSTILE = [
    "I feel <b>angry",
    '<img src="/etc/passwd">',
    "2 < 3 & <b>",
    "&lt;i&gt; &amp; &#65;",
    '<a href="javascript:alert(1)">here</a>',
    '<font color="[].__class__">red</font>',
    "<para><super>x",
    "]]> <!-- %s {name} \\n (brackets",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_a_sentence_is_printed_as_text(text):
    report = samples.couple(in_short=(text,), next_step=text)
    assert words(pdf.render(report)).count(text) == 2


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_any_short_text_is_printed_as_text(text):
    report = samples.couple(
        people=(Person("a", text), samples.NOOR),
        letterhead=Letterhead(text, text, (text,)),
        prepared_by=text,
        footer=text,
        alike_apart=(AlikeApart(text, 1, 99),),
        practised=Practised(shared=1, exercises=(text,)),
    )
    assert words(pdf.render(report)).count(text) >= 8


def test_no_file_and_no_link_gets_into_the_report():
    report = samples.couple(in_short=('<img src="/etc/passwd"/>', '<img src="file:///etc/hostname"/>'))
    with pikepdf.open(io.BytesIO(pdf.render(report))) as file:
        for page in file.pages:
            assert "/XObject" not in page.Resources
            assert "/Annots" not in page.obj
        assert b"root:" not in b"".join(
            item.read_bytes() for item in file.objects if isinstance(item, pikepdf.Stream)
        )


@pytest.mark.parametrize(
    "text",
    [
        "Łukasz Żółć and Ștefan Țîrlea",
        "Лариса, Ελένη and Đặng Thị Nguyễn",
        "“Quotes”, dashes – and more … at 20 °C, ±9, €5",
        "A very long sentence " * 40 + "ends here.",
    ],
)
def test_extracted_text_equals_what_was_written(text):
    assert text in words(pdf.render(samples.couple(next_step=text)))


def test_two_words_are_never_glued_at_a_lines_end():
    text = " ".join(f"word{number}" for number in range(200))
    mixed = " ".join(f"слово{number} word{number}" for number in range(80))
    for written in (text, mixed):
        bare = samples.couple(
            in_short=(), closeness=None, alike_apart=None, practised=None, next_step=written
        )
        pages = pypdf.PdfReader(io.BytesIO(pdf.render(bare))).pages
        assert written in pages[0].extract_text().replace("\n", "")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Good 🙂 evening", "Good □ evening"),
        ("مرحبا", "□□□□□"),
        ("漢字 and kana かな", "□□ and kana □□"),
        ("नमस्ते", "□□□□□□"),
        ("a\x00b\x07c", "a□b□c"),
        ("שלום Noor", "□□□□ Noor"),
    ],
)
def test_a_letter_that_cannot_be_printed_leaves_a_visible_mark_and_a_note(text, printed):
    said = words(pdf.render(samples.couple(next_step=text)))
    assert f"Next {printed} About" in said
    assert "The sign □ stands where" in said


def test_without_a_mark_there_is_no_note():
    assert "The sign" not in words(pdf.render(samples.couple()))


def test_a_name_typed_in_two_pieces_is_printed_in_one():
    assert "Zoë" in words(pdf.render(samples.couple(people=(Person("a", "Zoe\u0308"), samples.NOOR))))


def test_an_unseen_direction_mark_cannot_turn_the_page_around():
    assert glyphs.settled("abc\u202edef\u200b\ufe0f") == "abcdef"


def test_a_word_stays_in_one_face_where_one_face_holds_it():
    assert glyphs.runs("Say Привет, Remy", glyphs.WORK) == [
        (glyphs.WORK, "Say "),
        (glyphs.FALLBACK, "Привет, "),
        (glyphs.WORK, "Remy"),
    ]


def test_every_face_has_its_own_name_the_latin_letters_and_the_mark():
    letters = {chr(code) for code in range(0x20, 0x7F)} | set(
        "ŁłŻżĆćŐőŞşȘșȚțĞğİıŘřŮůÞþÐðÆæØøÅåßẞ" + glyphs.VISIBLE_MARK
    )
    for name in glyphs.FACES:
        missing = letters - glyphs.coverage(name)
        assert not {letter for letter in missing if letter not in glyphs.coverage(glyphs.FALLBACK)}
        assert glyphs.VISIBLE_MARK in glyphs.coverage(name)
    assert len({glyphs.face(name).face.name for name in glyphs.FACES}) == len(glyphs.FACES)


def test_same_first_letters_get_two_letters_each():
    assert glyphs.initials((samples.REMY, Person("b", "Rosa"))) == {"a": "Re", "b": "Ro"}
    assert glyphs.initials((samples.REMY, samples.NOOR)) == {"a": "R", "b": "N"}


def test_a_name_as_long_as_names_get_still_fits_the_page():
    for name in ("R" * 200, "Remy " * 40, "漢" * 200):
        data = pdf.render(samples.couple(people=(Person("a", name), samples.NOOR)))
        assert len(pypdf.PdfReader(io.BytesIO(data)).pages) >= 2


def test_a_very_long_text_is_set_in_time_that_grows_with_its_length():
    started = time.perf_counter()
    pdf.render(samples.couple(next_step="word " * 1_500))
    short = time.perf_counter() - started
    started = time.perf_counter()
    pdf.render(samples.couple(next_step="word " * 9_000))
    assert time.perf_counter() - started < 18 * short
