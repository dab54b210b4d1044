"""A practice brings an instrument of its own: licensed words for an adapter, a TOML file, a FHIR Questionnaire.

Whatever it is, it passes the same gate, gets the same hash, never changes, and belongs to that practice alone. Each
carries who holds the rights and until when they were given.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import bringing_words, publishing
from assessments.bringing_words import OWN
from assessments.exchange import fhir_reading, strict_json
from assessments.foreseeing import CannotBeBrought as CannotBeBrought
from assessments.foreseeing import Foreseen as Foreseen
from assessments.format import adapter, adapter_wording, examples, source_text, toml_writing
from assessments.format.adapter_wording import Wording
from assessments.format.advising import advice
from assessments.format.definition import (
    Definition,
    DefinitionError,
    Problem,
    content_hash,
    from_tables,
    parse,
)
from assessments.format.source_text import Places
from assessments.models import InstrumentLicence, InstrumentVersion
from practice import audit
from practice.access import COUNSELLOR, OWNER, Viewer
from practice.models import Practice
from practice.refusals import BadInput, NotFound
from practice.words import clean_line

HERE = {"slug": "own-new", "version": 1}
"""What stands in a file's place while it is only looked at; its own slug and number are those of its writer."""
LONGEST_HOLDER = 200
LONGEST_REASON = 300


@dataclass(frozen=True)
class Terms:
    """On whose permission an instrument is used, and until when. reason: where the practice has to say why."""

    holder: str
    until: date | None = None
    reason: str = ""


@transaction.atomic
def enter_wording(slug: str, wording: Wording, terms: Terms, *, by: Viewer) -> InstrumentVersion:
    """The practice's licensed words for an adapter become a version of its own. The same words again change nothing.

    Raises BadInput with a sentence beside each field.
    """
    practice = _house(by)
    rule = adapter.shipped().get(slug)
    if rule is None:
        raise NotFound
    if rule.safety:
        says = _("Questions about harm are not sent as a form. Use the private questions.")
        raise BadInput(fields={"adapter": says})
    terms = _insist_on_terms(terms)
    if rule.by_setting and not terms.reason:
        raise BadInput(fields={"reason": _("Say why the practice leaves the question about self-harm out.")})
    own_slug, number = _place(practice, rule.key)
    source = f"Words entered by the practice; rights: {terms.holder}."
    try:
        tables = adapter_wording.tables(rule, wording, slug=own_slug, number=number, source=source)
    except adapter_wording.WordingRefused as refusal:
        raise BadInput(fields=refusal.problems) from None
    return _publish(tables, terms, practice, by, rule.key)[0]


def bring_in(text: str, terms: Terms | None, *, by: Viewer, dry_run: bool = False) -> Foreseen:
    """Bring a FHIR Questionnaire (JSON), one of our TOML files, or a translation of what the practice has brought.

    Raises CannotBeBrought with a line for each reason. dry_run: say what would come of it, and keep nothing.
    """
    practice = _house(by)
    try:
        tables, notes, definition = _read(text)
        if definition is None:
            return bringing_words.bring(_plain(text), tables, practice, by=by, dry_run=dry_run)
    except DefinitionError as error:
        raise CannotBeBrought(error.problems) from None
    _insist_on_ordinary(definition)
    tried = _foreseen(tables, notes, definition, practice)
    if dry_run:
        return tried
    terms = _insist_on_terms(terms or Terms(""))
    _insist_on_adapter(definition, terms)
    with transaction.atomic():
        slug = _place(practice, definition.adapter, _own(practice, tables))[0]
        version, is_known = _publish(
            {**tables, "slug": slug, "version": tried.number}, terms, practice, by, definition.adapter
        )
    return replace(tried, definition=version.definition, version=version, is_known=is_known)


