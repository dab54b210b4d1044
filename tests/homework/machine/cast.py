"""Who is there when a history begins: Bo and Cy with Ana, and Dee with Fay, whose second seat is free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from assessments import gate
from homework import publishing
from practice import sealing
from practice.access import Viewer
from practice.models import Couple, Partner, Staff
from tests.conftest import looking
from tests.factories import assessments as forms
from tests.factories import homework as sets
from tests.factories import practice as people
from tests.homework.machine.acts import Act

BEGINNING = datetime(2026, 3, 10, 20, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """Made once for all histories; each history is rolled back to here. past: what had been done before."""

    partners: dict[str, Partner]
    counsellors: dict[str, Staff]
    couples: dict[str, Couple]
    viewers: dict[str, Viewer]
    past: tuple[Act, ...]

    def couple_of(self, name: str) -> str:
        """The couple a partner began in."""
        return "second" if name == "dee" else "first"


def gather() -> Cast:
    """Everybody, with joint work open for the first couple and the shipped exercises published."""
    sealing.memory.forget()
    publishing.publish_shipped()
    practice = people.PracticeFactory()
    ana, fay = (
        people.StaffFactory(practice=practice, called=name, is_counsellor=True) for name in ("Ana", "Fay")
    )
    first, second = (
        people.CoupleFactory(practice=practice, counsellor=counsellor, status="active")
        for counsellor in (ana, fay)
    )
    bo, cy = people.partner_in(first, "a", called="Bo"), people.partner_in(first, "b", called="Cy")
    dee = people.partner_in(second, "a", called="Dee")
    forms.screened(first, bo, cy)
    gate.open_joint_work(first, by=looking(ana))
    partners, counsellors = {"bo": bo, "cy": cy, "dee": dee}, {"first": ana, "second": fay}
    everybody: dict[str, Any] = {**partners, "ana": ana, "fay": fay}
    return Cast(
        partners,
        counsellors,
        {"first": first, "second": second},
        {name: looking(person) for name, person in everybody.items()},
        (*_joined(), Act("open", BEGINNING, "first", couple="first"), *_from_before(second, dee)),
    )


def _joined() -> tuple[Act, ...]:
    long_ago = BEGINNING - timedelta(days=60)
    return tuple(
        Act("join", long_ago, f"{who}@{couple}", who, couple)
        for who, couple in (("bo", "first"), ("cy", "first"), ("dee", "second"))
    )


def _from_before(second: Couple, dee: Partner) -> tuple[Act, ...]:
    """Words that Dee shared before anybody else was in the couple, as an older record holds them."""
    assignment = sets.AssignmentFactory(couple=second, exercise=sets.exercise("softer-moments"))
    entry = sets.EntryFactory(assignment=assignment, partner=dee)
    when = timezone.now() - timedelta(days=1)
    part = sets.EntryPartFactory(entry=entry, field="did", words="w0q", audience="partner", released_at=when)
    facts = {"widest": "partner", "seal": str(part.pk), "hands": 1}
    about = {"by": "dee", "couple": "second"}
    known = {"for": {"dee"}, "times": 0}
    return (
        Act("assign", when, str(assignment.pk), couple="second", facts=known),
        Act("write", when, str(part.pk), of=str(assignment.pk), facts=facts, **about),
        Act("share", when, str(part.pk), **about),
    )
