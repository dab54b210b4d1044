"""An exercise's entry: one sentence, who sees it, one button. It starts as "only me" every time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from homework import asking, entering, reading
from homework.days import today
from homework.exercise import Exercise
from homework.models import Assignment, AssignmentTerms, Entry
from portal.idempotent import once
from practice.refusals import BadInput, NotFound, Refused

from . import between, entry_form, kept, when
from .entry_form import ONLY_ME
from .entry_sheet import sheet
from .here import Here, page, show
from .seen_by import Circle, seen_by

DAYS_BACK = entering.BACK_FILLED.days


def mine(here: Here, pk: UUID) -> Assignment:
    """The assignment as this partner may know of it; anybody else's is not there."""
    rows = Assignment.objects.visible_to(here.viewer).for_partner(here.partner).filter(pk=pk)
    found: Assignment | None = rows.select_related("exercise", "couple__practice").first()
    if found is None:
        raise Http404
    return found


def terms_of(here: Here, assignment: Assignment) -> AssignmentTerms:
    """How this partner goes about it."""
    rows = AssignmentTerms.objects.visible_to(here.viewer).filter(partner=here.partner)
    found: AssignmentTerms | None = rows.filter(assignment=assignment).select_related("partner").first()
    if found is None:
        raise Http404
    return found


def _days(assignment: Assignment) -> list[date]:
    """The days that can be written about, today first."""
    now = today(assignment.couple.practice)
    days = [now - timedelta(days=back) for back in range(DAYS_BACK + 1)]
    last = assignment.ends_on or now
    return [day for day in days if assignment.starts_on <= day <= last] or [now]


def _day(request: HttpRequest, assignment: Assignment) -> date:
    """The day this page is about; without a word, today."""
    said, days = request.GET.get("day", ""), _days(assignment)
    if not said:
        return today(assignment.couple.practice)
    found = next((day for day in days if day.isoformat() == said), None)
    if found is None:
        raise Http404
    return found


def _written(here: Here, assignment: Assignment, day: date, round_: str = "") -> Entry | None:
    """The newest entry of that day; of sealed words, that of the whole round, or of the round that was asked for."""
    rows = Entry.objects.visible_to(here.viewer).filter(partner=here.partner, assignment=assignment)
    if assignment.exercise.exercise.is_sealed:
        asked_for = int(round_) if round_.isdecimal() and len(round_) < 5 else None
        number = asking.round_on(assignment, day) if asked_for is None else asked_for
        same_round = rows.filter(round=number, state=Entry.State.DONE)
        if (found := same_round.order_by("-day").first()) or asked_for is not None:
            return found
    newest: Entry | None = rows.filter(day=day).order_by("-place").first()
    return newest


def is_running(assignment: Assignment) -> bool:
    over = assignment.ends_on is not None and assignment.ends_on < today(assignment.couple.practice)
    return assignment.state == Assignment.State.RUNNING and not over


def _said(day: date, assignment: Assignment) -> str:
    """Today, yesterday, Saturday 21 November."""
    back = (today(assignment.couple.practice) - day).days
    return _("Today") if back == 0 else _("Yesterday") if back == 1 else when.day_words(day)


