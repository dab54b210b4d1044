"""Homework in the two worlds: what stands there in both, what Bo does with it alone, and where Cy then looks.

Cy has sealed words in several rounds, some released and some not, so that each thing that Bo may do with the
counterpart meets each thing that could open. Each deed keeps to days and exercises of its own and may come in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from homework import assigning, debriefing, entering, in_room, planning_time, replying, revealing, terms
from homework.models import (
    Assignment,
    AssignmentTerms,
    Entry,
    EntryPart,
    Reply,
    SharedTime,
    SuggestionDecision,
)
from practice.access import Viewer, viewer_for
from tests.access.world import World
from tests.factories import homework as tries

Deed = Callable[[World, Viewer, Viewer], None]

SEAL, GUESS = "my_answer", "my_guess"
DECK, REACH, WARMTH, THAW = "inner-world-questions", "hold-and-reach", "warmth-without-agenda", "thaw-log"
NEXT, BOTH_NEXT, CYCLE, REWRITE = "when-then-gratitude", "novelty-date", "cycle-diary", "invite-not-demand"
SET = (DECK, REACH, WARMTH, THAW, NEXT, BOTH_NEXT, CYCLE, REWRITE)
LONG_AGO = timedelta(hours=3)
# Rounds of the deck, by how many days ago they were.
OPEN, CY_RELEASED, CY_TOO, CY_ALSO, CY_KEEPS, CY_SILENT, IN_ROOM = range(1, 8)
SAME_HOUR = "2026-11-27T18:00"
TARGET = 2


# -- in both worlds ------------------------------------------------------------------------------------


def sets_out(world: World) -> None:
    """Exercises for both, Cy's sealed words, one round that is open, and a reminder that Cy wishes for."""
    for slug in SET:
        waits = {NEXT: "after_own", BOTH_NEXT: "after_both"}.get(slug, "at_once")
        facts: dict[str, Any] = {"opens": waits, "after": _set(world, THAW)} if waits != "at_once" else {}
        if slug == THAW:
            facts["target_times"] = TARGET
        row = tries.AssignmentFactory(
            couple=world.rows["couple"],
            exercise=tries.exercise(slug),
            reason="To try.",
            **facts,
        )
        if waits != "at_once":
            AssignmentTerms.unscoped.filter(assignment=row).update(opens_at=None)
        world.ids[f"set {slug}"] = row.pk
    for days_ago, released in ((OPEN, True), (CY_RELEASED, True), (CY_TOO, True), (CY_ALSO, True)):
        _seals(world, "cy", days_ago, released=released)
    for days_ago in (CY_KEEPS, IN_ROOM):
        _seals(world, "cy", days_ago, released=False)
    _seals(world, "bo", OPEN, released=True)
    AssignmentTerms.unscoped.filter(assignment=_set(world, REACH), partner=world.rows["cy"]).update(
        remind_at=time(11, 30)
    )
    _proposes(world, "cy", days=3, ago=LONG_AGO)


def _set(world: World, slug: str) -> Assignment:
    return Assignment.unscoped.get(pk=world.ids[f"set {slug}"])


def _by(world: World, who: str) -> Viewer:
    return viewer_for(world.rows[who].user)


def _day(days_ago: int) -> date:
    return timezone.now().date() - timedelta(days=days_ago)


def _writes(world: World, who: str, slug: str, days_ago: int, parts: dict[str, Any], audience: Any) -> Entry:
    return entering.write(
        _set(world, slug), world.rows[who], _day(days_ago), parts, by=_by(world, who), audience=audience
    )


def _seals(world: World, who: str, days_ago: int, *, released: bool, ago: timedelta = LONG_AGO) -> Entry:
    parts = {SEAL: "The sea.", GUESS: "A boat."}
    entry = _writes(world, who, DECK, days_ago, parts, "partner" if released else "author")
    _shared_ago(entry, ago)
    return entry


def _shared_ago(entry: Entry, ago: timedelta) -> None:
    shared = EntryPart.unscoped.filter(entry=entry, audience="partner")
    shared.update(released_at=timezone.now() - ago)


