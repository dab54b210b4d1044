"""The page of the hour itself: what to know before it, the note, who came, what is owed, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from homework import reading as homework
from practice import audit, scheduling
from practice.models import Attendance, Bringing, Cancellation, InviteReply, Note, TherapySession
from practice.models.wishes import SETTLING
from practice.refusals import StaleEdit
from practice.scheduling import attending, bringing
from reports import session_prep

from . import asked, fees, notes
from .booking_forms import NAMES, Extend
from .fields import DeskForm, OneOf, newer, settle
from .here import Care, Someone, couple_page, show
from .sessions import SessionLine, back, history_of, is_of_both, line_for, line_of, mine


@dataclass(frozen=True)
class Seat:
    """One partner at this hour: what they answered to the invitation, whether they came, and if that may be charged."""

    person: Someone
    reply: InviteReply | None
    attendance: Attendance | None
    may_charge: bool


@dataclass(frozen=True)
class Brought:
    """What one partner would like to bring. is_shared: the other one reads it too."""

    row: Bringing
    person: Someone

    @property
    def is_shared(self) -> bool:
        return self.row.shared_at is not None and self.row.shared_at <= timezone.now() - SETTLING


@sensitive_post_parameters()
@couple_page("GET", proof="quiet")
def session(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """The hour: what changed on one side, the note beside it, the plan on the other."""
    line = line_for(care, pk)
    if care.is_shared and not is_of_both(care, line):
        raise Http404
    audit.record(care.viewer, "session.read", line.session, couple=care.couple)
    return _shown(request, care, line)


def _shown(request: HttpRequest, care: Care, line: SessionLine, **more: Any) -> HttpResponse:
    row = line.session
    running = [one for one in homework.assignments(care.couple, by=care.viewer) if one.state == "running"]
    facts = {} if care.is_shared else _alone(care, line)
    problem = more.get("problem")
    return show(
        request,
        "session",
        care,
        status=problem.answer if problem else 200,
        line=line,
        prep=session_prep.prep(care.couple, by=care.viewer),
        running=running,
        form=notes.form_for(care, initial={"session": row.pk}),
        next=_next(care, row),
        **(facts | more),
    )


def _alone(care: Care, line: SessionLine) -> dict[str, Any]:
    """What is the counsellor’s alone, and so not there while the view is shared."""
    row = mine(care, line.session.pk)
    away = Cancellation.objects.visible_to(care.viewer).filter(session=row)
    off = away.select_related("partner", "session__couple__practice").first()
    steps, may_undo = history_of(row, care.viewer)
    return {
        "notes": _notes(care, row),
        "seats": _seats(care, line, off),
        "off": off,
        "outcomes": Attendance.Outcome.choices,
        "brought": _brought(care, line),
        "requests": asked.open_for(care, row),
        "fees": fees.rows_of(care.viewer, row, care.people),
        "steps": steps,
        "may_undo": may_undo and care.may_act,
        "extend": _extend(row) if row.series else None,
        "has_begun": row.starts_at <= timezone.now(),
    }


def _notes(care: Care, row: TherapySession) -> list[Note]:
    rows = Note.objects.visible_to(care.viewer).filter(couple=care.couple, session=row)
    return list(rows.select_related("author", "partner", "couple__practice").order_by("written_at", "pk"))


def _seats(care: Care, line: SessionLine, off: Cancellation | None) -> list[Seat]:
    replies = asked.replies_of(care, line.session, line.who)
    rows = Attendance.objects.visible_to(care.viewer).filter(session=line.session)
    came = {row.partner_id: row for row in rows}
    return [
        Seat(one, replies.get(one.partner.pk), came.get(one.partner.pk), _was_away(one, came, off))
        for one in line.who
    ]


def _was_away(person: Someone, came: dict[Any, Attendance], off: Cancellation | None) -> bool:
    """Whether the counsellor may charge this one for an hour that did not come about for them."""
    if off is not None:
        return off.is_late and (off.by == Cancellation.By.BOTH or off.partner_id == person.partner.pk)
    row = came.get(person.partner.pk)
    return row is not None and row.outcome == Attendance.Outcome.MISSED


def _brought(care: Care, line: SessionLine) -> list[Brought]:
    """What is meant for this hour; and before the next hour what is meant for whichever comes next."""
    rows = Bringing.objects.visible_to(care.viewer).filter(couple=care.couple)
    held = rows.filter(session=line.session)
    if not line.is_over and not line.is_cancelled:
        held = held | rows.filter(session=None, done_at=None)
    people = {person.partner.pk: person for person in care.people}
    seated = {person.partner.pk for person in line.who}
    return [
        Brought(row, people[row.partner_id])
        for row in held.select_related("partner__key").order_by("made_at", "pk")
        if row.partner_id in seated
    ]


def _next(care: Care, row: TherapySession) -> SessionLine | None:
    rows: Any = TherapySession.objects.visible_to(care.viewer).filter(couple=care.couple)
    found = rows.booked().filter(starts_at__gt=row.starts_at).order_by("starts_at", "pk").first()
    return line_of(found, care.people, set()) if found else None


def _extend(row: TherapySession, data: Any = None) -> Extend:
    assert row.series is not None
    return Extend(data, initial={"version": row.series.version}, auto_id="id_extend_%s")


@couple_page("POST", alone=True, acts=True)
def extend(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """More sessions of the same series, where and with whom the last one is."""
    row = mine(care, pk)
    if row.series is None:
        raise Http404
    series = row.series
    form = _extend(row, request.POST)

    def work() -> str:
        wanted = form.cleaned_data
        scheduling.extend(
            series, more=wanted["more"], anyway=form.anyway, version=wanted["version"], by=care.viewer
        )
        return back(care, "extended")

    try:
        done = settle(request, form, work, names=NAMES | {"starts": "more"}) if form.is_valid() else None
    except StaleEdit as refusal:
        series.refresh_from_db()
        done, form = None, _extend(row, newer(request.POST, series.version))
        form.refuse_with(refusal, {})
    return done or _shown(request, care, line_for(care, pk), extend=form, problem=form)


class Came(DeskForm):
    """Whether one partner came; a field for each of them, named by their mark."""

    def __init__(self, *args: Any, people: tuple[Someone, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for person in people:
            self.fields[f"came_{person.mark}"] = OneOf(choices=Attendance.Outcome.choices, required=False)


@couple_page("POST", alone=True, acts=True)
def attendance(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Note who came. A newer note by somebody else is kept and shown."""
    line = line_for(care, pk)
    form = Came(request.POST, people=line.who)

    def work() -> str:
        for person in line.who:
            if outcome := form.cleaned_data[f"came_{person.mark}"]:
                attending.note_attendance(
                    line.session,
                    person.partner,
                    outcome=outcome,
                    version=_version(request, person),
                    by=care.viewer,
                )
        return reverse("portal:desk-session", args=[care.couple.pk, pk]) + "?done=saved"

    try:
        done = settle(request, form, work) if form.is_valid() else None
    except StaleEdit as refusal:
        done = None
        form.refuse_with(refusal, {})
    return done or _shown(request, care, line_for(care, pk), problem=form)


def _version(request: HttpRequest, person: Someone) -> int | None:
    text = request.POST.get(f"version_{person.mark}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@couple_page("POST", alone=True, acts=True)
def talked_about(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """What was brought has been talked about, or has not after all."""
    rows = Bringing.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk)
    row = rows.first()
    if row is None:
        raise Http404
    form = DeskForm(request.POST)
    there = mine(care, row.session_id).pk if row.session_id else _where_from(request, care)
    way = reverse("portal:desk-session", args=[care.couple.pk, there]) if there else back(care, "saved")

    def work() -> str:
        bringing.mark_done(row, done=request.POST.get("to") != "open", by=care.viewer)
        return way

    return settle(request, form, work) or show(
        request, "refused", care, status=form.answer, form=form, back=way
    )


def _where_from(request: HttpRequest, care: Care) -> UUID | None:
    """The hour whose page the button stands on."""
    try:
        return mine(care, UUID(request.POST.get("session", ""))).pk
    except ValueError:
        return None
