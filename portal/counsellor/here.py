"""Who is at the desk: a colleague with their roles, and on a couple's pages the couple in their care.

Every page of the desk starts here. For everybody without business on a page, it is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, wraps
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone

from assessments import treating
from portal.audience import View, seen_by
from portal.idempotent import key_for
from portal.recheck import fresh_proof, private_page
from practice.access import COUNSELLOR, COVER, Viewer
from practice.models import Couple, Membership, Partner, Practice, Staff
from reports.caseload import treated

from . import tabs

SHARED_VIEW = "shared_view"
CARE = (COUNSELLOR, COVER)
PROOFS: dict[str, Callable[[View], View]] = {"quiet": private_page, "fresh": fresh_proof}


@dataclass(frozen=True)
class Someone:
    """One partner as the desk names them. `initial` has two letters where both begin alike."""

    membership: Membership
    initial: str

    @property
    def mark(self) -> str:
        return self.membership.mark

    @property
    def partner(self) -> Partner:
        return self.membership.partner

    @property
    def called(self) -> str:
        return self.partner.called

    @property
    def has_joined(self) -> bool:
        return self.membership.joined_at is not None

    @property
    def has_left(self) -> bool:
        return self.membership.left_at is not None


def people_of(members: list[Membership]) -> tuple[Someone, ...]:
    """Both partners in the order of their marks, which was drawn at random."""
    names = [member.partner.called for member in members]
    alike = len(names) == 2 and names[0][:1].casefold() == names[1][:1].casefold()
    return tuple(Someone(member, member.partner.called[: 2 if alike else 1]) for member in members)


def names_of(people: tuple[Someone, ...]) -> str:
    return tabs.both(*(person.called for person in people))


@dataclass(frozen=True)
class Desk:
    """A colleague at the desk. is_shared: a couple may be looking at this screen too."""

    viewer: Viewer
    practice: Practice
    is_shared: bool

    @property
    def now(self) -> datetime:
        return timezone.now().astimezone(ZoneInfo(self.practice.time_zone))

    @property
    def me(self) -> Staff:
        found: Staff | None = Staff.objects.visible_to(self.viewer).filter(pk=self.viewer.staff_id).first()
        if found is None:
            raise Http404
        return found


@dataclass(frozen=True)
class Care(Desk):
    """The couple in the address, for whoever looks after them now."""

    couple: Couple

    @cached_property
    def people(self) -> tuple[Someone, ...]:
        rows = Membership.objects.visible_to(self.viewer).filter(couple=self.couple)
        return people_of(list(rows.select_related("partner__practice").order_by("mark")))

    @property
    def here(self) -> tuple[Someone, ...]:
        """Those who have not left."""
        return tuple(person for person in self.people if not person.has_left)

    @property
    def names(self) -> str:
        return names_of(self.people)

    @cached_property
    def may_act(self) -> bool:
        """The counsellor and whoever covers; a supervisor looks and does not act."""
        return treating.may_act(self.viewer, self.couple)

    @property
    def is_mine(self) -> bool:
        return treating.treats(self.viewer, self.couple)

    @property
    def tabs(self) -> list[tabs.Tab]:
        return tabs.of_couple(self.couple.pk, is_shared=self.is_shared)

    def person(self, pk: UUID) -> Someone:
        return self._one(lambda person: person.partner.pk == pk)

    def by_mark(self, mark: str) -> Someone:
        return self._one(lambda person: person.mark == mark)

    def _one(self, fits: Callable[[Someone], bool]) -> Someone:
        found = next((person for person in self.people if fits(person)), None)
        if found is None:
            raise Http404
        return found


def page(*methods: str, roles: tuple[str, ...] = CARE, alone: bool = False, proof: str = "") -> Any:
    """A page of the desk: method gate, audience, and who is at the desk.

    alone: hidden while the shared view is on. proof: "quiet" asks once more after five quiet minutes, "fresh" asks
    for a proof not older than five minutes.
    """
    return _dressed(methods, roles, alone, proof, _desk)


def couple_page(*methods: str, alone: bool = False, proof: str = "", acts: bool = False) -> Any:
    """A page about one couple; `couple` in the address, or `pk` where there is no other id, names it.

    acts: for those who act for the couple, so not for a supervisor.
    """

    def find(request: HttpRequest, wanted: dict[str, Any]) -> Care:
        care = _care(request, wanted.pop("couple") if "couple" in wanted else wanted.pop("pk"))
        if acts and not care.may_act:
            raise Http404
        return care

    return _dressed(methods, CARE, alone, proof, find)


def _dressed(
    methods: tuple[str, ...],
    roles: tuple[str, ...],
    alone: bool,
    proof: str,
    find: Callable[[HttpRequest, dict[str, Any]], Desk],
) -> Any:
    allowed = {*methods, "HEAD"} if "GET" in methods else set(methods)

    def dress(view: View) -> View:
        proven = PROOFS[proof](view) if proof else view

        @wraps(view)
        def seated(request: HttpRequest, **wanted: Any) -> HttpResponse:
            desk = find(request, wanted)
            if alone and desk.is_shared:
                return show(request, "yours_alone", desk, status=409 if request.method == "POST" else 200)
            return proven(request, desk, **wanted)

        opened = seen_by(*roles)(seated)

        @wraps(view)
        def gated(request: HttpRequest, **wanted: Any) -> HttpResponse:
            if request.method not in allowed:
                return HttpResponseNotAllowed(sorted(allowed))
            return opened(request, **wanted)

        return gated

    return dress


def _desk(request: HttpRequest, wanted: dict[str, Any]) -> Desk:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    practice = Practice.objects.visible_to(viewer).filter(pk=viewer.practice_id).first()
    if practice is None:
        raise Http404
    return Desk(viewer, practice, is_shared(request))


def _care(request: HttpRequest, pk: UUID) -> Care:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    couple = treated(viewer).select_related("practice", "counsellor").filter(pk=pk).first()
    if couple is None:
        raise Http404
    return Care(viewer, couple.practice, is_shared(request), couple)


def is_shared(request: HttpRequest) -> bool:
    return bool(request.session.get(SHARED_VIEW))


def care_of(request: HttpRequest, couple: Couple) -> Care:
    """The same for a page that has found its couple by itself."""
    return Care(request.viewer, couple.practice, is_shared(request), couple)  # type: ignore[attr-defined]


def show(request: HttpRequest, name: str, desk: Desk, /, *, status: int = 200, **facts: Any) -> HttpResponse:
    """A page from this folder, with a key of its own for the forms on it."""
    facts = {"desk": desk, "form_key": key_for(request), "done": request.GET.get("done", ""), **facts}
    if isinstance(desk, Care):
        facts |= {
            "care": desk,
            "couple": desk.couple,
            "tabs": [(tab, tab.is_over(request.path)) for tab in desk.tabs],
        }
    return render(request, f"portal/counsellor/{name}.html", facts, status=status)
