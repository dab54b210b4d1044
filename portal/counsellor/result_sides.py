"""What one instrument says that is no single scale, made ready for the page: sentences, lists, pictures across."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from assessments.results.item_reading import ItemSideBySide, Seen
from assessments.results.result_reading import Guess, Result
from assessments.scores.facets import top
from reports import charts, charts_across, wording
from reports import result_wording as say
from reports.charts_across import Spot
from reports.progress import AlikeApart, Person

from .here import Care, Someone
from .result_scales import people_in


@dataclass(frozen=True)
class Told:
    """One partner's part of something that is no scale: a sentence, and the form's own words below it."""

    mark: str
    called: str
    initial: str
    says: str
    lines: tuple[str, ...] = ()
    value: str = ""


@dataclass(frozen=True)
class Side:
    """Something that both partners have a part in, under one heading."""

    title: str
    low: str
    high: str
    told: tuple[Told, ...]
    picture: charts.Svg | None = None
    says: tuple[str, ...] = ()
    is_difference: bool = False


@dataclass(frozen=True)
class CrossShown:
    """Each line's number and words, and for each partner what was picked and the picture."""

    across: str
    up: str
    rows: tuple[tuple[int, str, tuple[tuple[str, str, str], ...]], ...]
    pictures: tuple[tuple[Someone, charts.Svg | None, tuple[str, ...]], ...]


def in_short(care: Care, result: Result) -> list[str]:
    """The sentences of the page's head, what both hold as good first. Empty where nothing can be said yet."""
    areas = [(area.reading, say.area(area.reading, area.title, translation)) for area in result.areas]
    scales = [] if result.areas else result.side.scales
    said = [text for reading, text in areas if reading == "strength"]
    said += [text for scale in scales if (text := say.between(scale.title, scale.gap, translation))]
    said += [
        _("%(scale)s: %(says)s") % {"scale": scale.title, "says": text}
        for scale in scales
        if (text := say.together(scale.couple_change, translation))
    ]
    said += [text for reading, text in areas if reading != "strength" and text]
    said += [say.manner(people_in(care)[mark], kinds, translation) for mark, kinds in result.manner.items()]
    return [text for text in said if text]


def composites_shown(care: Care, result: Result) -> list[Side]:
    people = people_in(care)
    found = []
    for one in result.side.composites:
        low, high = one.anchors
        values = {"a": one.a, "b": one.b}
        told = [
            _told(
                person,
                _leans(people[person.mark], values[person.mark], one),
                value=_signed(values[person.mark], one),
            )
            for person in care.people
        ]
        picture = charts_across.svg_between(one.a, one.b) if one.higher_is is None else _dumbbell(one)
        found.append(Side(one.title, low, high, tuple(told), picture, is_difference=one.higher_is is None))
    return found


def _dumbbell(one: Any) -> charts.Svg | None:
    return None if one.a is None or one.b is None else charts.svg_gap(AlikeApart(one.title, one.a, one.b))


def _leans(person: Person, value: float | None, one: Any) -> str:
    low, high = one.anchors
    return say.leaning(person, value, low, high, translation) if one.higher_is is None else ""


def _signed(value: float | None, one: Any) -> str:
    if value is None:
        return "–"
    whole = wording.number(abs(value))
    sign = "" if one.higher_is is not None or whole == "0" else ("+" if value > 0 else "−")
    return f"{sign}{whole}"


def mirrored(care: Care, result: Result) -> list[str]:
    """Where each is placed by own report and by the other's; named only where both point the same way."""
    by_id = {one.id: one for one in result.side.composites}
    said = []
    for own in result.side.composites:
        stem, _sep, whose = own.id.rpartition("_")
        told = by_id.get(f"{stem}_partner")
        if whose != "self" or told is None or own.higher_is is not None:
            continue
        for mark, other in (("a", "b"), ("b", "a")):
            pair = getattr(own, mark), getattr(told, other)
            if mark in (people := people_in(care)):
                said.append(say.told_by_both(people[mark], *pair, *own.anchors, translation))
    return [text for text in said if text]


def lists_shown(care: Care, result: Result) -> list[Side]:
    """Item lists with the lines that were put high. Never a number."""
    return [_list_shown(care, result, one) for one in result.side.lists]


def _list_shown(care: Care, result: Result, one: Any) -> Side:
    people = people_in(care)
    told = []
    for person in care.people:
        high = result.high.get(person.mark, {}).get(one.id, ())
        words = [
            f"{item.text} · {_seen(item, person.mark).label}" for item in result.items if _name(item) in high
        ]
        reading = getattr(one, person.mark)
        says = say.listed(people[person.mark], one.title, len(words), translation)
        value = {"high": _("High"), "not high": _("Not high")}.get(reading or "", _("Too little answered"))
        told.append(
            _told(person, says, lines=tuple(words), value=value if person.mark in result.traces else "–")
        )
    return Side(one.title, "", "", tuple(told))


def _name(item: ItemSideBySide) -> str:
    return item.question.id if item.row is None else f"{item.question.id}/{item.row.id}"


def _seen(item: ItemSideBySide, mark: str) -> Seen:
    return item.a if mark == "a" else item.b


def facets_shown(care: Care, result: Result) -> Side | None:
    """Each one's foremost facets in order, what is level told as level."""
    facets = result.side.facets
    if facets is None:
        return None
    people = people_in(care)
    told = []
    for person in care.people:
        order = (facets.a if person.mark == "a" else facets.b) or ()
        foremost = set(top(order))
        levels = [[facets.titles[name] for name in level] for level in order if foremost & set(level)]
        says = say.foremost(people[person.mark], levels, translation)
        told.append(_told(person, says, lines=tuple(_level(titles) for titles in levels)))
    both = set(facets.top_a) & set(facets.top_b)
    shared = ", ".join(f"“{facets.titles[name]}”" for name in facets.titles if name in both)
    both_say = (_("In the first places of both: %(facets)s.") % {"facets": shared},) if shared else ()
    return Side("", "", "", tuple(told), says=both_say)


