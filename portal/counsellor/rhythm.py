"""When a set of forms goes out and for how long it stays open: the fields, and what is said about them in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.format.batteries import Battery
from assessments.models import AssessmentPlan
from assessments.suggesting_plans import DAYS

from .fields import Day, DeskForm, Number, OneOf, Version
from .here import Care

Kind = AssessmentPlan.Kind
KINDS = {
    Kind.ONCE: gettext_lazy("Once"),
    Kind.WEEKS: gettext_lazy("Now and every few weeks"),
    Kind.SESSION: gettext_lazy("Before each session"),
}
NUMBERS = ("every_weeks", "lead_days", "due_days", "open_days")


class Rhythm(DeskForm):
    """How often, and the days; all of it has a usual value."""

    every_weeks = Number(label=gettext_lazy("Weeks between two times"), least=1, most=26, required=False)
    lead_days = Number(
        label=gettext_lazy("Days before each session"), least=0, most=14, required=False, initial=2
    )
    due_days = Number(
        label=gettext_lazy("Wished for within days"),
        least=0,
        most=60,
        required=False,
        help_text=gettext_lazy("A neutral mail reminds the day before and on the day."),
    )
    open_days = Number(
        label=gettext_lazy("Closes after days"),
        least=0,
        most=90,
        required=False,
        help_text=gettext_lazy("Empty: it stays open."),
    )
    ends_on = Day(label=gettext_lazy("Last day of the plan"), required=False)
    reminds = forms.BooleanField(
        label=gettext_lazy("Remind by a neutral mail, twice at most"), required=False, initial=True
    )

    @property
    def wishes(self) -> dict[str, Any]:
        """What the plan is told, without numbers that do not belong to its kind."""
        asked = {name: self.cleaned_data.get(name) for name in (*NUMBERS, "ends_on")}
        if asked["lead_days"] is None:
            asked["lead_days"] = 2
        return {**asked, "reminds": self.cleaned_data["reminds"]}


class Changed(Rhythm):
    """The same for a plan that is there."""

    version = Version()


class SendSet(Rhythm):
    """A battery about to go out, with what is usual for it filled in."""

    to = OneOf(label=gettext_lazy("To whom"), initial="ab")
    kind = OneOf(label=gettext_lazy("How often"))
    starts_on = Day(
        label=gettext_lazy("From which day"), required=False, help_text=gettext_lazy("Empty: right away.")
    )

    def __init__(self, *args: Any, care: Care, battery: Battery, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        one = [(person.mark, person.called) for person in care.here]
        both = [("ab", _("Each of them, separately"))] if len(one) == 2 else []
        self.fields["to"].choices = [*both, *one]  # type: ignore[attr-defined]
        if not both and one:
            self.fields["to"].initial = one[0][0]
        months = battery.months_after_ending
        later = {Kind.AFTER_END: after_months(months)} if months else {}
        self.fields["kind"].choices = [*{**later, **KINDS}.items()]  # type: ignore[attr-defined]


def usual(battery: Battery, kind: str) -> dict[str, Any]:
    """What stands in the fields beforehand."""
    return {"kind": kind, "every_weeks": battery.every_weeks or 4, **DAYS[kind]}


def after_months(months: int) -> str:
    return ngettext("%(n)d month after the end", "%(n)d months after the end", months) % {"n": months}


def says(plan: AssessmentPlan) -> str:
    """Every 4 weeks. / Before each session, 2 days ahead."""
    match plan.kind:
        case Kind.WEEKS:
            weeks = plan.every_weeks or 1
            return ngettext("Every week", "Every %(n)d weeks", weeks) % {"n": weeks}
        case Kind.SESSION:
            days = plan.lead_days
            return ngettext(
                "Before each session, %(n)d day ahead", "Before each session, %(n)d days ahead", days
            ) % {"n": days}
        case Kind.AFTER_END:
            return after_months(plan.months or 0)
    return _("Once")


def next_says(plan: AssessmentPlan, day: date | None) -> str:
    """When it comes next, in words; nothing for what has ended."""
    if plan.state != AssessmentPlan.State.ACTIVE:
        return ""
    if day is not None:
        return _("Next on %(day)s") % {"day": date_format(day, "j F")}
    return _("With the next session") if plan.kind == Kind.SESSION else _("Once the course has ended")
