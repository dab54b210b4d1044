"""Words that stand in one private compartment each, and who may ever find them.

What is not listed for a principal must never appear in any body that they are given.
"""

from __future__ import annotations

_MARK = "zephyrine"
CANARIES = {
    name: f"{_MARK}-{name}"
    for name in (
        "name",  # what Bo is called
        "room",  # where both meet
        "lone-room",  # where Bo is seen alone
        "wish",  # with what Bo asked for about a session
        "brought",  # what Bo would like to bring
        "cy-brought",
        "called-off",  # why a session was called off
        "follow-up",  # what Ana wants to be reminded of
        "phone",  # on Bo's contact card
        "mailbox",  # where an invitation went: it is in the mail and nowhere else
        "bo-own",  # an entry that Bo keeps
        "bo-told",  # an entry for the counsellor
        "bo-shared",  # an entry that has reached Cy
        "bo-settling",  # an entry shared two minutes ago
        "bo-taken-back",
        "bo-cue",  # after what Bo does an exercise
        "bo-debrief",  # how an exercise was for Bo
        "hour",  # what the two keep free for each other
        "decision",  # why Ana took up a suggestion
        "bo-answer",  # in a form that Bo has sent
        "bo-draft",  # in a form that Bo has not sent
        "bo-rather-not",  # why Bo left a form
        "taken-back-why",  # why a form was taken back
        "cy-own",
        "cy-answer",
        "cy-shared",
        "safety",  # an answer to the private questions
        "alert-note",
        "review-note",
        "hold",  # why joint work stood still
        "note",  # the counsellor's, on the joint work
        "note-on-bo",
        "note-own",  # the counsellor's own thinking
        "rating",  # what Ana saw of Bo that speaks for a step
        "grant",  # why a colleague covers
        "reason",  # why an exercise was set
        "bo-report",  # the next step in Bo's own report
        "both-report",
        "ana-report",  # the counsellor's own
        "dee-answer",
        "dee-own",
    )
}

THE_TWO = {"name", "room", "reason", "hour", "bo-shared", "cy-shared", "both-report"}
OF_BO = {
    "lone-room",
    "wish",
    "brought",
    "phone",
    "bo-own",
    "bo-told",
    "bo-settling",
    "bo-taken-back",
    "bo-cue",
    "bo-debrief",
    "bo-answer",
    "bo-draft",
    "bo-rather-not",
    "bo-report",
}
IN_THE_HOUR = {
    "wish",
    "brought",
    "cy-brought",
    "called-off",
    "follow-up",
    "bo-told",
    "bo-cue",
    "bo-debrief",
    "decision",
    "bo-settling",
    "bo-answer",
    "cy-answer",
    "bo-rather-not",
    "taken-back-why",
    "note",
    "note-on-bo",
    "rating",
    "alert-note",
    "review-note",
    "hold",
    "safety",
    "bo-report",
    "ana-report",
}
FRONT = {"name", "room", "lone-room"}

ALLOWED: dict[str, set[str]] = {
    "bo": THE_TWO | OF_BO,
    "cy": THE_TWO | {"cy-own", "cy-answer", "cy-brought"},
    "dee": {"dee-answer", "dee-own"},
    "reduced": FRONT,
    "ana": THE_TWO | FRONT | IN_THE_HOUR | {"phone", "note-own", "grant"},
    "cover": THE_TWO | FRONT | IN_THE_HOUR | {"phone", "grant"},
    "fay": {"dee-answer", "taken-back-why"},
    "desk": FRONT | {"wish"},
    "owner": {"name", "grant"},
    "feed": {"room", "lone-room"},
}
# On a page of the desk that a couple may be looking at.
HIDDEN_WHILE_SHARED = {
    "wish",
    "brought",
    "cy-brought",
    "called-off",
    "follow-up",
    "decision",
    "bo-rather-not",
    "taken-back-why",
    "note",
    "note-on-bo",
    "note-own",
    "rating",
    "safety",
    "alert-note",
    "review-note",
    "hold",
    "grant",
}


def allowed(who: str, pattern: str) -> set[str]:
    """What may be found behind this door. A session that is not fresh is its person's all the same."""
    person, _under, state = who.partition("_") if who not in ALLOWED else (who, "", "")
    found = ALLOWED.get(person, set())
    return found - HIDDEN_WHILE_SHARED if state == "shared" and not pattern.startswith("/api/") else found


def found_in(text: str) -> set[str]:
    """The canaries that stand in this text, whatever their case."""
    low = text.lower()
    if _MARK not in low:
        return set()
    return {name for name, words in CANARIES.items() if _stands(words, low)}


def _stands(words: str, text: str) -> bool:
    """As a word of its own: "note" is not found where only "note-own" stands."""
    start = text.find(words)
    while start >= 0:
        after = text[start + len(words) : start + len(words) + 2]
        if not (after[:1].isalnum() or (after[:1] == "-" and after[1:2].isalpha())):
            return True
        start = text.find(words, start + 1)
    return False
