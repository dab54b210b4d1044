"""Every route of the product, as the URL map says it: pattern, methods and the names of its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

PART = re.compile(r"<(?:(\w+):)?(\w+)>")
ALL = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    pattern: str
    methods: tuple[str, ...]


def every_route() -> list[Route]:
    return sorted(_walk(get_resolver().url_patterns, ""), key=lambda route: route.pattern)


def _walk(patterns: Any, before: str) -> Iterator[Route]:
    for entry in patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, here)
        elif isinstance(entry, URLPattern):
            yield Route("/" + here.lstrip("^").rstrip("$").rstrip("\\Z"), _methods(entry.callback))


def _methods(view: Any) -> tuple[str, ...]:
    """The methods a route answers to: the viewset's actions, the gate of a page, or those of a class."""
    if actions := getattr(view, "actions", None):
        return tuple(sorted(name.upper() for name in actions if name != "head"))
    for cell in getattr(view, "__closure__", None) or ():
        found = cell.cell_contents
        if (
            isinstance(found, list | tuple | set | frozenset)
            and found
            and all(isinstance(name, str) and name.isupper() for name in found)
        ):
            return tuple(sorted(set(found) & set(ALL)))
    if (inner := getattr(view, "__wrapped__", None)) is not None:
        return _methods(inner)
    if (kind := getattr(view, "view_class", getattr(view, "cls", None))) is not None:
        return tuple(sorted(name for name in ALL if hasattr(kind, name.lower())))
    return ("GET", "POST")


def parts_of(pattern: str) -> list[str]:
    return [name for _converter, name in PART.findall(pattern)]


def address(pattern: str, values: dict[str, Any]) -> str:
    return PART.sub(lambda found: str(values[found[2]]), pattern)
