"""The forms of the set flow: which exercise, how it is shaped for each partner, and why. Nothing is kept between pages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from homework import assigning, terms
from homework.models import Assignment
from portal.forms import Line

from .fields import Clock, Day, DeskForm, Number, OneOf, SomeOf, Words
from .known_words import WEEKDAYS

DAYS = [(str(n), day) for n, day in enumerate(WEEKDAYS)]
SHARED, OWN = "", ("_a", "_b")
ENDINGS = (SHARED, *OWN)
OF_TERMS = ("times_a_week", "weekdays", "cue", "remind_at")


class Pick(DeskForm):
    """The exercise, and the suggestion it came from, with the counsellor's word on what was changed."""

    exercise = OneOf(label=_("Exercise"))
    rule = Line(most=8, required=False)
    rule_marks = Line(most=2, required=False)
    rule_version = Line(most=6, required=False)
    why = Line(most=600, required=False, label=_("Why this instead"))


class Shape(DeskForm):
    for_marks = OneOf(label=_("For whom"), initial="ab")
    cadence = OneOf(label=_("How it counts"), choices=Assignment.Cadence.choices, initial="daily")
    same = OneOf(
        label=_("The same for both?"),
        choices=[("same", _("The same for both")), ("different", _("Different for each"))],
        initial="same",
        required=False,
    )
    starts_on = Day(label=_("First day"))
    ends_on = Day(label=_("Last day"), required=False, help_text=_("Empty: it runs until you end it."))
    opens = OneOf(
        label=_("When it opens"), choices=Assignment.Opens.choices, initial="at_once", required=False
    )
    after = OneOf(label=_("It waits for"), drop=True, required=False)
    target_times = Number(
        label=_("Through after so many entries"),
        least=1,
        most=366,
        required=False,
        help_text=_("Empty: its last day ends it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for end in ENDINGS:
            self.fields[f"times_a_week{end}"] = Number(
                label=_("Times a week"), least=1, most=35, required=False
            )
            self.fields[f"weekdays{end}"] = SomeOf(label=_("Days"), choices=DAYS, required=False)
            self.fields[f"cue{end}"] = Line(
                most=terms.LONGEST_CUE, required=False, label=_("When … (their cue)")
            )
            self.fields[f"remind_at{end}"] = Clock(label=_("Reminder at"), required=False)

    def clean(self) -> dict[str, Any] | None:
        """What waits says for what; what does not wait has nothing before it."""
        found = super().clean()
        opens = self.cleaned_data.get("opens") or "at_once"
        if opens != "at_once" and not self.cleaned_data.get("after") and "after" not in self.errors:
            self.add_error("after", _("Pick the exercise that comes before it."))
        return found

    def terms_for(self, mark: str) -> terms.Terms:
        """What is agreed with this partner: their own where the two differ, else what stands for both."""
        given = self.cleaned_data
        end = f"_{mark}" if given.get("same") == "different" and given.get("for_marks") == "ab" else SHARED
        return terms.Terms(
            times_a_week=given.get(f"times_a_week{end}"),
            weekdays="".join(given.get(f"weekdays{end}") or terms.EVERY_DAY),
            cue=given.get(f"cue{end}") or "",
            remind_at=given.get(f"remind_at{end}"),
        )


class Reason(DeskForm):
    reason = Words(
        label=_("Why this one, in their words"),
        most=assigning.LONGEST_REASON,
        rows=4,
        help_text=_("Both read it under “Why this one?”. Something that both said is best."),
    )


class Decline(DeskForm):
    """Leave a suggestion for now, with the reason."""

    rule = Line(most=8)
    rule_marks = Line(most=2, required=False)
    rule_version = Number(least=1, most=99_999)
    decline_why = Line(most=600, label=_("Why not now"))


NAMES = {
    "pick": tuple(Pick.base_fields),
    "shape": (*Shape.base_fields, *(f"{name}{end}" for end in ENDINGS for name in OF_TERMS)),
    "reason": tuple(Reason.base_fields),
}
"""Which page asks for what, so that the others can carry it along."""
