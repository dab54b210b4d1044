"""The builder's forms: one for the head of an instrument, one for each kind of part. Gaps are kept; the gate names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms import Line

from . import draft_words as said
from .fields import DeskForm, OneOf, SomeOf, Version, Words

Table = dict[str, Any]
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
TRADITIONS = (
    ("general", _("General")),
    ("gottman-style", _("Gottman-style")),
    ("eft-style", _("EFT-style")),
    ("intake", _("Intake")),
)
ABOUTS = (("self", _("Whoever answers")), ("partner", _("Their partner")), ("us", _("Both")))
DIRECTIONS = (("better", _("Higher is easier")), ("worse", _("Higher is harder")))
SCORINGS = (
    ("mean", _("Mean, 0 to 100")),
    ("sum", _("Sum, put onto 0 to 100")),
    ("rank", _("A facet: put in order, no number")),
    ("list", _("A short list: read line by line")),
)
NONE = ("", _("None"))


def box(label: Any, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(required=False, label=label, help_text=help_text)


def line(label: Any, most: int = 300, help_text: Any = "") -> Line:
    return Line(most=most, required=False, label=label, help_text=help_text)


def words(label: Any, rows: int = 3, most: int = 4000, help_text: Any = "") -> Words:
    return Words(most=most, rows=rows, required=False, label=label, help_text=help_text)


def pick(label: Any, choices: Any, help_text: Any = "") -> OneOf:
    return OneOf(label=label, choices=choices, required=False, drop=True, help_text=help_text)


def ends_of(held: Mapping[str, Any]) -> Table:
    """The words of both ends, where there are any."""
    ends = held.get("anchors")
    return {end: ends.get(end, "") if isinstance(ends, Mapping) else "" for end in ("low", "high")}


class Part(DeskForm):
    """A form over one table of a draft. `keys` are those it edits; whatever else stands in the table is left as it is."""

    keys: tuple[str, ...] = ()
    version = Version()

    def __init__(self, data: Any = None, *, tables: Table, row: int | None = None, **kwargs: Any) -> None:
        self.tables, self.row = tables, row
        super().__init__(data, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Offer what the rest of the draft has to offer."""

    @classmethod
    def from_table(cls, held: Mapping[str, Any]) -> Table:
        """What the fields hold for a table."""
        return {key: held.get(key, "") for key in cls.keys}

    def to_table(self, held: Mapping[str, Any]) -> Table:
        """The table with what was typed; empty fields are left out, as a file would."""
        kept = {key: value for key, value in held.items() if key not in self.keys}
        return {
            **kept,
            **{key: value for key, value in self.typed().items() if value not in ("", None, [], {}, False)},
        }

    def typed(self) -> Table:
        return {key: self.cleaned_data.get(key, "") for key in self.keys}

    def options(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def named(self, table: str) -> list[Table]:
        rows = self.tables.get(table, [])
        return (
            [row for row in rows if isinstance(row, dict) and row.get("id")] if isinstance(rows, list) else []
        )


class About(Part):
    keys = (
        "title", "neutral_title", "purpose", "time_frame", "minutes", "intro", "closing", "choices", "limits", "source",
        "tradition", "question_order", "guess", "own_result", "offer_previous",
    )  # fmt: skip
    title = line(_("Title, for you"), 120)
    neutral_title = line(
        _("Name that partners see"), 120, _("Someone who looks over a shoulder may read it.")
    )
    purpose = words(_("What it is for"), 2)
    time_frame = line(_("Time it asks about"), 120, _("In the past two weeks"))
    minutes = line(_("Minutes it takes"), 3)
    intro = words(_("Words before the first question"), 2)
    closing = words(_("Words after sending"), 2)
    choices = words(_("Answers that all questions share"), 5, help_text=_("One a line: 0 = Hardly ever"))
    limits = words(_("What it can’t tell"), 3)
    source = words(
        _("Where the idea comes from"),
        2,
        help_text=_("Own wording, with the author of the idea. Copy no items."),
    )
    tradition = pick(_("Tradition"), TRADITIONS)
    question_order = box(_("Ask in another order for each person"))
    guess = box(_("Can also be asked “as I think my partner would answer”"))
    own_result = box(_("Each may see their own result, where you allow it"))
    offer_previous = box(_("Offer one’s own answers from before, to be confirmed"))

    @classmethod
    def from_table(cls, held: Mapping[str, Any]) -> Table:
        return super().from_table(held) | {
            "choices": said.choices_to(held.get("choices")),
            "question_order": held.get("question_order") == "shuffled",
        }

    def typed(self) -> Table:
        found = super().typed()
        return found | {
            "minutes": said.plain(found["minutes"]),
            "choices": said.choices_from(found["choices"]),
            "question_order": "shuffled" if found["question_order"] else "",
        }


class Question(Part):
    keys = (
        "id", "text", "kind", "scale", "reverse", "choices", "rows", "most", "ranked", "section", "hint", "about",
        "required", "show_if", "alert", "level",
    )  # fmt: skip
    id = forms.CharField(required=False, widget=forms.HiddenInput())
    text = words(_("The question, in one person’s voice"), 2, 600)
    kind = pick(_("How it is answered"), KINDS)
    scale = pick(_("Counts on"), [NONE])
    reverse = box(_("Turned round: more of this means less of the scale"))
    choices = words(
        _("Answers, where they differ from the shared ones"), 4, help_text=_("One a line: yes = Yes")
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


class Scale(Part):
    keys = ("id", "title", "higher_is", "anchors", "score")
    id = forms.CharField(required=False, widget=forms.HiddenInput())
    title = line(_("Name of the scale"), 80)
    higher_is = pick(_("Direction"), DIRECTIONS)
    low = line(_("What the low end means"), 120)
    high = line(_("What the high end means"), 120)
    score = pick(_("How it is read"), SCORINGS)

    @classmethod
    def from_table(cls, held: Mapping[str, Any]) -> Table:
        return super().from_table(held) | ends_of(held) | {"score": held.get("score", "mean")}

    def typed(self) -> Table:
        found, ends = super().typed(), {end: self.cleaned_data[end] for end in ("low", "high")}
        taken = [row["id"] for n, row in enumerate(self.named("scale")) if n != self.row]
        return found | {
            "id": found["id"] or said.name_for(found["title"], taken=taken),
            "score": "" if found["score"] == "mean" else found["score"],
            "anchors": ends if any(ends.values()) else "",
        }


class Section(Part):
    keys = ("id", "title", "intro")
    id = forms.CharField(required=False, widget=forms.HiddenInput())
    title = line(_("Title of the section"), 80)
    intro = words(_("Words before it"), 2, 600)

    def typed(self) -> Table:
        found = super().typed()
        taken = [row["id"] for n, row in enumerate(self.named("section")) if n != self.row]
        return found | {"id": found["id"] or said.name_for(found["title"], taken=taken)}


class Composite(Part):
    keys = ("id", "title", "higher_is", "anchors", "mean_of", "plus", "minus")
    id = forms.CharField(required=False, widget=forms.HiddenInput())
    title = line(_("Name"), 80)
    mean_of = SomeOf(label=_("The mean of these scales"), required=False)
    plus = pick(_("Or this scale"), [NONE])
    minus = pick(_("less this one"), [NONE])
    low = line(_("What the low end means"), 120)
    high = line(_("What the high end means"), 120)
    higher_is = pick(_("Direction, for a mean"), [NONE, *DIRECTIONS])

    def prepare(self) -> None:
        scales = [(row["id"], row.get("title") or row["id"]) for row in self.named("scale")]
        self.options("mean_of", scales)
        for name in ("plus", "minus"):
            self.options(name, [NONE, *scales])

    @classmethod
    def from_table(cls, held: Mapping[str, Any]) -> Table:
        return super().from_table(held) | ends_of(held) | {"mean_of": held.get("mean_of") or []}

    def typed(self) -> Table:
        found, ends = super().typed(), {end: self.cleaned_data[end] for end in ("low", "high")}
        taken = [row["id"] for n, row in enumerate(self.named("composite")) if n != self.row]
        return found | {
            "id": found["id"] or said.name_for(found["title"], taken=taken),
            "mean_of": list(found["mean_of"]),
            "anchors": ends if any(ends.values()) else "",
        }


class Example(Part):
    keys = ("says", "given", "declined", "expect", "alerts", "hidden")
    says = line(_("What this example shows"), 120)
    given = words(_("Its answers"), 6, help_text=_("One a line, by the short name of the question: talk = 3"))
    declined = line(_("Rather not answered"), 300, _("Short names with commas"))
    expect = words(_("What comes of it"), 3, help_text=_("One a line: ease = 75, or ease = none"))
    alerts = words(_("What I am told of at once"), 2, help_text=_("One a line: hurt = red"))
    hidden = line(_("Not asked"), 300, _("Short names with commas"))

    @classmethod
    def from_table(cls, held: Mapping[str, Any]) -> Table:
        return super().from_table(held) | {
            **{key: said.facts_to(held.get(key)) for key in ("given", "expect", "alerts")},
            **{key: said.values_to(held.get(key)) for key in ("declined", "hidden")},
        }

    def typed(self) -> Table:
        found = super().typed()
        return found | {
            **{key: said.facts_from(found[key]) for key in ("given", "expect", "alerts")},
            **{key: said.values_from(found[key]) for key in ("declined", "hidden")},
        }


PARTS: dict[str, type[Part]] = {
    "question": Question,
    "scale": Scale,
    "section": Section,
    "composite": Composite,
    "example": Example,
}
