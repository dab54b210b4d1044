"""A practice writes its own exercise: a draft that is kept part by part, and a version that never changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from assessments import own_drafts
from assessments.format import source_text, toml_writing
from assessments.format.source_text import Places
from homework import publishing
from homework.exercise import Exercise, ExerciseError, Field, Problem
from homework.exercise_checks import build
from homework.exercise_samples import samples
from homework.models import ExerciseDraft, ExerciseVersion
from practice.access import Viewer
from practice.models import Practice

WRITERS = own_drafts.WRITERS
OURS = ("slug", "version", "joint_work", "licence", "language", "example")
"""What no draft decides by itself; examples are made from its questions."""
BLANK: dict[str, Any] = {
    "title": "", "neutral_title": "", "aim": "", "minutes": 5, "dose": "", "who": "parallel", "reason": "",
    "prompt": "", "caution": "", "source": "", "steps": [], "starters": [], "watch_for": [],
    "evidence": {"grade": "practice", "says": ""},
}  # fmt: skip


class NotYet(own_drafts.NotYet):
    code = "not_an_exercise_yet"


def begin(*, by: Viewer, based_on: ExerciseVersion | None = None) -> ExerciseDraft:
    """A new draft, empty or from a version. One's own exercise gets its next wording; any other becomes a new one."""
    made: ExerciseDraft = own_drafts.begin(KIND, by=by, based_on=based_on)
    return made


def keep(draft: ExerciseDraft, tables: Mapping[str, Any], *, by: Viewer, version: int) -> ExerciseDraft:
    """Keep the whole draft as it now stands, gaps and all. Raises StaleEdit when someone was quicker."""
    kept: ExerciseDraft = own_drafts.keep(KIND, draft, tables, by=by, version=version)
    return kept


def read(
    draft: ExerciseDraft, tables: Mapping[str, Any] | None = None
) -> tuple[Exercise | None, list[Problem]]:
    """The exercise that the draft would become, or what is still in the way, through the same gate as a file."""
    try:
        text = written(draft, tables)
        found, problems = build(source_text.read_tables(text), Places(text))
    except source_text.DefinitionError as error:
        return None, error.problems
    return (found if not problems else None), problems


@transaction.atomic
def publish(draft: ExerciseDraft, *, by: Viewer, version: int) -> ExerciseVersion:
    """The draft becomes a version of this practice alone, which never changes. Raises NotYet with every problem."""
    row: ExerciseDraft = own_drafts.opened(KIND, draft, by=by, version=version)
    practice = Practice.unscoped.get(pk=row.practice_id)
    try:
        made, _new = publishing.publish(written(row), by=by, practice=practice)
    except ExerciseError as error:
        raise NotYet(error.problems) from None
    own_drafts.came_out(row, made)
    return made


def discard(draft: ExerciseDraft, *, by: Viewer, version: int) -> None:
    """Throw an unpublished draft away. Versions that were published stay."""
    own_drafts.discard(KIND, draft, by=by, version=version)


@transaction.atomic
def retire(version: ExerciseVersion, *, by: Viewer) -> None:
    """Take one of the practice's own off the shelf. What is set goes on in its own words."""
    own_drafts.insist_on_own(version, by=by)
    rows = ExerciseVersion.unscoped.filter(slug=version.slug, practice=version.practice_id, retired_at=None)
    for each in rows:
        publishing.retire(each, by=by)


def written(draft: ExerciseDraft, tables: Mapping[str, Any] | None = None) -> str:
    """The draft as the text of a file, with what is not the writer's to decide."""
    return toml_writing.written(full_tables(draft, tables))


def full_tables(draft: ExerciseDraft, tables: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """With its name, its number, examples made from its questions, and whether it waits for joint work.

    Whatever is done for two, or can reach the other one, waits until the counsellor has opened joint work.
    """
    said = {
        key: value for key, value in (draft.tables if tables is None else tables).items() if key not in OURS
    }
    rows = said.get("field", [])
    fields = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    is_joint = said.get("who") != "solo" or any(row.get("audience") == "partner" for row in fields)
    head = {"slug": draft.slug, "version": _next_number(draft), "joint_work": is_joint, "licence": "practice"}
    return {**head, **said, "example": samples(fields)}


def sketch(tables: Mapping[str, Any]) -> tuple[Field, ...]:
    """Those questions of an unfinished draft that can be shown already, each by itself."""
    rows = tables.get("field", [])
    found = (_field(row) for row in (rows if isinstance(rows, list) else []) if isinstance(row, dict))
    return tuple(field for field in found if field is not None and field.text.strip())


def _field(row: Mapping[str, Any]) -> Field | None:
    try:
        return msgspec.convert({key: value for key, value in row.items() if key != "show_if"}, Field)
    except msgspec.ValidationError:
        return None


def _next_number(draft: ExerciseDraft) -> int:
    held = ExerciseVersion.unscoped.filter(slug=draft.slug).aggregate(most=Max("number"))
    return (held["most"] or 0) + 1


def _copied(version: ExerciseVersion) -> dict[str, Any]:
    """The words of a version as they were written; who made them stays in the source."""
    return {key: value for key, value in source_text.read_tables(version.body).items() if key not in OURS}


KIND = own_drafts.Kind(
    ExerciseDraft,
    ExerciseVersion,
    "exercise",
    BLANK,
    _copied,
    _("This is longer than an exercise can be."),
)
