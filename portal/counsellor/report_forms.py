"""The builder's form and the small form that asks why. Length and letters are checked by the verbs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from portal.forms import Form

SECTIONS = (
    ("in_short", _("In short")),
    ("closeness", _("Closeness, week by week")),
    ("alike_apart", _("Alike and apart")),
    ("practised", _("What was practised")),
)
A_DAY = _("Write this as a day, such as 2026-11-23.")


class Words(forms.CharField):
    """Some lines of text, kept as typed when something else needs another look."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "class": "field", "autocomplete": "off"})
        super().__init__(widget=widget, strip=False, **kwargs)
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]


class Day(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "field"})
        super().__init__(widget=widget, **kwargs)
        self.error_messages |= {"required": A_DAY, "invalid": A_DAY}


class Build(Form):
    since = Day(label=_("From"))
    until = Day(label=_("Until"))
    include = forms.MultipleChoiceField(
        choices=SECTIONS,
        required=False,
        initial=[word for word, _label in SECTIONS],
        error_messages={"invalid_choice": _("Pick from the list.")},
        widget=forms.CheckboxSelectMultiple,
        label=_("Include"),
    )
    in_short = Words(rows=5, required=False, label=_("In short, in your words"))
    next_step = Words(rows=3, required=False, label=_("Next step"))
    reason = Words(
        rows=2,
        required=False,
        label=_("Why a newer one?"),
        help_text=_("This stays with you and is not printed."),
    )

    def __init__(self, *args: Any, asks_why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_why:
            del self.fields["reason"]

    def suggest(self, opening: str) -> None:
        """On first sight the opening holds the draft, to be kept or rewritten."""
        if not self.is_bound:
            self.initial["in_short"] = opening


class Why(Form):
    reason = Words(
        rows=3, required=False, label=_("Why do you take it back?"), help_text=_("This stays with you.")
    )
