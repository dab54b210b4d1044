"""From the plain tables of a file to the parts of a rule, writing down every mistake on the way. Pure."""

from __future__ import annotations

from typing import Any

from assessments.format.source_text import Places, Problem, did_you_mean
from homework.suggesting.facts import FACTS, Fact
from homework.suggesting.names import CLASSES, EXERCISES, PARTS, SIGNALLED, Named, named
from homework.suggesting.rule_shape import Ask, Group, Held, Pick

OF_ONE = ("self", "other")
OF_TWO = ("either", "both")
WHO = ("self", "other", "both")
RESERVED = ("fact", "who", "as", "optional")
WORDS: dict[type, str] = {
    str: 'a text in "quotes"',
    int: "a whole number",
    float: "a number",
    list: "a list of texts",
}


class Reader:
    """Reads one file's tables. `problems` gathers what is wrong; what comes back is only of use when there are none."""

    def __init__(self, places: Places, of: str) -> None:
        self.places = places
        self.of = of
        self.problems: list[Problem] = []

    def wrong(self, key: str, says: str, hint: str = "", *, row: int | None = None) -> None:
        line = self.places.line(key=key) if row is None else self.places.line(key, row)
        where = f"*{key}*" if row is None else f"*{key}* number {row + 1}"
        self.problems.append(Problem(line, where, says, hint, key, row or 0, key))

    def conditions(self, rows: Any) -> tuple[Ask | Group, ...]:
        if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
            self.wrong(
                "when", "there is no [[when]], so it would never fire.", "Write [[when]] and name a fact."
            )
            return ()
        return tuple(self._condition(row, number) for number, row in enumerate(rows))

    def _condition(self, row: dict[str, Any], number: int) -> Ask | Group:
        if "any_of" not in row:
            return self.ask(row, "when", number)
        for key in row.keys() - {"any_of", "as"}:
            self.wrong("when", f"*{key}* cannot stand beside *any_of*.", row=number)
        asked = row["any_of"]
        if not isinstance(asked, list) or len(asked) < 2 or not all(isinstance(each, dict) for each in asked):
            self.wrong("when", "*any_of* is a list of two facts or more, each in { }.", row=number)
            return Group(())
        if any("any_of" in each for each in asked):
            self.wrong("when", "*any_of* cannot stand inside *any_of*.", "Make a fact of it.", row=number)
            return Group(())
        return Group(tuple(self.ask(each, "when", number) for each in asked), str(row.get("as", "")))

    def ask(self, row: dict[str, Any], key: str, number: int | None = None) -> Ask:
        """One fact with its arguments."""
        name = row.get("fact")
        fact = FACTS.get(name) if isinstance(name, str) else None
        if fact is None:
            self.wrong(key, f"there is no fact *{name}*.", did_you_mean(str(name), FACTS), row=number)
            return Ask("", "")
        args = {name: value for name, value in row.items() if name not in RESERVED}
        self._check_args(fact, args, key, number)
        return Ask(
            fact.name,
            self._who(fact, row, key, number),
            args,
            str(row.get("as", "")),
            row.get("optional") is True,
        )

    def _check_args(self, fact: Fact, args: dict[str, Any], key: str, number: int | None) -> None:
        for name in args.keys() - fact.args.keys():
            hint = did_you_mean(name, [*fact.args, *RESERVED])
            self.wrong(key, f"the fact *{fact.name}* does not know the word *{name}*.", hint, row=number)
        for name, kind in fact.args.items():
            if name not in args and name not in fact.defaults:
                self.wrong(key, f"the fact *{fact.name}* needs *{name}*, {WORDS[kind]}.", row=number)
            elif name in args and not _is(args[name], kind):
                self.wrong(key, f"*{name}* of the fact *{fact.name}* must be {WORDS[kind]}.", row=number)

    def _who(self, fact: Fact, row: dict[str, Any], key: str, number: int | None) -> str:
        who = row.get("who")
        if fact.of == "couple":
            if who is not None:
                self.wrong(key, f"the fact *{fact.name}* is about the two; take *who* away.", row=number)
            return ""
        allowed = OF_TWO if self.of == "couple" else (*OF_ONE, *OF_TWO)
        if who is None:
            return allowed[0]
        if who not in allowed:
            hint = f"Write one of: {', '.join(allowed)}."
            self.wrong(key, f"*who* cannot be *{who}* in a rule of a {self.of}.", hint, row=number)
        return str(who)

    def picks(self, rows: Any, key: str) -> tuple[Pick, ...]:
        """Exercises to recommend: "slug", "slug:part", or { exercise, who, note }."""
        found = []
        for row in self._rows(rows, key):
            self._known(row, ("exercise", "who", "note"), key)
            found.append(
                Pick(self._named(row.get("exercise"), key), self._for(row, key), str(row.get("note", "")))
            )
        return tuple(found)

    def holds(self, rows: Any, key: str, *, classes: tuple[str, ...] = ()) -> tuple[Held, ...]:
        """Exercises to hold back. classes: words that stand for many exercises."""
        found = []
        for row in self._rows(rows, key):
            self._known(row, ("exercise", "who", "until", "only_if"), key)
            until = row.get("until")
            found.append(
                Held(
                    self._named(row.get("exercise"), key, classes),
                    self._for(row, key),
                    self.ask(until, key) if isinstance(until, dict) else None,
                    str(row.get("only_if", "")),
                )
            )
        return tuple(found)

    def slugs(self, rows: Any, key: str) -> tuple[str, ...]:
        return tuple(str(self._named(row.get("exercise"), key)) for row in self._rows(rows, key))

    def _rows(self, rows: Any, key: str) -> list[dict[str, Any]]:
        if rows is None:
            return []
        if not isinstance(rows, list) or not all(isinstance(row, str | dict) for row in rows):
            self.wrong(key, f"*{key}* is a list of exercises in [ ].")
            return []
        return [{"exercise": row} if isinstance(row, str) else row for row in rows]

    def _known(self, row: dict[str, Any], known: tuple[str, ...], key: str) -> None:
        for word in row.keys() - set(known):
            self.wrong(key, f"the word *{word}* is not known here.", did_you_mean(word, known))

    def _for(self, row: dict[str, Any], key: str) -> Any:
        who = row.get("who", "both")
        if who not in WHO:
            self.wrong(key, f"*who* cannot be *{who}*.", f"Write one of: {', '.join(WHO)}.")
        elif who != "both" and self.of == "couple":
            self.wrong(
                key, "a rule of a couple is for both; only a rule of a partner knows one and the other."
            )
        return who

    def _named(self, text: Any, key: str, classes: tuple[str, ...] = ()) -> Named:
        if not isinstance(text, str):
            self.wrong(key, f'an exercise in *{key}* is {WORDS[str]}, or {{ exercise = "..." }}.')
            return Named("")
        if text in classes:
            return Named(text)
        found = named(text)
        if text in (*CLASSES, SIGNALLED):
            self.wrong(key, f"*{text}* cannot stand in *{key}*.")
        elif found.exercise not in EXERCISES:
            self.wrong(
                key, f"there is no exercise *{found.exercise}*.", did_you_mean(found.exercise, EXERCISES)
            )
        elif found.part and found.part not in PARTS.get(found.exercise, {}):
            parts = PARTS.get(found.exercise, {})
            self.wrong(
                key, f"*{found.exercise}* has no part *{found.part}*.", did_you_mean(found.part, parts)
            )
        return found


def _is(value: Any, kind: type) -> bool:
    if isinstance(value, bool):
        return False
    if kind is list:
        return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)
    return isinstance(value, int | float) if kind is float else isinstance(value, kind)
