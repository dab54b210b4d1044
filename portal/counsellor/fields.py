"""Fields of the desk's forms in our own words, and how a refusal comes to stand beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from portal.forms import Form, Line
from portal.idempotent import once
from practice.refusals import NotFound, Refused, StaleEdit

PICK = _("Pick from the list.")
CHOOSE = _("Choose one")


class Words(Line):
    """Several lines of text."""

    def __init__(self, *, most: int, rows: int = 4, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "class": "field", "autocomplete": "off"})
        super().__init__(most=most, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Browsers end lines with two signs; one is kept."""
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class Day(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "field field--short"})
        super().__init__(widget=widget, **kwargs)
        says = _("Write a day like 2026-11-26.")
        self.error_messages |= {"required": says, "invalid": says}


class Clock(forms.TimeField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "field field--short"})
        super().__init__(widget=widget, **kwargs)
        says = _("Write a time like 18:30.")
        self.error_messages |= {"required": says, "invalid": says}


class Number(forms.IntegerField):
    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"class": "field field--short", "inputmode": "numeric"})
        super().__init__(min_value=least, max_value=most, widget=widget, **kwargs)
        says = _("Write a number from %(least)d to %(most)d.") % {"least": least, "most": most}
        self.error_messages |= dict.fromkeys(("required", "invalid", "min_value", "max_value"), says)
        for validator in self.validators:
            if hasattr(validator, "limit_value"):
                validator.message = says


class OneOf(forms.ChoiceField):
    """A choice in rows; `drop` makes it a list that opens."""

    def __init__(self, *, drop: bool = False, **kwargs: Any) -> None:
        widget = forms.Select(attrs={"class": "field"}) if drop else forms.RadioSelect()
        super().__init__(widget=widget, **kwargs)
        self.error_messages |= {"required": PICK, "invalid_choice": PICK}


class SomeOf(forms.MultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple(), **kwargs)
        self.error_messages |= {"required": PICK, "invalid_choice": PICK}


class Version(forms.IntegerField):
    """The version that was looked at, carried along so that nobody is overwritten unseen."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput(), min_value=0)
        says = _("This page is an old one. Open it again and send it from there.")
        self.error_messages |= dict.fromkeys(("required", "invalid", "min_value"), says)


class DeskForm(Form):
    """`status` is what the page is answered with when it has to be shown again."""

    status = 400

    def refuse_with(self, refusal: Refused, names: Mapping[str, str]) -> None:
        refusal.fields = {names.get(name, name): says for name, says in refusal.fields.items()}
        self.status = refusal.status
        self.refuse(refusal)

    @property
    def answer(self) -> int:
        return self.status if self.errors else 200


def newer(data: Any, version: int) -> Any:
    """What was sent, about to be sent again against the version that is there now."""
    kept = data.copy()
    kept["version"] = str(version)
    return kept


def settle(
    request: HttpRequest,
    form: DeskForm,
    work: Callable[[], str],
    *,
    names: Mapping[str, str] | None = None,
) -> HttpResponse | None:
    """Do the work once. None when a rule was broken; its sentence then stands in the form beside its field.

    names: what a verb calls a field, and what this form calls it.
    """
    try:
        return once(request, work)
    except (NotFound, StaleEdit):
        raise
    except Refused as refusal:
        form.refuse_with(refusal, names or {})
    return None
