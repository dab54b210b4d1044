"""A practice writes its own instrument: a draft that is kept part by part, and a version that never changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from assessments import own_drafts, publishing
from assessments.format import examples, source_text, toml_writing
from assessments.format import tables as shape
from assessments.format.definition import Definition, DefinitionError, Problem, Question, from_tables
from assessments.models import InstrumentDraft, InstrumentVersion
from practice import audit
from practice.access import Viewer
from practice.models import Practice

WRITERS = own_drafts.WRITERS
FIXED: dict[str, Any] = {"validated": False, "seen_by": "counsellor", "answered_by": "partner"}
"""What no practice decides by itself: nothing is called validated, and safety has its own way."""
BLANK: dict[str, Any] = {
    "title": "", "neutral_title": "", "purpose": "", "time_frame": "", "limits": "", "source": "",
    "tradition": "general", "minutes": 3, "licence": "",
}  # fmt: skip


class NotYet(own_drafts.NotYet):
    code = "not_an_instrument_yet"


def begin(*, by: Viewer, based_on: InstrumentVersion | None = None) -> InstrumentDraft:
    """A new draft, empty or from a version. One's own instrument gets its next wording; any other becomes a new one."""
    made: InstrumentDraft = own_drafts.begin(KIND, by=by, based_on=based_on)
    return made


def keep(draft: InstrumentDraft, tables: Mapping[str, Any], *, by: Viewer, version: int) -> InstrumentDraft:
    """Keep the whole draft as it now stands, gaps and all. Raises StaleEdit when someone was quicker."""
    kept: InstrumentDraft = own_drafts.keep(KIND, draft, tables, by=by, version=version)
    return kept


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
    row: InstrumentDraft = own_drafts.opened(KIND, draft, by=by, version=version)
    text = toml_writing.written(full_tables(row))
    if problems := read(row)[1]:
        raise NotYet(problems)
    practice = Practice.unscoped.get(pk=row.practice_id)
    try:
        made = publishing.publish(text, practice=practice)
    except DefinitionError as error:
        raise NotYet(error.problems) from None
    own_drafts.came_out(row, made)
    audit.record(by, "instrument.published", made, draft=row.pk)
    return made


def discard(draft: InstrumentDraft, *, by: Viewer, version: int) -> None:
    """Throw an unpublished draft away. Versions that were published stay."""
    own_drafts.discard(KIND, draft, by=by, version=version)


@transaction.atomic
def retire(version: InstrumentVersion, *, by: Viewer) -> None:
    """Stop sending one of the practice's own. Forms that are out keep it, and old answers are read on it for ever."""
    own_drafts.insist_on_own(version, by=by)
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


def sketch(tables: Mapping[str, Any]) -> tuple[Question, ...]:
    """Those questions of an unfinished draft that can be shown already, each by itself."""
    rows = tables.get("question", [])
    found = (shape.question(row, tables.get("choices")) for row in rows if isinstance(row, dict))
    return tuple(question for question in found if question is not None)


KIND = own_drafts.Kind(
    InstrumentDraft,
    InstrumentVersion,
    "instrument",
    BLANK,
    _copied,
    _("This is longer than an instrument can be."),
)
