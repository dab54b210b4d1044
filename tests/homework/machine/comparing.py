"""After each step: what each partner can read, beside what the model says they may."""

from __future__ import annotations

from collections import Counter

from django.utils import timezone

from homework.models import EntryPart, SharedTime
from tests.homework.machine import model
from tests.homework.machine.life import Life
from tests.homework.machine.noting import Text
from tests.homework.machine.seen import NAME, Seen, look, owned_by_others

FULLY = 6
"""After every so many steps all pages are looked at, twice in a row, so that they can be compared to the byte."""

count: Counter[str] = Counter()
"""What was looked at, so that a run can say that it saw something."""


class Told(AssertionError):
    """Something shows that should not, or does not show that should. `name`: which of the looks noticed."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(f"{name}: {detail}")
        self.name = name


class Allowed:
    """What the model says of one partner now."""

    def __init__(self, life: Life, who: str) -> None:
        now = timezone.now()
        self.texts = set(model.texts(life.past, who, now))
        self.replies = set(model.later(life.past, who, now, "reply", "unsay"))
        self.times = set(model.later(life.past, who, now, "propose", "withdraw"))
        self.assignments = set(model.assignments(life.past, who))

    @property
    def all(self) -> frozenset[str]:
        return frozenset(self.texts | self.replies | self.times | self.assignments)


def delivered(life: Life, who: str) -> list[Text]:
    """The texts that lie with this partner now."""
    there = set(model.texts(life.past, who, timezone.now()))
    return [text for text in life.texts if text.pk in there]


class Comparing:
    def __init__(self, life: Life) -> None:
        self.life = life
        self.before: dict[str, tuple[frozenset[str], Seen]] = {}
        self.quiet: set[str] = set()
        self.by = ""
        self.steps = 0
        self.told = False

    def anew(self) -> None:
        self.before, self.quiet, self.by = {}, set(), ""

    def quiet_for(self, people: set[str]) -> None:
        """The step was nobody else's business: not a byte may change for these."""
        self.quiet = people

    def only_by(self, who: str) -> None:
        """One partner's step: for the others nothing changes but by what the model says has come or gone."""
        self.by = who

    def after_a_step(self, *, last: bool = False) -> None:
        """Look as everybody whom the step may have touched; now and then, and at the end, at every page there is."""
        if not self.life.did and not last:
            self.quiet, self.by = set(), ""
            return
        self.steps += 1
        fully = last or self.steps % FULLY < 2
        for who in self._people():
            if who == self.by and not fully:
                self.before.pop(who, None)
                continue
            allowed, seen = Allowed(self.life, who), look(self.life, who, fully=fully)
            self.told = True
            self._never_more(who, allowed, seen)
            self._never_less(who, allowed, seen)
            self._not_a_byte(who, allowed, seen)
            self.told = False
            self.before[who] = (allowed.all, seen)
            count["looks"] += 1
            count["delivered"] += len(allowed.texts)
        self.quiet, self.by, self.life.did = set(), "", False

    def _people(self) -> list[str]:
        return ["bo", "cy", "dee"] if self.life.newcomer != "dee" else ["bo", "cy"]

    # ------------------------------------------------------------ never more
    def _never_more(self, who: str, allowed: Allowed, seen: Seen) -> None:
        theirs = owned_by_others(who, self.life)
        entries = {
            str(pk) for pk in EntryPart.unscoped.filter(pk__in=allowed.texts).values_list("entry", flat=True)
        }
        hidden = {
            name: kind
            for name, kind in theirs.items()
            if name not in allowed.texts | allowed.replies | allowed.times | entries
        }
        hidden |= dict.fromkeys(set(self.life.assignments) - allowed.assignments, "Assignment")
        words = self._words_of_others(who, allowed)
        for surface in seen.surfaces:
            named = seen.names(surface)
            if shown := named & hidden.keys():
                raise Told(
                    f"more than the model, in {_kind(surface)}", f"{who} is shown {hidden[min(shown)]}"
                )
            if named & words:
                raise Told(
                    f"more than the model, in {_kind(surface)}", f"{who} reads {sorted(named & words)}"
                )
        if self.life.first_is_open() is None and seen.names("today") & self.life.joint():
            raise Told("joint work shown at rest", who)

    def _words_of_others(self, who: str, allowed: Allowed) -> set[str]:
        """Made-up words of the other that have not been given. Words that stand in both places are nobody's secret."""
        parts = EntryPart.unscoped.exclude(entry__partner=self.life.cast.partners[who])
        rows = parts.exclude(pk__in=allowed.texts).select_related("entry__partner")
        times = SharedTime.unscoped.exclude(partner=self.life.cast.partners[who])
        hours = times.exclude(pk__in=allowed.times).select_related("couple")
        found = [str(part.words) for part in rows] + [row.what for row in hours]
        return {word for text in found for word in NAME.findall(text)}

    # ------------------------------------------------------------ never less
    def _never_less(self, who: str, allowed: Allowed, seen: Seen) -> None:
        for kind, names in (
            ("EntryPart", allowed.texts),
            ("Reply", allowed.replies),
            ("SharedTime", allowed.times),
        ):
            if missing := names - seen.rows[kind]:
                raise Told(f"less than the model, in rows of {kind}", f"{who} misses {sorted(missing)}")
        weeks = "together, every week"
        if weeks in seen.surfaces and (missing := allowed.texts - seen.names(weeks)):
            raise Told("less than the model, in together", f"{who} misses {sorted(missing)}")
        if missing := self._open_assignments(who, allowed) - seen.rows["Assignment"]:
            raise Told("less than the model, in rows of Assignment", f"{who} misses {sorted(missing)}")
        if "own entries" not in seen.surfaces:
            return
        own = EntryPart.unscoped.filter(entry__partner=self.life.cast.partners[who])
        if missing := {str(pk) for pk in own.values_list("pk", flat=True)} - seen.names("own entries"):
            raise Told("less than the model, in own entries", f"{who} misses {sorted(missing)}")

    def _open_assignments(self, who: str, allowed: Allowed) -> set[str]:
        """Those that must be there: in a couple that is together, not resting, and not joint while joint work is."""
        return {
            act.what
            for act in self.life.past
            if act.kind == "assign"
            and act.what in allowed.assignments
            and model.holds(self.life.past, f"{who}@{act.couple}", "join", "leave")
            and model.holds(self.life.past, act.couple, "open", "close")
            and not model.holds(self.life.past, act.what, "pause", "resume")
            and not (act.of and model.holds(self.life.past, act.of, "end"))
        }

    # ------------------------------------------------------------ not a byte
    def _not_a_byte(self, who: str, allowed: Allowed, seen: Seen) -> None:
        """The step of one partner in two worlds: with it, and without it a moment before. Equal but for what passed."""
        if who not in self.before:
            return
        before, then = self.before[who]
        alone = self.by not in ("", who) and before == allowed.all
        if who in self.quiet or alone:
            count["compared to the byte"] += 1
            for surface, text in seen.surfaces.items():
                if then.surfaces.get(surface, text) != text:
                    raise Told(f"a byte changed, in {_kind(surface)}", f"for {who}")


def _kind(surface: str) -> str:
    return "a round" if surface.startswith("round") else surface
