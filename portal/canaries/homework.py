"""The words of homework, each in the circle that its author chose: kept, told, sealed, settling, shared, taken back."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from homework import (
    assigning,
    debriefing,
    drafting,
    entering,
    in_room,
    planning_time,
    replying,
    revealing,
    terms,
)
from homework.models import (
    Assignment,
    AssignmentTerms,
    Debrief,
    Entry,
    EntryPart,
    SharedTime,
    SuggestionDecision,
)
from homework.publishing import newest
from practice.models import Membership

from .cast import Cast

CAME_DAYS_AGO = 12
A_WHILE = timedelta(hours=1)
DECK, CYCLE, REWRITE = "inner-world-questions", "cycle-diary", "invite-not-demand"
SEAL = "my_answer"


def sow(cast: Cast) -> None:
    ours, ana = cast.couples["ours"], cast.by("ana")
    together = _assign(ours, cast.word("reason"), ana)
    _entries(cast, together)
    _terms(cast, together)
    _write(cast, together, "cy", 1, {"noticed": cast.word("entry-cy")})
    theirs = _assign(cast.couples["theirs"], "Because you asked.", cast.by("fay"))
    _write(cast, theirs, "dee", 1, {"noticed": cast.word("entry-dee")})
    _programme(cast, together)
    for part in (_sealed, _cycle, _rewrite, _beside, _hours, _at_the_desk):
        part(cast, together)


def _day(days_ago: int) -> Any:
    return timezone.localdate() - timedelta(days=days_ago)


def _assign(couple: Any, reason: str, by: Any) -> Assignment:
    starts_on = _day(CAME_DAYS_AGO)
    return assigning.assign(couple, "appreciation-exchange", reason=reason, starts_on=starts_on, by=by)


def _set(cast: Cast, slug: str, *, who: tuple[str, ...] = ("bo", "cy"), **facts: Any) -> Assignment:
    """Straight into the rows: so much at once is what a guard rightly holds back from any couple."""
    exercise = newest(slug)
    assert exercise is not None
    row = Assignment.unscoped.create(
        couple=cast.couples["ours"],
        exercise=exercise,
        set_by=cast.people["ana"],
        for_partner=cast.people[who[0]] if len(who) == 1 else None,
        starts_on=_day(CAME_DAYS_AGO),
        **{"reason": "To try.", **facts},
    )
    for one in who:
        terms.lay_down(row, cast.people[one], terms.Terms())
    return row


def _write(
    cast: Cast,
    assignment: Assignment,
    who: str,
    days_ago: int,
    parts: dict[str, str],
    audience: Any = "author",
) -> Entry:
    return entering.write(
        assignment, cast.people[who], _day(days_ago), parts, by=cast.by(who), audience=audience
    )


def _shared_ago(entry: Entry, ago: timedelta) -> None:
    """Let it have been shared so long ago; or, for what settles, a while from now, however slow this machine is."""
    shared = EntryPart.unscoped.filter(entry=entry, audience="partner")
    shared.update(released_at=timezone.now() - ago)


# -- an exercise for both ------------------------------------------------------------------------------


def _entries(cast: Cast, assignment: Assignment) -> None:
    for days_ago, name, audience in (
        (1, "entry-kept", "author"),
        (2, "entry-told", "counsellor"),
        (3, "entry-settling", "partner"),
        (4, "entry-shared", "partner"),
        (5, "entry-taken-back", "partner"),
    ):
        entry = _write(cast, assignment, "bo", days_ago, {"noticed": cast.word(name)}, audience)
        if name == "entry-taken-back":
            revealing.take_back_entry(entry, by=cast.by("bo"))
        _shared_ago(entry, -A_WHILE if name == "entry-settling" else A_WHILE)
    left_out = entering.skip(assignment, cast.people["bo"], _day(6), "pressure", by=cast.by("bo"))
    row = Entry.unscoped.select_related("partner").get(pk=left_out.pk)
    row.skip_reason = cast.word("skip-bo")
    row.save(update_fields=["skip_reason"])


def _terms(cast: Cast, assignment: Assignment) -> None:
    for who in ("bo", "cy"):
        row = AssignmentTerms.unscoped.get(assignment=assignment, partner=cast.people[who])
        terms.change_cue(row, cue=cast.word(f"cue-{who}"), remind_at=time(19, 30), by=cast.by(who))


def _programme(cast: Cast, together: Assignment) -> None:
    """One for Bo alone, one that waits for both, and one that rests: only the first is anybody's yet."""
    _set(cast, "daily-self-check-in", who=("bo",), reason=cast.word("reason-alone"))
    _set(cast, "novelty-date", reason=cast.word("reason-waiting"), opens="after_both", after=together)
    _set(cast, "listening-turns", reason=cast.word("reason-resting"), state="paused")


# -- sealed words --------------------------------------------------------------------------------------

# Days ago, then what Bo does and what Cy does with the sealed words of that round.
ROUNDS = (
    (1, "shared", "shared"),  # both open
    (2, "shared", "kept"),  # Bo's wait for Cy's
    (3, "settling", "shared"),
    (4, "kept", "shared"),
    (5, "taken-back", "shared"),
    (6, "room", "kept"),  # Bo lets Ana open it, Cy has not said so
)


