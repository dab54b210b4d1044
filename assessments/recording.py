"""Answers that a colleague enters: points or totals from paper, a FHIR response, a table of numbers.

What is entered is marked as such, scored by the same rules, and raises the same alerts as a form that was filled in
here. It stands in the counsellor's record and on no partner's page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments import licensing, publishing, treating
from assessments.days import today_in
from assessments.exchange import fhir_responses, strict_json, totals_reading
from assessments.format import adapter, adapter_wording
from assessments.format.definition import DefinitionError, Problem
from assessments.models import Administration, AnswerTrail, InstrumentVersion
from assessments.results import summarising
from assessments.safety import raising
from assessments.scores import adapter_forms, adapter_scoring
from assessments.scores.answers import Answers, AnswersRefused, raised, read
from practice import audit
from practice.access import Viewer
from practice.models import Couple, Membership, Partner
from practice.refusals import BadInput, NotFound

Came = Administration.Came
EARLIEST = date(1990, 1, 1)
NOON = time(12)


class NothingTaken(BadInput):
    """Nothing of the file was taken. `problems` has a line for each reason."""

    code = "nothing_taken"
    default = _("Nothing was taken from this file. Look at the lines below.")

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(fields={f"problem_{n}": str(each) for n, each in enumerate(problems[:100], 1)})
        self.problems = problems


@dataclass(frozen=True)
class Taken:
    """One filled-in form that was, or would be, entered. unread: alert items that a total says nothing about.

    alerts: how many answers reach the counsellor at once.
    """

    partner_id: UUID
    instrument: str
    taken_on: date
    scores: dict[str, Any]
    alerts: int
    unread: tuple[int, ...]
    administration: Administration | None = None
    line: int | None = None


@dataclass(frozen=True)
class _Filled:
    """A form before it is kept."""

    couple: Couple
    partner: Partner
    version: InstrumentVersion
    answers: Answers
    scores: dict[str, Any]
    taken_on: date
    came: str


def from_paper(
    couple: Couple,
    partner: Partner,
    slug: str,
    *,
    taken_on: date,
    by: Viewer,
    points: Mapping[Any, Any] | None = None,
    totals: Mapping[str, Any] | None = None,
) -> Taken:
    """Points by item number, or totals alone, as they stand on paper. Raises BadInput beside each field.

    When both are given they have to agree.
    """
    treating.insist_on_acting(by, couple)
    rule = _rule_for(slug, couple)
    try:
        read_points = adapter_scoring.read_points(rule, points or {})
        read_totals = adapter_scoring.read_totals(rule, totals or {})
    except adapter_scoring.PointsRefused as refusal:
        raise BadInput(fields=refusal.problems) from None
    if read_points and (wrong := adapter_scoring.disagreements(rule, read_points, read_totals)):
        raise BadInput(fields=wrong)
    if not read_points and not read_totals:
        raise BadInput(fields={"points": _("Type the points of the items, or a total.")})
    return _enter(_filled(couple, partner, rule, read_points, read_totals, taken_on), by)


def response(
    couple: Couple,
    partner: Partner,
    instrument: InstrumentVersion | str,
    text: str,
    *,
    by: Viewer,
    dry_run: bool = False,
    taken_on: date | None = None,
) -> Taken:
    """A FHIR QuestionnaireResponse to a form that is here. Raises NothingTaken with a line for each mistake.

    instrument: the version that it answers, the slug of one in use, or that of an adapter whose items it numbers.
    """
    treating.insist_on_acting(by, couple)
    _insist_on_belonging(couple, partner)
    if isinstance(instrument, str):
        instrument = _form_named(instrument, couple)
    if not InstrumentVersion.objects.visible_to(by).filter(pk=instrument.pk).exists():
        raise NotFound
    definition = instrument.definition
    if not definition.is_for_partners:
        says = str(_("The private questions are answered by a partner alone, on their own pages."))
        raise NothingTaken([Problem(None, "", says)])
    try:
        found = fhir_responses.read(definition, strict_json.load(text))
    except DefinitionError as error:
        raise NothingTaken(error.problems) from None
    day = taken_on or (date.fromisoformat(found.taken_on) if found.taken_on else today_in(couple.practice))
    answers = read(definition, found.answers)
    filled = _Filled(couple, partner, instrument, answers, found.scores, day, Came.FILE)
    return _foreseen(filled, by) if dry_run else _enter(filled, by)


def totals(text: str, *, by: Viewer, dry_run: bool = False) -> list[Taken]:
    """A table of numbers, CSV or JSON. Every line is checked first; one mistake and nothing of it is taken."""
    try:
        entries = totals_reading.read(text)
    except DefinitionError as error:
        raise NothingTaken(error.problems) from None
    problems: list[Problem] = []
    filled = [
        (entry.line, found) for entry in entries if (found := _of_entry(entry, by, problems)) is not None
    ]
    if problems:
        raise NothingTaken(problems)
    if dry_run:
        return [_foreseen(each, by, line) for line, each in filled]
    with transaction.atomic():
        return [_enter(each, by, line) for line, each in filled]


def _of_entry(entry: totals_reading.Entry, by: Viewer, problems: list[Problem]) -> _Filled | None:
    """One line of a table with its people; a partner of somebody else's couple is like no partner."""
    seen: Any = Membership.objects.visible_to(by)
    held = (
        seen.filter(partner=entry.partner, left_at=None).select_related("couple__practice", "partner").first()
    )
    if held is None or not treating.may_act(by, held.couple):
        problems.append(Problem(entry.line, "", str(_("there’s no such partner among your couples."))))
        return None
    day = date.fromisoformat(entry.taken_on)
    try:
        rule = _rule_for(entry.adapter, held.couple)
        _insist_on_day(held.couple, day)
        _insist_on_new(held.couple, held.partner, rule, day)
    except BadInput as refusal:
        problems += [Problem(entry.line, "", str(says)) for says in refusal.fields.values()]
        return None
    return _filled(held.couple, held.partner, rule, entry.points, entry.totals, day, Came.FILE)


