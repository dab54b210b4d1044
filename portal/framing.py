"""The frame around every page: how the viewer and the other people are called, and where one can go."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practice import caring, who
from practice.access import COUNSELLOR, COVER, OWNER, REDUCED, SCHEDULER, Viewer
from practice.models import Practice

Word = str | Promise


@dataclass(frozen=True)
class Place:
    """One entry of the tab bar or the rail."""

    label: Word
    url: str
    icon: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """Names and places for one viewer. `mark` is "a" (circle), "b" (diamond), "c" (square: staff) or ""."""

    name: str = ""
    mark: str = ""
    partner_name: Word = ""
    partner_mark: str = ""
    counsellor_name: Word = ""
    practice: Practice | None = None
    nav: tuple[Place, ...] = ()
    is_staff: bool = False
    is_reduced: bool = False
    together: bool = False
    paused: bool = False

    @property
    def initial(self) -> str:
        return self.name[:1]


FOR_PARTNERS = (
    (_("Today"), "/today/", "home"),
    (_("Together"), "/together/", "together"),
    (_("Only me"), "/only-me/", "lock"),
    (_("Sessions"), "/sessions/", "calendar"),
)
CARING = frozenset({COUNSELLOR, COVER})
FOR_STAFF = (
    (CARING, (_("Today"), "/desk/", "home")),
    (CARING, (_("Caseload"), "/desk/couples/", "people")),
    (CARING | {SCHEDULER}, (_("Calendar"), "/desk/calendar/", "calendar")),
    (CARING | {OWNER}, (_("Library"), "/desk/library/", "book")),
    (CARING, (_("Reports"), "/desk/reports/", "page")),
    (frozenset({OWNER}), (_("Practice"), "/desk/practice/", "settings")),
)


def frame_for(request: HttpRequest) -> Frame:
    """At most four queries for a partner and one for staff, whatever the page shows."""
    viewer: Viewer = getattr(request, "viewer", None) or Viewer()
    if viewer.user_id is None:
        return Frame()
    if viewer.is_staff:
        return _for_staff(request, viewer)
    return _for_partner(request, viewer)


def _for_staff(request: HttpRequest, viewer: Viewer) -> Frame:
    """Only places that this colleague can open."""
    places = tuple(place for roles, place in FOR_STAFF if roles & viewer.roles)
    staff = who.staff_of(request.user)
    return Frame(
        name=staff.called if staff else "",
        mark="c",
        practice=staff.practice if staff else None,
        nav=_places(places, request.path),
        is_staff=True,
    )


def _for_partner(request: HttpRequest, viewer: Viewer) -> Frame:
    partner = who.partner_of(request.user)
    if partner is None:
        return Frame()
    reduced = REDUCED in viewer.roles
    places = FOR_PARTNERS[-1:] if reduced else FOR_PARTNERS
    found = caring.companion(partner)
    return Frame(
        name=partner.called,
        mark=found.my_mark if found else "a",
        partner_name=(found.partner_name if found else "") or _("your partner"),
        partner_mark=found.partner_mark if found else "b",
        counsellor_name=found.counsellor if found else _("your counsellor"),
        practice=partner.practice,
        nav=_places(places, request.path),
        is_reduced=reduced,
        together=bool(found and found.together),
        paused=bool(found and found.paused),
    )


def _places(places: tuple[tuple[Word, str, str], ...], path: str) -> tuple[Place, ...]:
    """The places that exist; the longest one that the path lies under is the current one."""
    there = [place for place in places if _exists(place[1])]
    under = [url for _label, url, _icon in there if path.startswith(url)]
    current = max(under, key=len, default="")
    return tuple(Place(label, url, icon, url == current) for label, url, icon in there)


def _exists(url: str) -> bool:
    try:
        resolve(url)
    except Resolver404:
        return False
    return True
