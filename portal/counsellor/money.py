"""Amounts as people write them, and as they are kept: in the smallest coin of a currency."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

WHOLE = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
THOUSANDTHS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
MOST = 10_000_000
_WRITTEN = re.compile(r"\d{1,8}(?:[.,]\d{1,3})?")
UNCLEAR = _("Write an amount like 85 or 85.50.")


def places(currency: str) -> int:
    """How many digits stand behind the point in this currency."""
    return 0 if currency in WHOLE else 3 if currency in THOUSANDTHS else 2


def spoken(amount: int, currency: str) -> str:
    """85.50 GBP."""
    return f"{written(amount, currency)} {currency}"


def written(amount: int, currency: str) -> str:
    digits = places(currency)
    return f"{Decimal(amount).scaleb(-digits):.{digits}f}"


def read(text: str, currency: str) -> int:
    """The smallest coins of what was written. Raises ValueError where it is no amount in this currency."""
    if not _WRITTEN.fullmatch(text):
        raise ValueError
    coins = Decimal(text.replace(",", ".")).scaleb(places(currency))
    if coins != coins.to_integral_value() or coins > MOST:
        raise ValueError
    return int(coins)


class Amount(forms.CharField):
    """An amount of money in one currency; what comes out is whole coins."""

    def __init__(self, *, currency: str = "", **kwargs: Any) -> None:
        self.currency = currency
        widget = forms.TextInput(
            attrs={"class": "field field--short", "inputmode": "decimal", "autocomplete": "off"}
        )
        super().__init__(widget=widget, max_length=16, **kwargs)
        self.error_messages |= {"required": UNCLEAR, "max_length": UNCLEAR}

    def prepare_value(self, value: Any) -> Any:
        return written(value, self.currency) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read(text, self.currency)
        except ValueError:
            raise forms.ValidationError(UNCLEAR) from None
