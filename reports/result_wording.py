"""What the results of one instrument say, in sentences; pure.

The same three rules as in `wording`: swapping the partners swaps exactly the names; nobody is at fault; what is missing is
not mentioned, so every function gives "" for it. Each sentence tells of one partner or of both, never of one against
the other. Titles and answers stand in quotation marks: they are the form's words, not ours.
"""

from collections.abc import Sequence
from typing import Literal

from reports.progress import Change, Person
from reports.wording import PLAIN, Translator, number

CoupleState = Literal[
    "both improved",
    "one improved",
    "diverging",
    "one declined",
    "both declined",
    "unclear",
    "too little data",
]
LEANS_FROM = 25.0
ALIKE_BELOW = 10.0
FAR_FROM = 25.0


def part_of_scale(person: Person, scale: str, band: str | None, t: Translator = PLAIN) -> str:
    """Which part of the scale the newest score lies in; the part names the scale, not the person."""
    if not band:
        return ""
    return t.gettext("{name} is in the {part} part of “{scale}”.").format(
        name=person.name, part=t.gettext(band), scale=scale
    )


def nearest_words(person: Person, anchor: str | None, t: Translator = PLAIN) -> str:
    """The words of the form that lie nearest to the mean of somebody's answers."""
    if not anchor:
        return ""
    return t.gettext("{name}’s answers lie close to “{words}”.").format(name=person.name, words=anchor)


def between(scale: str, gap: float | None, t: Translator = PLAIN) -> str:
    """How far apart both are, in words and points; nothing of a gap that says little either way."""
    if gap is None:
        return ""
    if gap >= FAR_FROM:
        text = t.gettext("On “{scale}” they are {points} points apart.")
        return text.format(scale=scale, points=number(gap))
    return t.gettext("On “{scale}” they are close together.").format(scale=scale) if gap < ALIKE_BELOW else ""


def moved(
    person: Person,
    points: float | None,
    change: Change,
    since: Literal["start", "last"],
    t: Translator = PLAIN,
) -> str:
    """One partner's change and how it compares with noise."""
    if points is None:
        return ""
    noise = t.gettext("could be noise") if change == "unclear" else t.gettext("larger than noise")
    if number(abs(points)) == "0":
        text = (
            t.gettext("{name} is where it began.")
            if since == "start"
            else t.gettext("{name} is where it was last time.")
        )
        return text.format(name=person.name)
    up = points > 0
    if since == "start":
        text = (
            t.gettext("{name} is up {points} since the start, {noise}.")
            if up
            else t.gettext("{name} is down {points} since the start, {noise}.")
        )
    else:
        text = (
            t.gettext("{name} is up {points} since last time, {noise}.")
            if up
            else t.gettext("{name} is down {points} since last time, {noise}.")
        )
    return text.format(name=person.name, points=number(abs(points)), noise=noise)


def together(state: CoupleState, t: Translator = PLAIN) -> str:
    """What the changes of both amount to. Nobody is averaged away, and nobody is named as the one."""
    match state:
        case "both improved":
            return t.gettext("Both find it easier than at the start, by more than noise.")
        case "one improved":
            return t.gettext("One of the two finds it easier than at the start, by more than noise.")
        case "diverging":
            return t.gettext("They went two ways since the start, each by more than noise.")
        case "one declined":
            return t.gettext("One of the two finds it harder than at the start, by more than noise.")
        case "both declined":
            return t.gettext("Both find it harder than at the start, by more than noise.")
        case "unclear":
            return t.gettext("What changed since the start could be noise, for both.")
        case _:
            return ""


def state_name(state: CoupleState, t: Translator = PLAIN) -> str:
    """The same as a label; here too little data is said, because a table has a place for it."""
    g = t.gettext
    return {
        "both improved": g("Both easier"),
        "one improved": g("One easier"),
        "diverging": g("Two ways"),
        "one declined": g("One harder"),
        "both declined": g("Both harder"),
        "unclear": g("Could be noise"),
        "too little data": g("Too little data yet"),
    }[state]


def trending(person: Person, per_four_weeks: float | None, scores: int, t: Translator = PLAIN) -> str:
    """The slope over all scores, robust against one odd week."""
    if per_four_weeks is None:
        return ""
    points = number(abs(per_four_weeks))
    if points == "0":
        text = t.gettext("{name} holds the same line over {n} scores.")
    elif per_four_weeks > 0:
        text = t.gettext("{name}: about {points} up in four weeks, over {n} scores.")
    else:
        text = t.gettext("{name}: about {points} down in four weeks, over {n} scores.")
    return text.format(name=person.name, points=points, n=scores)


def leaning(person: Person, value: float | None, low: str, high: str, t: Translator = PLAIN) -> str:
    """A difference between two scales, from -100 to 100, by the words of its ends."""
    if value is None:
        return ""
    if abs(value) < LEANS_FROM:
        return t.gettext("{name} stands between both ends.").format(name=person.name)
    return t.gettext("{name} leans to “{end}”.").format(
        name=person.name, end=_unstopped(high if value > 0 else low)
    )


