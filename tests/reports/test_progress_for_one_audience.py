"""A report holds what its audience may read, and nothing else can be put into it."""

import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from reports.progress import (
    Ledger,
    NotAProgress,
    NotForThisAudience,
    Person,
    Point,
    Practised,
    ScaleLine,
    canonical_json,
    digest,
    from_json,
)
from tests.reports import samples

ALL = [samples.couple, samples.partner, samples.counsellor, samples.referrer]


@pytest.mark.parametrize("sample", ALL)
def test_a_frozen_report_comes_back_as_it_was(sample):
    report = sample()
    assert from_json(canonical_json(report)) == report
    assert digest(from_json(canonical_json(report))) == digest(report)


def test_whole_numbers_and_decimals_freeze_alike():
    assert canonical_json(
        samples.couple(closeness=(ScaleLine("a", (Point(samples.START, 58),)),))
    ) == canonical_json(samples.couple(closeness=(ScaleLine("a", (Point(samples.START, 58.0),)),)))


@pytest.mark.parametrize(
    "change",
    [
        {"issue_number": 2},
        {"prepared_on": date(2026, 11, 24)},
        {"next_step": "Something else."},
        {"people": (Person("a", "Remi"), samples.NOOR)},
        {"closeness": None},
        {"footer": "For you."},
        {"language": "de"},
    ],
)
def test_any_change_changes_the_digest(change):
    assert digest(samples.couple(**change)) != digest(samples.couple())


@pytest.mark.parametrize("text", [b"", b"{}", b"[1]", b"\xff", b'{"audience":"everybody"}'])
def test_a_text_that_is_no_report_is_refused_without_being_repeated(text):
    with pytest.raises(NotAProgress) as refusal:
        from_json(text)
    assert str(refusal.value) == "The stored report cannot be read."


def test_a_stored_report_that_breaks_its_audiences_rule_is_refused():
    stored = canonical_json(samples.counsellor()).replace(b'"audience":"counsellor"', b'"audience":"couple"')
    with pytest.raises(NotAProgress):
        from_json(stored)


LEDGER = Practised(ledger=(Ledger("a", 1, 2),))


@pytest.mark.parametrize(
    ("sample", "refused", "allowed"),
    [
        (samples.couple, {"practised": LEDGER}, {"practised": Practised(shared=3)}),
        (samples.couple, {"practised": Practised(given=3)}, {"practised": None}),
        (samples.couple, {"people": (samples.REMY,), "closeness": None, "alike_apart": None}, {}),
        (samples.partner, {"practised": Practised(shared=3)}, {"practised": Practised(given=3)}),
        (samples.partner, {"practised": LEDGER}, {"practised": None}),
        (samples.partner, {"alike_apart": samples.ROWS}, {"alike_apart": None}),
        (samples.partner, {"closeness": (samples.LINE_A,)}, {"closeness": (samples.LINE_B,)}),
        (samples.partner, {"people": (samples.REMY, samples.NOOR)}, {"people": (samples.NOOR,)}),
        (samples.referrer, {"practised": LEDGER}, {"practised": Practised(shared=3)}),
        (samples.counsellor, {"practised": Practised(noticed=3)}, {"practised": LEDGER}),
    ],
)
def test_what_an_audience_must_not_have_is_refused(sample, refused, allowed):
    assert replace(sample(), **allowed)
    with pytest.raises(NotForThisAudience):
        replace(sample(), **refused)


@pytest.mark.parametrize(
    "change",
    [
        {"people": (samples.NOOR, samples.REMY)},
        {"covers_to": date(2026, 9, 1)},
        {"issue_number": 0},
        {"sessions_held": -1},
        {"language": "English (UK)"},
        {"prepared_by": "x" * 201},
    ],
)
def test_a_report_that_makes_no_sense_is_refused(change):
    with pytest.raises(ValueError, match=r"[a-z]"):
        samples.couple(**change)


def test_a_line_keeps_its_days_in_order_and_its_values_finite():
    with pytest.raises(ValueError, match="order"):
        ScaleLine("a", samples.weekly(1, 2)[::-1])
    with pytest.raises(ValueError, match="finite"):
        Point(samples.START, float("nan"))


def test_reading_a_frozen_report_does_not_load_the_pdf_engine():
    code = "import sys, reports.progress, reports.wording, reports.charts; print('reportlab' in sys.modules, 'django' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
