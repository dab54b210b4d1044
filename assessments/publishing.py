"""An instrument file becomes a version that never changes."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import examples, translating
from assessments.definition import SHIPPED, Definition, DefinitionError, Problem, content_hash, parse
from assessments.models import InstrumentTranslation, InstrumentVersion
from practice.refusals import Refused


class AlreadyPublished(Refused):
    """This slug and number stand for other words already."""

    code = "already_published"
    default = _("This version is published and can’t change. Give the new wording the next number.")


@transaction.atomic
def publish(text: str) -> InstrumentVersion:
    """Publish one definition; publishing the same again gives the same version.

    Raises DefinitionError for a text that is no instrument or whose own examples do not hold, and AlreadyPublished
    when the slug and number are taken by other content.
    """
    definition = parse(text)
    _insist_on_examples(definition)
    fresh = InstrumentVersion(
        slug=definition.slug,
        number=definition.version,
        title=definition.title,
        neutral_title=definition.neutral_title,
        body=text,
        content_hash=content_hash(text),
    )
    InstrumentVersion.unscoped.bulk_create([fresh], ignore_conflicts=True)
    held = InstrumentVersion.unscoped.get(slug=definition.slug, number=definition.version)
    if held.content_hash != fresh.content_hash:
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


def publish_all(folder: Path = SHIPPED) -> list[InstrumentVersion]:
    """Publish every file of a folder with its translations, or none of them."""
    files = sorted(folder.glob("*.toml"))
    with transaction.atomic():
        versions = [publish(_text(file)) for file in files if not translating.named(file.name)]
        for file in files:
            if translating.named(file.name):
                publish_translation(_text(file))
    return versions


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def current(slug: str) -> InstrumentVersion | None:
    """The newest version in use; new administrations take this one."""
    return InstrumentVersion.unscoped.in_use().filter(slug=slug).order_by("-number").first()


def retire(version: InstrumentVersion) -> None:
    """Stop sending this version. Its administrations keep it."""
    InstrumentVersion.unscoped.filter(pk=version.pk, retired_at=None).update(retired_at=timezone.now())


def _insist_on_examples(definition: Definition) -> None:
    broken = [
        Problem(None, f"example *{example.says}*", sentence, "")
        for example in definition.examples
        for sentence in examples.mismatches(definition, example)
    ]
    if broken:
        raise DefinitionError(broken)
