"""A believable report for any audience, for the tests of this folder."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from reports import wording
from reports.progress import (
    AlikeApart,
    Audience,
    Ledger,
    Letterhead,
    Person,
    Point,
    Practised,
    Progress,
    ScaleLine,
)

START = date(2026, 10, 1)
REMY, NOOR = Person("a", "Remy"), Person("b", "Noor")
LETTERHEAD = Letterhead("Harbour Lane Practice", "Couples counselling", ("14 Harbour Lane", "0131 496 0147"))
SESSIONS = (date(2026, 10, 1), date(2026, 10, 15), date(2026, 10, 29), date(2026, 11, 12))


def weekly(*values: float | None) -> tuple[Point, ...]:
    """One point a week from the start."""
    return tuple(Point(START + timedelta(weeks=week), value) for week, value in enumerate(values))


LINE_A = ScaleLine("a", weekly(58, 56, 60, 59, 63, 62, 66, 70), band=9, change="improved")
LINE_B = ScaleLine("b", weekly(41, 44, 43, 49, None, 54, 58, 57), band=9, change="improved")
ROWS = (
    AlikeApart("Trust", 76, 74),
    AlikeApart("Repair after a row", 72, 38),
    AlikeApart("Fairness at home", 49, 62),
    AlikeApart("Feeling heard", 66, 45),
    AlikeApart("Affection", 58, 50),
    AlikeApart("Fun and lightness", 55, 52),
)


def couple(**changes: Any) -> Progress:
    """A report for the two of them, both having agreed to show all."""
    people = changes.get("people", (REMY, NOOR))
    practised = Practised(shared=23, exercises=("Ten minutes, phones away",))
    report = Progress(
        audience="couple",
        letterhead=LETTERHEAD,
        people=people,
        covers_from=START,
        covers_to=date(2026, 11, 19),
        sessions_held=4,
        prepared_by="Ines Okoro",
        prepared_on=date(2026, 11, 23),
        issue_number=1,
        footer=wording.footer("couple", people, counsellor="Ines Okoro", agreed_on=date(2026, 11, 12)),
        in_short=wording.in_short("couple", people, lines=(LINE_A, LINE_B), rows=ROWS, practised=practised),
        closeness=(LINE_A, LINE_B),
        session_days=SESSIONS,
        alike_apart=ROWS,
        practised=practised,
        next_step="A slower start when a hard talk begins. Pick one evening, and say first what is going well.",
    )
    return replace(report, **changes)


def partner(person: Person = NOOR, line: ScaleLine = LINE_B, **changes: Any) -> Progress:
    """One partner's own report."""
    practised = Practised(given=12, noticed=9)
    own: dict[str, Any] = {
        "audience": "partner",
        "people": (person,),
        "footer": wording.footer("partner", (person,), counsellor="Ines Okoro"),
        "in_short": wording.in_short("partner", (person,), lines=(line,), practised=practised),
        "closeness": (line,),
        "alike_apart": None,
        "practised": practised,
    }
    return replace(couple(), **{**own, **changes})


def counsellor(**changes: Any) -> Progress:
    """The counsellor's report on the couple."""
    practised = Practised(shared=23, ledger=(Ledger("a", 14, 9), Ledger("b", 9, 11)))
    return _for("counsellor", practised, **changes)


def referrer(**changes: Any) -> Progress:
    """A report for a referrer, as signed for by both."""
    return _for("referrer", Practised(shared=23), **changes)


def _for(audience: Audience, practised: Practised, **changes: Any) -> Progress:
    people = (REMY, NOOR)
    own: dict[str, Any] = {
        "audience": audience,
        "footer": wording.footer(audience, people, counsellor="Ines Okoro"),
        "in_short": wording.in_short(
            audience, people, lines=(LINE_A, LINE_B), rows=ROWS, practised=practised
        ),
        "practised": practised,
    }
    return replace(couple(), **{**own, **changes})
