"""Columns that the database itself refuses to change once written, on SQLite and PostgreSQL alike.

SQLite loses triggers when a later migration rebuilds the table; such a migration ends with the same
`frozen_columns(...)` again, and a test of the package tries the change on the finished schema.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import migrations


def frozen_columns(table: str, columns: Sequence[str], *, once: str = "") -> migrations.RunPython:
    """A migration step: an UPDATE that changes one of these columns fails, whoever sends it.

    once: a column that is empty for as long as a row may still change, such as when it was locked.
    """

    def freeze(apps: Any, editor: Any) -> None:
        for statement in _statements(editor.connection.vendor, table, columns, once):
            editor.execute(statement)

    def thaw(apps: Any, editor: Any) -> None:
        for statement in _undo(editor.connection.vendor, table):
            editor.execute(statement)

    return migrations.RunPython(freeze, thaw)


def _statements(vendor: str, table: str, columns: Sequence[str], once: str) -> list[str]:
    when = f' AND OLD."{once}" IS NOT NULL' if once else ""
    if vendor == "sqlite":
        changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)
        return [
            *_undo(vendor, table),
            f'CREATE TRIGGER "{table}_frozen" BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({changed}){when} '
            f"BEGIN SELECT RAISE(ABORT, '{table} is published and cannot change'); END",
        ]
    changed = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns)
    return [
        *_undo(vendor, table),
        f'CREATE FUNCTION "{table}_frozen"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN '
        f"RAISE EXCEPTION '{table} is published and cannot change' USING ERRCODE = 'integrity_constraint_violation'; "
        f"END $$",
        f'CREATE TRIGGER "{table}_frozen" BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN (({changed}){when}) '
        f'EXECUTE FUNCTION "{table}_frozen"()',
    ]


def _undo(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "{table}_frozen"']
    return [
        f'DROP TRIGGER IF EXISTS "{table}_frozen" ON "{table}"',
        f'DROP FUNCTION IF EXISTS "{table}_frozen"()',
    ]
