"""All guards and matches over one couple's inputs. Same inputs, same result; the partners change round, the marks do. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from homework.suggesting.facts import FACTS, Finding, Look, Missing, both, either
from homework.suggesting.given import Inputs
from homework.suggesting.names import BOTH, EVERYTHING, MARKS, SIGNALLED, Mark, Named, other
from homework.suggesting.results import (
    Blocking,
    Fired,
    Guard,
    Kept,
    Offer,
    Reason,
    Result,
    Silent,
    Suggestion,
)
from homework.suggesting.rules import Ask, Group, Held, Pick, Rule


@dataclass(frozen=True)
class _Try:
    """One rule, looked at for the couple or for the partner with this mark."""

    rule: Rule
    mark: Mark | None
    look: Look
    found: Finding
    names: dict[str, Finding]

    @property
    def marks(self) -> str:
        return self.mark or BOTH

    def whom(self, who: str) -> str:
        """The marks that "self", "other" and "both" stand for here."""
        if self.mark is None or who == "both":
            return BOTH
        return self.mark if who == "self" else other(self.mark)


def evaluate(rules: Iterable[Rule], inputs: Inputs) -> Result:
    """Look at each rule once for the couple, or once for each partner, in the order of the table."""
    tries = [each for rule in sorted(rules, key=lambda rule: rule.place) for each in _tries(rule, inputs)]
    fired = [each for each in tries if each.found.holds]
    found = Result(
        guards=tuple(_told_once(_guard(each) for each in fired if each.rule.is_guard)),
        suggestions=(),
        silent=tuple(_silent(tries)),
        quiet=tuple(_quiet(tries)),
        blockings=tuple(_blocking(each) for each in fired),
        brief=inputs.brief,
        joint_work_open=inputs.joint_work_open,
    )
    matches = [each for each in fired if not each.rule.is_guard]
    return replace(found, suggestions=tuple(_suggestion(each, found) for each in matches))


def _tries(rule: Rule, inputs: Inputs) -> Iterator[_Try]:
    """Guards read a form though all its answers are alike: to hold back too much is the smaller mistake."""
    look = Look(inputs, minds_flat=not rule.is_guard)
    marks: Sequence[Mark | None] = MARKS if rule.of == "partner" else (None,)
    for mark in marks:
        names: dict[str, Finding] = {}
        found = both(_condition(each, look, mark, names) for each in rule.when)
        yield _Try(rule, mark, look, found, names)


def _condition(each: Ask | Group, look: Look, mark: Mark | None, names: dict[str, Finding]) -> Finding:
    if isinstance(each, Ask):
        found = _asked(each, look, mark)
    else:
        parts = [(part, _asked(part, look, mark)) for part in each.any_of]
        names.update({part.name: one for part, one in parts if part.name})
        found = either(one for _, one in parts)
    if each.name:
        names[each.name] = found
    return found


def _asked(ask: Ask, look: Look, mark: Mark | None) -> Finding:
    """Ask one fact of whom the rule means."""
    fact = FACTS[ask.fact]
    args = {**fact.defaults, **ask.args}
    if fact.of == "couple":
        found = fact.look(look, **args)
    elif ask.who in ("either", "both"):
        join = either if ask.who == "either" else both
        found = join(fact.look(look, each, **args) for each in MARKS)
    else:
        own = cast(Mark, mark)
        found = fact.look(look, own if ask.who == "self" else other(own), **args)
    return Finding(False) if ask.optional and found.holds is None else found


def _reason(each: _Try) -> Reason:
    fills = {name: found.used for name, found in each.names.items()}
    groups = frozenset(one.name for one in each.rule.when if isinstance(one, Group) and one.name)
    return Reason(each.rule.says, fills, groups)


def _fired(each: _Try) -> Fired:
    rule = each.rule
    return Fired(
        rule.id,
        rule.version,
        rule.title,
        each.marks,
        _reason(each),
        rule.evidence,
        each.found.used,
        rule.in_session,
        rule.avoid,
        _stops(each),
    )


def _stops(each: _Try) -> tuple[str, ...]:
    """Of what is running, that which the rule would rather see ended."""
    sent_word = {used.exercise for used in each.found.used if used.exercise}
    wanted: set[str] = set()
    everything = False
    for held in each.rule.stops:
        everything = everything or held.named.exercise == EVERYTHING
        wanted |= sent_word if held.named.exercise == SIGNALLED else {held.named.exercise}
    running = {each.exercise for each in each.look.inputs.running}
    return tuple(sorted(running if everything else running & wanted))


def _guard(each: _Try) -> Guard:
    rule = each.rule
    return Guard(_fired(each), rule.dose, rule.asks, frozenset(rule.checks))


def _told_once(guards: Iterable[Guard]) -> Iterator[Guard]:
    """A guard that rests on the same for each of the two is one guard for both."""
    waiting: list[Guard] = []
    for guard in guards:
        if waiting and guard == replace(
            waiting[-1], fired=replace(waiting[-1].fired, marks=guard.fired.marks)
        ):
            guard = replace(guard, fired=replace(guard.fired, marks=BOTH))
            waiting.pop()
        waiting.append(guard)
    return iter(waiting)


def _blocking(each: _Try) -> Blocking:
    rule = each.rule
    held = [one for one in rule.blocks + rule.not_yet if _stands(one, each)]
    return Blocking(
        Kept(rule.id, rule.is_guard, _reason(each)),
        each.marks,
        tuple((one.named, each.marks if rule.is_guard else each.whom(one.who)) for one in held),
        frozenset(rule.allows),
        frozenset(rule.easy) if rule.at_most is not None else None,
        rule.at_most is not None and _most_running(each) >= rule.at_most,
    )


def _stands(held: Held, each: _Try) -> bool:
    if held.only_if and each.names.get(held.only_if, Finding(False)).holds is not True:
        return False
    return held.until is None or _asked(held.until, each.look, each.mark).holds is not True


def _most_running(each: _Try) -> int:
    """How much runs for whichever of the meant partners has more on their plate."""
    return max(len([one for one in each.look.inputs.running if mark in one.marks]) for mark in each.marks)


def _suggestion(each: _Try, result: Result) -> Suggestion:
    rule = each.rule
    offers = [_offer(pick, each, result, is_first=True) for pick in rule.first]
    offers += [_offer(pick, each, result, is_first=False) for pick in rule.then]
    not_yet: tuple[Named, ...] = tuple(held.named for held in rule.not_yet if _stands(held, each))
    return Suggestion(_fired(each), tuple(offers), not_yet)


def _offer(pick: Pick, each: _Try, result: Result, *, is_first: bool) -> Offer:
    marks, own = each.whom(pick.who), each.rule.id
    return Offer(
        pick.named,
        marks,
        is_first,
        pick.note,
        result.keeps(pick.named, marks, but=own),
        result.left_out(pick.named, marks, but=own),
        result.checks(pick.named),
    )


def _silent(tries: list[_Try]) -> Iterator[Silent]:
    """Each rule that lacks something and fires for nobody, once, with all that is missing."""
    for rule, own in _by_rule(tries):
        if any(each.found.holds for each in own) or not any(each.found.holds is None for each in own):
            continue
        gaps: dict[Missing, None] = {gap: None for each in own for gap in each.found.missing}
        yield Silent(rule.id, rule.title, tuple(sorted(gaps, key=lambda gap: (gap.name, gap.mark, gap.why))))


def _quiet(tries: list[_Try]) -> Iterator[str]:
    for rule, own in _by_rule(tries):
        if all(each.found.holds is False for each in own):
            yield rule.id


def _by_rule(tries: list[_Try]) -> Iterator[tuple[Rule, list[_Try]]]:
    gathered: dict[str, list[_Try]] = {}
    for each in tries:
        gathered.setdefault(each.rule.id, []).append(each)
    return ((own[0].rule, own) for own in gathered.values())
