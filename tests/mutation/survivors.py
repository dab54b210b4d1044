"""Changes to the code that nobody can notice, each with its reason. They count as not noticed all the same."""

from __future__ import annotations

import fnmatch

WORDING = "another wording of a sentence; its code, its field and a few of its words are asked for"
LOCK = (
    "SQLite, on which this runs, has no row locks and passes over their names; PostgreSQL refuses a wrong one"
)
LOCK_ALONE = "a lock that is not needed for reading changes nothing that is read"
JOIN = "a row that is fetched along and not looked at here; a sealed cell names its own key"
ALL_COLUMNS = "saves every column of a row that is locked and whose other columns are as they were"
SAME_NAME = "decides between two of the same name, of whom nothing but the name is shown"
FALSY = "None says no as well as False does"
SAME_MOMENT = "decides between rows of one and the same moment, whose order nobody was promised"
NO_RULE_ASKS = "the rules of a counsellor and of cover do not ask for the practice"
FOR_PROGRAMS = "another wording of an exception that no person reads"
EQUAL_MEANS = "differs for equal means alone, and these are refused above"
LINES_MEET = "differs where both stretches just touch, and there both lines are one and the same"
EITHER = "whatever is not better is taken as worse"
LAST_ROW = "no mistake is found in a row behind the last"
FIRST_COLUMN = "a flat list without a column is of the first one, which is the key"

# (function, a changed line as it reads now) → why; both may hold * as in file names.
SURVIVORS: dict[tuple[str, str], str] = {
    ("safety.asking.offer", "_(*The private questions *"): WORDING,
    ("safety.asking.offer", "_(*the private questions *"): WORDING,
    ("safety.asking.offer", "_(*THE PRIVATE QUESTIONS *"): WORDING,
    ("safety.reviewing.record_review", "raise NotNow(_(*"): WORDING,
    ("safety.reviewing.record_review", 'raise BadInput(fields={"outcome": _(*'): WORDING,
    ("safety.holding.*", "raise NotNow(_(*"): WORDING,
    ("safety.holding.*", "raise BadInput(fields={*_(*"): WORDING,
    ("safety.asking._own", "*select_for_update(of=*"): LOCK,
    ("safety.holding._standing", "*select_for_update(of=*"): LOCK,
    ("safety.telling._escalate", "*select_for_update(of=*"): LOCK,
    ("safety.asking.asked", "row, held = _own(screen, by, *"): LOCK_ALONE,
    ("safety.asking.hear_late", '"instrument", "partner", "couple__practice", *'): JOIN,
    ("safety.telling._escalate", '*.select_related("couple__practice", )*'): JOIN,
    ("safety.raising.raise_late", "*select_related(None)*"): JOIN,
    ("safety.raising.raise_from_homework", "*select_related(None)*"): JOIN,
    (
        "safety.reviewing.answers_of",
        '.select_related("screen__instrument", "screen__couple__counsellor", )',
    ): JOIN,
    ("gate._move", "row.save(update_fields=None)"): ALL_COLUMNS,
    ("safety.holding.*", "row.save(update_fields=None)"): ALL_COLUMNS,
    ("safety.holding.holds_of", '*order_by("-placed_at", )*'): SAME_MOMENT,
    ("safety.holding.holds_of", '*order_by("at", )*'): SAME_MOMENT,
    ("safety.holding.holds_of", '*.select_related("by", )*'): JOIN,
    ("safety.queueing._told", '*order_by("at", )*'): SAME_MOMENT,
    ("safety.queueing.queue", "viewer.user_id, viewer.roles & {COUNSELLOR, COVER}, *covers=*"): NO_RULE_ASKS,
    ("safety.queueing.gaps", '*order_by("called", )*'): SAME_NAME,
    ("safety.queueing.gaps", "*values_list(flat=True)*"): FIRST_COLUMN,
    ("safety.standing.standings", "*values_list(flat=True)*"): FIRST_COLUMN,
    ("safety.asking.hear_late", "*complete=None)*"): FALSY,
    ("safety.reviewing.record_review", "*required=None)*"): FALSY,
    ("statistics.*", "raise ValueError(*"): FOR_PROGRAMS,
    ("statistics.cutoffs.cutoffs", "*functional >= clinical*"): EQUAL_MEANS,
    ("statistics.cutoffs.cutoffs", "*XXworseXX*"): EITHER,
    ("statistics.cutoffs.cutoffs", "*WORSE*"): EITHER,
    ("statistics.cutoffs.best_cutoff", "overlap = *<= 2 *"): LINES_MEET,
    ("format.definition._where", "*finding.row <= len(rows)*"): LAST_ROW,
}


def why(name: str, lines: list[str]) -> str:
    """The reason for this change (as `mutmut show` prints it), or nothing."""
    function = _function(name)
    made = [line[1:].strip() for line in lines if line.startswith("+")]
    for (where, change), reason in SURVIVORS.items():
        if fnmatch.fnmatchcase(function, where) and any(
            fnmatch.fnmatchcase(line, _literal(change)) for line in made
        ):
            return reason
    return ""


def _function(name: str) -> str:
    """ "assessments.safety.asking.x_offer__mutmut_8" is of safety.asking.offer."""
    mangled = name.removeprefix("assessments.").rpartition("__mutmut_")[0]
    return mangled.replace(".xǁ", ".").replace("ǁ", ".").replace(".x_", ".", 1)


def _literal(change: str) -> str:
    """Only * is a pattern here: brackets stand for themselves."""
    return change.replace("[", "[[]").replace("?", "[?]")
