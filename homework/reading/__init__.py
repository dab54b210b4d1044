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
from .loop import loop_of
from .over import LookBack, look_backs
from .own import OwnEntry, OwnPart, own_data, own_entries, own_entry
from .shared import Day, SharedItem, SharedPart, Side, Week, newest_from_partner, opened, together
from .shown import Words
from .today import OneThing, Today, today
from .totals import LedgerLine, OwnTotals, appreciation_delivered, appreciation_ledger, appreciation_of

__all__ = [
    "CounsellorEntry",
    "Day",
    "Dot",
    "LedgerLine",
    "LookBack",
    "OneThing",
    "OwnEntry",
    "OwnPart",
    "OwnTotals",
    "PartnerWeek",
    "SetExercise",
    "SharedItem",
    "SharedPart",
    "Side",
    "Today",
    "Week",
    "Words",
    "appreciation_delivered",
    "appreciation_ledger",
    "appreciation_of",
    "assignments",
    "entries",
    "look_backs",
    "loop_of",
    "newest_from_partner",
    "opened",
    "own_data",
    "own_entries",
    "own_entry",
    "today",
    "together",
    "week_dots",
    "week_dots_of",
]