def _proposes(world: World, who: str, *, days: int, ago: timedelta) -> SharedTime:
    row = planning_time.propose(
        world.rows["couple"],
        world.rows[who],
        what="A walk",
        starts_at=datetime.combine(_day(-days), time(18)),
        by=_by(world, who),
    )
    SharedTime.unscoped.filter(pk=row.pk).update(proposed_at=timezone.now() - ago)
    return row


# -- what Bo does --------------------------------------------------------------------------------------


def writes_for_different_people(world: World, bo: Viewer, ana: Viewer) -> None:
    circles = {"feeling": "counsellor", "need": "partner"}
    parts = {"complaint_raw": "Never once!", "feeling": "Lonely.", "need": "Your hand."}
    _writes(world, "bo", REWRITE, 1, parts, circles)
    _writes(world, "bo", REWRITE, 2, parts, "author")


def leaves_a_day_out_for_any_reason(world: World, bo: Viewer, ana: Viewer) -> None:
    for days_ago, reason in enumerate(("no_time", "low", "row", "too_much", "apart", "other"), start=3):
        entering.skip(_set(world, REWRITE), world.rows["bo"], _day(days_ago), reason, by=bo)


def did_not_feel_safe(world: World, bo: Viewer, ana: Viewer) -> None:
    entering.skip(_set(world, REWRITE), world.rows["bo"], _day(9), "not_safe", by=bo)


def hardly_felt_safe(world: World, bo: Viewer, ana: Viewer) -> None:
    _writes(world, "bo", REACH, 1, {"felt_safe": 1, "cycle_move": "I went quiet."}, "author")


def finds_little_comfort(world: World, bo: Viewer, ana: Viewer) -> None:
    given = {"kind": "hand", "wanted": 0, "comfort": 1, "pressure": "yes", "started_by": "partner"}
    for days_ago in (1, 2, 3):
        _writes(world, "bo", WARMTH, days_ago, given, "counsellor")


def says_how_it_was(world: World, bo: Viewer, ana: Viewer) -> None:
    debriefing.give(_set(world, WARMTH), world.rows["bo"], {"quality": 0, "obstacle": "row"}, by=bo)


def has_a_moment_of_their_own(world: World, bo: Viewer, ana: Viewer) -> None:
    """A reminder for an exercise of Cy's as well, at Cy's own moment."""
    row = AssignmentTerms.unscoped.get(assignment=_set(world, REACH), partner=world.rows["bo"])
    terms.change_cue(row, cue="When the kettle is on", remind_at=time(11, 30), by=bo)


def is_given_another_dose(world: World, bo: Viewer, ana: Viewer) -> None:
    row = AssignmentTerms.unscoped.get(assignment=_set(world, WARMTH), partner=world.rows["bo"])
    terms.change_dose(row, times_a_week=2, weekdays="14", by=ana)


def seals_and_keeps(world: World, bo: Viewer, ana: Viewer) -> None:
    _seals(world, "bo", CY_RELEASED, released=False)


def releases_before_cy_does(world: World, bo: Viewer, ana: Viewer) -> None:
    """Long ago, where Cy has written and keeps it, and where Cy has written nothing."""
    for days_ago in (CY_KEEPS, CY_SILENT):
        _seals(world, "bo", days_ago, released=True)


def releases_and_takes_back(world: World, bo: Viewer, ana: Viewer) -> None:
    revealing.take_back_entry(_seals(world, "bo", CY_TOO, released=True, ago=timedelta(minutes=3)), by=bo)


def has_just_released(world: World, bo: Viewer, ana: Viewer) -> None:
    """Cy's have settled; Bo's settle still."""
    _seals(world, "bo", CY_ALSO, released=True, ago=timedelta(minutes=9))


def lets_it_be_opened_in_the_room(world: World, bo: Viewer, ana: Viewer) -> None:
    in_room.allow(_seals(world, "bo", IN_ROOM, released=False), by=bo)