def _sealed(cast: Cast, together: Assignment) -> None:
    deck = _set(cast, DECK)
    for days_ago, bo, cy in ROUNDS:
        for who, does in (("bo", bo), ("cy", cy)):
            _seal(cast, deck, who, days_ago, does)


def _seal(cast: Cast, deck: Assignment, who: str, days_ago: int, does: str) -> None:
    """One partner's words of one round. Each of Bo's has a word of its own; of Cy's, those opened and those not."""
    is_open = ROUNDS[0][0] == days_ago
    name = "open" if is_open else does if who == "bo" else "closed" if does == "shared" else "kept"
    audience = "partner" if does in {"shared", "settling", "taken-back"} else "author"
    entry = _write(cast, deck, who, days_ago, {SEAL: cast.word(f"seal-{name}-{who}")}, audience)
    if does == "room":
        in_room.allow(entry, by=cast.by(who))
    if does == "taken-back":
        revealing.take_back_entry(entry, by=cast.by(who))
    _shared_ago(entry, -A_WHILE if does == "settling" else A_WHILE)


# -- wordings ------------------------------------------------------------------------------------------


def _cycle(cast: Cast, together: Assignment) -> None:
    """Bo's wordings of the loop: one that Cy says fits, one that nobody said so of, one shared with Ana, one kept."""
    diary = _set(cast, CYCLE)
    names = {"need": "cycle-approved", "my_move": "cycle-unapproved", "tell_myself": "cycle-told"}
    parts = {field: cast.word(name) for field, name in names.items()}
    parts |= {"trigger": cast.word("cycle-kept"), "partners_move": cast.word("cycle-of-cy")}
    circles = {
        "need": "partner",
        "my_move": "partner",
        "tell_myself": "counsellor",
        "partners_move": "partner",
    }
    entry = _write(cast, diary, "bo", 2, parts, circles)
    _shared_ago(entry, A_WHILE)
    approved = EntryPart.unscoped.get(entry=entry, field="need")
    replying.reply(approved, "fits", by=cast.by("cy"))


def _rewrite(cast: Cast, together: Assignment) -> None:
    """The complaint as it came first is nobody else's, however far the wish that was made of it goes."""
    parts = {"complaint_raw": cast.word("complaint"), "need": cast.word("wish")}
    _shared_ago(_write(cast, _set(cast, REWRITE), "bo", 2, parts, "partner"), A_WHILE)


# -- beside exercises ----------------------------------------------------------------------------------


def _beside(cast: Cast, together: Assignment) -> None:
    """How it was. Its answers are chosen from a list, so the words go straight into the row."""
    for who in ("bo", "cy"):
        row = debriefing.give(together, cast.people[who], {"amount": 2}, by=cast.by(who))
        kept: Any = Debrief.unscoped.select_related("partner").get(pk=row.pk)
        kept.given = {**kept.given, "obstacle": cast.word(f"debrief-{who}")}
        kept.save(update_fields=["given"])


def _hours(cast: Cast, together: Assignment) -> None:
    """Hours of Bo's: settling, proposed, agreed, taken back; and one of Cy's that settles."""
    for days, who, name in (
        (2, "bo", "time-settling"),
        (3, "bo", "time-proposed"),
        (4, "bo", "time-agreed"),
        (5, "bo", "time-taken-back"),
        (6, "cy", "time-cy"),
    ):
        row = _propose(cast, who, days, cast.word(name))
        ago = -A_WHILE if name in {"time-settling", "time-cy"} else A_WHILE
        SharedTime.unscoped.filter(pk=row.pk).update(proposed_at=timezone.now() - ago)
        if name == "time-agreed":
            planning_time.agree(row, by=cast.by("cy"))
        if name == "time-taken-back":
            planning_time.withdraw(row, by=cast.by("bo"))


def _propose(cast: Cast, who: str, days: int, what: str) -> SharedTime:
    starts_at = datetime.combine(_day(-days), time(18))
    couple = Membership.unscoped.get(partner=cast.people[who]).couple
    return planning_time.propose(couple, cast.people[who], what=what, starts_at=starts_at, by=cast.by(who))


# -- at the desk ---------------------------------------------------------------------------------------


def _at_the_desk(cast: Cast, together: Assignment) -> None:
    """What Ana notes and decides, and exercises that are being written: her practice's own, and another one's."""
    assigning.mark_reviewed(together, note=cast.word("talked-over"), rating=3, by=cast.by("ana"))
    used = {
        "name": "scale",
        "label": cast.word("inputs"),
        "mark": "a",
        "value": "61",
        "on": None,
        "exercise": "",
    }
    SuggestionDecision.unscoped.create(
        couple=cast.couples["ours"],
        rule="M11",
        rule_version=1,
        exercise=DECK,
        decision="declined",
        why=cast.word("why"),
        inputs={"marks": "ab", "used": [used], "offers": [], "not_yet": []},
        decided_by=cast.people["ana"],
    )
    for who, name in (("ana", "draft-ours"), ("kim", "draft-elsewhere")):
        draft = drafting.begin(by=cast.by(who), based_on=newest("appreciation-exchange"))
        tables = {**draft.tables, "title": cast.word(name), "aim": cast.word(name)}
        drafting.keep(draft, tables, by=cast.by(who), version=draft.version)
