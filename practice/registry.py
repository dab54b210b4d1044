"""What packages above need to hear from below: one explicit registry, called inside the same transaction.

Each package says in its AppConfig.ready what it does when something happens. No signals, no upward imports.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SESSION_MOVED = "session_moved"  # session=TherapySession
SESSION_CANCELLED = "session_cancelled"  # session=TherapySession
PARTNER_JOINED = "partner_joined"  # membership=Membership
PARTNER_LEFT = "partner_left"  # membership=Membership
STATUS_CHANGED = "status_changed"  # couple=Couple, was=str
PERSON_ERASED = "person_erased"  # partner=Partner
ACCESS_ENDED = "access_ended"  # user=User: tokens and the like die now
JOINT_WORK_TURNED = "joint_work_turned"  # couple=Couple: opened, paused or closed
EVENTS = {
    SESSION_MOVED,
    SESSION_CANCELLED,
    PARTNER_JOINED,
    PARTNER_LEFT,
    STATUS_CHANGED,
    PERSON_ERASED,
    ACCESS_ENDED,
    JOINT_WORK_TURNED,
}

_hearers: dict[str, dict[str, Callable[..., None]]] = {event: {} for event in sorted(EVENTS)}
_own_data: dict[str, Callable[..., Any]] = {}
_hours: dict[str, Callable[..., Any]] = {}
_ticks: dict[str, Callable[[], Any]] = {}
_rests: dict[str, Callable[[Any], bool]] = {}


def on(event: str, name: str, hearer: Callable[..., None]) -> None:
    """Hear an event under a name of one's own; saying it twice replaces, so a reload does no harm."""
    _hearers[event][name] = hearer


def tell(event: str, **facts: Any) -> None:
    """Call all hearers in the order of their names, inside the caller's transaction."""
    for name in sorted(_hearers[event]):
        _hearers[event][name](**facts)


def own_data(name: str, provider: Callable[..., Any]) -> None:
    """Add a package's part to a partner's own export: provider(partner) -> JSON-able, own data only."""
    _own_data[name] = provider


def own_data_of(partner: Any) -> dict[str, Any]:
    return {name: _own_data[name](partner) for name in sorted(_own_data)}


def in_calendars(name: str, provider: Callable[..., Any]) -> None:
    """Add a package's hours to one person's calendar: provider(user_id, since, until) -> practice.calendar.feeds.Hour rows.

    Whoever changes what a provider returns calls practice.calendar.feeds.bump for those people, in the same transaction.
    """
    _hours[name] = provider


def hours_of(user_id: Any, since: Any, until: Any) -> list[Any]:
    return [hour for name in sorted(_hours) for hour in _hours[name](user_id, since, until)]


def lets_sharing_rest(name: str, asked: Callable[[Any], bool]) -> None:
    """Add a reason for which a couple's partners show each other nothing for now: asked(couple) -> yes or no.

    It may rest on what the counsellor did alone, never on what one partner wrote.
    """
    _rests[name] = asked


def sharing_rests(couple: Any) -> bool:
    return any(_rests[name](couple) for name in sorted(_rests))


def every_tick(name: str, sweep: Callable[[], Any]) -> None:
    """Add an idempotent sweep that the worker repeats about every 20 seconds."""
    _ticks[name] = sweep


def ticks() -> dict[str, Callable[[], Any]]:
    return dict(sorted(_ticks.items()))
