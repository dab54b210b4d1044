"""The builder of exercises: a form for its head, its questions, what it counts, and what is heard. The gate names gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homework.models import ExerciseVersion

from . import draft_part
from . import draft_words as said
from .draft_part import Table, box, line, pick
from .fields import Words
from .set_suggestions import GRADES

KINDS = (
    ("long", _("Some lines of text")),
    ("text", _("One line of text")),
    ("choice", _("One of several answers")),
    ("scale", _("Points on a scale")),
    ("multi", _("Any of several answers")),
    ("number", _("A number")),
    ("date", _("A day")),
)
CIRCLES = (
    ("author", _("Stays with whoever writes it")),
    ("counsellor", _("Can reach the counsellor, never the other partner")),
    ("partner", _("Can be shared with the other partner")),
)
HOWS = (
    ("days", _("Entries a week")),
    ("share", _("How often this answer was given")),
    ("mean", _("The mean of a number")),
    ("sum", _("The sum of a number")),
)
SIGNALS = (
    ("comfort", _("It was hardly welcome")),
    ("pressure", _("It felt like pressure")),
    ("felt_safe", _("It hardly felt safe: told at once")),
)
ROLES = (
    ("", _("Both")),
    ("first", _("Whoever has the first part")),
    ("second", _("Whoever has the second part")),
)


def words(label: Any, rows: int = 3, help_text: Any = "") -> Words:
    return draft_part.words(label, rows, 12_000, help_text)


class Part(draft_part.Part):
    """A part of an exercise. A list without a line is kept as such, so that the gate can ask for its first line."""

    blank = ("", None, {}, False)

    def asked(self, *kinds: str) -> list[tuple[str, str]]:
        """The questions of this draft by their short names, those before this one; all of them for other parts."""
        return [
            (row["id"], row.get("text") or row["id"])
            for row in self.named("field")
            if not kinds or row.get("kind") in kinds
        ]


class Head(Part):
    keys = (
        "title", "neutral_title", "aim", "who", "minutes", "dose", "per_day", "reason", "prompt", "steps", "starters",
        "caution", "watch_for", "evidence", "source", "room_first", "roles", "card",
    )  # fmt: skip
    title = line(_("Title"), 120)
    neutral_title = line(
        _("Name for titles and lists"), 120, _("Someone who looks over a shoulder may read it.")
    )
    aim = words(_("What it is for"), 2)
    who = pick(_("Who does it"), ExerciseVersion.Who.choices)
    minutes = line(_("Minutes it takes"), 3)
    dose = words(_("How much of it helps"), 2)
    per_day = line(_("Entries a day at most"), 2)
    prompt = line(_("The question on top of its page"), 300)
    reason = words(_("Why somebody would do it"), 2, _("Shown until you write the couple’s own."))
    steps = words(_("Steps"), 5, _("One a line."))
    starters = words(_("Ways in"), 3, _("One a line: “It helped when…”"))
    caution = words(_("Take care"), 2)
    watch_for = words(_("What you watch for"), 4, _("One a line. Yours alone."))
    evidence_grade = pick(_("How well it is tried"), list(GRADES.items()))
    evidence_says = words(_("What is known about it, in one honest sentence"), 2)
    source = words(_("Where the idea comes from"), 2)
    room_first = box(_("In session first"))
    roles = line(_("Two parts in turns"), 80, _("Speaker, Listener"))
    card = words(_("Cards of a deck"), 5, _("One a line; “Theme: words”. Both get the same one each time."))

    @classmethod
    def from_table(cls, held: Mapping[str, Any]) -> Table:
        evidence = held.get("evidence")
        known = evidence if isinstance(evidence, Mapping) else {}
        return super().from_table(held) | {
            **{key: _lines_to(held.get(key)) for key in ("steps", "starters", "watch_for")},
            "who": held.get("who") or "parallel",
            "evidence_grade": known.get("grade", "practice"),
            "evidence_says": known.get("says", ""),
            "roles": ", ".join(held.get("roles") or []),
            "card": "\n".join(f"{each.get('theme')}: {each.get('text')}" for each in held.get("card") or []),
        }

    def typed(self) -> Table:
        found, given = super().typed(), self.cleaned_data
        roles = [part.strip() for part in found["roles"].split(",") if part.strip()]
        evidence = {"grade": given["evidence_grade"] or "practice", "says": given["evidence_says"]}
        return found | {
            "minutes": said.plain(found["minutes"]),
            "per_day": said.plain(found["per_day"]) if found["per_day"] else "",
            **{key: _lines_from(found[key]) for key in ("steps", "starters", "watch_for")},
            "evidence": evidence,
            "roles": roles or "",
            "card": _cards_from(found["card"]) or "",
        }


class Question(Part):
    keys = (
        "id", "text", "kind", "audience", "required", "hint", "choices", "min", "max", "show_if", "sealed",
        "after_reveal", "role",
    )  # fmt: skip
    id = forms.CharField(required=False, widget=forms.HiddenInput())
    text = words(_("The question, in one person’s voice"), 2)
    kind = pick(_("How it is answered"), KINDS)
    audience = pick(
        _("The widest circle it can reach"), CIRCLES, _("An entry starts as “only me” all the same.")
    )
    choices = words(_("Answers"), 4, _("One a line: yes = Yes. On a scale: 0 = Not at all"))
    min = line(_("Smallest number"), 6)
    max = line(_("Largest number"), 6)
    hint = line(_("A hint below it"), 300)
    required = box(_("Needed for an entry"))
    show_if_question = pick(_("Only asked after"), [("", _("Always asked"))])
    show_if_equals = line(_("When the answer there is"), 120)
    sealed = box(_("Sealed: opens only when both have written and shared"))
    after_reveal = box(_("Asked only once this round’s sealed words are open"))
    role = pick(_("Asked of"), ROLES)

    def prepare(self) -> None:
        rows = self.asked()[: self.row] if self.row is not None else self.asked()
        self.fields["show_if_question"].choices = [("", _("Always asked")), *rows]  # type: ignore[attr-defined]

    @classmethod
    def from_table(cls, held: Mapping[str, Any]) -> Table:
        found = held.get("show_if")
        condition: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
        return super().from_table(held) | {
            "kind": held.get("kind") or "long",
            "audience": held.get("audience") or "author",
            "choices": said.choices_to(held.get("choices")),
            "show_if_question": condition.get("question", ""),
            "show_if_equals": said.values_to(condition.get("equals")),
        }

    def typed(self) -> Table:
        found, given = super().typed(), self.cleaned_data
        rows = self.tables.get("field", [])
        taken = [row.get("id", "") for n, row in enumerate(rows) if isinstance(row, dict) and n != self.row]
        wanted = said.values_from(given["show_if_equals"])
        asked = given["show_if_question"]
        return found | {
            "id": found["id"] or said.name_for(found["text"], taken=taken),
            "kind": found["kind"] or "long",
            "audience": found["audience"] or "author",
            "choices": said.choices_from(found["choices"]) or "",
            "min": said.plain(found["min"]),
            "max": said.plain(found["max"]),
            "show_if": {"question": asked, "equals": wanted[0] if len(wanted) == 1 else wanted}
            if asked
            else "",
        }

    def to_table(self, held: Mapping[str, Any]) -> Table:
        """A smallest number of nought is a number, not a gap."""
        found, typed = super().to_table(held), self.typed()
        return found | {key: typed[key] for key in ("min", "max") if typed[key] == 0 and typed[key] != ""}


class Measure(Part):
    keys = ("id", "title", "how", "of", "equals", "unit")
    id = forms.CharField(required=False, widget=forms.HiddenInput())
    title = line(_("What it counts, in words"), 120)
    how = pick(_("How"), HOWS)
    of = pick(_("Over which question"), [("", _("None"))])
    equals = line(_("The answer that counts, for “how often”"), 60)
    unit = line(_("Unit"), 30)

    def prepare(self) -> None:
        self.fields["of"].choices = [("", _("None")), *self.asked()]  # type: ignore[attr-defined]

    def typed(self) -> Table:
        found = super().typed()
        rows = self.tables.get("measure", [])
        taken = [row.get("id", "") for n, row in enumerate(rows) if isinstance(row, dict) and n != self.row]
        return found | {
            "id": found["id"] or said.name_for(found["title"], taken=taken),
            "how": found["how"] or "days",
            "equals": said.plain(found["equals"]) if found["equals"] else "",
        }


class Signal(Part):
    keys = ("kind", "field", "at_most", "at_least", "equals", "times")
    kind = pick(_("What it says"), SIGNALS)
    field = pick(
        _("Which question"), [("", _("None"))], _("One that can reach the counsellor and nobody else.")
    )
    at_most = line(_("At or below"), 6)
    at_least = line(_("Or at or above"), 6)
    equals = line(_("Or exactly"), 60)
    times = line(_("So many times in four weeks"), 2)

    def prepare(self) -> None:
        self.fields["field"].choices = [("", _("None")), *self.asked()]  # type: ignore[attr-defined]

    def typed(self) -> Table:
        found = super().typed()
        return found | {
            **{
                key: said.plain(found[key])
                for key in ("at_most", "at_least", "equals", "times")
                if found[key]
            },
            "kind": found["kind"] or "comfort",
        }

    def to_table(self, held: Mapping[str, Any]) -> Table:
        found, typed = super().to_table(held), self.typed()
        return found | {
            key: 0 for key in ("at_most", "at_least", "equals") if typed[key] == 0 and typed[key] != ""
        }


PARTS: dict[str, type[Part]] = {"field": Question, "measure": Measure, "signal": Signal}


def _lines_from(text: str) -> list[str]:
    return [each.strip() for each in text.splitlines() if each.strip()]


def _lines_to(held: Any) -> str:
    return "\n".join(str(each) for each in held) if isinstance(held, list) else ""


def _cards_from(text: str) -> list[Table]:
    cards = []
    for place, each in enumerate(_lines_from(text), 1):
        theme, sign, rest = each.partition(":")
        cards.append(
            {
                "id": f"card_{place}",
                "theme": theme.strip() if sign else str(_("Cards")),
                "text": (rest if sign else each).strip(),
            }
        )
    return cards
