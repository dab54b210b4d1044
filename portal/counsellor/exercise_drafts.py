"""`/desk/library/x-drafts/…`: a counsellor writes an exercise, part by part, with its page beside it as partners meet it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from homework import drafting
from homework.models import ExerciseDraft, ExerciseVersion
from portal.questions import blank_field
from practice.refusals import StaleEdit

from .draft_part import Table
from .draft_tables import held_at, moved, rows_of
from .exercise_draft_forms import PARTS, Head, Part
from .fields import DeskForm, Version, newer, settle
from .here import Desk, page, show

NAMES = {"field": _("Question"), "measure": _("What it counts"), "signal": _("What you hear of alone")}


class Act(DeskForm):
    version = Version()


@page("POST", roles=drafting.WRITERS, alone=True)
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """An empty draft, or one that begins with the words of a version."""
    form, based_on = DeskForm(request.POST), _version(desk, request.POST.get("based_on", ""))

    def work() -> str:
        made = drafting.begin(by=desk.viewer, based_on=based_on)
        name = "portal:desk-x-draft" if based_on else "portal:desk-x-draft-about"
        return reverse(name, args=[made.pk])

    return settle(request, form, work) or show(
        request, "library_refused", desk, status=form.answer, form=form
    )


def _version(desk: Desk, wanted: str) -> ExerciseVersion | None:
    if not wanted:
        return None
    try:
        pk = UUID(wanted)
    except ValueError:
        raise Http404 from None
    found: ExerciseVersion | None = ExerciseVersion.objects.visible_to(desk.viewer).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@page("GET", roles=drafting.WRITERS, alone=True)
def draft(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """What there is so far, what is still in the way, and its page as a partner meets it."""
    return _overview(request, desk, _draft(desk, pk))


def _overview(
    request: HttpRequest, desk: Desk, row: ExerciseDraft, form: DeskForm | None = None
) -> HttpResponse:
    exercise, problems = drafting.read(row)
    return show(
        request,
        "exercise_draft",
        desk,
        status=form.answer if form else 200,
        draft=row,
        parts=[(table, name, rows_of(row.tables, table)) for table, name in NAMES.items()],
        problems=[each for each in problems if each.table != "example"] or problems,
        is_ready=exercise is not None,
        fields=[blank_field(field) for field in drafting.sketch(row.tables)],
        form=form,
    )


@page("GET", "POST", roles=drafting.WRITERS, alone=True)
def about(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """Its title, purpose, steps, cards and evidence."""
    return _edit(request, desk, _draft(desk, pk), Head, table="", place=None)


@page("GET", "POST", roles=drafting.WRITERS, alone=True)
def part(request: HttpRequest, desk: Desk, pk: UUID, table: str, place: int) -> HttpResponse:
    """One question, count or signal; the place after the last one is a new one."""
    row = _draft(desk, pk)
    if table not in PARTS or place > len(rows_of(row.tables, table)):
        raise Http404
    return _edit(request, desk, row, PARTS[table], table=table, place=place)


def _edit(
    request: HttpRequest, desk: Desk, row: ExerciseDraft, kind: type[Part], *, table: str, place: int | None
) -> HttpResponse:
    held = held_at(row.tables, table, place)
    form, is_older, status = _form(request, kind, row, held, place), False, 200
    asks = request.POST.get("act", "") if request.method == "POST" else ""
    try:
        if asks.startswith("keep") and form.is_valid():
            done = settle(request, form, lambda: _keep(desk, row, form, table, place, asks))
            if done:
                return done
    except StaleEdit as refusal:
        is_older, form = True, kind(newer(request.POST, row.version), tables=row.tables, row=place)
        form.refuse_with(refusal, {})
        status = form.status
    if asks and not is_older and form.errors:
        status = form.answer
    tables = _with(row.tables, table, place, form) if form.is_valid() else row.tables
    return show(
        request,
        "exercise_draft_part",
        desk,
        status=status,
        draft=row,
        form=form,
        table=table,
        name=NAMES.get(table, _("What it is")),
        place=place,
        number=(place or 0) + 1,
        is_new=place is not None and place >= len(rows_of(row.tables, table)),
        is_older=is_older,
        problems=_told(row, tables, table, place) if (held or asks) else [],
        shown=_shown(tables, table, place),
    )


@page("POST", roles=drafting.WRITERS, alone=True)
def preview(request: HttpRequest, desk: Desk, pk: UUID, table: str, place: int) -> HttpResponse:
    """How this question would look, as it is typed. Nothing is kept."""
    row = _draft(desk, pk)
    if table not in PARTS or place > len(rows_of(row.tables, table)):
        raise Http404
    form = PARTS[table](request.POST, tables=row.tables, row=place)
    tables = _with(row.tables, table, place, form) if form.is_valid() else row.tables
    shown = {"shown": _shown(tables, table, place), "problems": _told(row, tables, table, place)}
    return render(request, "portal/counsellor/parts/draft_preview.html", shown)


@page("POST", roles=drafting.WRITERS, alone=True)
def move(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """Move a part one place up or down, or take it out."""
    row, form = _draft(desk, pk), Act(request.POST)
    table, place, to = (request.POST.get(name, "") for name in ("table", "place", "to"))
    if table not in PARTS or not place.isdecimal() or int(place) >= len(rows_of(row.tables, table)):
        raise Http404

    def work() -> str:
        tables = dict(row.tables) | {table: moved(list(rows_of(row.tables, table)), int(place), to)}
        drafting.keep(row, tables, by=desk.viewer, version=form.cleaned_data["version"])
        return reverse("portal:desk-x-draft", args=[row.pk]) + f"#{table}"

    return _act(request, desk, row, form, work)


@page("POST", roles=drafting.WRITERS, alone=True)
def publish(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """The draft becomes a version that never changes."""
    row, form = _draft(desk, pk), Act(request.POST)

    def work() -> str:
        made = drafting.publish(row, by=desk.viewer, version=form.cleaned_data["version"])
        return reverse("portal:desk-exercise", args=[made.slug]) + "?done=published"

    return _act(request, desk, row, form, work)


@page("POST", roles=drafting.WRITERS, alone=True)
def discard(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """Throw the draft away. What was published stays."""
    row, form = _draft(desk, pk), Act(request.POST)

    def work() -> str:
        drafting.discard(row, by=desk.viewer, version=form.cleaned_data["version"])
        return reverse("portal:desk-exercises") + "?done=discarded"

    return _act(request, desk, row, form, work)


def _act(request: HttpRequest, desk: Desk, row: ExerciseDraft, form: Act, work: Any) -> HttpResponse:
    """Do it once; when somebody was quicker, or something is missing, the draft is shown with the sentence on top."""
    try:
        if form.is_valid() and (done := settle(request, form, work)):
            return done
    except StaleEdit as refusal:
        form.refuse_with(refusal, {})
    return _overview(request, desk, row, form)


def _draft(desk: Desk, pk: UUID) -> ExerciseDraft:
    rows = ExerciseDraft.objects.visible_to(desk.viewer).filter(pk=pk, published=None)
    found: ExerciseDraft | None = rows.select_related("based_on").first()
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest, kind: type[Part], row: ExerciseDraft, held: Table, place: int | None) -> Part:
    data = request.POST if request.method == "POST" else {**kind.from_table(held), "version": row.version}
    return kind(data, tables=row.tables, row=place)


def _with(tables: Table, table: str, place: int | None, form: Part) -> Table:
    """The draft as it would be with this part as typed."""
    if place is None:
        return form.to_table(tables)
    rows = list(rows_of(tables, table))
    rows[place : place + 1] = [form.to_table(held_at(tables, table, place))]
    return {**tables, table: rows}


def _keep(desk: Desk, row: ExerciseDraft, form: Part, table: str, place: int | None, asks: str) -> str:
    tables = _with(row.tables, table, place, form)
    drafting.keep(row, tables, by=desk.viewer, version=form.cleaned_data["version"])
    if asks == "keep-next" and place is not None:
        return reverse("portal:desk-x-draft-part", args=[row.pk, table, len(rows_of(tables, table))])
    return reverse("portal:desk-x-draft", args=[row.pk]) + (f"#{table}" if table else "")


def _told(row: ExerciseDraft, tables: Table, table: str, place: int | None) -> list[str]:
    """What the gate says of this part, without the signs that stand for emphasis in a terminal."""
    return [
        f"{each.says} {each.hint}".strip().replace("*", "")
        for each in drafting.read(row, tables)[1]
        if each.table == table and (place is None or each.row == place)
    ]


def _shown(tables: Table, table: str, place: int | None) -> list[Any]:
    """The question at this place as partners meet it; for all other parts nothing is shown."""
    if table != "field" or place is None:
        return []
    rows = rows_of(tables, table)
    return [blank_field(field) for field in drafting.sketch({"field": rows[place : place + 1]})]
