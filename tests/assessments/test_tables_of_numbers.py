"""A table of numbers, CSV or JSON: every line is read, and every mistake has its line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assessments.exchange import totals_reading
from assessments.format.source_text import DefinitionError

WHO = "0b8f6f0e-1c2d-4e3f-8a9b-0c1d2e3f4a5b"
HEAD = "partner,instrument,taken_on,total"


def test_both_kinds_of_table_read_alike() -> None:
    rows = [{"partner": WHO, "instrument": "gad-7", "taken_on": "2026-03-14", "total": 7}]
    from_csv = totals_reading.read(f"\ufeff{HEAD}\r\n{WHO},GAD-7,2026-03-14,7\r\n\r\n")
    assert [(row.adapter, row.totals, row.line) for row in from_csv] == [("gad-7", {"total": 7}, 2)]
    for text in (json.dumps(rows), json.dumps({"rows": rows})):
        assert [(row.adapter, row.totals) for row in totals_reading.read(text)] == [("gad-7", {"total": 7})]
    (german,) = totals_reading.read(f"{HEAD.replace(',', ';')}\n{WHO};ors;2026-03-14;21,5\n")
    assert german.totals == {"total": 21.5}


def test_items_and_their_total_have_to_agree() -> None:
    head = f"{HEAD},item_1,item_2,item_3\n"
    (row,) = totals_reading.read(f"{head}{WHO},kmss,2026-03-14,15,5,4,6\n")
    assert row.points == {1: 5, 2: 4, 3: 6}
    with pytest.raises(DefinitionError, match="line 2: Total: 16 is stated, and the items give 15"):
        totals_reading.read(f"{head}{WHO},kmss,2026-03-14,16,5,4,6\n")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (f"{WHO},gad-8,2026-03-14,7", "there is no rule for *gad-8*. Did you mean *gad-7*?"),
        (f"{WHO},gad-7,2026-03-14,99", "Total lies between 0 and 21"),
        (f"{WHO},gad-7,2026-03-14,many", "Total lies between 0 and 21"),
        (f"{WHO},gad-7,14.3.2026,7", "*taken_on* is a day like"),
        ("Bo,gad-7,2026-03-14,7", "*partner* is the id of a partner"),
        (",gad-7,2026-03-14,7", "*partner* is missing"),
        (f"{WHO},gad-7,2026-03-14,", "neither items"),
        (f"{WHO},gad-7,2026-03-14", "3 cells for 4 columns"),
        (f'{WHO},gad-7,2026-03-14,"7', "cannot be read"),
        (f"{WHO},gad-7,2026-03-14,=1+1", "Total lies between"),
    ],
)
def test_a_line_that_is_wrong_is_told_with_its_number(line: str, says: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        totals_reading.read(f"{HEAD}\n{WHO},gad-7,2026-03-13,7\n{line}\n")
    assert says in str(refused.value)
    assert refused.value.problems[0].line in (3, 4)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no line with numbers"),
        (HEAD, "no line with numbers"),
        ("a,a\n1,2", "two columns have the same name"),
        ("[1]", "a list of objects"),
        ('{"rows": 1}', "a list of objects"),
        ('[{"partner": NaN}]', "no number"),
        ('[{"partner": "a", "partner": "b"}]', "stands twice"),
        (f"{HEAD}\n" + f"{WHO},gad-7,2026-03-14,7\n" * 501, "more than 500 lines"),
        (f"{HEAD}\n" + f"{WHO},gad-7,2026-03-14,7\n" * 2, "stands in line 2 already"),
        ("x" * 1_000_001, "larger than 1000 kilobytes"),
        ("a\x00b", "a hidden sign"),
    ],
)
def test_a_table_as_a_whole_can_be_wrong(text: Any, says: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        totals_reading.read(text)
    assert says in str(refused.value)
