"""What every change of sessions leaves behind: new numbers for calendars, its history, and a word to the calendars.

One press is one batch, however many sessions of a series it changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F
from django.utils import timezone

from practice.access import Viewer
from practice.calendar import feeds, invitations
from practice.models import Series, SessionChange, TherapySession

STANDING = ("starts_at", "ends_at", "room_id", "place", "link", "state")
Before = dict[str, Any]


@dataclass(frozen=True)
class Changed:
    """A session as it now is, and how it stood before."""

    session: TherapySession
    before: Before

    @property
    def is_real(self) -> bool:
        return self._differs(*STANDING)

    @property
    def is_elsewhere(self) -> bool:
        """Whether its hour or its room is another one, or it stands again."""
        return self._differs("starts_at", "ends_at", "room_id", "state")

    @property
    def is_at_another_hour(self) -> bool:
        return self._differs("starts_at", "ends_at", "state")

    def _differs(self, *names: str) -> bool:
        return any(_kept(getattr(self.session, name)) != self.before[name] for name in names)


def standing(session: TherapySession) -> Before:
    """When and where a session is, and whether, in words that can be kept; and under which number."""
    return {name: _kept(getattr(session, name)) for name in (*STANDING, "sequence")}


def _kept(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def put_back(session: TherapySession, before: Before) -> None:
    """Let a session stand as it did before."""
    for name in STANDING:
        value = before[name]
        setattr(session, name, datetime.fromisoformat(value) if name.endswith("_at") else value)


def keep_changes(changes: Sequence[Changed], what: str, by: Viewer) -> None:
    """Store changed sessions under new numbers, one batch of history, and tell the calendars."""
    now = timezone.now()
    sessions = [change.session for change in changes]
    for session in sessions:
        session.sequence += 1
        session.version += 1
        session.changed_at = now
    TherapySession.unscoped.bulk_update(
        sessions,
        ["starts_at", "ends_at", "room", "place", "link", "state", "sequence", "version", "changed_at"],
        batch_size=60,
    )
    bump_series({session.series_id for session in sessions if session.series_id}, now)
    write_history([(change.session, change.before) for change in changes], what, by, now)
    tell_calendars(sessions)


def bump_series(ids: Iterable[UUID], now: datetime) -> None:
    Series.unscoped.filter(pk__in=set(ids)).update(
        sequence=F("sequence") + 1, version=F("version") + 1, changed_at=now
    )


def write_history(
    rows: Iterable[tuple[TherapySession, Before]], what: str, by: Viewer, now: datetime
) -> None:
    batch = uuid4()
    SessionChange.unscoped.bulk_create(
        [
            SessionChange(session=session, batch=batch, what=what, before=before, by_id=by.user_id, at=now)
            for session, before in rows
        ]
    )


def tell_calendars(sessions: Sequence[TherapySession]) -> None:
    """Feeds that show these sessions have something new, and mail goes to who has it by mail; in the same transaction."""
    feeds.changed(sessions)
    invitations.changed(sessions)
