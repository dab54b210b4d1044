"""One partner asks for another time, or to call a session off. The other partner never learns that this was asked.

The counsellor and the front desk answer. What was asked for alone is each partner's own row; a session that is moved
or called off looks the same to the other one whoever wished for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice import audit, outbox
from practice.access import Viewer
from practice.calendar.zones import moment
from practice.models import (
    BookingTerms,
    Cancellation,
    ChangeRequest,
    Couple,
    Membership,
    Partner,
    TherapySession,
)
from practice.refusals import BadInput, Conflict, NotFound, NotNow, StaleEdit
from practice.scheduling import changing
from practice.scheduling.whose import belongs_now, insist_on_keeping_hours, insist_on_seat, insist_on_self
from practice.words import clean_text

Kind = ChangeRequest.Kind
State = ChangeRequest.State
MOST_WISHED = 3
LONGEST = 1_000


@transaction.atomic
def ask(
    session: TherapySession,
    partner: Partner,
    *,
    kind: str,
    wished: Sequence[datetime] = (),
    words: str = "",
    by: Viewer,
) -> ChangeRequest:
    """Ask for a change of a session this partner is expected at. wished: up to three wall times of its zone."""
    insist_on_self(by, partner)
    Partner.unscoped.select_for_update().get(pk=partner.pk)
    held = _coming(session, partner)
    if kind not in Kind.values:
        raise BadInput(fields={"kind": _("Choose another time, or call it off.")})
    said = clean_text(words, "words", most=LONGEST, required=False)
    times = _checked_times(wished, held) if kind == Kind.MOVE else []
    if kind == Kind.MOVE and not times and not said:
        raise BadInput(fields={"wished": _("Give a time that suits you, or say it in words.")})
    if ChangeRequest.unscoped.filter(session=held, partner=partner, state=State.OPEN).exists():
        raise Conflict(_("You’ve asked already. Take that back first to ask anew."), code="already_asked")
    request = ChangeRequest.unscoped.create(
        session=held, partner=partner, kind=kind, wished=times, words=said or None
    )
    audit.record(by, "change.asked", request, couple=held.couple)
    return request


@transaction.atomic
def withdraw(request: ChangeRequest, *, by: Viewer, version: int | None = None) -> ChangeRequest:
    """Take a request back before it is answered."""
    held = _locked(request)
    insist_on_self(by, held.partner)
    _insist_on_fresh(held, version)
    _insist_on_open(held)
    _close(held, State.WITHDRAWN)
    audit.record(by, "change.withdrawn", held, couple=held.session.couple)
    return held


@transaction.atomic
def answer(
    request: ChangeRequest,
    *,
    granted: bool,
    starts: datetime | None = None,
    reply: str = "",
    anyway: bool = False,
    by: Viewer,
    version: int | None = None,
) -> ChangeRequest:
    """Answer for the practice. Granting moves the session to `starts`, a wall time, or calls it off for who asked.

    The session changes first and its request is locked last, as whenever a session is called off.
    """
    seen = _read(request)
    insist_on_keeping_hours(by, seen.session.couple)
    _insist_on_fresh(seen, version)
    _insist_on_open(seen)
    said = clean_text(reply, "reply", most=LONGEST, required=False)
    if granted:
        _change(seen, starts, anyway=anyway, by=by)
    held = _locked(request)
    if held.version != seen.version and not _closed_by_its_session(held, granted=granted):
        raise StaleEdit
    held.reply = said or None
    _close(held, State.GRANTED if granted else State.DECLINED)
    audit.record(by, "change.answered", held, couple=held.session.couple)
    if held.partner.user is not None:
        outbox.tell(held.partner.user)
    return held


def waiting(viewer: Viewer) -> QuerySet[ChangeRequest]:
    """What this colleague may still answer, the nearest session first. What they asked for themselves is not among it."""
    rows = ChangeRequest.objects.visible_to(viewer).exclude(partner__user=viewer.user_id)
    coming = rows.filter(state=State.OPEN, session__state="booked", session__starts_at__gt=timezone.now())
    return coming.select_related("session__couple", "partner").order_by("session__starts_at", "made_at", "pk")


def partner_left(*, membership: Membership) -> None:
    """Whoever leaves asks for nothing more."""
    held = ChangeRequest.unscoped.filter(
        partner=membership.partner, session__couple=membership.couple, state=State.OPEN
    )
    held.update(state=State.WITHDRAWN, version=F("version") + 1)


def session_cancelled(*, session: TherapySession) -> None:
    """Nothing is left to answer: who asked for this has it, another time is not possible any more."""
    held = ChangeRequest.unscoped.filter(session=session, state=State.OPEN)
    held.filter(kind=Kind.CANCEL).update(state=State.GRANTED, version=F("version") + 1)
    held.filter(kind=Kind.MOVE).update(state=State.DECLINED, version=F("version") + 1)


def _coming(session: TherapySession, partner: Partner) -> TherapySession:
    """The session as it stands now, if this partner may ask for another time of it."""
    rows = TherapySession.unscoped.select_related("couple__practice").filter(pk=session.pk)
    held = rows.first()
    if held is None or not belongs_now(partner, held.couple):
        raise NotFound
    insist_on_seat(held, partner)
    _insist_on_asking(held.couple)
    if held.state == TherapySession.State.CANCELLED:
        raise NotNow(_("This session was cancelled."), code="session_cancelled")
    _insist_on_ahead(held)
    return held


def _insist_on_ahead(session: TherapySession) -> None:
    if session.starts_at <= timezone.now():
        raise NotNow(_("This session has begun already."), code="session_begun")


def _insist_on_asking(couple: Couple) -> None:
    """Both partners of a couple may do the same; without terms they may ask."""
    if BookingTerms.unscoped.filter(couple=couple, mode=BookingTerms.Mode.SEE).exists():
        raise NotNow(_("Please speak with your counsellor about another time."), code="asking_closed")


def _checked_times(wished: Sequence[datetime], session: TherapySession) -> list[str]:
    """Wall times as text, each once and all of them still to come."""
    times = sorted(set(wished))
    if len(times) > MOST_WISHED:
        raise BadInput(fields={"wished": _("Three times are enough.")})
    if any(time.tzinfo is not None for time in times):
        raise BadInput(fields={"wished": _("Give each time as a clock on the wall shows it.")})
    if any(moment(time, session.zone, "wished") <= timezone.now() for time in times):
        raise BadInput(fields={"wished": _("Choose times that are still to come.")})
    return [time.isoformat(timespec="minutes") for time in times]


def _change(request: ChangeRequest, starts: datetime | None, *, anyway: bool, by: Viewer) -> None:
    _insist_on_ahead(request.session)
    if request.kind == Kind.CANCEL:
        off = changing.CalledOff(by=Cancellation.By.PARTNER, partner=request.partner)
        changing.cancel(request.session, called_off=off, by=by)
        return
    if starts is None:
        raise BadInput(fields={"starts": _("Choose the new time.")})
    changing.move(request.session, starts=starts, anyway=anyway, by=by)


def _rows() -> QuerySet[ChangeRequest]:
    return ChangeRequest.unscoped.select_related("partner__user", "session__couple__practice")


def _read(request: ChangeRequest) -> ChangeRequest:
    found = _rows().filter(pk=request.pk).first()
    if found is None:
        raise NotFound
    return found


def _locked(request: ChangeRequest) -> ChangeRequest:
    held = _rows().select_for_update(of=("self",)).filter(pk=request.pk).first()
    if held is None:
        raise NotFound
    return held


def _insist_on_fresh(request: ChangeRequest, version: int | None) -> None:
    if version is not None and request.version != version:
        raise StaleEdit


def _insist_on_open(request: ChangeRequest) -> None:
    if request.state != State.OPEN:
        raise NotNow(_("This has been answered already."), code="already_answered")


def _closed_by_its_session(request: ChangeRequest, *, granted: bool) -> bool:
    """Calling the session off has closed this request a moment ago, without an answer."""
    return (
        granted
        and request.kind == Kind.CANCEL
        and request.state == State.GRANTED
        and request.answered_at is None
    )


def _close(request: ChangeRequest, state: Any) -> None:
    request.state, request.answered_at, request.version = state, timezone.now(), request.version + 1
    request.save(update_fields=["state", "reply", "answered_at", "version"])
