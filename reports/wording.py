"""The sentences of a report; pure.

Three rules: swapping the partners swaps exactly the names; nobody is at fault; what is missing is not mentioned.
Strengths come before what is hard. A translator is handed in: anything with `gettext` and `ngettext`, such as the
module `django.utils.translation`, so that this module needs no framework.
"""

import gettext
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from reports.plainness import blame_words, reading_age
from reports.progress import AlikeApart, Audience, Change, Mark, Person, Practised, Progress, ScaleLine

__all__ = ["PLAIN", "Translator", "blame_words", "in_short", "reading_age"]

FAR_APART = 25.0
_DIRECTIONS: tuple[Change, ...] = ("improved", "unclear", "declined")


class Translator(Protocol):
    """What turns our English into the reader's language."""

    def gettext(self, message: str, /) -> str:
        """One sentence in the reader's language."""

    def ngettext(self, singular: str, plural: str, number: int, /) -> str:
        """The form of a sentence that fits a number."""


PLAIN: Translator = gettext.NullTranslations()


def _months(t: Translator) -> tuple[str, ...]:
    g = t.gettext
    return (
        g("January"), g("February"), g("March"), g("April"), g("May"), g("June"), g("July"), g("August"),
        g("September"), g("October"), g("November"), g("December"),
    )  # fmt: skip


def _short_months(t: Translator) -> tuple[str, ...]:
    g = t.gettext
    return (
        g("Jan"), g("Feb"), g("Mar"), g("Apr"), g("May"), g("Jun"), g("Jul"), g("Aug"), g("Sep"), g("Oct"),
        g("Nov"), g("Dec"),
    )  # fmt: skip


def day(on: date, t: Translator = PLAIN) -> str:
    """A date in full: 12 November 2026."""
    return t.gettext("{day} {month} {year}").format(day=on.day, month=_months(t)[on.month - 1], year=on.year)


def short_day(on: date, t: Translator = PLAIN) -> str:
    """A date for a chart: 12 Nov."""
    return t.gettext("{day} {month}").format(day=on.day, month=_short_months(t)[on.month - 1])


def span(start: date, end: date, t: Translator = PLAIN) -> str:
    """The time covered: 1 October to 19 November 2026."""
    first = day(start, t)
    if start.year == end.year:
        first = t.gettext("{day} {month}").format(day=start.day, month=_months(t)[start.month - 1])
    return t.gettext("{first} to {last}").format(first=first, last=day(end, t))


def number(value: float) -> str:
    """A score without false exactness: a whole number, halves upwards."""
    return str(int(value + 0.5))


def names(people: Sequence[Person], t: Translator = PLAIN) -> str:
    """The people in the order given: Remy and Noor."""
    if len(people) == 1:
        return people[0].name
    return t.gettext("{first} and {second}").format(first=people[0].name, second=people[1].name)


def title(progress: Progress, t: Translator = PLAIN) -> str:
    """The heading: Remy and Noor, eight weeks in."""
    who = names(progress.in_order, t)
    weeks = (progress.covers_to - progress.covers_from).days // 7 + 1
    if weeks < 2:
        return t.gettext("{names}, how it is going").format(names=who)
    words = _small_numbers(t)
    count = words[weeks] if weeks < len(words) else str(weeks)
    text = t.ngettext("{names}, {weeks} week in", "{names}, {weeks} weeks in", weeks)
    return text.format(names=who, weeks=count)


def _small_numbers(t: Translator) -> tuple[str, ...]:
    g = t.gettext
    return (
        g("no"), g("one"), g("two"), g("three"), g("four"), g("five"), g("six"), g("seven"), g("eight"), g("nine"),
        g("ten"), g("eleven"), g("twelve"),
    )  # fmt: skip


def from_to(line: ScaleLine, t: Translator = PLAIN) -> str:
    """The two ends of a line in numbers: 58 to 70; one number when there is one; nothing when there is none."""
    known = [point.value for point in line.points if point.value is not None]
    if not known:
        return ""
    if len(known) == 1:
        return number(known[0])
    return t.gettext("{first} to {last}").format(first=number(known[0]), last=number(known[-1]))


def band_name(audience: Audience, t: Translator = PLAIN) -> str:
    """What the band around a first value is called."""
    return t.gettext("could be noise") if audience == "counsellor" else t.gettext("ordinary ups and downs")


def change_in_words(change: Change | None, audience: Audience = "couple", t: Translator = PLAIN) -> str:
    """How a change compares with chance; the numbers beside it say which way."""
    if change is None:
        return ""
    if audience == "counsellor":
        return t.gettext("could be noise") if change == "unclear" else t.gettext("larger than noise")
    if change == "unclear":
        return t.gettext("within ups and downs")
    return t.gettext("more than ups and downs")


def finding(person: Person, line: ScaleLine, audience: Audience = "couple", t: Translator = PLAIN) -> str:
    """What a chart shows, in words, for those who hear it instead of seeing it."""
    ends = from_to(line, t)
    if not ends:
        return ""
    words = change_in_words(line.change, audience, t)
    if not words:
        return t.gettext("{name}: {ends}.").format(name=person.name, ends=ends)
    return t.gettext("{name}: {ends}, {words}.").format(name=person.name, ends=ends, words=words)


