"""`/desk/`: the sessions of the day with what to know before each, what waits to be opened alone, notes owed, intake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from homework.days import midnight
from portal.audience import STAFF
from portal.idempotent import once
from practice import audit
from practice.access import SCHEDULER
from practice.models import ChangeRequest, Couple, FollowUp, InviteReply, Note, Partner, TherapySession
from practice.scheduling import following_up, wishing
from reports.caseload import BEFORE_WORK, Caseload, CaseloadRow, caseload, treated

from . import safety
from .here import CARE, SHARED_VIEW, Desk, page, show
from .tabs import both

WHOLE_CASELOAD = 1_000
MOST_ASIDE = 20
NOTES_OWED_FOR = timedelta(days=14)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Appointment:
    """One session of the day, with the couple's row of the caseload."""

    session: TherapySession
    starts: datetime
    row: CaseloadRow | None
    names: str
    is_next: bool
    is_over: bool
    owes_note: bool


@page("GET", roles=STAFF)
def home(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Where the desk begins depends on what a colleague does here."""
    if desk.viewer.roles & set(CARE):
        return today(request)
    return redirect("portal:desk-calendar" if desk.viewer.has(SCHEDULER) else "portal:desk-practice")


@page("GET", alone=True)
def today(request: HttpRequest, desk: Desk) -> HttpResponse:
    found = caseload(desk.viewer, size=WHOLE_CASELOAD)
    rows = {row.couple_id: row for row in found.rows}
    owed = notes_owed(desk)
    audit.record(desk.viewer, "today.read", couples=found.total)
    alone = [row for row in found.rows if waits_alone(row)]
    notices = safety.notices_elsewhere(desk.viewer)
    return show(
        request,
        "today",
        desk,
        appointments=appointments(desk, rows, {session.pk for session in owed}),
        alone=alone,
        owed=[(session, name_of(rows.get(session.couple_id))) for session in owed],
        intake=[row for row in found.rows if row.status in BEFORE_WORK],
        notices=notices,
        requests=requests(desk),
        declined=(refusals := declined(desk)),
        declined_count=len(refusals),
        due=[(row, name_of(rows.get(row.couple_id)) or _("A couple")) for row in due(desk)],
        waiting=len(alone) + len(notices),
    )


def appointments(desk: Desk, rows: dict[UUID, CaseloadRow], owed: set[UUID]) -> list[Appointment]:
    """The sessions of this day at the practice, by time. One query."""
    start = midnight(desk.now.date(), desk.practice)
    held = (
        treated_sessions(desk).filter(starts_at__gte=start, starts_at__lt=start + DAY).order_by("starts_at")
    )
    found, now, next_seen = [], timezone.now(), False
    for session in held:
        is_next = session.ends_at > now and not next_seen
        next_seen = next_seen or is_next
        row = rows.get(session.couple_id)
        starts = session.starts_at.astimezone(ZoneInfo(session.zone))
        is_over = session.ends_at <= now
        found.append(Appointment(session, starts, row, name_of(row), is_next, is_over, session.pk in owed))
    return found


def notes_owed(desk: Desk) -> list[TherapySession]:
    """Sessions of the last two weeks that nobody has written a note on. One query."""
    now = timezone.now()
    written = Note.objects.visible_to(desk.viewer).filter(session=OuterRef("pk"))
    rows = treated_sessions(desk).filter(ends_at__lte=now, ends_at__gt=now - NOTES_OWED_FOR)
    return list(
        rows.filter(~Exists(written), couple__counsellor__user=desk.viewer.user_id).order_by("starts_at")
    )


def requests(desk: Desk) -> list[ChangeRequest]:
    """What partners in this colleague's care asked for and wait to hear about. One query."""
    rows = wishing.waiting(desk.viewer).filter(session__couple__in=treated(desk.viewer))
    return list(rows[:MOST_ASIDE])


def declined(desk: Desk) -> list[tuple[InviteReply, str]]:
    """Who said they can't come to a session that still stands. Two queries."""
    coming = treated_sessions(desk).filter(starts_at__gt=timezone.now())
    rows = InviteReply.objects.visible_to(desk.viewer).filter(
        answer=InviteReply.Answer.DECLINED, session__in=coming
    )
    found = list(rows.select_related("session").order_by("session__starts_at", "pk")[:MOST_ASIDE])
    partners = Partner.objects.visible_to(desk.viewer).filter(user__in=[row.user_id for row in found])
    names = dict(partners.values_list("user", "called"))
    return [(row, names[row.user_id]) for row in found if row.user_id in names]


def due(desk: Desk) -> list[FollowUp]:
    """What this colleague wanted to come back to, up to today. One query."""
    rows = following_up.due(desk.viewer, desk.now.date()).filter(couple__in=treated(desk.viewer))
    return list(rows[:MOST_ASIDE])


def treated_sessions(desk: Desk) -> Any:
    """Booked sessions of couples in this colleague's care; the front desk's wider view does not count here."""
    rows: Any = TherapySession.objects.visible_to(desk.viewer)
    return rows.booked().filter(couple__in=treated(desk.viewer).exclude(status=Couple.Status.ENDED))


def waits_alone(row: CaseloadRow) -> bool:
    return any(flag.level == "alone" for flag in row.flags)


def name_of(row: CaseloadRow | None) -> str:
    return both(*(person.name for person in row.people)) if row else ""


def counts(found: Caseload) -> dict[str, int]:
    return {tab.word: tab.count for tab in found.tabs}


@page("POST", roles=STAFF)
def shared_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One press hides what is the counsellor's alone, on every page of the desk; one press brings it back."""

    def work() -> str:
        audit.record(desk.viewer, "screen.shared" if wanted else "screen.private")
        return _back(request)

    wanted = request.POST.get("to") == "shared"
    response = once(request, work)
    if wanted:
        request.session[SHARED_VIEW] = True
    else:
        request.session.pop(SHARED_VIEW, None)
    return response


def _back(request: HttpRequest) -> str:
    """Back to the couple's pages, from wherever the switch was pressed."""
    couple = request.POST.get("couple", "")
    try:
        return reverse("portal:desk-couple", args=[UUID(couple)])
    except ValueError:
        return reverse("portal:desk")
