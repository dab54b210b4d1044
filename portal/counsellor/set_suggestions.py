"""Suggestions and the library as the first page of the set flow shows them: with reasons, dates, and what is held back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homework.exercise import Exercise
from homework.models import ExerciseVersion, SuggestionDecision
from homework.suggesting.facts import Used
from homework.suggesting.names import BOTH, PARTS, Named, named
from homework.suggesting.results import Fired, Kept, Offer, Result, Suggestion
from homework.suggesting.weighing import held_back

from .here import Care

GRADES = {
    "trial": gettext_lazy("randomised trials"),
    "pilot": gettext_lazy("small or uncontrolled studies"),
    "observed": gettext_lazy("observed, not tried"),
    "part": gettext_lazy("part of a tried programme"),
    "practice": gettext_lazy("practitioners’ idea"),
}


@dataclass(frozen=True)
class HeldBy:
    """A guard, or a match that says "not yet", and its reason with both partners by name."""

    rule: str
    is_guard: bool
    says: str


@dataclass(frozen=True)
class Try:
    """One exercise that a suggestion names."""

    name: str
    slug: str
    exercise: Exercise | None
    whom: str
    marks: str
    is_first: bool
    note: str
    part: str
    held: tuple[HeldBy, ...]
    left_out: tuple[tuple[str, str], ...]
    checks: tuple[str, ...]
    can_be_set: bool


@dataclass(frozen=True)
class Suggested:
    """One suggestion with what it rests on. left: the reason for which it was left for now on the same footing."""

    fired: Fired
    says: str
    chips: tuple[tuple[str, Any], ...]
    tries: tuple[Try, ...]
    not_yet: tuple[str, ...]
    stops: tuple[str, ...]
    left: SuggestionDecision | None


@dataclass(frozen=True)
class OnShelf:
    """One exercise of the library, and what holds it back from whom."""

    row: ExerciseVersion
    exercise: Exercise
    held: tuple[HeldBy, ...]
    waits: bool
    runs: bool

    @property
    def is_off(self) -> bool:
        return bool(self.held) or self.waits

    @property
    def held_by(self) -> list[str]:
        """The rules by their names, each once: one may have a reason for each of the two."""
        return list(dict.fromkeys(each.rule for each in self.held))


def titled(says: str, titles: Mapping[str, str]) -> str:
    """A reason in which exercises stand by their titles instead of their short names."""
    for slug in sorted(titles, key=len, reverse=True):
        says = says.replace(slug, f"“{titles[slug]}”")
    return says


def called(care: Care) -> dict[str, str]:
    return {person.mark: person.called for person in care.people}


def suggested(
    care: Care, result: Result, shelf: Iterable[ExerciseVersion], decided: Iterable[SuggestionDecision]
) -> tuple[list[Suggested], list[Suggested]]:
    """What fits now, and what was left for now while nothing it rests on has changed."""
    known = {row.slug: row.exercise for row in shelf}
    newest: dict[tuple[str, str], SuggestionDecision] = {}
    for row in decided:
        newest.setdefault((row.rule, str(row.inputs.get("marks", ""))), row)
    found = [_suggested(care, each, known, newest) for each in result.suggestions]
    return [one for one in found if one.left is None], [one for one in found if one.left is not None]


def _suggested(
    care: Care,
    one: Suggestion,
    known: Mapping[str, Exercise],
    newest: Mapping[tuple[str, str], SuggestionDecision],
) -> Suggested:
    names, titles = called(care), {slug: each.title for slug, each in known.items()}
    row = newest.get((one.fired.rule, one.fired.marks))
    was_left = row is not None and row.decision == SuggestionDecision.Decision.DECLINED
    return Suggested(
        fired=one.fired,
        says=titled(one.fired.reason.told(names), titles),
        chips=chips(one.fired.used, names, titles),
        tries=tuple(_try(care, offer, known) for offer in one.offers),
        not_yet=tuple(_title(each, known) for each in one.not_yet),
        stops=tuple(known[slug].title if slug in known else slug for slug in one.fired.stops),
        left=row if row is not None and was_left and _same_footing(row, one) else None,
    )


def _same_footing(row: SuggestionDecision, one: Suggestion) -> bool:
    """Nothing that it rests on is newer, or other, than it was when it was left."""
    then = {(each["name"], each["mark"], each["value"], each["on"]) for each in row.inputs.get("used", [])}
    now = {
        (used.name, used.mark, used.value, used.on.isoformat() if used.on else None)
        for used in one.fired.used
    }
    return now <= then


def chips(
    used: Iterable[Used], names: Mapping[str, str], titles: Mapping[str, str]
) -> tuple[tuple[str, Any], ...]:
    """What a rule looked at, in short, each with its day."""
    return tuple((titled(f"{each.label}: {each.phrase(names)}", titles), each.on) for each in used)


def _try(care: Care, offer: Offer, known: Mapping[str, Exercise]) -> Try:
    names = called(care)
    return Try(
        name=str(offer.named),
        slug=offer.named.exercise,
        exercise=known.get(offer.named.exercise),
        whom=care.names if offer.marks == BOTH else names.get(offer.marks, ""),
        marks=offer.marks,
        is_first=offer.is_first,
        note=offer.note,
        part=PARTS.get(offer.named.exercise, {}).get(offer.named.part, ""),
        held=held_words(offer.held_by, names, {slug: each.title for slug, each in known.items()}),
        left_out=tuple(
            (PARTS.get(left.part.exercise, {}).get(left.part.part, str(left.part)), left.by.rule)
            for left in offer.left_out
        ),
        checks=tuple(check.asks for check in offer.checks),
        can_be_set=offer.can_be_set,
    )


def held_words(
    kept: Iterable[Kept], names: Mapping[str, str], titles: Mapping[str, str]
) -> tuple[HeldBy, ...]:
    return tuple(HeldBy(each.rule, each.is_guard, titled(each.reason.told(names), titles)) for each in kept)


def _title(each: Named, known: Mapping[str, Exercise]) -> str:
    if each.exercise not in known:
        return _("everything") if each.exercise == "*" else each.exercise
    part = PARTS.get(each.exercise, {}).get(each.part, "")
    title = known[each.exercise].title
    return f"{title}: {part}" if part else title


def shelf_shown(
    care: Care,
    rows: Iterable[ExerciseVersion],
    result: Result,
    against: bool,
    find: str = "",
    grade: str = "",
    running: Collection[str] = (),
) -> list[OnShelf]:
    """The library, narrowed down by words and by grade, each with what holds it back from everybody who is here."""
    names = called(care)
    options = [person.mark for person in care.here if person.has_joined]
    if len(options) > 1:
        options = [BOTH, *options]
    found = []
    for row in rows:
        exercise = row.exercise
        if not fits(exercise, find, grade):
            continue
        kept = [held_back(result, row.slug, marks) for marks in options]
        held = held_words(kept[0], names, {}) if kept and all(kept) else ()
        found.append(OnShelf(row, exercise, held, row.joint_work and against, row.slug in running))
    return sorted(found, key=lambda each: (each.is_off, each.exercise.title))


def fits(exercise: Exercise, find: str, grade: str) -> bool:
    """Every word that was asked for stands in its names or its aim, and its grade is the one asked for."""
    if grade and (exercise.evidence is None or exercise.evidence.grade != grade):
        return False
    says = " ".join([exercise.title, exercise.neutral_title, exercise.aim, exercise.slug]).casefold()
    return all(word in says for word in find.casefold().split())


def left_out_now(result: Result, slug: str, marks: str) -> tuple[tuple[str, str], ...]:
    """Parts of this exercise to leave out for now, each with the rule that says so."""
    return tuple(
        (PARTS.get(left.part.exercise, {}).get(left.part.part, str(left.part)), left.by.rule)
        for left in result.left_out(named(slug), marks)
    )