def _level(titles: list[str]) -> str:
    return titles[0] if len(titles) == 1 else _("%(titles)s (level)") % {"titles": " · ".join(titles)}


def picks_shown(care: Care, result: Result) -> list[Side]:
    """What each picked from a list, in the order of picking where that counts."""
    found = []
    for item in result.items:
        if item.question.kind not in ("pick", "multi") or not (item.a.label or item.b.label):
            continue
        told = tuple(_told(person, "", lines=_picked(item, person.mark)) for person in care.people)
        shared = [label for label in told[0].lines if label in told[-1].lines] if len(told) == 2 else []
        says = (_("Picked by both: %(what)s.") % {"what": ", ".join(shared)},) if shared else ()
        found.append(Side(item.text, "", "", told, says=says))
    return found


def _picked(item: ItemSideBySide, mark: str) -> tuple[str, ...]:
    seen = _seen(item, mark)
    values = seen.value if isinstance(seen.value, list) else []
    return tuple(item.question.labels.get(value, str(value)) for value in values)


def areas_shown(care: Care, result: Result) -> list[tuple[Any, str, str]]:
    """Each area with what both make of it, and the share of lines that both call good."""
    words = {
        "strength": _("Strength for both"),
        "growth": _("Room to grow, for both"),
        "apart": _("Seen in two ways"),
        "mixed": _("In between"),
        None: _("Too little answered by both"),
    }
    return [(area, words[area.reading], f"{round(100 * area.strong)} %") for area in result.areas]


def cross_shown(care: Care, result: Result) -> CrossShown | None:
    """Two grids over the same lines, read across."""
    both = result.crossing
    if both is None:
        return None
    held = {mark: {line.row: line for line in lines} for mark, lines in result.crossed.items()}
    rows = tuple(
        (
            n,
            row.label,
            tuple(
                (person.called, line.across_label if line else "–", line.up_label if line else "–")
                for person in care.people
                for line in [held.get(person.mark, {}).get(row.id)]
            ),
        )
        for n, row in enumerate(both.across.rows, 1)
    )
    pictures = tuple(_cross_picture(person, both, held.get(person.mark, {})) for person in care.people)
    return CrossShown(both.across.text, both.up.text, rows, pictures)


def _cross_picture(
    person: Someone, both: Any, held: Any
) -> tuple[Someone, charts.Svg | None, tuple[str, ...]]:
    widths = [question.value_range[1] - question.value_range[0] for question in both]
    numbers = {row.id: n for n, row in enumerate(both.across.rows, 1)}
    spots = [Spot(numbers[each.row], each.x / widths[0], each.y / widths[1]) for each in held.values()]
    ends = [question.labels[question.value_range[side]] for question in both for side in (0, 1)]
    quarters = [
        (f"{ends[1]} · {ends[2]}", "high-low"),
        (f"{ends[0]} · {ends[2]}", "low-low"),
        (f"{ends[1]} · {ends[3]}", "high-high"),
        (f"{ends[0]} · {ends[3]}", "low-high"),
    ]
    told = tuple(
        _("%(corner)s: %(lines)s") % {"corner": corner, "lines": ", ".join(lines)}
        for corner, quarter in quarters
        if (lines := [each.label for each in held.values() if each.quarter == quarter])
    )
    picture = charts_across.svg_cross(
        spots,
        person.mark,  # type: ignore[arg-type]
        chart_id=f"cross-{person.mark}",
        title=person.called,
        told=" ".join(f"{text}." for text in told),
        ends=ends,
    )
    return person, picture, told


def guesses_shown(care: Care, result: Result) -> list[tuple[Guess, Told]]:
    people = people_in(care)
    found = []
    for guess in result.guesses:
        other = people.get("b" if guess.mark == "a" else "a")
        person = next((each for each in care.people if each.mark == guess.mark), None)
        if other is None or person is None:
            continue
        one = people[guess.mark]
        said = [
            say.guessed(one, other, guess.accuracy, translation),
            say.guessed_like_self(one, other, guess.accuracy, guess.similarity, translation),
            say.guessed_foremost(one, other, guess.hits, guess.of, translation),
        ]
        waits = _("The other form has not come in, so there is nothing to lay it beside yet.")
        found.append((guess, _told(person, " ".join(text for text in said if text) or waits)))
    return found


def alike_shown(result: Result) -> list[str]:
    """How alike both answered; the correlation comes last and only past its minimums."""
    held = result.agreement
    if held is None:
        return []
    said = [say.answered_apart(held.distance, held.items, translation)]
    if held.r is not None:
        said.append(
            _(
                "Their answers go up and down together with r = %(r)s. Most people answer most questions alike, so read the steps first."
            )
            % {"r": f"{held.r:.2f}"}
        )
    elif held.reason == "too-few-items":
        said.append(_("Eight questions that both answered are needed before a correlation says anything."))
    elif held.reason == "no-spread":
        said.append(_("There is no correlation: one of both forms, or both, hold one answer throughout."))
    return [text for text in said if text]


def widest_first(items: tuple[ItemSideBySide, ...]) -> list[ItemSideBySide]:
    """The widest gap at the top; what has no distance keeps the order of the form."""
    return sorted(items, key=lambda item: -(item.distance if item.distance is not None else -1))


def _told(person: Someone, says: str, *, lines: tuple[str, ...] = (), value: str = "") -> Told:
    return Told(person.mark, person.called, person.initial, says, lines, value)
