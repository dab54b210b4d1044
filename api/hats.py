"""One person may be a counsellor and a partner at once. A resource that is made for one of the two looks with that hat alone."""

from __future__ import annotations

from typing import Any

from api.authentication import viewer_of
from practice import noting
from practice.access import COUNSELLOR, COVER, PARTNER, Viewer
from practice.models import Partner
from practice.refusals import NotFound

CARING = frozenset({COUNSELLOR, COVER})
PARTNERS = frozenset({PARTNER})


def as_partner(viewer: Viewer) -> Viewer:
    return _with(viewer, PARTNERS)


def as_carer(viewer: Viewer) -> Viewer:
    """As the counsellor, or as whoever has an open grant."""
    return _with(viewer, CARING)


def _with(viewer: Viewer, hats: frozenset[str]) -> Viewer:
    covers = viewer.covers if COVER in hats else ()
    return Viewer(
        viewer.user_id, viewer.roles & hats, viewer.practice_id, viewer.staff_id, covers, viewer.scopes
    )


def me(viewer: Viewer) -> Partner:
    """The viewer's own row as a partner. Raises NotFound for everybody else."""
    found: Partner | None = Partner.objects.visible_to(as_partner(viewer)).filter(user=viewer.user_id).first()
    if found is None:
        raise NotFound
    return found


class ForPartners:
    """A resource for partners, about what is theirs."""

    roles = PARTNERS

    @property
    def viewer(self) -> Viewer:
        return as_partner(viewer_of(self.request))  # type: ignore[attr-defined]

    def me(self) -> Partner:
        return me(self.viewer)


class ForCarers:
    """A resource for the counsellor and whoever covers."""

    roles = CARING

    @property
    def viewer(self) -> Viewer:
        return as_carer(viewer_of(self.request))  # type: ignore[attr-defined]

    def only_of(self, rows: Any, *names: str) -> Any:
        """The rows that the question mark asks for, by ids like ?couple=."""
        query = self.request.query_params if self.request else {}  # type: ignore[attr-defined]
        asked = {name: noting.as_id(query[name], name) for name in names if name in query}
        return rows.filter(**asked)
