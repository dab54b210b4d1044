"""The small forms beside an exercise that is set."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from homework import assigning

from .fields import DeskForm, Number, OneOf, SomeOf, Version, Words
from .known_words import WEEKDAYS

RATINGS = (
    ("", _("No rating")),
    ("0", _("0 It did not help")),
    ("1", _("1 A little")),
    ("2", _("2 Somewhat")),
    ("3", _("3 Well")),
    ("4", _("4 Very well")),
)


class Whole(DeskForm):
    version = Version()


class Turn(DeskForm):
    version = Version()
    to = OneOf(label="", choices=[("paused", ""), ("running", "")])


class Talked(DeskForm):
    """A note and a rating of the counsellor's own; neither is needed, and partners see neither."""

    note = Words(label=_("What you talked over"), most=assigning.LONGEST_NOTE, rows=3, required=False)
    rating = OneOf(label=_("How it went, as you see it"), choices=RATINGS, required=False, drop=True)


class Dose(DeskForm):
    version = Version()
    times_a_week = Number(label=_("Times a week"), least=1, most=35)
    weekdays = SomeOf(label=_("Days"), choices=[(str(n), day) for n, day in enumerate(WEEKDAYS)])