def _unstopped(words: str) -> str:
    """Words that stand in quotes inside a sentence; its own stop ends it."""
    return words.strip().removesuffix(".")


def told_by_both(
    person: Person, own: float | None, told: float | None, low: str, high: str, t: Translator = PLAIN
) -> str:
    """One partner's place as both tell it; named only where both reports point the same way."""
    if own is None or told is None or not own or not told:
        return ""
    if (own > 0) != (told > 0):
        return t.gettext("The two reports on {name} differ.").format(name=person.name)
    end = _unstopped(high if own > 0 else low)
    return t.gettext("Both reports on {name} point to “{end}”.").format(name=person.name, end=end)


def listed(person: Person, title: str, high: int, t: Translator = PLAIN) -> str:
    """How many lines of an item list somebody put high; the lines themselves stand below."""
    if not high:
        return ""
    text = t.ngettext(
        "{name} put {n} line of “{title}” high.", "{name} put {n} lines of “{title}” high.", high
    )
    return text.format(name=person.name, n=high, title=title)


def foremost(person: Person, levels: Sequence[Sequence[str]], t: Translator = PLAIN) -> str:
    """What weighs most for somebody, the first first; what is level is told as level."""
    if not levels:
        return ""
    steps = [_level(titles, t) for titles in levels]
    return t.gettext("What weighs most for {name}: {facets}.").format(
        name=person.name, facets=t.gettext("; then ").join(steps)
    )


def _level(titles: Sequence[str], t: Translator) -> str:
    quoted = ", ".join(f"“{title}”" for title in titles)
    return quoted if len(titles) == 1 else t.gettext("{titles} (level)").format(titles=quoted)


def area(reading: str | None, title: str, t: Translator = PLAIN) -> str:
    """An area of shared life by what both make of it; nothing of one that says little either way."""
    match reading:
        case "strength":
            return t.gettext("Both hold “{area}” as a strength.").format(area=title)
        case "growth":
            return t.gettext("Both see room to grow in “{area}”.").format(area=title)
        case "apart":
            return t.gettext("They see “{area}” in two ways.").format(area=title)
        case _:
            return ""


def answered_apart(distance: float | None, items: int, t: Translator = PLAIN) -> str:
    """The mean distance of all answers that both gave."""
    if distance is None or not items:
        return ""
    text = t.ngettext(
        "Over {n} question, they are {steps} steps apart.",
        "Over {n} questions, they are {steps} steps apart on the whole.",
        items,
    )
    return text.format(n=items, steps=steps_in_words(distance))


def steps_in_words(steps: float) -> str:
    """Steps of an answer with one digit after the point, without one that says nothing: 1.3, 2."""
    return f"{steps:.1f}".removesuffix(".0")


def guessed(person: Person, other: Person, accuracy: float | None, t: Translator = PLAIN) -> str:
    """How near a guess came to what the other said."""
    if accuracy is None:
        return ""
    return t.gettext("{name}’s guess is {steps} steps from what {other} said, on the whole.").format(
        name=person.name, other=other.name, steps=steps_in_words(accuracy)
    )


def guessed_like_self(
    person: Person, other: Person, accuracy: float | None, similarity: float | None, t: Translator = PLAIN
) -> str:
    """Whether a guess took the other to be like oneself."""
    if accuracy is None or similarity is None or similarity >= accuracy:
        return ""
    return t.gettext("It is nearer to what {name} said than to what {other} said.").format(
        name=person.name, other=other.name
    )


def guessed_foremost(
    person: Person, other: Person, hits: int | None, of: int | None, t: Translator = PLAIN
) -> str:
    """How many of the other's foremost facets were guessed."""
    if hits is None or not of:
        return ""
    return t.gettext("{name} named {hits} of the {of} that weigh most for {other}.").format(
        name=person.name, hits=hits, of=of, other=other.name
    )


def manner(person: Person, kinds: Sequence[str], t: Translator = PLAIN) -> str:
    """How far differences may be read, from how somebody answered."""
    if "flat" in kinds:
        return t.gettext(
            "{name} gave one and the same answer throughout. It can be a clear picture, or a quick one."
        ).format(name=person.name)
    if "together" in kinds:
        return t.gettext("{name}’s answers move together; do not over-read differences.").format(
            name=person.name
        )
    return ""


def yours_lie_at(anchor: str | None, t: Translator = PLAIN) -> str:
    """To the partner: the form's own words nearest to their answers."""
    return t.gettext("Your answers lie close to “{words}”.").format(words=anchor) if anchor else ""


def yours_moved(change: Change | None, t: Translator = PLAIN) -> str:
    """To the partner: their change since their own first time."""
    match change:
        case "improved":
            return t.gettext("It feels easier than the first time.")
        case "declined":
            return t.gettext("It feels harder than the first time. That happens, and it helps to know.")
        case "unclear":
            return t.gettext("It is about where it was the first time.")
        case _:
            return ""


def yours_foremost(titles: Sequence[str], t: Translator = PLAIN) -> str:
    """To the partner: what weighs most in their own answers."""
    if not titles:
        return ""
    return t.gettext("What weighs most in your answers: {titles}.").format(
        titles=", ".join(f"“{title}”" for title in titles)
    )
