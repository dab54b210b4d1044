"""Who reads a report, whom it speaks of, and which days it may cover for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.conf import settings

from homework.days import day_of, midnight
from practice.access import PARTNER, Viewer
from practice.models import Couple, Membership, Partner
from practice.refusals import NotFound
from reports.agreeing import Agreed, Kind, Reader
from reports.progress import Audience, Mark, Person
from reports.refusing import ConsentMissing, NotHereYet

SECTIONS = frozenset({"in_short", "closeness", "alike_apart", "practised"})
BY_CONSENT: dict[str, str] = {"couple": Reader.COUPLE, "referrer": Reader.REFERRER}


@dataclass(frozen=True)
class Reading:
    """One audience about to read: the people of the report, what they agreed to, and the days asked for."""

    couple: Couple
    audience: Audience
    by: Viewer
    members: tuple[Membership, ...]
    agreement: Agreed
    include: frozenset[str]
    since: date
    until: date

    @property
    def people(self) -> tuple[Person, ...]:
        return tuple(Person(cast("Mark", member.mark), member.partner.called) for member in self.members)

    @property
    def marks(self) -> dict[UUID, Mark]:
        return {member.partner_id: cast("Mark", member.mark) for member in self.members}

    @property
    def is_by_consent(self) -> bool:
        return self.audience in BY_CONSENT

    @property
    def own(self) -> Viewer:
        """The partner whose own report this is: rows come through the rules by which they see them themselves."""
        return Viewer(self.members[0].partner.user_id, frozenset({PARTNER}), self.couple.practice_id)

    @property
    def first_day(self) -> date:
        """Partners read of nothing from before they, or the later of the two, had come."""
        joined = [day_of(m.joined_at, self.couple.practice) for m in self.members if m.joined_at]
        if self.audience == "counsellor" or not joined:
            return self.since
        return min(max(self.since, *joined), self.until)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The days covered as moments: from, and up to but without."""
        practice = self.couple.practice
        return midnight(self.first_day, practice), midnight(self.until + timedelta(days=1), practice)

    @property
    def language(self) -> str:
        """A partner's own report is in their language; any other in the installation's."""
        user = self.members[0].partner.user if self.audience == "partner" else None
        wanted = user.language if user is not None else settings.LANGUAGE_CODE
        known = {code for code, _name in settings.LANGUAGES}
        return wanted if wanted in known else settings.LANGUAGE_CODE

    def showing(self, kind: str) -> Collection[UUID]:
        """The partners whose own is shown: everyone in it, or those who agreed to this kind."""
        return self.agreement.by(kind) & self.marks.keys() if self.is_by_consent else self.marks.keys()

    def all_show(self, kind: str) -> bool:
        return set(self.showing(kind)) == set(self.marks)

    @property
    def basis(self) -> tuple[Any, ...]:
        """Every consent that something in this report rests on; taking one back takes the report away.

        What one partner agreed to and the other did not is shown nowhere, so nothing may change with it: its day
        stands in no footer, and taking it back takes nothing from the other.
        """
        held = [self.agreement.live.get(pk, {}) for pk in self.marks]
        return tuple(row for kinds in held for kind, row in kinds.items() if kind in self._kinds_told)

    @property
    def _kinds_told(self) -> frozenset[str]:
        told = {Kind.REPORT} | ({Kind.LINES} if "closeness" in self.include else set())
        by_both = ((Kind.SCORES, "alike_apart"), (Kind.APPRECIATIONS, "practised"))
        return frozenset(told | {k for k, section in by_both if section in self.include and self.all_show(k)})


def concerned(
    audience: str, pair: list[Membership], partner: Partner | None, agreement: Agreed
) -> tuple[Membership, ...]:
    """Whom the report speaks of. Refuses what not everyone concerned agrees to now."""
    if audience == "counsellor":
        return tuple(pair)
    if audience == "partner":
        return (_own(pair, partner),)
    here = tuple(member.partner_id for member in pair if member.joined_at and member.left_at is None)
    everyone = {member.partner_id for member in pair}
    alone = audience == "couple" and len(here) < 2
    if alone or not here or not agreement.to_all(Kind.REPORT, everyone):
        raise ConsentMissing(here)
    return tuple(pair)


def _own(pair: list[Membership], partner: Partner | None) -> Membership:
    found = [member for member in pair if partner is not None and member.partner_id == partner.pk]
    if not found:
        raise NotFound
    if found[0].joined_at is None or found[0].partner.user_id is None:
        raise NotHereYet
    return found[0]
