"""Published instruments. A version never changes; a new wording is a new version."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from assessments.format import translating
from assessments.format.definition import Definition, parse
from practice.access import Viewer, VisibleTo
from practice.models import Practice

_parsed: dict[str, Definition] = {}
_worded: dict[tuple[str, str], Definition] = {}


def _was_sent_to(viewer: Viewer) -> Q:
    """A partner may read the instruments that were sent to them, and hears of no other."""
    from .administrations import Administration

    own = Administration.unscoped.filter(instrument=OuterRef("pk"), partner__user=viewer.user_id, came="here")
    return Q(Exists(own))


def _of_the_house(viewer: Viewer) -> Q:
    """What comes with the product, and what one's own practice has written or brought."""
    return Q(practice=None) | Q(practice=viewer.practice_id)


class InstrumentVersionQuerySet(models.QuerySet["InstrumentVersion"]):
    def in_use(self) -> InstrumentVersionQuerySet:
        """What may be sent today: not retired, its licence not run out, and not numbers without words."""
        sendable = Q(licence__until=None) | Q(licence__until__gte=timezone.localdate())
        return self.filter(sendable, retired_at=None).exclude(licence__numbers_only=True)


class InstrumentVersion(models.Model):
    """One wording of one instrument, frozen with its hash. Old answers keep their own form for ever.

    practice: whose own it is; None for what comes with the product. No other practice sees or sends it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    slug = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    neutral_title = models.CharField(max_length=120)
    body = models.TextField(help_text="The definition as TOML, with its examples.")
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)
    retired_at = models.DateTimeField(null=True, blank=True)

    unscoped = models.Manager.from_queryset(InstrumentVersionQuerySet)()
    objects = VisibleTo(
        counsellor=_of_the_house,
        cover=_of_the_house,
        owner=_of_the_house,
        partner=_was_sent_to,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "number"], name="one_instrument_version_per_number")
        ]

    def __str__(self) -> str:
        return f"instrument {self.slug} {self.number}"

    @property
    def definition(self) -> Definition:
        """The definition, read once per process: the hash stands for what it says."""
        found = _parsed.get(self.content_hash)
        if found is None:
            found = _parsed[self.content_hash] = parse(self.body)
        return found

    def definition_in(self, language: str) -> Definition:
        """The definition in this language where a translation is published, else as it was written."""
        definition = self.definition
        wanted = {language, language.partition("-")[0]} - {definition.language}
        if language == definition.language or not wanted:
            return definition
        return self._worded(definition, wanted)

    def _worded(self, definition: Definition, languages: set[str]) -> Definition:
        from .translations import InstrumentTranslation

        rows = InstrumentTranslation.unscoped.filter(instrument=self, language__in=languages).defer("body")
        nearest = max(rows, key=lambda row: len(row.language), default=None)
        if nearest is None:
            return definition
        key = (self.content_hash, nearest.content_hash)
        if key not in _worded:
            translation = translating.parse(nearest.body, definition)
            _worded[key] = translating.worded(definition, translation)
        return _worded[key]
