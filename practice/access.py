"""Who may see which rows: one rule per model, one way to ask, closed by default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import FilteredRelation, Q
from django.utils import timezone

OWNER, COUNSELLOR, SCHEDULER, PARTNER = "owner", "counsellor", "scheduler", "partner"
COVER, REDUCED, FEED = "cover", "reduced", "feed"
ROLES = frozenset({OWNER, COUNSELLOR, SCHEDULER, PARTNER, COVER, REDUCED, FEED})


class ScopeMissing(RuntimeError):
    """A private table was queried without saying who is looking."""


@dataclass(frozen=True)
class Viewer:
    """The person looking: who they are and everything that may widen what they see.

    roles: all roles held at this moment; their rules are OR-ed. No role, no rows.
    covers: couples that an open, time-boxed grant (supervision or cover) opens right now.
    scopes: what a personal token may do; None for a signed-in person, who is not narrowed.
    """

    user_id: UUID | None = None
    roles: frozenset[str] = frozenset()
    practice_id: UUID | None = None
    staff_id: UUID | None = None
    covers: tuple[UUID, ...] = ()
    scopes: frozenset[str] | None = None

    def has(self, role: str) -> bool:
        return role in self.roles

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & {OWNER, COUNSELLOR, SCHEDULER, COVER})


NOBODY = Viewer()


def viewer_for(user: Any, *, second_factor: bool = False, reduced: bool = False) -> Viewer:
    """Find what this signed-in person may see now.

    second_factor: staff without it hold no role at all, so they see no rows.
    reduced: an e-mailed code alone opened the session; a partner then holds only `reduced`.
    A departed counsellor and an ended grant stop counting with the very next request.
    """
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOBODY
    rows = _standing(user.pk)
    held = rows[0] if rows else {}
    roles: set[str] = set()
    staff_id = held.get("at_work__id") if second_factor else None
    covers: tuple[UUID, ...] = ()
    if staff_id is not None:
        roles |= {role for role in (OWNER, COUNSELLOR, SCHEDULER) if held[f"at_work__is_{role}"]}
        covers = tuple(row["open__couple_id"] for row in rows if row["open__couple_id"] is not None)
        if covers:
            roles.add(COVER)
    if held.get("partner__practice_id") is not None:
        roles.add(REDUCED if reduced else PARTNER)
    practice_id = (held["at_work__practice_id"] if staff_id else None) or held.get("partner__practice_id")
    return Viewer(user.pk, frozenset(roles), practice_id, staff_id, covers)


def _standing(user_id: UUID) -> list[dict[str, Any]]:
    """What this person holds, in one query: a row for each open grant, and at least one row."""
    from practice.models import User

    moment = timezone.now()
    is_open = Q(
        staff__grant__starts_at__lte=moment, staff__grant__ends_at__gt=moment, staff__grant__revoked_at=None
    )
    rows = User.objects.filter(pk=user_id).annotate(
        at_work=FilteredRelation("staff", condition=Q(staff__departed_at=None)),
        open=FilteredRelation("staff__grant", condition=is_open),
    )
    held = rows.values(
        "at_work__id",
        "at_work__practice_id",
        "at_work__is_owner",
        "at_work__is_counsellor",
        "at_work__is_scheduler",
        "open__couple_id",
        "partner__practice_id",
    )
    return [dict(row) for row in held]


def narrowed(viewer: Viewer, scopes: frozenset[str]) -> Viewer:
    """The same person looking through a personal token."""
    return replace(viewer, scopes=scopes)


Rule = Callable[[Viewer], Q]


class VisibleTo(models.manager.BaseManager):
    """`Model.objects` for private tables: only `visible_to(viewer)` answers.

    Each keyword names a role and gives the rows which that role may see; a role without a rule sees none.
    The model's own queryset class is taken from `unscoped`, so that its words survive scoping.
    """

    auto_created = False
    use_in_migrations = False

    def __init__(self, **rules: Rule) -> None:
        super().__init__()
        unknown = rules.keys() - ROLES
        if unknown:
            raise ValueError(f"no such role: {sorted(unknown)}")
        self.rules = rules

    def visible_to(self, viewer: Viewer) -> models.QuerySet[Any]:
        everything: models.QuerySet[Any] = self.model.unscoped.all()  # type: ignore[attr-defined]
        rows = everything.using(self._db) if self._db else everything
        terms = [self.rules[role](viewer) for role in sorted(viewer.roles & self.rules.keys())]
        if not terms:
            return rows.none()
        allowed = terms[0]
        for term in terms[1:]:
            allowed |= term
        return rows.filter(allowed)

    def get_queryset(self) -> models.QuerySet[Any]:
        raise ScopeMissing(
            f"{self.model.__name__}.objects needs .visible_to(viewer); see practice/access.py. "
            "Inside a verb or a command use .unscoped and add the file to tests/access/test_unscoped_is_rare.py."
        )

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or not hasattr(models.QuerySet, name):
            raise AttributeError(name)
        return self.get_queryset()


def current(prefix: str = "") -> Q:
    """Memberships that hold at this moment: joined, not left."""
    return Q(**{f"{prefix}joined_at__isnull": False, f"{prefix}left_at__isnull": True})


def now() -> Any:
    return timezone.now()