def _read(text: str) -> tuple[dict[str, Any], tuple[str, ...], Definition | None]:
    """The tables, what is left out of them, and the instrument whose examples hold; None for a translation."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start == "<":
        raise DefinitionError([Problem(None, "", "this is XML. Save it as JSON and bring that.")])
    if start == "{":
        found = fhir_reading.read(strict_json.load(text))
        definition = from_tables({**found.tables, **HERE})
        places, tables, notes = Places(), {**found.tables, "version": 0}, found.notes
    else:
        if bringing_words.is_translation(text := _plain(text)):
            return source_text.read_tables(text), (), None
        definition = parse(text, **HERE)
        places, tables, notes = Places(text), source_text.read_tables(text), ()
    if broken := examples.broken(definition, places):
        raise DefinitionError(broken)
    return tables, notes, definition


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").removeprefix("\ufeff")


def _foreseen(
    tables: Mapping[str, Any], notes: tuple[str, ...], definition: Definition, practice: Practice
) -> Foreseen:
    """Which wording of what it would become, and which house rules it breaks."""
    slug, following = _place(practice, definition.adapter, _own(practice, tables))
    asked = tables.get("version")
    number = max(following, asked if isinstance(asked, int) else 1)
    before = InstrumentVersion.unscoped.filter(practice=practice, slug=slug).order_by("-number").first()
    same = _the_same(tables, practice)
    return Foreseen(
        definition,
        notes,
        is_known=same is not None,
        number=same.number if same else number,
        follows=before.title if before else "",
        advice=tuple(advice(definition)),
    )


def _own(practice: Practice, tables: Mapping[str, Any]) -> str:
    """Under which slug the practice has what the file calls by its own. A form from elsewhere says nothing of that."""
    slug = tables.get("slug")
    return bringing_words.own_slug(practice, slug) if isinstance(slug, str) and tables.get("version") else ""


def _insist_on_adapter(definition: Definition, terms: Terms) -> None:
    rule = adapter.by_key(definition.adapter) if definition.adapter else None
    if rule and rule.safety:
        raise CannotBeBrought([Problem(None, "", str(_("Questions about harm are not sent as a form.")))])
    if rule and rule.by_setting and not terms.reason:
        raise BadInput(fields={"reason": _("Say why the practice leaves the question about self-harm out.")})


@transaction.atomic
def renew(version: InstrumentVersion, until: date | None, *, by: Viewer) -> InstrumentLicence:
    """Write down that the rights were given for longer, or for shorter. Nothing else of a licence changes."""
    practice = _house(by)
    rows = InstrumentLicence.unscoped.select_for_update(of=("self",))
    row = rows.filter(instrument=version.pk, instrument__practice=practice).first()
    if row is None:
        raise NotFound
    row.until = until
    row.save(update_fields=["until"])
    audit.record(by, "instrument.licence_renewed", version)
    return row


def numbers_only(rule: adapter.Adapter) -> InstrumentVersion:
    """The version under which points from paper are kept: numbers without a word, the same for every practice."""
    version = publishing.publish(toml_writing.written(adapter_wording.on_paper(rule)))
    InstrumentLicence.unscoped.bulk_create(
        [InstrumentLicence(instrument=version, adapter=rule.key, numbers_only=True)], ignore_conflicts=True
    )
    return version


def worded(rule: adapter.Adapter, practice_id: Any) -> InstrumentVersion | None:
    """The practice's newest words for this adapter, whether or not they may still be sent."""
    rows = InstrumentVersion.unscoped.filter(practice=practice_id, licence__adapter=rule.key, retired_at=None)
    return rows.order_by("-number").first()


def _house(by: Viewer) -> Practice:
    """The practice whose counsellor or owner brings something. Raises NotFound for everyone else."""
    if by.practice_id is None or by.staff_id is None or not (by.has(COUNSELLOR) or by.has(OWNER)):
        raise NotFound
    return Practice.unscoped.get(pk=by.practice_id)


def _insist_on_terms(terms: Terms) -> Terms:
    holder = clean_line(terms.holder, "licence_holder", most=LONGEST_HOLDER)
    reason = clean_line(terms.reason, "reason", most=LONGEST_REASON, required=False)
    if terms.until is not None and terms.until < timezone.localdate():
        raise BadInput(fields={"licence_until": _("These rights have run out already.")})
    return Terms(holder, terms.until, reason)


def _insist_on_ordinary(definition: Definition) -> None:
    """Safety and counsellors' ratings have ways of their own; a file cannot open them."""
    says: list[str] = []
    if definition.seen_by == "safety" or definition.tradition == "safety":
        says.append(str(_("Private questions come with Evenlight and cannot be brought in.")))
    if definition.answered_by != "partner":
        says.append(str(_("Only forms that partners answer can be brought in.")))
    if says:
        raise CannotBeBrought([Problem(None, "", each) for each in says])


def _place(practice: Practice, key: str, slug: str = "") -> tuple[str, int]:
    """Slug and number for something new of the practice: the next wording of what it has, or a slug of its own."""
    own = InstrumentVersion.unscoped.filter(practice=practice)
    held = own.filter(licence__adapter=key).first() if key else None
    held = held or (own.filter(slug=slug).first() if slug else None)
    if held is None:
        return slug or f"{OWN}{secrets.token_hex(4)}", 1
    most = own.filter(slug=held.slug).aggregate(most=Max("number"))["most"]
    return held.slug, most + 1


def _publish(
    tables: Mapping[str, Any], terms: Terms, practice: Practice, by: Viewer, key: str
) -> tuple[InstrumentVersion, bool]:
    """The version with its licence; the one that is there already when it says the same."""
    if same := _the_same(tables, practice):
        return same, True
    try:
        made = publishing.publish(toml_writing.written(tables), practice=practice)
    except DefinitionError as error:
        raise CannotBeBrought(error.problems) from None
    InstrumentLicence.unscoped.create(
        instrument=made,
        adapter=key,
        holder=terms.holder,
        until=terms.until,
        reason=terms.reason,
        entered_by_id=by.staff_id,
    )
    audit.record(by, "instrument.brought_in", made, adapter=key)
    return made, False


def _the_same(tables: Mapping[str, Any], practice: Practice) -> InstrumentVersion | None:
    """A version of this practice that differs in nothing but its slug and number."""
    wanted = _hash_but_for_place(dict(tables))
    for row in InstrumentVersion.unscoped.filter(practice=practice, title=tables["title"], retired_at=None):
        if _hash_but_for_place(source_text.read_tables(row.body)) == wanted:
            return row
    return None


def _hash_but_for_place(tables: dict[str, Any]) -> str:
    return content_hash(toml_writing.written({**tables, "slug": "same", "version": 1}))
