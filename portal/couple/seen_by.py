"""The seen-by line: who sees what is written here, in one of five wordings that never vary."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .here import Here


class Circle(StrEnum):
    ONLY_YOU = "only-you"
    YOU_AND_COUNSELLOR = "counsellor"
    ALL_THREE = "all"
    FOR_NOW = "for-now"
    TOLD_AT_ONCE = "at-once"


@dataclass(frozen=True)
class Token:
    """A shape with an initial; `sees` draws it full, otherwise hollow and crossed."""

    mark: str
    initial: str
    sees: bool


@dataclass(frozen=True)
class SeenBy:
    tokens: tuple[Token, ...]
    words: SafeString
    is_shared: bool = False


def seen_by(here: Here, circle: Circle) -> SeenBy:
    """The line for this circle, from where this partner stands. Alone, nobody is named who is not here."""
    return SeenBy(_tokens(here, circle), _words(here, circle), is_shared=circle is Circle.ALL_THREE)


def reached(here: Here, audience: str) -> SeenBy:
    """The line for a part of an entry that is author's, counsellor's or shared."""
    circles = {
        "author": Circle.ONLY_YOU,
        "counsellor": Circle.YOU_AND_COUNSELLOR,
        "partner": Circle.ALL_THREE,
    }
    return seen_by(here, circles[audience])


def _words(here: Here, circle: Circle) -> SafeString:
    names = {"counsellor": here.counsellor, "other": here.other}
    match circle:
        case Circle.ONLY_YOU:
            sentence = _("<b>Only you</b> see this.")
        case Circle.FOR_NOW:
            sentence = _("<b>Only you, for now.</b> You choose who sees it when you’re done.")
        case Circle.TOLD_AT_ONCE:
            sentence = _(
                "If you choose this, <b>{counsellor} is told straight away</b>, even if you stop here."
            )
        case Circle.YOU_AND_COUNSELLOR if here.other:
            sentence = _("<b>You and {counsellor}</b> see this. <b>{other} doesn’t.</b>")
        case Circle.ALL_THREE if here.other:
            sentence = _("<b>You, {counsellor} and {other}</b> see this.")
        case _alone:
            sentence = _("<b>You and {counsellor}</b> see this.")
    return format_html(sentence, **names)


def _tokens(here: Here, circle: Circle) -> tuple[Token, ...]:
    if circle is Circle.FOR_NOW:
        return tokens(here, counsellor=False, other=False)[:1]
    return tokens(here, counsellor=circle is not Circle.ONLY_YOU, other=circle is Circle.ALL_THREE)


def tokens(here: Here, *, counsellor: bool, other: bool) -> tuple[Token, ...]:
    """Everybody who is here, oneself first; these two drawn full only where they see it."""
    mine = here.couple.my_mark if here.couple else "a"
    you = Token(mine, _initials(here.partner.called, here.other), True)
    if here.couple is None:
        return (you,)
    third = Token("c", here.counsellor[:1], counsellor)
    if not here.other:
        return (you, third)
    return (you, third, Token(here.couple.partner_mark, _initials(here.other, here.partner.called), other))


def _initials(name: str, beside: str) -> str:
    """One letter; two where both partners begin alike."""
    same = bool(beside) and name[:1].casefold() == beside[:1].casefold()
    return name[: 2 if same else 1]
