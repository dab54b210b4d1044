"""A practice brings the words of an instrument of its own in one more language.

In the practice's files an instrument has a slug of its writer's choosing. Here it stands under one that no other practice
has, always the same for the same slug, so that the next version and every translation find it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec
from django.db import transaction

from assessments import publishing
from assessments.foreseeing import CannotBeBrought, Foreseen
from assessments.format import source_text, toml_writing, translating
from assessments.format.definition import DefinitionError, Problem
from assessments.models import InstrumentTranslation, InstrumentVersion
from practice import audit
from practice.access import Viewer
from practice.models import Practice

OWN = "own-"
MOST_OF_A_SLUG = 34


def own_slug(practice: Practice, slug: str) -> str:
    """The slug under which this practice has what its file calls `slug`."""
    if slug.startswith(OWN):
        return slug
    mark = hashlib.sha256(f"{practice.pk} {slug}".encode()).hexdigest()[:8]
    return f"{OWN}{slug[:MOST_OF_A_SLUG].strip('-')}-{mark}"


def is_translation(text: str) -> bool:
    """Words alone: its questions stand under their ids, in single brackets, and it says nothing of a tradition."""
    try:
        tables = source_text.read_tables(text)
    except DefinitionError:
        return False
    questions = tables.get("question")
    return "language" in tables and (isinstance(questions, dict) or not (questions or "tradition" in tables))


def bring(text: str, tables: Mapping[str, Any], practice: Practice, *, by: Viewer, dry_run: bool) -> Foreseen:
    """Add this language to the version that it translates. The same words again change nothing.

    Raises DefinitionError for words that do not cover it, CannotBeBrought where there is no such version or it has other
    words in this language.
    """
    slug, number = translating.address(text)
    version = InstrumentVersion.unscoped.filter(
        practice=practice, slug=own_slug(practice, slug), number=number
    ).first()
    if version is None:
        raise CannotBeBrought([Problem(None, "", _why_not(slug, number))])
    named = msgspec.structs.replace(version.definition, slug=slug, version=number)
    words = translating.parse(text, named)
    seen = Foreseen(
        translating.worded(named, words), (), number=number, follows=version.title, language=words.language
    )
    if dry_run:
        return seen
    held = InstrumentTranslation.unscoped.filter(instrument=version, language=words.language)
    is_known = held.exists()
    try:
        with transaction.atomic():
            publishing.publish_translation(toml_writing.written({**tables, "slug": version.slug}))
            if not is_known:
                audit.record(by, "instrument.translated", version)
    except publishing.AlreadyPublished:
        says = f"*{slug} {number}* has other words in *{words.language}* already. Words never change; bring a new version."
        raise CannotBeBrought([Problem(None, "", says)]) from None
    return replace(seen, version=version, is_known=is_known)


def _why_not(slug: str, number: int) -> str:
    if InstrumentVersion.unscoped.filter(practice=None, slug=slug).exists():
        return f"*{slug}* comes with Evenlight, and its languages come with it."
    return f"this translates *{slug} {number}*, which the practice does not have yet. Bring the instrument first."
