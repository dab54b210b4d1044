"""Rules as files: what has to hold, what could be tried then, what is held back, and why. Pure.

A file that cannot be used is explained line by line to the person who wrote it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from assessments.format.source_text import DefinitionError, Places, did_you_mean, read_tables
from homework.suggesting.names import CLASSES, EVERYTHING, SIGNALLED
from homework.suggesting.rule_reading import Reader
from homework.suggesting.rule_shape import Ask, Group, Held, Kind, Pick, Rule, RuleError, Who

__all__ = ["SHIPPED", "Ask", "Group", "Held", "Kind", "Pick", "Rule", "RuleError", "Who", "parse", "shipped"]

SHIPPED = Path(__file__).parent.parent / "rules"
TEXTS = ("title", "says", "evidence")
MAY_SAY = ("in_session", "avoid", "asks", "dose")
ONLY_GUARDS = ("blocks", "allows", "checks", "asks", "dose", "at_most", "easy")
ONLY_MATCHES = ("recommend", "not_yet")
KEYS = (
    "id",
    "version",
    "kind",
    "of",
    "when",
    "stops",
    *TEXTS,
    "in_session",
    "avoid",
    *ONLY_GUARDS,
    *ONLY_MATCHES,
)
KINDS = {"guard": "K", "match": "M"}
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def parse(text: str) -> Rule:
    """Read one rule file. Raises RuleError with every problem found."""
    try:
        tables = read_tables(text)
    except DefinitionError as error:
        raise RuleError(error.problems) from None
    of = tables.get("of", "couple")
    reader = Reader(Places(text), of if of in ("couple", "partner") else "couple")
    rule = _build(tables, reader)
    if not reader.problems:
        _check_names(rule, reader)
        _check_sense(rule, reader)
    if reader.problems:
        raise RuleError(reader.problems)
    return rule


@lru_cache(maxsize=1)
def shipped() -> tuple[Rule, ...]:
    """Every rule that comes with the product, in the order in which they are looked at."""
    rules = [parse(path.read_text(encoding="utf-8")) for path in sorted(SHIPPED.glob("*.toml"))]
    return tuple(sorted(rules, key=lambda rule: rule.place))


def _build(tables: dict[str, Any], reader: Reader) -> Rule:
    _check_keys(tables, reader)
    recommend = tables.get("recommend", {})
    if not isinstance(recommend, dict) or recommend.keys() - {"first", "then"}:
        reader.wrong("recommend", "*recommend* is { first = [...], then = [...] }.")
        recommend = {}
    at_most = tables.get("at_most")
    if at_most is not None and (not isinstance(at_most, int) or isinstance(at_most, bool) or at_most < 0):
        reader.wrong("at_most", "*at_most* is a whole number from 0.")
    return Rule(
        id=_id(tables, reader),
        version=_version(tables, reader),
        kind=tables.get("kind", ""),
        of=tables.get("of", "couple"),
        **{key: _text(tables, key, reader, required=True) for key in TEXTS},
        **{key: _text(tables, key, reader, required=False) for key in MAY_SAY},
        when=reader.conditions(tables.get("when")),
        first=reader.picks(recommend.get("first"), "recommend"),
        then=reader.picks(recommend.get("then"), "recommend"),
        not_yet=reader.holds(tables.get("not_yet"), "not_yet", classes=(EVERYTHING,)),
        blocks=reader.holds(tables.get("blocks"), "blocks", classes=CLASSES),
        stops=reader.holds(tables.get("stops"), "stops", classes=(EVERYTHING, SIGNALLED)),
        allows=reader.slugs(tables.get("allows"), "allows"),
        checks=reader.slugs(tables.get("checks"), "checks"),
        easy=reader.slugs(tables.get("easy"), "easy"),
        at_most=at_most,
    )


def _check_keys(tables: dict[str, Any], reader: Reader) -> None:
    for key in tables.keys() - set(KEYS):
        reader.wrong(key, f"the word *{key}* is not known here.", did_you_mean(key, KEYS))
    if tables.get("of", "couple") not in ("couple", "partner"):
        reader.wrong("of", "*of* is *couple* or *partner*.")
    kind = tables.get("kind")
    if kind not in KINDS:
        reader.wrong("kind", "*kind* is *guard* or *match*.")
    for key in ONLY_MATCHES if kind == "guard" else ONLY_GUARDS:
        if key in tables:
            owner = "match" if kind == "guard" else "guard"
            reader.wrong(key, f"*{key}* belongs to a {owner}.")


def _id(tables: dict[str, Any], reader: Reader) -> str:
    letter = KINDS.get(tables.get("kind", ""), "[KM]")
    found = tables.get("id")
    if not isinstance(found, str) or not re.fullmatch(rf"{letter}[1-9][0-9]?", found):
        reader.wrong("id", "*id* is a letter and a number: K for a guard, M for a match, such as M12.")
        return "M0"
    return found


def _version(tables: dict[str, Any], reader: Reader) -> int:
    found = tables.get("version")
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        reader.wrong("version", "*version* is a whole number from 1.")
        return 1
    return found


def _text(tables: dict[str, Any], key: str, reader: Reader, *, required: bool) -> str:
    found = tables.get(key, "")
    if not isinstance(found, str):
        reader.wrong(key, f'*{key}* must be a text in "quotes".')
        return ""
    if required and not found.strip():
        reader.wrong(key, f"*{key}* is missing." if key not in tables else f"*{key}* is empty.")
    return found.strip()


def _check_names(rule: Rule, reader: Reader) -> None:
    """Each {name} in the reason stands for a fact of this rule, and each name is given once."""
    names = [each.name for each in rule.when] + [
        each.name for group in rule.when if isinstance(group, Group) for each in group.any_of
    ]
    given = [name for name in names if name]
    for name in sorted({name for name in given if given.count(name) > 1}):
        reader.wrong("when", f"the name *{name}* is given twice.")
    for name in PLACEHOLDER.findall(rule.says):
        if name not in given:
            hint = did_you_mean(name, given)
            reader.wrong("says", f"no fact is called *{name}*.", hint or "Give one a name with *as*.")
    for held in rule.blocks + rule.not_yet + rule.stops:
        if held.only_if and held.only_if not in given:
            reader.wrong("blocks", f"no fact is called *{held.only_if}*.", did_you_mean(held.only_if, given))
    if "{" in PLACEHOLDER.sub("", rule.says) or "}" in PLACEHOLDER.sub("", rule.says):
        reader.wrong("says", "a brace has no partner.")


def _check_sense(rule: Rule, reader: Reader) -> None:
    does = rule.blocks or rule.checks or rule.at_most is not None or rule.stops
    if rule.is_guard and not does:
        reader.wrong(
            "blocks", "this guard holds nothing back.", "Give it *blocks*, *checks*, *at_most* or *stops*."
        )
    if not rule.is_guard and not (rule.first or rule.then or rule.in_session):
        reader.wrong("recommend", "this match suggests nothing.", "Give it *recommend* or *in_session*.")
    if rule.then and not rule.first and not rule.in_session:
        reader.wrong("recommend", "something comes *then*, but nothing comes *first*.")
    if bool(rule.checks) != bool(rule.asks):
        reader.wrong(
            "checks", "*checks* and *asks* go together: which exercises, and what to ask before them."
        )
    if rule.easy and rule.at_most is None:
        reader.wrong("easy", "*easy* goes with *at_most*.")
    for pick in rule.first + rule.then:
        if any(held.named == pick.named for held in rule.not_yet):
            reader.wrong("not_yet", f"*{pick.named}* is both recommended and held back.")
