"""The builder's form for one question. It shows what its kind needs; the rest waits under "More"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from . import draft_words as said
from .draft_part import NONE, Part, Table, box, line, pick, words

KINDS = (
    ("scale", _("Points on a scale, scored")),
    ("choice", _("One of several answers")),
    ("multi", _("Any of several answers")),
    ("pick", _("Up to so many from a list")),
    ("grid", _("The same answers for several lines")),
    ("number", _("A number")),
    ("date", _("A day")),
    ("text", _("One line of text")),
    ("long", _("Some lines of text")),
)
ABOUTS = (("self", _("Whoever answers")), ("partner", _("Their partner")), ("us", _("Both")))


FOR_ALL = ("text", "kind")
COUNTED = ("scale", "new_scale", "reverse")
OF_KIND: dict[str, tuple[str, ...]] = {
    "scale": (*COUNTED, "choices"),
    "choice": ("choices",),
    "multi": ("choices",),
    "pick": ("choices", "most", "ranked"),
    "grid": ("rows", "choices", *COUNTED),
}
SELDOM = ("hint", "section", "about", "required", "show_if_question", "show_if_equals", "alert", "level")
LASTS = ("kind", "scale", "section", "about")
"""What the next question takes over from the one before it."""


class Question(Part):
    keys = (
        "id", "text", "kind", "scale", "reverse", "choices", "rows", "most", "ranked", "section", "hint", "about",
        "required", "show_if", "alert", "level",
    )  # fmt: skip
    id = forms.CharField(required=False, widget=forms.HiddenInput())
    text = words(_("The question, in one person’s voice"), 2, 600)
    kind = pick(_("How it is answered"), KINDS)
    scale = pick(_("Counts on"), [NONE])
    new_scale = line(_("Or on a new scale, by its name"), 80)
    reverse = box(_("Turned round: more of this means less of the scale"))
    choices = words(
        _("Answers, where they differ from the shared ones"), 4, help_text=_("One a line: 0 = Hardly ever")
    )
    rows = words(_("Lines of the grid"), 4, help_text=_("One a line"))
    most = line(_("Pick at most"), 3)
    ranked = box(_("The order of picking counts"))
    section = pick(_("Section"), [NONE])
    hint = line(_("A hint below it"), 300)
    about = pick(_("Whose doing it tells of"), ABOUTS)
    required = box(_("Needs an answer, or a choice not to answer"))
    show_if_question = pick(_("Only asked after"), [("", _("Always asked"))])
    show_if_equals = line(_("When the answer there is"), 120, _("One value, or several with commas"))
    alert = line(
        _("Tell me at once when the answer is"), 120, _("Values with commas. It is then never scored.")
    )
    level = pick(_("How strongly"), [NONE, ("amber", _("Look soon")), ("red", _("Open alone, today"))])

    def prepare(self) -> None:
        self.options(
            "scale", [NONE, *((row["id"], row.get("title") or row["id"]) for row in self.named("scale"))]
        )
        self.options(
            "section", [NONE, *((row["id"], row.get("title") or row["id"]) for row in self.named("section"))]
        )
        earlier = self.named("question")[: self.row] if self.row is not None else self.named("question")
        asked = [(row["id"], row.get("text") or row["id"]) for row in earlier]
        self.options("show_if_question", [("", _("Always asked")), *asked])

    @classmethod
    def begun(cls, tables: Mapping[str, Any]) -> Table:
        """The next question is answered like the one before it; the first one on a scale."""
        rows = [row for row in tables.get("question", []) if isinstance(row, dict)]
        scales = [row for row in tables.get("scale", []) if isinstance(row, dict) and row.get("id")]
        if rows:
            last = cls.from_table(rows[-1])
            return {name: last[name] for name in LASTS}
        return {"kind": "scale", "scale": scales[0]["id"] if scales else "", "about": "self"}

    def beside(self, tables: Table) -> Table:
        """A scale that was named here stands among the scales."""
        if not (title := self.cleaned_data["new_scale"]):
            return tables
        held = self.named("scale")
        made = {"id": said.name_for(title, taken=[row["id"] for row in held]), "title": title}
        return {**tables, "scale": [*tables.get("scale", []), made]}

    @property
    def main(self) -> list[BoundField]:
        """The fields of the picked kind, and any other that something stands in."""
        kind = str(self["kind"].value() or "choice")
        wanted = {*FOR_ALL, *OF_KIND.get(kind, ())}
        return [
            field
            for field in self.visible_fields()
            if field.name in wanted or (field.name not in SELDOM and (field.value() or field.errors))
        ]

    @property
    def more(self) -> list[BoundField]:
        return [field for field in self.visible_fields() if field.name in SELDOM]

    @property
    def is_more_open(self) -> bool:
        """The one that always has a value opens it only with another than the usual one."""
        return any(
            field.errors or field.value() not in (None, "", False, "self")
            for field in self.more
            if field.errors or field.name != "section"
        )

    @classmethod
    def from_table(cls, held: Mapping[str, Any]) -> Table:
        found = held.get("show_if")
        condition: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
        return super().from_table(held) | {
            "kind": held.get("kind") or ("scale" if held.get("scale") else "choice"),
            "about": held.get("about", "self"),
            "choices": said.choices_to(held.get("choices")),
            "rows": said.rows_to(held.get("rows")),
            "alert": said.values_to(held.get("alert")),
            "show_if_question": condition.get("question", ""),
            "show_if_equals": said.values_to(condition.get("equals")),
        }

    def typed(self) -> Table:
        found = super().typed()
        taken = [row["id"] for n, row in enumerate(self.named("question")) if n != self.row]
        if self.cleaned_data["new_scale"]:
            found["scale"] = self.beside(self.tables)["scale"][-1]["id"]
        wanted = said.values_from(self.cleaned_data["show_if_equals"])
        asked = self.cleaned_data["show_if_question"]
        return found | {
            "id": found["id"] or said.name_for(found["text"], taken=taken),
            "kind": found["kind"] or "choice",
            "choices": said.choices_from(found["choices"]),
            "rows": said.rows_from(found["rows"]),
            "most": said.plain(found["most"]),
            "about": "" if found["about"] == "self" else found["about"],
            "alert": said.values_from(found["alert"]),
            "show_if": {"question": asked, "equals": wanted[0] if len(wanted) == 1 else wanted}
            if asked
            else "",
        }
