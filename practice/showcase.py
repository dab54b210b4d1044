"""Who is in the demo, for the demo page alone."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from practice.models import Couple, Membership, Staff, User


@dataclass(frozen=True)
class Somebody:
    user_id: UUID | None
    called: str
    does: str
    login_name: str = ""
    mark: str = "c"


@dataclass(frozen=True)
class Group:
    title: str
    status: str
    people: list[Somebody]


def everyone() -> list[Group]:
    """Staff first, then each couple. Only in demo mode."""
    if not settings.DEMO:
        return []
    return [_staff(), *_couples()]


def _staff() -> Group:
    people = [
        Somebody(staff.user_id, staff.called, ", ".join(_roles(staff)), _login(staff.user))
        for staff in Staff.unscoped.select_related("user")
        .filter(departed_at=None, user__isnull=False)
        .order_by("created_at")
    ]
    return Group("Practice", "", people)


def _login(user: User | None) -> str:
    return user.login_name if user else ""


def _roles(staff: Staff) -> list[str]:
    held = [
        (staff.is_counsellor, "counsellor"),
        (staff.is_owner, "owner"),
        (staff.is_scheduler, "front desk"),
    ]
    return [name for on, name in held if on]


def _couples() -> list[Group]:
    members: dict[UUID, list[Membership]] = {}
    for one in Membership.unscoped.select_related("partner__user").order_by("mark"):
        members.setdefault(one.couple_id, []).append(one)
    return [
        Group(
            " and ".join(one.partner.called for one in members.get(couple.pk, [])),
            couple.get_status_display(),
            [
                Somebody(
                    one.partner.user_id,
                    one.partner.called,
                    "partner" if one.joined_at else "invited",
                    _login(one.partner.user),
                    one.mark,
                )
                for one in members.get(couple.pk, [])
            ],
        )
        for couple in Couple.unscoped.order_by("created_at")
    ]


def person(user_id: str) -> User | None:
    if not settings.DEMO:
        return None
    try:
        return User.objects.filter(pk=UUID(user_id), is_active=True).first()
    except ValueError:
        return None
