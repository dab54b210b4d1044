"""Form fields in our own words, and how a refusal finds its way beside a field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from practice.refusals import Refused
from practice.words import problem_with

MISSING = _("Write something here first.")


class Line(forms.CharField):
    """One line of text; what cannot be kept gets our sentence."""

    def __init__(self, *, most: int, autocomplete: str = "off", secret: bool = False, **kwargs: Any) -> None:
        self.most = most
        widget = forms.PasswordInput if secret else forms.TextInput
        kwargs.setdefault("widget", widget(attrs={"autocomplete": autocomplete, "class": "field"}))
        super().__init__(strip=not secret, **kwargs)
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]
        self.error_messages["required"] = MISSING

    def validate(self, value: Any) -> None:
        super().validate(value)
        if problem := problem_with(value, most=self.most):
            raise forms.ValidationError(str(problem))


class Form(forms.Form):
    """A form that can take a refusal from a verb and keeps everything that was typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def refuse(self, refusal: Refused) -> None:
        if not self.is_bound and not hasattr(self, "cleaned_data"):
            # A page that was only looked at can be refused too; Django expects a form that was sent.
            self.full_clean()
            self.cleaned_data: dict[str, Any] = {}
        if not refusal.fields:
            self.add_error(None, str(refusal.sentence))
        for name, sentence in refusal.fields.items():
            self.add_error(name if name in self.fields else None, str(sentence))