def is_through(world: World, bo: Viewer, ana: Viewer) -> None:
    """What waits for Bo's own completion opens for Bo."""
    for days_ago in range(1, TARGET + 1):
        _writes(world, "bo", THAW, days_ago, {"setback": "yes", "note": "A grey day."}, "counsellor")
    assert AssignmentTerms.unscoped.filter(
        assignment=_set(world, NEXT), partner=world.rows["bo"], opens_at__isnull=False
    ).exists()


def has_a_wording_of_the_cycle(world: World, bo: Viewer, ana: Viewer) -> None:
    parts = {"trigger": "A late train.", "my_move": "I talk louder.", "need": "To matter."}
    _writes(world, "bo", CYCLE, 1, parts, {"my_move": "counsellor", "need": "partner"})


def answers_in_a_word(world: World, bo: Viewer, ana: Viewer) -> None:
    """It settles as long as words do."""
    replying.reply(_open_words_of_cy(world, SEAL), "talk", by=bo)


def answers_and_unsays(world: World, bo: Viewer, ana: Viewer) -> None:
    part = _open_words_of_cy(world, GUESS)
    said = replying.reply(part, "kept", by=bo)
    Reply.unscoped.filter(pk=said.pk).update(at=timezone.now() - LONG_AGO)
    replying.unsay(said, by=bo)


def _open_words_of_cy(world: World, field: str) -> EntryPart:
    """Cy's words that were sealed and are open."""
    entry = Entry.unscoped.get(assignment=_set(world, DECK), partner=world.rows["cy"], day=_day(OPEN))
    return EntryPart.unscoped.get(entry=entry, field=field)


def proposes_an_hour(world: World, bo: Viewer, ana: Viewer) -> None:
    _proposes(world, "bo", days=9, ago=timedelta(minutes=9))


def proposes_and_takes_back(world: World, bo: Viewer, ana: Viewer) -> None:
    planning_time.withdraw(_proposes(world, "bo", days=10, ago=LONG_AGO), by=bo)


def is_thought_about(world: World, bo: Viewer, ana: Viewer) -> None:
    """Ana talks an exercise over with Bo, notes how it went, and leaves a suggestion for now."""
    assigning.mark_reviewed(_set(world, WARMTH), note="Slowly.", rating=1, by=ana)
    SuggestionDecision.unscoped.create(
        couple=world.rows["couple"],
        rule="M11",
        rule_version=1,
        exercise=DECK,
        decision="declined",
        why="Bo first.",
        inputs={"marks": "a", "used": [], "offers": [], "not_yet": []},
        decided_by=world.rows["ana"],
    )


DEEDS: tuple[Deed, ...] = (
    writes_for_different_people,
    leaves_a_day_out_for_any_reason,
    did_not_feel_safe,
    hardly_felt_safe,
    finds_little_comfort,
    says_how_it_was,
    has_a_moment_of_their_own,
    is_given_another_dose,
    seals_and_keeps,
    releases_before_cy_does,
    releases_and_takes_back,
    has_just_released,
    lets_it_be_opened_in_the_room,
    is_through,
    has_a_wording_of_the_cycle,
    answers_in_a_word,
    answers_and_unsays,
    proposes_an_hour,
    proposes_and_takes_back,
    is_thought_about,
)


# -- where Cy looks ------------------------------------------------------------------------------------

LISTS = (
    *(f"/api/v1/{name}/" for name in ("today", "together", "only-me", "assignments", "own-terms", "entries")),
    *(f"/api/v1/{name}/" for name in ("entry-parts", "replies", "debriefs", "shared-times", "exercises")),
    *(f"/api/v1/{name}/" for name in ("doses", "assignment-reviews", "suggestion-decisions", "me")),
    *("/today/", "/together/", "/together/2026-11-09/", "/together/loop/", "/together/times/", "/only-me/"),
)
OF_AN_EXERCISE = ("", "done/", "when/", "after/", "skip/")
# Days and rounds of the deck, from where Cy kept something to where both are open.
OF_A_DAY = tuple(f"{page}?day=2026-11-{day}" for page in ("", "done/") for day in (11, 13, 14, 15, 17))
OF_A_ROUND = tuple(f"?round={number}" for number in (13, 15, 16, 17, 19))


