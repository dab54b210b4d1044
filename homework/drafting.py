"""A practice writes its own exercise: a draft that is kept part by part, and a version that never changes."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.format import source_text, toml_writing
from assessments.format.source_text import Places
from homework import publishing
from homework.exercise import Exercise, ExerciseError, Field, Problem
from homework.exercise_checks import build
from homework.exercise_samples import samples
from homework.models import ExerciseDraft, ExerciseVersion
from practice import audit
from practice.access import COUNSELLOR, OWNER, Viewer
from practice.models import Practice
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit

WRITERS = (COUNSELLOR, OWNER)
MOST_LETTERS = source_text.MOST_BYTES // 2
OURS = ("slug", "version", "joint_work", "licence", "language", "example")
"""What no draft decides by itself; examples are made from its questions."""
BLANK: dict[str, Any] = {
    "title": "", "neutral_title": "", "aim": "", "minutes": 5, "dose": "", "who": "parallel", "reason": "",
    "prompt": "", "caution": "", "source": "", "steps": [], "starters": [], "watch_for": [],
    "evidence": {"grade": "practice", "says": ""},
}  # fmt: skip


class NotYet(BadInput):
    """The draft is no exercise yet. `problems` says what is missing, each with its place."""

    code = "not_an_exercise_yet"
    default = _("It isn’t ready yet. Look at the lines below.")

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(fields={f"problem_{n}": str(each) for n, each in enumerate(problems, 1)})
        self.problems = problems


class AlreadyDrafted(NotNow):
    code = "already_drafted"
    default = _(
        "Somebody in the practice has begun a new wording of this one already. It is in the list of drafts."
    )


class AlreadyOut(NotNow):
    code = "draft_published"
    default = _("This draft is published. Begin a new wording to change it.")


def begin(*, by: Viewer, based_on: ExerciseVersion | None = None) -> ExerciseDraft:
    """A new draft, empty or from a version. One's own exercise gets its next wording; any other becomes a new one."""
    practice_id, staff_id = _insist_on_writing(by)
    if based_on is not None and not ExerciseVersion.objects.visible_to(by).filter(pk=based_on.pk).exists():
        raise NotFound
    is_own = based_on is not None and based_on.practice_id == practice_id
    fresh = ExerciseDraft(
        practice_id=practice_id,
        slug=based_on.slug if based_on is not None and is_own else f"own-{secrets.token_hex(4)}",
        tables=_copied(based_on) if based_on is not None else dict(BLANK),
        based_on=based_on,
        begun_by_id=staff_id,
        changed_by_id=staff_id,
    )
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
            audit.record(by, "exercise.drafted", fresh)
    except IntegrityError:
        raise AlreadyDrafted from None
    return fresh


@transaction.atomic
def keep(draft: ExerciseDraft, tables: Mapping[str, Any], *, by: Viewer, version: int) -> ExerciseDraft:
    """Keep the whole draft as it now stands, gaps and all. Raises StaleEdit when someone was quicker."""
    row = _open(draft, by, version)
    row.tables, row.version = _within_bounds(tables), row.version + 1
    row.changed_by_id, row.changed_at = by.staff_id, timezone.now()  # type: ignore[assignment]
    row.save(update_fields=["tables", "version", "changed_by", "changed_at"])
    audit.record(by, "exercise.draft_kept", row)
    return row


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
    row = _open(draft, by, version)
    practice = Practice.unscoped.get(pk=row.practice_id)
    try:
        made, _new = publishing.publish(written(row), by=by, practice=practice)
    except ExerciseError as error:
        raise NotYet(error.problems) from None
    row.published, row.version = made, row.version + 1
    row.save(update_fields=["published", "version"])
    return made


@transaction.atomic
def discard(draft: ExerciseDraft, *, by: Viewer, version: int) -> None:
    """Throw an unpublished draft away. Versions that were published stay."""
    row = _open(draft, by, version)
    audit.record(by, "exercise.draft_discarded", row)
    row.delete()


@transaction.atomic
def retire(version: ExerciseVersion, *, by: Viewer) -> None:
    """Take one of the practice's own off the shelf. What is set goes on in its own words."""
    if version.practice_id is None or version.practice_id != _insist_on_writing(by)[0]:
        raise NotFound
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


def _open(draft: ExerciseDraft, by: Viewer, version: int) -> ExerciseDraft:
    practice_id, _staff_id = _insist_on_writing(by)
    row = ExerciseDraft.unscoped.select_for_update().filter(pk=draft.pk, practice=practice_id).first()
    if row is None:
        raise NotFound
    if row.published_id is not None:
        raise AlreadyOut
    if row.version != version:
        raise StaleEdit
    return row


def _within_bounds(tables: Mapping[str, Any]) -> dict[str, Any]:
    """What can be kept at all: not endless, not bottomless, and nothing that a text cannot hold."""
    try:
        source_text.insist_on_bounds(dict(tables))
        if len(json.dumps(tables, ensure_ascii=False, allow_nan=False)) > MOST_LETTERS:
            raise BadInput(fields={"tables": _("This is longer than an exercise can be.")})
    except source_text.DefinitionError as error:
        raise BadInput(fields={"tables": str(error)}) from None
    except (TypeError, ValueError):
        raise BadInput(fields={"tables": _("This can’t be kept as it is.")}) from None
    return dict(tables)


def _insist_on_writing(by: Viewer) -> tuple[UUID, UUID]:
    """The practice and the person who writes: a counsellor or the owner. Raises NotFound for everyone else."""
    if by.practice_id is None or by.staff_id is None or not any(by.has(role) for role in WRITERS):
        raise NotFound
    return by.practice_id, by.staff_id
