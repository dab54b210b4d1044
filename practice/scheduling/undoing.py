"""The last change of a session taken back, and its history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practice import audit, registry
from practice.access import Viewer
from practice.models import Cancellation, Partner, Room, SessionChange, Staff, TherapySession
from practice.refusals import NotNow, StaleEdit
from practice.scheduling import keeping, taken
from practice.scheduling.changing import insist_possible
from practice.scheduling.holding import locked
from practice.scheduling.keeping import Changed

What = SessionChange.What
CAN_BE_UNDONE = {What.MOVED, What.CANCELLED}


@transaction.atomic
def undo(session: TherapySession, *, by: Viewer, version: int | None = None) -> TherapySession:
    """Take back the last change of this session, and of all that changed with it in one press.

    What was changed again since, or has begun, stays as it is. Calendars see a new change: numbers never fall.
    """
    known = TherapySession.unscoped.select_related("couple").get(pk=session.pk)
    taken.hold([known.couple.counsellor_id, known.second_id])
    steps = _steps_to_take_back(known)
    rooms = _rooms(steps.values())
    taken.hold([], rooms)
    rows = locked(Q(pk__in=steps.keys()))
    first = next(row for row in rows if row.pk == session.pk)
    if version is not None and first.version != version:
        raise StaleEdit
    if has_begun(first, steps[first.pk]):
        raise NotNow(_("This session has begun, so its hour stays."), code="too_late_to_undo")
    changes = [_put_back(row, steps[row.pk], rooms) for row in rows if not has_begun(row, steps[row.pk])]
    insist_possible(changes, anyway=True)
    Cancellation.unscoped.filter(session__in=[change.session for change in changes]).delete()
    keeping.keep_changes(changes, What.UNDONE, by)
    for change in changes:
        registry.tell(registry.SESSION_MOVED, session=change.session)
    audit.record(by, "session.undone", first, couple=first.couple, sessions=len(changes))
    return first


def _steps_to_take_back(session: TherapySession) -> dict[UUID, SessionChange]:
    """The session's last step, and the same press on others for which it was the last step too."""
    last = newest([session.pk]).get(session.pk)
    if last is None or last.what not in CAN_BE_UNDONE:
        raise NotNow(_("There is nothing to take back here."), code="nothing_to_undo")
    batch = SessionChange.unscoped.filter(batch=last.batch).values_list("session_id", flat=True)
    return {pk: step for pk, step in newest(batch).items() if step.batch == last.batch}


def newest(sessions: Iterable[UUID]) -> dict[UUID, SessionChange]:
    """The last step of each of these sessions."""
    rows = SessionChange.unscoped.filter(session__in=list(sessions))
    return {row.session_id: row for row in sorted(rows, key=_number)}


def _number(step: SessionChange) -> int:
    """Steps in their order: by the number the session had before, which only rises. Booking is the first."""
    return int(step.before.get("sequence", -1))


def has_begun(session: TherapySession, step: SessionChange) -> bool:
    """Whether its hour, as it is or as it would be again, has come."""
    again = datetime.fromisoformat(step.before["starts_at"])
    return min(session.starts_at, again) <= timezone.now()


def _rooms(steps: Iterable[SessionChange]) -> dict[str, Room]:
    """The rooms that would be used again. Refuses one that was closed since."""
    wanted = {step.before["room_id"] for step in steps} - {None}
    found = {str(room.pk): room for room in Room.unscoped.filter(pk__in=wanted)}
    if any(not room.is_open for room in found.values()):
        raise NotNow(_("The room it was in is closed now."), code="room_closed")
    return found


def _put_back(session: TherapySession, step: SessionChange, rooms: dict[str, Room]) -> Changed:
    before = keeping.standing(session)
    keeping.put_back(session, step.before)
    session.room = rooms.get(str(step.before["room_id"]))
    return Changed(session, before)


@dataclass(frozen=True)
class Step:
    """One line of a session's history: what was done, when and by whom, and how it stood before and after."""

    what: str
    label: str | Promise
    at: datetime
    who: str
    before: keeping.Before
    after: keeping.Before


def history(session: TherapySession, viewer: Viewer) -> list[Step]:
    """What was done to this session, the newest first, for those who may know."""
    rows = sorted(SessionChange.objects.visible_to(viewer).filter(session=session), key=_number)
    if not rows:
        return []
    names = _names({row.by_id for row in rows})
    after = [row.before for row in rows[1:]] + [keeping.standing(session)]
    told = [
        Step(row.what, What(row.what).label, row.at, names.get(row.by_id, ""), row.before, then)
        for row, then in zip(rows, after, strict=True)
    ]
    return told[::-1]


def _names(users: set[Any]) -> dict[Any, str]:
    """How the people who did it are called."""
    people: list[Any] = [*Staff.unscoped.filter(user__in=users), *Partner.unscoped.filter(user__in=users)]
    return {one.user_id: one.called for one in people}