@page("GET", "POST")
def entry(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/d/<id>/`: write it down; or, of a sealed round that is open, read both sides and say how it was."""
    assignment = mine(here, pk)
    day = _day(request, assignment)
    if request.method == "POST" and "after" not in request.POST:
        try:
            return once(request, lambda: _write(request, here, assignment, day))
        except NotFound:
            raise
        except Refused as refusal:
            return entry_page(request, here, assignment, day, wrong=refusal)
    written = _written(here, assignment, day, request.GET.get("round", ""))
    if written and assignment.exercise.exercise.is_sealed:
        return _sealed_round(request, here, assignment, written)
    if not is_running(assignment):
        return redirect("portal:look-back", pk)
    if _is_full(assignment, written):
        return redirect(_at("portal:entry-done", assignment, day))
    return entry_page(request, here, assignment, day)


def _is_full(assignment: Assignment, written: Entry | None) -> bool:
    most = assignment.exercise.exercise.per_day
    return written is not None and written.state == Entry.State.DONE and written.place >= most


def _at(name: str, assignment: Assignment, day: date) -> str:
    """This assignment's page for that day; today goes without saying."""
    said = "" if day == today(assignment.couple.practice) else f"?day={day.isoformat()}"
    return reverse(name, args=[assignment.pk]) + said


def _write(request: HttpRequest, here: Here, assignment: Assignment, day: date) -> str:
    exercise = asking.asked(assignment, here.partner, day)
    entering.write(
        assignment,
        here.partner,
        day,
        entry_form.sent_values(request, exercise.fields),
        by=here.viewer,
        audience=entry_form.sent_circles(request, exercise),
    )
    return _at("portal:entry-done", assignment, day)


def entry_page(
    request: HttpRequest,
    here: Here,
    assignment: Assignment,
    day: date,
    *,
    wrong: Refused | None = None,
    held: Mapping[str, Any] | None = None,
    **facts: Any,
) -> HttpResponse:
    """The page for a new entry, and for changing one: what was typed or is held stands in it."""
    exercise = asking.asked(assignment, here.partner, day)
    problems: Mapping[str, Any] = wrong.fields if wrong else {}
    asked = sheet(
        entry_form.typed(request),
        here,
        exercise,
        card=asking.card_for(assignment, day),
        problems=problems,
        held=held or {},
    )
    days = [each for each in _days(assignment) if each != day]
    facts = {
        "is_change": False,
        "cue": terms_of(here, assignment).cue or "",
        "days": [(_at("portal:entry", assignment, each), _said(each, assignment)) for each in days],
        **facts,
    }
    return show(
        request,
        "entry",
        here,
        status=wrong.status if wrong else 200,
        sheet=asked,
        exercise=exercise,
        assignment=assignment,
        day_said=_said(day, assignment),
        is_today=day == today(assignment.couple.practice),
        part=asking.role_for(assignment, here.partner, day),
        problems=[each.field for each in asked.asked if each.field.problem],
        problem=_beside_none(wrong, exercise),
        **facts,
    )


def _beside_none(wrong: Refused | None, exercise: Exercise) -> str:
    """What is wrong with the whole rather than with one field."""
    if wrong is None:
        return ""
    others = [str(words) for name, words in wrong.fields.items() if exercise.field(name) is None]
    return " ".join(others) if wrong.fields else str(wrong.sentence)


def _sealed_round(request: HttpRequest, here: Here, assignment: Assignment, written: Entry) -> HttpResponse:
    """One's own sealed words are kept; once both stand open, they stand side by side with what is asked then."""
    item = reading.opened(here.partner, assignment.pk, written.round, by=here.viewer)
    if item is None and written.day not in _days(assignment):
        return redirect("portal:only-me-item", written.pk)
    if item is None:
        return redirect(_at("portal:entry-done", assignment, written.day))
    exercise = asking.asked(assignment, here.partner, written.day)
    late = [field for field in exercise.fields if field.after_reveal]
    wrong = None
    if request.method == "POST":
        try:
            return once(request, lambda: _answer_after(request, here, assignment, written))
        except NotFound:
            raise
        except Refused as refusal:
            wrong = refusal
    own = kept.own_entry(here, written.pk).entry
    held = {part.words.field: {"v": part.value} for part in own.parts}
    card = asking.card_for(assignment, written.day)
    return show(
        request,
        "opened",
        here,
        status=wrong.status if wrong else 200,
        exercise=exercise,
        assignment=assignment,
        card=card,
        sides=between.shown_sides(item, here),
        groups=entry_form.groups(
            entry_form.typed(request), here, exercise, wrong.fields if wrong else {}, held, late
        ),
        problem=_beside_none(wrong, exercise),
        all_three=seen_by(here, Circle.ALL_THREE),
        is_kept="kept" in request.GET,
        counsellor_sees=request.POST.get("audience") == entry_form.COUNSELLOR,
    )


def _answer_after(request: HttpRequest, here: Here, assignment: Assignment, written: Entry) -> str:
    exercise = asking.asked(assignment, here.partner, written.day)
    late = [field for field in exercise.fields if field.after_reveal]
    audience = request.POST.get("audience", ONLY_ME)
    entering.answer_after(written, entry_form.sent_values(request, late), by=here.viewer, audience=audience)
    return reverse("portal:entry", args=[assignment.pk]) + f"?round={written.round}&kept"


@page("GET")
def done(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/d/<id>/done/`: kept, sent or shared; a share can be taken back from here."""
    assignment = mine(here, pk)
    day = _day(request, assignment)
    written = _written(here, assignment, day)
    if written is None:
        return redirect(_at("portal:entry", assignment, day))
    entry = kept.own_entry(here, written.pk)
    most = assignment.exercise.exercise.per_day
    return show(
        request,
        "entry_done",
        here,
        assignment=assignment,
        entry=entry,
        again=_at("portal:entry", assignment, day) if most > written.place else "",
        write_url=_at("portal:entry", assignment, day),
    )


@page("GET", "POST")
def skip(request: HttpRequest, here: Here, pk: UUID) -> HttpResponse:
    """`/d/<id>/skip/`: not today, with a reason in one tap."""
    assignment = mine(here, pk)
    wrong = ""
    if request.method == "POST":
        try:
            return once(request, lambda: _skip(request, here, assignment))
        except BadInput as refusal:
            wrong = str(next(iter(refusal.fields.values()), refusal.sentence))
    unsafe = Entry.SkipReason.NOT_SAFE
    return show(
        request,
        "skip",
        here,
        status=400 if wrong else 200,
        assignment=assignment,
        exercise=assignment.exercise.exercise,
        reasons=[(value, label) for value, label in Entry.SkipReason.choices if value != unsafe],
        unsafe=(unsafe.value, unsafe.label),
        problem=wrong,
        seen_by=seen_by(here, Circle.YOU_AND_COUNSELLOR),
        at_once=seen_by(here, Circle.TOLD_AT_ONCE),
    )


def _skip(request: HttpRequest, here: Here, assignment: Assignment) -> str:
    day = today(assignment.couple.practice)
    entering.skip(assignment, here.partner, day, request.POST.get("reason", ""), by=here.viewer)
    return reverse("portal:today") + "?later"
