"""A practice brings an instrument of its own: licensed words for an adapter, a TOML file, a FHIR Questionnaire.

Whatever it is, it passes the same gate, gets the same hash, never changes, and belongs to that practice alone. Each
carries who holds the rights and until when they were given.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import publishing
from assessments.exchange import fhir_reading, strict_json
from assessments.format import adapter, adapter_wording, source_text, toml_writing
from assessments.format.adapter_wording import Wording
from assessments.format.definition import Definition, DefinitionError, Problem, content_hash, from_tables
from assessments.models import InstrumentLicence, InstrumentVersion
from practice import audit
from practice.access import COUNSELLOR, OWNER, Viewer
from practice.models import Practice
from practice.refusals import BadInput, NotFound
from practice.words import clean_line

LONGEST_HOLDER = 200
LONGEST_REASON = 300
OWN = "own-"


class CannotBeBrought(BadInput):
    """The file is no instrument that can be kept. `problems` has a line for each reason."""

    code = "cannot_be_brought_in"
    default = _("This can’t be brought in as it is. Look at the lines below.")

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(fields={f"problem_{n}": str(each) for n, each in enumerate(problems[:100], 1)})
        self.problems = problems


@dataclass(frozen=True)
class Terms:
    """On whose permission an instrument is used, and until when. reason: where the practice has to say why."""

    holder: str
    until: date | None = None
    reason: str = ""


@dataclass(frozen=True)
class Foreseen:
    """What bringing a file in would make, or made. notes: what is left out. version: None as long as it is a dry run."""

    definition: Definition
    notes: tuple[str, ...]
    version: InstrumentVersion | None = None
    is_known: bool = False


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
    """Bring a FHIR Questionnaire (JSON) or one of our TOML files. Raises CannotBeBrought with a line for each reason.

    dry_run: say what would come of it, and keep nothing.
    """
    practice = _house(by)
    try:
        tables, notes = _tables_of(text)
        definition = from_tables({**tables, "slug": f"{OWN}new", "version": 1})
        if broken := publishing.broken_examples(definition):
            raise DefinitionError(broken)
    except DefinitionError as error:
        raise CannotBeBrought(error.problems) from None
    _insist_on_ordinary(definition)
    if dry_run:
        return Foreseen(definition, notes)
    terms = _insist_on_terms(terms or Terms(""))
    if rule := adapter.by_key(definition.adapter) if definition.adapter else None:
        if rule.safety:
            raise CannotBeBrought([Problem(None, "", str(_("Questions about harm are not sent as a form.")))])
        if rule.by_setting and not terms.reason:
            raise BadInput(
                fields={"reason": _("Say why the practice leaves the question about self-harm out.")}
            )
    with transaction.atomic():
        slug, number = _place(practice, definition.adapter, str(tables.get("slug", "")))
        version, is_known = _publish(
            {**tables, "slug": slug, "version": number}, terms, practice, by, definition.adapter
        )
    return Foreseen(version.definition, notes, version, is_known)


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


def _tables_of(text: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A FHIR Questionnaire or a TOML file as tables. XML, and what is neither, is refused in a sentence."""
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start == "<":
        raise DefinitionError([Problem(None, "", "this is XML. Save it as JSON and bring that.")])
    if start == "{":
        found = fhir_reading.read(strict_json.load(text))
        return found.tables, found.notes
    return source_text.read_tables(text.replace("\r\n", "\n").removeprefix("\ufeff")), ()


def _place(practice: Practice, key: str, slug: str = "") -> tuple[str, int]:
    """Slug and number for something new of the practice: the next wording of what it has, or a slug of its own."""
    own = InstrumentVersion.unscoped.filter(practice=practice)
    held = own.filter(licence__adapter=key).first() if key else None
    held = held or (own.filter(slug=slug).first() if slug.startswith(OWN) else None)
    if held is None:
        return f"{OWN}{secrets.token_hex(4)}", 1
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
