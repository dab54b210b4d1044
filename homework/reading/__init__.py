"""What each person is shown of homework: frozen facts made for one audience, from a constant number of queries."""

from .counsellor import (
    CounsellorEntry,
    Dot,
    PartnerWeek,
    SetExercise,
    assignments,
    entries,
    week_dots,
    week_dots_of,
)
from .own import OwnEntry, OwnPart, own_data, own_entries
from .shared import Day, SharedItem, Week, newest_from_partner, together
from .shown import Words
from .today import OneThing, Today, today
from .totals import LedgerLine, OwnTotals, appreciation_delivered, appreciation_ledger, appreciation_of

__all__ = [
    "CounsellorEntry",
    "Day",
    "Dot",
    "LedgerLine",
    "OneThing",
    "OwnEntry",
    "OwnPart",
    "OwnTotals",
    "PartnerWeek",
    "SetExercise",
    "SharedItem",
    "Today",
    "Week",
    "Words",
    "appreciation_delivered",
    "appreciation_ledger",
    "appreciation_of",
    "assignments",
    "entries",
    "newest_from_partner",
    "own_data",
    "own_entries",
    "today",
    "together",
    "week_dots",
    "week_dots_of",
]
