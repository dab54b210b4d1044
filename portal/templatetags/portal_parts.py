"""Parts that stand on many pages: icons, the shapes of people, the seen-by line, fields and the idle notice."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.template import Context

register = template.Library()

ALSO_CALLED = {
    "home": "today",
    "together": "both",
    "calendar": "cal",
    "settings": "gear",
    "only_me": "lock",
    "sessions": "cal",
    "account": "me",
    "warning": "shield",
}
"""Words for an icon besides the one it has in the sprite."""

CIRCLES = {"only_you": "only-you", "you": "only-you", "for_now": "for-now", "told_at_once": "at-once"}
"""Underscored names of the seen-by circles; the rest are called alike everywhere."""

WARN_BEFORE_SECONDS = 120
GRACE_SECONDS = 65
"""The server ends a session up to a minute late; a page that asked sooner would lengthen it instead."""


@register.inclusion_tag("portal/parts/icon.html")
def icon(name: str) -> dict[str, str]:
    """An icon from the sprite. It is silent to screen readers: words always stand beside it."""
    return {"name": ALSO_CALLED.get(name, name)}


@register.inclusion_tag("portal/parts/token.html")
def token(mark: str, initial: str, size: str = "", off: bool = False) -> dict[str, Any]:
    """A person as a shape: "a" circle, "b" diamond, "c" square. `off`: hollow and crossed, this one does not see it."""
    return {"mark": mark, "initial": initial, "size": size, "off": off}


@register.inclusion_tag("portal/parts/seenby.html", takes_context=True)
def seenby(
    context: Context,
    line: Any,
    people: Mapping[str, Any] | None = None,
    id: str = "seen",  # it is an HTML id
) -> dict[str, Any]:
    """Who sees what stands below, in words.

    `line` is a line that the view made, or the name of a circle: only_you, counsellor, all, for_now, told_at_once.
    People come from the frame of the page unless `people` names them: viewer_name, partner_name, counsellor_name, my_mark.
    """
    if isinstance(line, str):
        line = _line(line, people or _people(context.get("frame")))
    return {"line": line, "id": id}


def _people(frame: Any) -> dict[str, Any]:
    alone = not getattr(frame, "together", False)
    return {
        "viewer_name": getattr(frame, "name", ""),
        "partner_name": "" if alone else frame.partner_name,
        "counsellor_name": getattr(frame, "counsellor_name", ""),
        "my_mark": getattr(frame, "mark", "") or "a",
    }


def _line(circle: str, people: Mapping[str, Any]) -> Any:
    from portal.couple.seen_by import Circle, seen_by

    mine = people.get("my_mark") or "a"
    here: Any = SimpleNamespace(
        partner=SimpleNamespace(called=str(people.get("viewer_name", ""))),
        other=str(people.get("partner_name", "")),
        counsellor=str(people.get("counsellor_name", "")),
        couple=SimpleNamespace(my_mark=mine, partner_mark="b" if mine == "a" else "a"),
    )
    return seen_by(here, Circle(CIRCLES.get(circle, circle)))


@register.inclusion_tag("portal/parts/field.html")
def field(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """One field of a form: label, hint and error before it, each tied to it."""
    told = [f"{bound.auto_id}_helptext" if hint or bound.help_text else "", _error_id(bound)]
    kind = _kind(bound)
    attrs = {"aria-describedby": " ".join(filter(None, told))} if any(told) else {}
    if kind == "line" and "class" not in bound.field.widget.attrs:
        attrs["class"] = "field"
    return {
        "bound": bound,
        "hint": hint or bound.help_text,
        "error_id": _error_id(bound),
        "told": attrs.get("aria-describedby", ""),
        "kind": kind,
        "control": "" if kind == "several" else bound.as_widget(attrs=attrs),
    }


def _kind(bound: BoundField) -> str:
    """ "several" rows to choose from, one "box" to tick, or a "line" to fill in."""
    if isinstance(bound.field.widget, RadioSelect | CheckboxSelectMultiple):
        return "several"
    return "box" if isinstance(bound.field.widget, CheckboxInput) else "line"


def _error_id(bound: BoundField) -> str:
    return f"{bound.auto_id}_error" if bound.errors else ""


@register.inclusion_tag("portal/parts/idle.html", takes_context=True)
def idle_notice(context: Context) -> dict[str, Any]:
    """Two minutes before a session ends by itself: say so, and offer to stay. Nothing when nobody is signed in."""
    frame = context.get("frame")
    if not getattr(frame, "name", ""):
        return {}
    idle = settings.STAFF_IDLE_SECONDS if frame.is_staff else settings.PARTNER_IDLE_SECONDS
    return {"warn_after": idle - WARN_BEFORE_SECONDS, "over_after": idle + GRACE_SECONDS}


@register.filter
def plain_stars(text: str) -> str:
    """A sentence of the definition's gate without the stars that stand for emphasis in a terminal."""
    return str(text).replace("*", "")
