"""What is built on screen becomes the same text as a file, and is read back as it was."""

import string
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.format.definition import SHIPPED
from assessments.format.source_text import read_tables
from assessments.format.toml_writing import written

TEXT = st.text(
    alphabet=string.printable.replace("\x0b", "").replace("\x0c", "").replace("\r", "") + "äé“”–\x7f\\\"'"
)
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**40), 2**40) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("ab_- é", min_size=1, max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.toml")), ids=lambda file: file.stem)
def test_every_shipped_file_survives_being_written_again(file) -> None:
    tables = read_tables(file.read_text(encoding="utf-8"))
    assert read_tables(written(tables)) == tables


@given(st.dictionaries(st.text("abc_-", min_size=1, max_size=6), VALUES, max_size=4))
def test_any_tables_are_read_back_as_they_were(tables) -> None:
    assert tomllib.loads(written(tables)) == tables


def test_nothing_stands_for_nothing() -> None:
    with pytest.raises(ValueError, match="NoneType"):
        written({"title": None})
