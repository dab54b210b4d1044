"""Text that people type: what is kept, what is refused and with which sentence."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext_lazy as _

from practice.refusals import BadInput

KEPT_CONTROLS = {"\n", "\t"}


def problem_with(text: str, *, most: int) -> object | None:
    """The sentence for a text that cannot be kept, or None. Right-to-left names and emoji are welcome."""
    if any(_is_control(letter) for letter in text):
        return _("There is a letter in here that can’t be kept. Type it again without pasting.")
    if len(text) > most:
        return _("That’s longer than fits here: %(most)d letters at most. Yours has %(has)d.") % {
            "most": most,
            "has": len(text),
        }
    return None


def _is_control(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind in {"Cc", "Cs"} and letter not in KEPT_CONTROLS


def clean_text(text: object, field: str, *, most: int, required: bool = True) -> str:
    """Text of several lines, as typed but for line ends and outer blanks. Raises BadInput beside `field`."""
    if not isinstance(text, str):
        raise BadInput(fields={field: _("Write this as words.")})
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if problem := problem_with(text, most=most):
        raise BadInput(fields={field: problem})  # type: ignore[dict-item]
    text = text.strip()
    if required and not text:
        raise BadInput(fields={field: _("Write something here first.")})
    return text


def clean_line(text: object, field: str, *, most: int, required: bool = True) -> str:
    """One line, without line ends."""
    line = clean_text(text, field, most=most, required=required)
    if "\n" in line or "\t" in line:
        raise BadInput(fields={field: _("Keep this to one line.")})
    return line
