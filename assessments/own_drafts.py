"""What holds for every draft of a practice's own, whatever it becomes: who writes, what can be kept, and one at a time."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.format import source_text
from assessments.format.source_text import DefinitionError, Problem
from practice import audit
from practice.access import COUNSELLOR, OWNER, Viewer
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit

WRITERS = (COUNSELLOR, OWNER)
MOST_LETTERS = source_text.MOST_BYTES // 2


class NotYet(BadInput):
    """The draft is not ready. `problems` says what is missing, each with its place."""

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


@dataclass(frozen=True)
class Kind:
    """What is drafted. draft, version: its models; word: its name in the audit; copied: a version's words as tables."""

    draft: Any
    version: Any
    word: str
    blank: Mapping[str, Any]
    copied: Callable[[Any], dict[str, Any]]
    too_long: Promise


def begin(kind: Kind, *, by: Viewer, based_on: Any = None) -> Any:
    """A new draft, empty or from a version. One's own gets its next wording; any other becomes a new one."""
    practice_id, staff_id = insist_on_writing(by)
    if based_on is not None and not kind.version.objects.visible_to(by).filter(pk=based_on.pk).exists():
        raise NotFound
    is_own = based_on is not None and based_on.practice_id == practice_id
    fresh = kind.draft(
        practice_id=practice_id,
        slug=based_on.slug if is_own else f"own-{secrets.token_hex(4)}",
        tables=dict(kind.blank) if based_on is None else kind.copied(based_on),
        based_on=based_on,
        begun_by_id=staff_id,
        changed_by_id=staff_id,
    )
    try:
        with transaction.atomic():
            fresh.save(force_insert=True)
            audit.record(by, f"{kind.word}.drafted", fresh)
    except IntegrityError:
        raise AlreadyDrafted from None
    return fresh


@transaction.atomic
def keep(kind: Kind, draft: Any, tables: Mapping[str, Any], *, by: Viewer, version: int) -> Any:
    """Keep the whole draft as it now stands, gaps and all. Raises StaleEdit when someone was quicker."""
    row = opened(kind, draft, by=by, version=version)
    row.tables, row.version = _within_bounds(kind, tables), row.version + 1
    row.changed_by_id, row.changed_at = by.staff_id, timezone.now()
    row.save(update_fields=["tables", "version", "changed_by", "changed_at"])
    audit.record(by, f"{kind.word}.draft_kept", row)
    return row


@transaction.atomic
def discard(kind: Kind, draft: Any, *, by: Viewer, version: int) -> None:
    """Throw an unpublished draft away. Versions that were published stay."""
    row = opened(kind, draft, by=by, version=version)
    audit.record(by, f"{kind.word}.draft_discarded", row)
    row.delete()


def opened(kind: Kind, draft: Any, *, by: Viewer, version: int) -> Any:
    """The draft, locked, as whoever writes may change it now."""
    practice_id, _staff_id = insist_on_writing(by)
    row = kind.draft.unscoped.select_for_update().filter(pk=draft.pk, practice=practice_id).first()
    if row is None:
        raise NotFound
    if row.published_id is not None:
        raise AlreadyOut
    if row.version != version:
        raise StaleEdit
    return row


def came_out(row: Any, made: Any) -> None:
    """Note which version came of this draft; from now on it is done."""
    row.published, row.version = made, row.version + 1
    row.save(update_fields=["published", "version"])


def insist_on_writing(by: Viewer) -> tuple[UUID, UUID]:
    """The practice and the person who writes: a counsellor or the owner. Raises NotFound for everyone else."""
    if by.practice_id is None or by.staff_id is None or not any(by.has(role) for role in WRITERS):
        raise NotFound
    return by.practice_id, by.staff_id


def insist_on_own(version: Any, *, by: Viewer) -> None:
    """Raises NotFound unless this version is the writer's own practice's."""
    if version.practice_id is None or version.practice_id != insist_on_writing(by)[0]:
        raise NotFound


def _within_bounds(kind: Kind, tables: Mapping[str, Any]) -> dict[str, Any]:
    """What can be kept at all: not endless, not bottomless, and nothing that a text cannot hold."""
    try:
        source_text.insist_on_bounds(dict(tables))
        if len(json.dumps(tables, ensure_ascii=False, allow_nan=False)) > MOST_LETTERS:
            raise BadInput(fields={"tables": kind.too_long})
    except DefinitionError as error:
        raise BadInput(fields={"tables": str(error)}) from None
    except (TypeError, ValueError):
        raise BadInput(fields={"tables": _("This can’t be kept as it is.")}) from None
    return dict(tables)
