"""The forms of a hold on joint work."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.safety import holding

from .fields import Day, DeskForm, OneOf, Words


class Place(DeskForm):
    alert = OneOf(label=_("What gives rise to it"), drop=True, required=False)
    reason = Words(label=_("Why joint work stands still"), most=holding.MOST_WORDS, rows=3)
    look_again_on = Day(label=_("Look again on"))
    pause = OneOf(
        label=_("What runs now"),
        choices=[
            ("no", _("Goes on to its end. Neither of them sees any change.")),
            ("yes", _("Is paused. Both read: Your counsellor is choosing your next step.")),
        ],
        initial="no",
    )


class LookAgain(DeskForm):
    reason = Words(label=_("What you think now"), most=holding.MOST_WORDS, rows=3)
    look_again_on = Day(label=_("Look again on"))


class Lift(DeskForm):
    reason = Words(label=_("Why it can be lifted"), most=holding.MOST_WORDS, rows=3)


def next_look() -> date:
    return timezone.localdate() + holding.FIRST_LOOK


def place_form(alerts: list[tuple[str, str]], data: Any = None) -> Place:
    """alerts: what was raised here, by id, named by whose it is and when."""
    form = Place(data, initial={"look_again_on": next_look(), "pause": "no"}, auto_id="id_place_%s")
    form.fields["alert"].choices = [("", _("My own judgement")), *alerts]  # type: ignore[attr-defined]
    return form


def again_form(data: Any = None) -> LookAgain:
    return LookAgain(data, initial={"look_again_on": next_look()}, auto_id="id_again_%s")


def lift_form(data: Any = None) -> Lift:
    return Lift(data, auto_id="id_lift_%s")
