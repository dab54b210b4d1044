"""Every page, JSON, file and calendar: first each audience follows what it is shown, then all try all that was found."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404

from .audiences import AUDIENCES, browsers
from .cast import Cast
from .finding import Found
from .pdf_text import everything_in

LINK = re.compile(rb'(?:href|src|action|formaction|hx-get)="(/[^"#]*)"')
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
ID, OWN_ID = re.compile(UUID), re.compile(rf'"id": ?"({UUID})"')
PART, ROUND = re.compile(r"<[^>]+>"), re.compile(r"^round=\d+$")
MOST_OF_ONE_KIND = 4
OF_A_DAY = 2
# Each exercise and each entry of a partner differs in what is sealed, settling, shared or waiting.
OF_HOMEWORK, HOMEWORK = 16, ("d/", "only-me/<", "only-me/parts/")
KINDS = {
    "text/html": "page",
    "application/json": "JSON",
    "application/pdf": "PDF",
    "text/calendar": "calendar",
}

# Other addresses that are made of the ids in a list.
WITH_THE_SAME_ID = {
    "api/v1/assignments/": ("api/v1/entry-forms/",),
    "api/v1/couples/": ("api/v1/homework/", "api/v1/knowing/", "api/v1/progress/", "api/v1/suggestions/"),
}

# Pages that are made of one id each, whether or not another one of them links to them.
OF_ONE_ID = {"q/": "q/", "only-me/answers/": "q/", "d/": "d/", "private/": "private/"}

# Addresses that end the session, or that are somebody's secret themselves; each with its reason.
NOT_WALKED = {
    "leave/": "ends the session",
    "sign-out/": "ends the session",
    "calendar/<str:token>/appointments.ics": "looked at with the address of its own person",
    "appointment/<str:token>/": "the link is a secret, in a mail to its own person",
    "first-run/<str:token>/": "only while there is no practice",
    "welcome/<str:token>/": "the link is a secret, and closed by the one who came",
    "welcome/<str:token>/sign-in/": "the link is a secret, and closed by the one who came",
    "welcome/<str:token>/not-me/": "the link is a secret, and closed by the one who came",
    "welcome/reset/<str:token>/": "the link is a secret, and closed by the one who came",
}
# Pages that nobody stands before in this practice; each with its reason.
NOT_SHOWN = {
    "": "leads on to another page",
    "account/second-step/": "before a second step is set up",
    "account/security/app/remove/": "for who has an app",
    "account/security/passkeys/<int:pk>/remove/": "for who has a passkey",
    "account/security/spare-codes/": "shown once, when they are made",
    "d/<uuid:pk>/done/": "right after writing",
    "desk/couples/<uuid:couple>/reports/<uuid:pk>/share/<uuid:partner>/": "each report has been given already",
    "q/<uuid:pk>/<int:number>/rest/": "a part of a page, for its script",
    "sign-in/code/confirm/": "in the middle of a sign-in",
    "sign-in/passkey/": "in the middle of a sign-in",
    "sign-in/second-step/": "in the middle of a sign-in",
    "welcome/papers/": "before the papers are signed",
}


def walk(cast: Cast, found: Found, audiences: Iterable[str] = AUDIENCES) -> set[str]:
    """Look at everything as everybody. Returns the routes that nobody was shown."""
    clients = browsers(cast, audiences)
    seen: dict[str, set[str]] = {who: set() for who in clients}
    shown = set(cast.older)
    for who, client in clients.items():
        shown |= _follow(who, client, seen[who], found)
    for who, client in clients.items():
        for at in sorted(shown - seen[who]):
            _look(who, client, at, found)
    for who, token in cast.calendars.items():
        _look(who, next(iter(clients.values())), f"/calendar/{token}/appointments.ics", found)
    looked_at = {_route(at) for at in shown} | NOT_WALKED.keys() | NOT_SHOWN.keys()
    return {route for route, _view in _gettable()} - looked_at


def _follow(who: str, client: Client, seen: set[str], found: Found) -> set[str]:
    """Start at every address without a variable part and follow links and ids. Returns what was shown."""
    waiting, shown = deque(_starts()), set[str]()
    of_kind: Counter[str] = Counter()
    while waiting:
        at = waiting.popleft()
        route = _route(at)
        if at in seen or route is None or route in NOT_WALKED or of_kind[route] >= _most(route):
            continue
        seen.add(at)
        of_kind[route] += 1
        response = _look(who, client, at, found)
        if response.status_code == 200:
            shown.add(at)
            waiting.extend(_further(at, response))
    return shown


def _most(route: str) -> int:
    if route.startswith(HOMEWORK):
        return OF_HOMEWORK
    return OF_A_DAY if "<str:day>" in route or "<int:" in route else MOST_OF_ONE_KIND


def _look(who: str, client: Client, at: str, found: Found) -> Any:
    response = client.get(at, secure=True)
    kind = KINDS.get(response.get("Content-Type", "").partition(";")[0], "other")
    body = response.getvalue()
    if kind == "PDF" and response.status_code == 200:
        body = everything_in(body)
    told = "\n".join(f"{name}: {value}" for name, value in response.items())
    told += response.cookies.output()
    found.look(who, kind, at, body)
    found.look(who, "headers", at, told.encode())
    if response.status_code >= 500:
        found.broken.append(f"{who}: {_route(at)} gives {response.status_code}")
    return response


def _further(at: str, response: Any) -> Iterator[str]:
    kind = response.get("Content-Type", "")
    if "html" in kind:
        for link in LINK.findall(response.content):
            yield from _followed(link.decode("utf-8", "replace").replace("&amp;", "&"))
        for first, wanted in OF_ONE_ID.items():
            if at.startswith(f"/{first}"):
                ids = dict.fromkeys(ID.findall(urlsplit(at).path))
                yield from _filled(ids, lambda route, wanted=wanted: route.startswith(wanted))
    elif "json" in kind:
        ids = dict.fromkeys(OWN_ID.findall(response.content.decode("utf-8", "replace")))
        base = at.split("?")[0].lstrip("/")
        beginnings = (base, *WITH_THE_SAME_ID.get(base, ()))
        yield from _filled(ids, lambda route: route.startswith(beginnings) and route != base)


def _followed(link: str) -> Iterator[str]:
    """A link without its question mark; days of a calendar and pages of a list count as one address.

    A round of an exercise is a page of its own, so its question mark stays.
    """
    parts = urlsplit(link)
    if not parts.path.startswith("/static/"):
        yield f"{parts.path}?{parts.query}" if ROUND.search(parts.query) else parts.path


def _filled(ids: Iterable[str], wanted: Any) -> Iterator[str]:
    """Addresses made of one id, for the routes that are wanted."""
    for route, _view in _gettable():
        if wanted(route) and len(PART.findall(route)) == 1 and "<uuid:" in route:
            for each in ids:
                yield "/" + PART.sub(each, route)


def _starts() -> Iterator[str]:
    return (f"/{route}" for route, _view in _gettable() if not PART.search(route))


def _route(at: str) -> str | None:
    try:
        return resolve(urlsplit(at).path).route
    except Resolver404:
        return None


def _gettable() -> Iterator[tuple[str, Any]]:
    return ((route, view) for route, view in _routes(get_resolver().url_patterns, "") if _answers_get(view))


def _routes(entries: Any, before: str) -> Iterator[tuple[str, Any]]:
    for entry in entries:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _routes(entry.url_patterns, here)
        elif isinstance(entry, URLPattern):
            yield here, entry.callback


def _answers_get(view: Any) -> bool:
    """Whether a view answers GET, as its actions or the gate around it say."""
    if actions := getattr(view, "actions", None):
        return "get" in actions
    for cell in getattr(view, "__closure__", None) or ():
        held = cell.cell_contents
        if (
            isinstance(held, list | tuple | set | frozenset)
            and held
            and all(isinstance(one, str) for one in held)
        ):
            return "GET" in held or not any(one.isupper() for one in held)
    inner = getattr(view, "__wrapped__", None)
    return inner is None or _answers_get(inner)
