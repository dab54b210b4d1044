"""What every form of the builder has in common: it edits some keys of one table of a draft, and leaves gaps as gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from portal.forms import Line

from .fields import DeskForm, OneOf, Version, Words

Table = dict[str, Any]
NONE = ("", _("None"))


def box(label: Any, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(required=False, label=label, help_text=help_text)


def line(label: Any, most: int = 300, help_text: Any = "") -> Line:
    return Line(most=most, required=False, label=label, help_text=help_text)


def words(label: Any, rows: int = 3, most: int = 4000, help_text: Any = "") -> Words:
    return Words(most=most, rows=rows, required=False, label=label, help_text=help_text)


def pick(label: Any, choices: Any, help_text: Any = "") -> OneOf:
    return OneOf(label=label, choices=choices, required=False, drop=True, help_text=help_text)


def ends_of(held: Mapping[str, Any]) -> Table:
    """The words of both ends, where there are any."""
    ends = held.get("anchors")
    return {end: ends.get(end, "") if isinstance(ends, Mapping) else "" for end in ("low", "high")}


class Part(DeskForm):
    """A form over one table of a draft. `keys` are those it edits; whatever else stands in the table is left as it is."""

    keys: tuple[str, ...] = ()
    blank: tuple[Any, ...] = ("", None, [], {}, False)
    version = Version()

    def __init__(self, data: Any = None, *, tables: Table, row: int | None = None, **kwargs: Any) -> None:
        self.tables, self.row = tables, row
        super().__init__(data, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Offer what the rest of the draft has to offer."""

    @classmethod
    def from_table(cls, held: Mapping[str, Any]) -> Table:
        """What the fields hold for a table."""
        return {key: held.get(key, "") for key in cls.keys}

    def to_table(self, held: Mapping[str, Any]) -> Table:
        """The table with what was typed; empty fields are left out, as a file would."""
        kept = {key: value for key, value in held.items() if key not in self.keys}
        return {**kept, **{key: value for key, value in self.typed().items() if value not in self.blank}}

    @classmethod
    def begun(cls, tables: Mapping[str, Any]) -> Table:
        """What a new one begins with."""
        return {}

    def beside(self, tables: Table) -> Table:
        """The rest of the draft, where keeping this part adds something to it."""
        return tables

    @property
    def main(self) -> list[BoundField]:
        """The fields that stand open on the page."""
        return self.visible_fields()

    @property
    def more(self) -> list[BoundField]:
        """Those that wait until they are wanted."""
        return []

    @property
    def is_more_open(self) -> bool:
        """Whether something was written there, or needs another look."""
        return any(field.errors or field.value() for field in self.more)

    def typed(self) -> Table:
        return {key: self.cleaned_data.get(key, "") for key in self.keys}

    def options(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def named(self, table: str) -> list[Table]:
        rows = self.tables.get(table, [])
        return (
            [row for row in rows if isinstance(row, dict) and row.get("id")] if isinstance(rows, list) else []
        )