def looks_of_cy(world: World, *, briefly: bool = False) -> Iterator[str]:
    """Every page and list of homework, and Bo's rows by their ids as if Cy had guessed them."""
    yield from LISTS
    for slug in SET:
        yield from _looks_at(world, slug, briefly=briefly)
    deck = world.ids[f"set {DECK}"]
    yield from (f"/d/{deck}/{more}" for more in (*OF_A_DAY, *OF_A_ROUND))
    if briefly:
        return
    for entry in Entry.unscoped.filter(assignment=deck, partner=world.rows["cy"]):
        yield from (f"/only-me/{entry.pk}/{more}" for more in ("", "share/", "room/"))
        yield f"/api/v1/entries/{entry.pk}/"
    for kind, pk in world.rows.get("of deeds", ()):
        yield f"/api/v1/{kind}/{pk}/"
    yield from (
        f"/api/v1/{door}/{world.ids['couple']}/"
        for door in ("homework", "knowing", "suggestions", "progress")
    )


def _looks_at(world: World, slug: str, *, briefly: bool) -> Iterator[str]:
    pk = world.ids[f"set {slug}"]
    yield from (f"/d/{pk}/{more}" for more in (OF_AN_EXERCISE[:1] if briefly else OF_AN_EXERCISE))
    yield f"/api/v1/entry-forms/{pk}/"
    if not briefly:
        yield from (f"/api/v1/assignments/{pk}/{more}" for more in ("", "rounds/"))


# The API's name of each kind of row that a deed leaves behind.
KINDS = {
    "entries": Entry,
    "entry-parts": EntryPart,
    "shared-times": SharedTime,
    "suggestion-decisions": SuggestionDecision,
    "replies": Reply,
}


def rows_of_bo(world: World) -> list[tuple[str, Any]]:
    """What there is of Bo's now, to be looked for by its ids in either world."""
    whose = {"entry-parts": "entry__partner", "suggestion-decisions": "couple"}
    found = []
    for kind, model in KINDS.items():
        of = whose.get(kind, "partner")
        rows = model.unscoped.filter(**{of: world.rows["couple" if of == "couple" else "bo"]})
        found += [(kind, pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]
    return found


def acts_of_cy(world: World) -> Iterator[tuple[str, str, Any]]:
    """Cy goes on with homework: sealed words of today, what makes one through, an hour at which Bo may have asked too."""
    today, deck = "2026-11-18", world.ids[f"set {DECK}"]
    yield "POST", "/api/v1/entries/", {"assignment": str(deck), "day": today, "parts": {SEAL: "A hill."}}
    for day in ("2026-11-17", today):
        parts = {"setback": "no", "note": "Blue sky."}
        yield "POST", "/api/v1/entries/", {
            "assignment": str(world.ids[f"set {THAW}"]), "day": day, "parts": parts,
        }  # fmt: skip
    yield "POST", "/api/v1/entries/skip/", {
        "assignment": str(world.ids[f"set {REWRITE}"]), "day": today, "reason": "not_safe",
    }  # fmt: skip
    yield "POST", "/api/v1/debriefs/", {
        "assignment": str(world.ids[f"set {WARMTH}"]), "given": {"amount": 3},
    }  # fmt: skip
    yield "POST", "/api/v1/shared-times/", {
        "couple": str(world.ids["couple"]), "what": "Tea", "starts": SAME_HOUR, "minutes": 60,
    }  # fmt: skip
    seal = EntryPart.unscoped.get(
        entry__assignment=deck, entry__partner=world.rows["bo"], entry__day=_day(OPEN), field=SEAL
    )
    yield "POST", "/api/v1/replies/", {"part": str(seal.pk), "kind": "thanks"}
    kept = Entry.unscoped.get(assignment=deck, partner=world.rows["cy"], day=_day(IN_ROOM))
    yield "POST", f"/api/v1/entries/{kept.pk}/allow-in-room/", {}
    yield "POST", f"/api/v1/entries/{kept.pk}/keep-from-room/", {}
