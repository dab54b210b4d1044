"""The sessions that one press is about, locked: this one, this and those after it, or all of its series."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, get_args

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice.models import TherapySession
from practice.refusals import BadInput, StaleEdit
from practice.scheduling import taken

Scope = Literal["one", "onward", "all"]


def held(
    session: TherapySession,
    *,
    scope: Scope = "one",
    version: int | None = None,
    rooms: Iterable[Any] = (),
) -> list[TherapySession]:
    """The session itself first, then the others in the order of their series.

    Of the others only those that are booked and have not begun: what is past or called off stays as it is.
    """
    if scope not in get_args(Scope):
        raise BadInput(fields={"scope": _("Pick one of the three.")})
    one = TherapySession.unscoped.select_related("couple").get(pk=session.pk)
    taken.hold([one.couple.counsellor_id, one.second_id])
    meant = _meant(one, scope)
    taken.hold([], [*TherapySession.unscoped.filter(meant).values_list("room", flat=True), *rooms])
    rows = locked(meant)
    rows.sort(key=lambda row: (row.pk != session.pk, row.series_local or row.starts_at, str(row.pk)))
    if version is not None and rows[0].version != version:
        raise StaleEdit
    return rows


def _meant(one: TherapySession, scope: Scope) -> Q:
    if scope == "one" or one.series_id is None:
        return Q(pk=one.pk)
    later = Q(series=one.series_id, state=TherapySession.State.BOOKED, starts_at__gt=timezone.now())
    if scope == "onward":
        later &= Q(series_local__gte=one.series_local)
    return Q(pk=one.pk) | later


def locked(which: Q) -> list[TherapySession]:
    """Locked rows with all that a change of them needs. Whoever calls holds the people concerned already."""
    rows = TherapySession.unscoped.select_for_update(of=("self",)).filter(which).order_by("pk")
    return list(rows.select_related("couple__practice", "couple__counsellor", "second", "room"))
