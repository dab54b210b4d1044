"""The PDF: the same bytes each time, a digest to check it by, tags for screen readers, nothing in its metadata."""

import hashlib
import io
import subprocess
import sys
from dataclasses import replace

import pikepdf
import pypdf
import pytest

from reports import pdf
from reports.progress import Person, canonical_json, digest
from tests.reports import samples

ALL = [samples.couple, samples.partner, samples.counsellor, samples.referrer]


def words(data):
    """The text of all pages with single blanks."""
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def elements(data):
    """(role, alternative text) of every element, in reading order."""
    found = []

    def walk(node):
        if "/S" in node:
            found.append((str(node.S), str(node.get("/Alt", ""))))
        for kid in node.get("/K", []):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                walk(kid)

    with pikepdf.open(io.BytesIO(data)) as file:
        walk(file.Root.StructTreeRoot.K)
    return found


@pytest.mark.parametrize("sample", ALL)
def test_the_same_report_gives_the_same_bytes(sample):
    assert pdf.render(sample()) == pdf.render(sample())


def test_another_process_gives_the_same_bytes():
    code = (
        "import hashlib; from reports import pdf; from tests.reports import samples;"
        "print(hashlib.sha256(pdf.render(samples.couple())).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"},
    )
    pdf.render(samples.partner())
    assert done.stdout.strip() == hashlib.sha256(pdf.render(samples.couple())).hexdigest()


@pytest.mark.parametrize("sample", ALL)
def test_the_digest_of_the_content_is_printed_on_every_page(sample):
    data = pdf.render(sample())
    for page in pypdf.PdfReader(io.BytesIO(data)).pages:
        assert digest(sample()) in page.extract_text()
    assert digest(sample()) == hashlib.sha256(canonical_json(sample())).hexdigest()


def test_every_page_says_who_may_read_it_and_how_many_there_are():
    data = pdf.render(samples.couple(next_step="A small step.\n" * 120))
    pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    assert len(pages) > 3
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert samples.couple().footer in page


@pytest.mark.parametrize("sample", ALL)
def test_the_metadata_says_nothing(sample):
    with pikepdf.open(io.BytesIO(pdf.render(sample()))) as file:
        assert dict(file.docinfo) == {"/Title": "Report"}
        packet = file.Root.Metadata.read_bytes().decode()
        assert "/Names" not in file.Root
        assert "/Outlines" not in file.Root
        assert not any("/Annots" in page.obj for page in file.pages)
    for word in ("Remy", "Noor", "Harbour", "Ines", "reportlab", "ReportLab", "pikepdf", "2026", "couple"):
        assert word not in packet


@pytest.mark.parametrize("sample", ALL)
def test_the_file_is_tagged_and_names_its_language(sample):
    data = pdf.render(sample(language="pt-BR"))
    with pikepdf.open(io.BytesIO(data)) as file:
        assert bool(file.Root.MarkInfo.Marked)
        assert str(file.Root.Lang) == "pt-BR"
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        for index, page in enumerate(file.pages):
            marked = page.Contents.read_bytes().count(b"MCID")
            numbers = file.Root.StructTreeRoot.ParentTree.Nums
            assert int(page.obj.StructParents) == index
            assert len(numbers[2 * index + 1]) == marked


def test_headings_figures_and_tables_stand_in_reading_order():
    found = elements(pdf.render(samples.couple()))
    roles = [role for role, _ in found]
    assert roles.count("/H1") == 1
    assert roles.count("/H2") == 5
    assert roles.count("/Table") == 2
    assert roles.index("/H1") < roles.index("/Figure") < roles.index("/Table")
    assert all(alt for role, alt in found if role == "/Figure")
    assert ("/Figure", "Remy: 58 to 70, more than ups and downs.") in found
    assert ("/Figure", "Remy 72, Noor 38") in found


def test_each_chart_has_its_numbers_as_a_table():
    text = words(pdf.render(samples.couple()))
    assert "Remy 58 56 60 59 63 62 66 70" in text
    assert "Noor 41 44 43 49 54 58 57" in text
    assert "Repair after a row 72 38 34 apart" in text


def test_a_paragraph_over_a_pages_end_stays_one_paragraph():
    report = samples.couple(
        next_step=" ".join(["Slowly and kindly."] * 120) + "\n" + " ".join(["Again."] * 350)
    )
    assert len(pypdf.PdfReader(io.BytesIO(pdf.render(report))).pages) > 2
    roles = [role for role, _ in elements(pdf.render(report))]
    one_line = [role for role, _ in elements(pdf.render(replace(report, next_step="Slowly.\nAgain.")))]
    assert roles.count("/P") == one_line.count("/P")


@pytest.mark.parametrize("sample", ALL)
def test_every_font_is_embedded(sample):
    with pikepdf.open(io.BytesIO(pdf.render(sample()))) as file:
        fonts = [font for page in file.pages for font in page.Resources.Font.values()]
        assert fonts
        for font in fonts:
            assert "/FontFile2" in font.FontDescriptor, font.BaseFont


def test_fewer_than_three_points_give_numbers_and_no_picture():
    short = replace(samples.LINE_A, points=samples.weekly(58, 70))
    report = samples.partner(samples.REMY, short)
    text = words(pdf.render(report))
    assert "58 to 70" in text
    assert "1 Oct 8 Oct Remy 58 70" in text
    assert "ordinary ups and downs" not in text


def test_a_section_that_is_not_there_leaves_no_trace():
    bare = samples.couple(in_short=(), closeness=None, alike_apart=None, practised=None, next_step=None)
    text = words(pdf.render(bare))
    for heading in ("How close", "alike", "practising", "Next", "session", "kind word"):
        assert heading not in text.replace("Sessions 4", "")


def test_a_partners_own_report_says_nothing_of_the_other():
    text = words(pdf.render(samples.partner()))
    assert "Noor" in text
    assert "Remy" not in text
    assert "apart" not in text.replace("0 (far apart)", "")


def test_an_unknown_reliability_is_said_and_no_band_is_drawn():
    lines = tuple(replace(line, band=None) for line in (samples.LINE_A, samples.LINE_B))
    text = words(pdf.render(samples.couple(closeness=lines)))
    assert "we do not know how much this scale moves by chance" in text
    assert "±" not in text


def test_names_change_places_on_even_issues():
    odd, even = (words(pdf.render(samples.couple(issue_number=number))) for number in (1, 2))
    assert "Remy and Noor, eight weeks in" in odd
    assert "Noor and Remy, eight weeks in" in even
    assert odd.index("Remy 58 56") < odd.index("Noor 41 44")
    assert even.index("Noor 41 44") < even.index("Remy 58 56")


def test_swapping_the_names_swaps_exactly_the_names_on_paper():
    straight = samples.couple()
    crossed = samples.couple(people=(Person("a", "Noor"), Person("b", "Remy")))
    said = words(pdf.render(straight)).replace(digest(straight), "")
    expected = _swapped(said, ("Remy", "Noor"), (" R ", " N "))
    assert words(pdf.render(crossed)).replace(digest(crossed), "").strip() == expected


def _swapped(text, *pairs):
    text = f" {text}"
    for one, other in pairs:
        text = (
            text.replace("R N ", "\1")
            .replace(one, "\0")
            .replace(other, one)
            .replace("\0", other)
            .replace("\1", "R N ")
        )
    return text.replace("R N ", "N R ").strip()
