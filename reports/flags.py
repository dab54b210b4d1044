"""What is worth a look before the hour: few rules, each with its name, its source and its day. For the counsellor alone.

Words are safe to be seen by a couple who glance at the screen, and "Open alone" looks like any other until opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.results.standing import CLOSENESS
from assessments.statistics.change import PROVISIONAL_POINTS
from reports.progress import Mark
from reports.summaries import Course, Scale, Summary, is_past_noise, moved
from reports.wording import number

Level = Literal["alone", "slipping", "apart", "watch", "moving"]
Said = str | Promise
LOW = 40.0
QUIET_FOR = timedelta(days=21)
ORDER: tuple[Level, ...] = ("alone", "slipping", "apart", "watch", "moving")
WORDS: dict[Level, Said] = {
    "alone": _("Open alone"),
    "slipping": _("Slipping"),
    "apart": _("Far apart"),
    "watch": _("Watch"),
    "moving": _("Moving"),
}


@dataclass(frozen=True)
class Flag:
    """One flag. rule: its name and number; source: the scale it rests on; at: when that was answered."""

    level: Level
    says: Said
    rule: str
    source: str
    at: datetime | None

    @property
    def word(self) -> Said:
        return WORDS[self.level]

    @property
    def weight(self) -> int:
        return ORDER.index(self.level)


@dataclass(frozen=True)
class Facts:
    """What the rules look at. names: by mark. titles: of scales, by "slug/scale"."""

    summary: Summary
    names: Mapping[Mark, str]
    titles: Mapping[str, str]
    now: datetime
    since: datetime | None = None
    waits_alone: bool = False


def raised(facts: Facts) -> tuple[Flag, ...]:
    """Every flag that holds now, weightiest first. A rule without its facts is silent."""
    found = [*_alone(facts), *_slipping(facts), *_apart(facts), *_low(facts), *_quiet(facts), *_moving(facts)]
    return tuple(sorted(found, key=lambda flag: (flag.weight, flag.rule, flag.source)))


def _alone(facts: Facts) -> list[Flag]:
    if not facts.waits_alone:
        return []
    return [Flag("alone", _("One thing to open on your own."), "open-alone 1", "", None)]


def _slipping(facts: Facts) -> list[Flag]:
    found = []
    for scale, mark, course in _courses(facts):
        lately = moved(course, facts.since) if facts.since else None
        worse = is_past_noise(lately) and ((lately or 0) < 0) == (scale.higher_is == "better")
        if worse or course.change == "declined":
            says = _("%(name)s: %(area)s, now at %(value)s, past noise.") % {
                "name": facts.names[mark],
                "area": _title(facts, scale),
                "value": number(course.last),
            }
            found.append(Flag("slipping", says, "reliably-worse 1", scale.id, course.last_at))
    return found


def _apart(facts: Facts) -> list[Flag]:
    widest = facts.summary.widest
    if widest is None or not widest.is_apart:
        return []
    says = _("%(area)s: %(points)s points between them.") % {
        "area": _title(facts, widest),
        "points": number(widest.gap() or 0.0),
    }
    at = max(course.last_at for course in widest.marks.values())
    return [Flag("apart", says, "gap-25 1", widest.id, at)]


def _low(facts: Facts) -> list[Flag]:
    found = []
    for mark, course in sorted(facts.summary.closeness.items()):
        if course.last < LOW and mark in facts.names:
            says = _("%(name)s felt little closeness last time: %(value)s.") % {
                "name": facts.names[mark],
                "value": number(course.last),
            }
            found.append(Flag("watch", says, "closeness-low 1", CLOSENESS, course.last_at))
    return found


def _quiet(facts: Facts) -> list[Flag]:
    found = []
    for mark, at in sorted(facts.summary.sent_at.items()):
        if facts.now - at > QUIET_FOR and mark in facts.names:
            says = _("Nothing from %(name)s for %(weeks)d weeks. A silence is information, not a score.") % {
                "name": facts.names[mark],
                "weeks": (facts.now - at).days // 7,
            }
            found.append(Flag("watch", says, "three-weeks-quiet 1", "", at))
    return found


def _moving(facts: Facts) -> list[Flag]:
    """Somebody feels closer past noise, and nobody less close."""
    courses = facts.summary.closeness
    better = [
        mark
        for mark, course in sorted(courses.items())
        if course.change == "improved" and mark in facts.names
    ]
    if not better or any(course.change == "declined" for course in courses.values()):
        return []
    at = max(course.last_at for course in courses.values())
    if len(better) == 2:
        return [
            Flag("moving", _("Both are past the noise on closeness."), "reliably-closer 1", CLOSENESS, at)
        ]
    says = _("%(name)s is past the noise on closeness.") % {"name": facts.names[better[0]]}
    return [Flag("moving", says, "reliably-closer 1", CLOSENESS, at)]


def _courses(facts: Facts) -> list[tuple[Scale, Mark, Course]]:
    return [
        (scale, mark, course)
        for _name, scale in sorted(facts.summary.scales.items())
        for mark, course in sorted(scale.marks.items())
        if mark in facts.names
    ]


def _title(facts: Facts, scale: Scale) -> str:
    return facts.titles.get(scale.id, scale.id.partition("/")[2])


@dataclass(frozen=True)
class Change:
    """One line of what changed. is_new: past noise, or something to open."""

    says: Said
    is_new: bool


def changes(facts: Facts) -> tuple[Change, ...]:
    """What changed since the last session, or since the start, in plain words."""
    found = [Change(_("One thing to open on your own"), True)] if facts.waits_alone else []
    for mark, course in sorted(facts.summary.closeness.items()):
        points = moved(course, facts.since)
        if points is not None and mark in facts.names:
            found.append(Change(_step(facts.names[mark], points), is_past_noise(points)))
    return tuple(sorted(found, key=lambda change: not change.is_new))


def _step(name: str, points: float) -> Said:
    facts = {"name": name, "points": number(abs(points)), "noise": PROVISIONAL_POINTS}
    if is_past_noise(points):
        return (
            _("%(name)s’s closeness up %(points)s, past noise")
            if points > 0
            else _("%(name)s’s closeness down %(points)s, past noise")
        ) % facts
    if abs(points) < 1:
        return _("%(name)s’s closeness steady") % facts
    return (
        _("%(name)s’s closeness up %(points)s") if points > 0 else _("%(name)s’s closeness down %(points)s")
    ) % facts


def most_moved(summary: Summary, since: datetime | None) -> float:
    """The largest step on any scale since this moment: what a caseload is sorted by."""
    steps = (moved(course, since) for scale in summary.scales.values() for course in scale.marks.values())
    return max((abs(step) for step in steps if step is not None), default=0.0)
