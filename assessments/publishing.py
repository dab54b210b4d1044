"""An instrument file becomes a version that never changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.format import examples, translating
from assessments.format.definition import SHIPPED, DefinitionError, Problem, content_hash, parse
from assessments.format.source_text import Places
from assessments.models import InstrumentTranslation, InstrumentVersion
from practice.models import Practice
from practice.refusals import Refused

Made = TypeVar("Made")


class AlreadyPublished(Refused):
    """This slug and number stand for other words already."""

    code = "already_published"
    default = _("This version is published and can’t change. Give the new wording the next number.")


@transaction.atomic
def publish(text: str, *, practice: Practice | None = None) -> InstrumentVersion:
    """Publish one definition; publishing the same again gives the same version.

    practice: whose own it becomes; None for what comes with the product.

    Raises DefinitionError for a text that is no instrument or whose own examples do not hold, and AlreadyPublished
    when the slug and number are taken by other content.
    """
    definition = parse(text)
    if broken := examples.broken(definition, Places(text)):
        raise DefinitionError(broken)
    fresh = InstrumentVersion(
        practice=practice,
        slug=definition.slug,
        number=definition.version,
        title=definition.title,
        neutral_title=definition.neutral_title,
        body=text,
        content_hash=content_hash(text),
    )
    InstrumentVersion.unscoped.bulk_create([fresh], ignore_conflicts=True)
    held = InstrumentVersion.unscoped.get(slug=definition.slug, number=definition.version)
    if held.content_hash != fresh.content_hash or held.practice_id != fresh.practice_id:
        raise AlreadyPublished
    return held


@transaction.atomic
def publish_translation(text: str) -> InstrumentTranslation:
    """Publish the words of a published version in one more language; doing it again gives the same.

    Raises DefinitionError for a text that does not cover what a partner reads, or whose version is not published, and
    AlreadyPublished when this version has other words in this language.
    """
    slug, number = translating.address(text)
    version = InstrumentVersion.unscoped.filter(slug=slug, number=number).first()
    if version is None:
        raise DefinitionError([Problem(None, "", f"*{slug} {number}* is not published yet.")])
    fresh = InstrumentTranslation(
        instrument=version,
        language=translating.parse(text, version.definition).language,
        body=text,
        content_hash=content_hash(text),
    )
    InstrumentTranslation.unscoped.bulk_create([fresh], ignore_conflicts=True)
    held = InstrumentTranslation.unscoped.get(instrument=version, language=fresh.language)
    if held.content_hash != fresh.content_hash:
        raise AlreadyPublished
    return held


class FolderRefused(ValueError):
    """Some files of a folder cannot be published, so none was. `lines` has a sentence for each reason, with its file."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


@dataclass(frozen=True)
class Published:
    """What a folder became: its versions, and their translations."""

    versions: tuple[InstrumentVersion, ...]
    translations: tuple[InstrumentTranslation, ...]


def publish_all(folder: Path = SHIPPED) -> list[InstrumentVersion]:
    """Publish every file of a folder with its translations, or none of them. Raises FolderRefused."""
    return list(publish_folder(folder).versions)


@transaction.atomic
def publish_folder(folder: Path = SHIPPED) -> Published:
    """The same, with the translations told as well."""
    files = sorted(folder.glob("*.toml"))
    lines: list[str] = []
    versions = tuple(_each([file for file in files if not translating.named(file.name)], publish, lines))
    words = [] if lines else [file for file in files if translating.named(file.name)]
    translations = tuple(_each(words, publish_translation, lines))
    if lines:
        raise FolderRefused(lines)
    return Published(versions, translations)


def _each(files: list[Path], verb: Callable[[str], Made], lines: list[str]) -> Iterator[Made]:
    """What each file becomes; what cannot be is told in `lines`, and the next file is looked at all the same."""
    for file in files:
        try:
            yield verb(_text(file))
        except DefinitionError as error:
            lines += [f"{file.name}: {problem}" for problem in error.problems]
        except AlreadyPublished as refusal:
            lines.append(f"{file.name}: {refusal.sentence}")
        except UnicodeDecodeError:
            lines.append(f"{file.name}: this file is not plain text. Save it as UTF-8.")


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def current(slug: str, *, practice_id: UUID | None = None) -> InstrumentVersion | None:
    """The newest version in use; new administrations take this one. A practice has its own besides what is for all."""
    house = Q(practice=None) | Q(practice=practice_id)
    return InstrumentVersion.unscoped.in_use().filter(house, slug=slug).order_by("-number").first()


def retire(version: InstrumentVersion) -> None:
    """Stop sending this version. Its administrations keep it."""
    InstrumentVersion.unscoped.filter(pk=version.pk, retired_at=None).update(retired_at=timezone.now())
