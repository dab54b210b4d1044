"""What a page says beside questions that reach the counsellor in any case: what they are about, and which answer tells."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homework.exercise import Exercise, Field, Signal
from homework.told_at_once import is_told

from .here import Here

ABOUT = {
    "comfort": gettext_lazy("how welcome it was"),
    "felt_safe": gettext_lazy("how safe it felt"),
    "pressure": gettext_lazy("whether it felt like pressure"),
}


def note(here: Here, exercise: Exercise, asked: Iterable[Field]) -> str:
    """For fields that stand together: who hears of them, told before anything is tapped."""
    named = {field.id: field for field in asked}
    heard = [signal for signal in exercise.signals if signal.field in named]
    at_once = [signal for signal in heard if is_told(signal)]
    if at_once:
        return " ".join(dict.fromkeys(_at_once(here, signal, named[signal.field]) for signal in at_once))
    about = dict.fromkeys(str(ABOUT[signal.kind]) for signal in heard)
    words = {"counsellor": here.counsellor, "about": _(" and ").join(about)}
    return _("%(counsellor)s sees %(about)s in any case, and nobody else does.") % words


def _at_once(here: Here, signal: Signal, field: Field) -> str:
    words = {
        "counsellor": here.counsellor,
        "about": ABOUT[signal.kind],
        "answer": _answer(signal, field),
    }
    return (
        _("About %(about)s: %(answer)s tells %(counsellor)s straight away, whatever you choose below.")
        % words
    )


def _answer(signal: Signal, field: Field) -> str:
    """The answers that are heard, as they stand on the page."""
    labels = [_("“%(label)s”") % {"label": each.label} for each in field.choices if signal.heard(each.value)]
    if labels:
        return _(" or ").join(labels)
    if signal.at_most is not None:
        return _("%(number)s or less") % {"number": signal.at_most}
    return _("%(number)s or more") % {"number": signal.at_least}