def closeness(
    lines: Sequence[ScaleLine], people: Sequence[Person], audience: Audience, t: Translator = PLAIN
) -> list[tuple[Change, str]]:
    """How close each felt, the good news first; one sentence for both where both went the same way."""
    by_mark: Mapping[Mark, Change | None] = {line.mark: line.change for line in lines}
    changed = [(change, person) for person in people if (change := by_mark.get(person.mark))]
    if len(changed) == 2 and changed[0][0] == changed[1][0]:
        return [(changed[0][0], _both_felt(changed[0][0], people, audience, t))]
    if audience == "partner":
        return [(change, _you_felt(change, t)) for change, _ in changed]
    changed.sort(key=lambda pair: _DIRECTIONS.index(pair[0]))
    return [(change, _felt(change, person.name, t)) for change, person in changed]


def _both_felt(change: Change, people: Sequence[Person], audience: Audience, t: Translator) -> str:
    spoken_to = audience == "couple"
    who = t.gettext("You") if spoken_to else names(people, t)
    match change:
        case "improved":
            text = t.gettext("{who} both feel closer now than at the start.")
        case "declined":
            text = t.gettext("{who} both feel less close now than at the start.")
        case _:
            text = t.gettext("{who} both feel about as close as at the start.")
    return text.format(who=who)


def _you_felt(change: Change, t: Translator) -> str:
    match change:
        case "improved":
            return t.gettext("You feel closer now than at the start.")
        case "declined":
            return t.gettext("You feel less close now than at the start.")
        case _:
            return t.gettext("You feel about as close as at the start.")


def _felt(change: Change, name: str, t: Translator) -> str:
    match change:
        case "improved":
            text = t.gettext("{name} feels closer now than at the start.")
        case "declined":
            text = t.gettext("{name} feels less close now than at the start.")
        case _:
            text = t.gettext("{name} feels about as close as at the start.")
    return text.format(name=name)


def alike_apart(rows: Sequence[AlikeApart], audience: Audience, t: Translator = PLAIN) -> list[str]:
    """Where the two see things most alike, then where they are far apart (25 points or more)."""
    if not rows:
        return []
    ordered = sorted(rows, key=lambda row: (row.apart, row.label))
    to_them, said = audience == "couple", []
    if ordered[0].apart < FAR_APART:
        text = (
            t.gettext("You see “{area}” most alike.")
            if to_them
            else t.gettext("They see “{area}” most alike.")
        )
        said.append(text.format(area=ordered[0].label))
    if ordered[-1].apart >= FAR_APART:
        text = (
            t.gettext("You see “{area}” in two ways.")
            if to_them
            else t.gettext("They see “{area}” in two ways.")
        )
        said += [text.format(area=ordered[-1].label), t.gettext("That shows us where to look next.")]
    return said


def apart(row: AlikeApart, t: Translator = PLAIN) -> str:
    """The width of a gap in words: 34 apart."""
    return t.gettext("{points} apart").format(points=number(row.apart))


def kept(practised: Practised, audience: Audience, t: Translator = PLAIN) -> list[tuple[str, str]]:
    """What was practised, as a figure and its words. Nothing is said of a nought."""
    n = t.ngettext
    shared, given, noticed = practised.shared or 0, practised.given or 0, practised.noticed or 0
    joint = n("kind word shared between them", "kind words shared between them", shared)
    if audience == "couple":
        joint = n("kind word shared between you", "kind words shared between you", shared)
    said = (
        (shared, joint),
        (given, n("kind word you gave", "kind words you gave", given)),
        (noticed, n("kind word you noticed", "kind words you noticed", noticed)),
    )
    return [(str(count), words) for count, words in said if count]


def in_short(
    audience: Audience,
    people: Sequence[Person],
    *,
    lines: Sequence[ScaleLine] = (),
    rows: Sequence[AlikeApart] = (),
    practised: Practised | None = None,
    t: Translator = PLAIN,
) -> tuple[str, ...]:
    """A first draft of the opening, strengths first, which the counsellor may rewrite."""
    felt = closeness(lines, people, audience, t)
    good = [sentence for change, sentence in felt if change != "declined"]
    hard = [sentence for change, sentence in felt if change == "declined"]
    return (*good, *_thanks(practised, audience, t), *hard, *alike_apart(rows, audience, t))


def _thanks(practised: Practised | None, audience: Audience, t: Translator) -> list[str]:
    count = practised.shared if practised else None
    if not count:
        return []
    text = t.ngettext("They shared {n} kind word.", "They shared {n} kind words.", count)
    if audience == "couple":
        text = t.ngettext("You shared {n} kind word.", "You shared {n} kind words.", count)
    return [text.format(n=count)]


def footer(
    audience: Audience,
    people: Sequence[Person],
    *,
    counsellor: str,
    agreed_on: date | None = None,
    t: Translator = PLAIN,
) -> str:
    """Who may read the report, for the foot of each page."""
    private = t.gettext("Private answers are not printed.")
    match audience:
        case "couple" if agreed_on:
            text = t.gettext(
                "For the two of you. It holds only what you both agreed to share on {day}."
            ).format(day=day(agreed_on, t))
        case "couple":
            text = t.gettext("For the two of you. It holds only what you both agreed to share.")
        case "partner":
            text = t.gettext("For {name} alone.").format(name=people[0].name)
        case "counsellor":
            text = t.gettext("For {name} alone. Please keep it in the practice.").format(name=counsellor)
        case _:
            text = t.gettext(
                "For the one reader it was made for. It holds only what each of them signed for."
            )
    return f"{text} {private}"
