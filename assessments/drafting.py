"""A practice writes its own instrument: a draft that is kept part by part, and a version that never changes."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import publishing
from assessments.format import examples, source_text, toml_writing
from assessments.format import tables as shape
from assessments.format.definition import Definition, DefinitionError, Problem, Question, from_tables
from assessments.models import InstrumentDraft, InstrumentVersion
from practice import audit
from practice.access import COUNSELLOR, OWNER, Viewer
from practice.models import Practice
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit

WRITERS = (COUNSELLOR, OWNER)
MOST_LETTERS = source_text.MOST_BYTES // 2
FIXED: dict[str, Any] = {"validated": False, "seen_by": "counsellor", "answered_by": "partner"}
"""What no practice decides by itself: nothing is called validated, and safety has its own way."""
BLANK: dict[str, Any] = {
    "title": "", "neutral_title": "", "purpose": "", "time_frame": "", "limits": "", "source": "",
    "tradition": "general", "minutes": 3, "licence": "",
}  # fmt: skip


class NotYet(BadInput):
    """The draft is no instrument yet. `problems` says what is missing, each with its place."""

    code = "not_an_instrument_yet"
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


def begin(*, by: Viewer, based_on: InstrumentVersion | None = None) -> InstrumentDraft:
    """A new draft, empty or from a version. One's own instrument gets its next wording; any other becomes a new one."""
    practice_id, staff_id = _insist_on_writing(by)
    if based_on is not None and not InstrumentVersion.objects.visible_to(by).filter(pk=based_on.pk).exists():
        raise NotFound
    is_own = based_on is not None and based_on.practice_id == practice_id
    fresh = InstrumentDraft(
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
            audit.record(by, "instrument.drafted", fresh)
    except IntegrityError:
        raise AlreadyDrafted from None
    return fresh


@transaction.atomic
def keep(draft: InstrumentDraft, tables: Mapping[str, Any], *, by: Viewer, version: int) -> InstrumentDraft:
    """Keep the whole draft as it now stands, gaps and all. Raises StaleEdit when someone was quicker."""
    row = _open(draft, by)
    if row.version != version:
        raise StaleEdit
    row.tables = _within_bounds(tables)
    row.version += 1
    row.changed_by_id, row.changed_at = by.staff_id, timezone.now()  # type: ignore[assignment]
    row.save(update_fields=["tables", "version", "changed_by", "changed_at"])
    audit.record(by, "instrument.draft_kept", row)
    return row


def read(
    draft: InstrumentDraft, tables: Mapping[str, Any] | None = None
) -> tuple[Definition | None, list[Problem]]:
    """The instrument that the draft would become, or what is still in the way, through the same gate as a file."""
    held = draft.tables if tables is None else tables
    try:
        definition = from_tables(full_tables(draft, held))
    except DefinitionError as error:
        return None, [*error.problems, *_uncounted(held)]
    return definition, [*examples.broken(definition), *_uncounted(held), *_unchanged(draft, held)]


def _uncounted(tables: Mapping[str, Any]) -> list[Problem]:
    """Who picked points on a scale wants them scored. A file may say otherwise; here it would be a slip."""
    rows = [] if tables.get("adapter") else tables.get("question", [])
    return [
        Problem(None, f"question {place + 1}", "it counts on no scale.", "", "question", place, "scale")
        for place, row in enumerate(rows if isinstance(rows, list) else [])
        if isinstance(row, dict) and row.get("kind") == "scale" and not row.get("scale")
    ]


def _unchanged(draft: InstrumentDraft, tables: Mapping[str, Any]) -> list[Problem]:
    """A next wording that says what the last one says is none."""
    before = draft.based_on
    if before is None or before.slug != draft.slug or _copied(before) != dict(tables):
        return []
    return [
        Problem(
            None,
            "",
            "nothing is changed yet.",
            "A new wording differs from the one before it.",
            key="unchanged",
        )
    ]


@transaction.atomic
def publish(draft: InstrumentDraft, *, by: Viewer, version: int) -> InstrumentVersion:
    """The draft becomes a version of this practice alone, which never changes. Raises NotYet with every problem."""
    row = _open(draft, by)
    if row.version != version:
        raise StaleEdit
    text = toml_writing.written(full_tables(row))
    if problems := read(row)[1]:
        raise NotYet(problems)
    practice = Practice.unscoped.get(pk=row.practice_id)
    try:
        made = publishing.publish(text, practice=practice)
    except DefinitionError as error:
        raise NotYet(error.problems) from None
    row.published, row.version = made, row.version + 1
    row.save(update_fields=["published", "version"])
    audit.record(by, "instrument.published", made, draft=row.pk)
    return made


@transaction.atomic
def discard(draft: InstrumentDraft, *, by: Viewer, version: int) -> None:
    """Throw an unpublished draft away. Versions that were published stay."""
    row = _open(draft, by)
    if row.version != version:
        raise StaleEdit
    audit.record(by, "instrument.draft_discarded", row)
    row.delete()


@transaction.atomic
def retire(version: InstrumentVersion, *, by: Viewer) -> None:
    """Stop sending one of the practice's own. Forms that are out keep it, and old answers are read on it for ever."""
    if version.practice_id is None or version.practice_id != _insist_on_writing(by)[0]:
        raise NotFound
    for each in InstrumentVersion.unscoped.in_use().filter(slug=version.slug, practice=version.practice_id):
        publishing.retire(each)
    audit.record(by, "instrument.retired", version)


def full_tables(draft: InstrumentDraft, tables: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The draft's tables with what is not the writer's to decide: its name, its number, and whom it is for."""
    held = draft.tables if tables is None else tables
    said = {key: value for key, value in held.items() if key not in ("slug", "version", *FIXED)}
    if not said.get("licence"):
        said["licence"] = "practice"
    return {"slug": draft.slug, "version": _next_number(draft), **FIXED, **said}


def _next_number(draft: InstrumentDraft) -> int:
    held = InstrumentVersion.unscoped.filter(slug=draft.slug).aggregate(most=Max("number"))
    return (held["most"] or 0) + 1


def _copied(version: InstrumentVersion) -> dict[str, Any]:
    """The words of a version as they were written; who made them stays in the source."""
    return {
        key: value
        for key, value in source_text.read_tables(version.body).items()
        if key not in ("slug", "version", *FIXED)
    }


def _open(draft: InstrumentDraft, by: Viewer) -> InstrumentDraft:
    practice_id, _staff_id = _insist_on_writing(by)
    row = InstrumentDraft.unscoped.select_for_update().filter(pk=draft.pk, practice=practice_id).first()
    if row is None:
        raise NotFound
    if row.published_id is not None:
        raise AlreadyOut
    return row


def _within_bounds(tables: Mapping[str, Any]) -> dict[str, Any]:
    """What can be kept at all: not endless, not bottomless, and nothing that a text cannot hold."""
    try:
        source_text.insist_on_bounds(dict(tables))
        if len(json.dumps(tables, ensure_ascii=False, allow_nan=False)) > MOST_LETTERS:
            raise BadInput(fields={"tables": _("This is longer than an instrument can be.")})
    except DefinitionError as error:
        raise BadInput(fields={"tables": str(error)}) from None
    except (TypeError, ValueError):
        raise BadInput(fields={"tables": _("This can’t be kept as it is.")}) from None
    return dict(tables)


def _insist_on_writing(by: Viewer) -> tuple[UUID, UUID]:
    """The practice and the person who writes: a counsellor or the owner. Raises NotFound for everyone else."""
    if by.practice_id is None or by.staff_id is None or not any(by.has(role) for role in WRITERS):
        raise NotFound
    return by.practice_id, by.staff_id


def sketch(tables: Mapping[str, Any]) -> tuple[Question, ...]:
    """Those questions of an unfinished draft that can be shown already, each by itself."""
    rows = tables.get("question", [])
    found = (shape.question(row, tables.get("choices")) for row in rows if isinstance(row, dict))
    return tuple(question for question in found if question is not None)