def _rule_for(slug: str, couple: Couple) -> adapter.Adapter:
    rule = adapter.shipped().get(slug)
    if rule is None:
        raise BadInput(fields={"adapter": _("Pick one of the instruments in the list.")})
    if rule.safety:
        says = _(
            "Numbers about harm are not kept among forms. Write what you learned into the safety review."
        )
        raise BadInput(fields={"adapter": says})
    if rule.by_setting and licensing.worded(rule, couple.practice_id) is None:
        says = _("First enter this instrument for the practice, with the reason why it is used.")
        raise BadInput(fields={"adapter": says})
    return rule


def _form_named(slug: str, couple: Couple) -> InstrumentVersion:
    """The newest form of this name that the couple's practice may send, or the one for an adapter of this name."""
    if slug not in adapter.shipped():
        found = publishing.current(slug, practice_id=couple.practice_id)
        if found is None:
            raise BadInput(fields={"instrument": _("Pick one of the forms in the list.")})
        return found
    rule = _rule_for(slug, couple)
    return licensing.worded(rule, couple.practice_id) or licensing.numbers_only(rule)


def _filled(
    couple: Couple,
    partner: Partner,
    rule: adapter.Adapter,
    points: dict[int, adapter.Number],
    totals: Mapping[str, adapter.Number],
    taken_on: date,
    came: str = Came.PAPER,
) -> _Filled:
    """The practice's own words for it where it has them, numbers without words otherwise."""
    version = licensing.worded(rule, couple.practice_id) or licensing.numbers_only(rule)
    definition = version.definition
    try:
        answers = read(definition, adapter_wording.answers_of(points))
    except AnswersRefused as refusal:
        raise BadInput(fields=refusal.problems) from None
    if points:
        scores = adapter_forms.scored(definition, answers)
    else:
        scores = adapter_forms.stated(definition, answers, totals)
    return _Filled(couple, partner, version, answers, scores, taken_on, came)


def _foreseen(filled: _Filled, by: Viewer, line: int | None = None) -> Taken:
    """What entering it would do, without doing it."""
    _insist_on_belonging(filled.couple, filled.partner)
    _insist_on_day(filled.couple, filled.taken_on)
    return _told(filled, line=line)


@transaction.atomic
def _enter(filled: _Filled, by: Viewer, line: int | None = None) -> Taken:
    """Keep it, raise its alerts, count it: in one transaction."""
    _insist_on_belonging(filled.couple, filled.partner)
    _insist_on_day(filled.couple, filled.taken_on)
    at = _at_noon(filled)
    row = Administration(
        couple=filled.couple,
        partner=filled.partner,
        instrument=filled.version,
        came=filled.came,
        state=Administration.State.SUBMITTED,
        reminds=False,
        sent_by_id=by.staff_id,
        opened_at=at,
        saved_at=at,
        submitted_at=at,
        answers=filled.answers.stored,
        scores=filled.scores,
    )
    row.save(force_insert=True)
    AnswerTrail.unscoped.create(administration=row, changes=filled.answers.stored)
    raising.raise_changed(
        filled.version.definition,
        filled.answers,
        changed=filled.answers.stored.keys(),
        couple=filled.couple,
        partner=filled.partner,
        administration=row,
        by=by,
    )
    summarising.recount(filled.couple)
    audit.record(by, "administration.entered", row, couple=filled.couple, came=filled.came)
    return _told(filled, row, line)


def _told(filled: _Filled, row: Administration | None = None, line: int | None = None) -> Taken:
    own = adapter_forms.of(filled.scores)
    return Taken(
        partner_id=filled.partner.pk,
        instrument=filled.version.definition.title,
        taken_on=filled.taken_on,
        scores=filled.scores,
        alerts=len(raised(filled.version.definition, filled.answers)),
        unread=own.unread if own is not None else (),
        administration=row,
        line=line,
    )


def _at_noon(filled: _Filled) -> datetime:
    """A day on paper has no hour; noon is the same day everywhere near. Today's noon may not have come yet."""
    zone = ZoneInfo(filled.couple.practice.time_zone)
    return min(datetime.combine(filled.taken_on, NOON, tzinfo=zone), timezone.now())


def _insist_on_belonging(couple: Couple, partner: Partner) -> None:
    if not Membership.unscoped.filter(couple=couple, partner=partner, left_at=None).exists():
        raise NotFound


def _insist_on_day(couple: Couple, day: date) -> None:
    if not EARLIEST <= day <= today_in(couple.practice):
        raise BadInput(fields={"taken_on": _("Give the day it was filled in: not in the future.")})


def _insist_on_new(couple: Couple, partner: Partner, rule: adapter.Adapter, day: date) -> None:
    """The same file brought twice enters nothing twice."""
    rows = Administration.unscoped.submitted().filter(couple=couple, partner=partner, came=Came.FILE)
    same = rows.filter(instrument__licence__adapter=rule.key, submitted_at__date=day)
    if same.exists():
        raise BadInput(fields={"taken_on": _("the same form of the same day was brought in before.")})
