"""The builder's forms: one for the head of an instrument, one for each kind of part. Gaps are kept; the gate names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import draft_words as said
from .draft_part import NONE, Part, Table, box, ends_of, line, pick, words
from .draft_question import Question
from .fields import SomeOf

TRADITIONS = (
    ("general", _("General")),
    ("gottman-style", _("Gottman-style")),
    ("eft-style", _("EFT-style")),
    ("intake", _("Intake")),
)
DIRECTIONS = (("better", _("Higher is easier")), ("worse", _("Higher is harder")))
SCORINGS = (
    ("mean", _("Mean, 0 to 100")),
    ("sum", _("Sum, put onto 0 to 100")),
    ("rank", _("A facet: put in order, no number")),
    ("list", _("A short list: read line by line")),
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
    given = words(_("Its answers"), 6)
    declined = line(_("Rather not answered"), 300, _("Short names with commas"))
    expect = words(_("What comes of it"), 3)
    alerts = words(_("What I am told of at once"), 2, help_text=_("One a line: hurt = red"))
    hidden = line(_("Not asked"), 300, _("Short names with commas"))

    def prepare(self) -> None:
        """The hints speak of the questions and scales that are there."""
        asked, scales = self.named("question"), self.named("scale")
        one = asked[0]["id"] if asked else "talk"
        self.fields["given"].help_text = _("One a line, by the short name of the question: %(name)s = 3") % {
            "name": one
        }
        name = scales[0]["id"] if scales else "ease"
        says = _("One a line, by the short name of the scale: %(name)s = 75, or %(name)s = none")
        self.fields["expect"].help_text = says % {"name": name}

    @classmethod
    def begun(cls, tables: Mapping[str, Any]) -> Table:
        """A new one with the short names in place, so that only the answers are to be typed."""
        scales = [row for row in tables.get("scale", []) if isinstance(row, dict) and row.get("id")]
        return {
            "given": "\n".join(
                f"{name} = "
                for row in tables.get("question", [])
                if isinstance(row, dict)
                for name in _answered(row)
            ),
            "expect": "\n".join(f"{row['id']} = " for row in scales),
        }

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


def _answered(row: Mapping[str, Any]) -> list[str]:
    """What an example answers of a question: the question itself, or each line of a grid."""
    lines = [each.get("id") for each in row.get("rows") or [] if isinstance(each, dict)]
    return [f"{row.get('id')}.{each}" for each in lines] or [str(row["id"])] * bool(row.get("id"))


PARTS: dict[str, type[Part]] = {
    "question": Question,
    "scale": Scale,
    "section": Section,
    "composite": Composite,
    "example": Example,
}
