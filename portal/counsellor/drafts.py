"""`/desk/library/drafts/…`: a counsellor writes an instrument, part by part, with the form beside it as partners see it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import drafting
from assessments.format.advising import advice
from assessments.models import InstrumentDraft, InstrumentVersion
from portal.questions import blank_field
from practice.refusals import StaleEdit

from . import draft_problems
from .draft_forms import PARTS, About
from .draft_part import Part, Table
from .draft_problems import PART_NAMES, Told
from .draft_tables import held_at, moved, rows_of
from .fields import DeskForm, Version, newer, settle
from .here import Desk, page, show

MOST_SHOWN = 40
ORDER = ("scale", "question", "example", "section", "composite")
OWN_HEAD = ("title", "neutral_title", "purpose", "time_frame", "limits", "source", "choices")


class Act(DeskForm):
    version = Version()


@page("POST", roles=drafting.WRITERS, alone=True)
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """An empty draft, or one that begins with the words of a version."""
    form, based_on = DeskForm(request.POST), _version(desk, request.POST.get("based_on", ""))

    def work() -> str:
        made = drafting.begin(by=desk.viewer, based_on=based_on)
        return reverse("portal:desk-draft" if based_on else "portal:desk-draft-about", args=[made.pk])

    return settle(request, form, work) or show(
        request, "library_refused", desk, status=form.answer, form=form
    )


def _version(desk: Desk, wanted: str) -> InstrumentVersion | None:
    if not wanted:
        return None
    try:
        pk = UUID(wanted)
    except ValueError:
        raise Http404 from None
    rows = InstrumentVersion.objects.visible_to(desk.viewer).filter(pk=pk)
    found: InstrumentVersion | None = rows.first()
    if found is None:
        raise Http404
    return found


@page("GET", roles=drafting.WRITERS, alone=True)
def draft(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """What there is so far, what is still in the way, and the whole form as a partner meets it."""
    return _overview(request, desk, _draft(desk, pk))


def _overview(
    request: HttpRequest, desk: Desk, row: InstrumentDraft, form: DeskForm | None = None
) -> HttpResponse:
    definition, problems = drafting.read(row)
    parts = [(table, PART_NAMES[table], rows_of(row.tables, table)) for table in ORDER]
    return show(
        request,
        "draft",
        desk,
        status=form.answer if form else 200,
        draft=row,
        parts=parts,
        problems=draft_problems.told(problems, row.tables),
        is_fresh=row.based_on_id is None and row.version == 1,
        is_ready=definition is not None and not problems,
        advice=[draft_problems.in_words(each, row.tables) for each in advice(definition)]
        if definition
        else [],
        fields=[blank_field(question) for question in drafting.sketch(row.tables)[:MOST_SHOWN]],
        form=form,
    )


@page("GET", "POST", roles=drafting.WRITERS, alone=True)
def about(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """The head of the instrument, and the answers that its questions share."""
    row = _draft(desk, pk)
    return _edit(request, desk, row, About, table="", place=None)


@page("GET", "POST", roles=drafting.WRITERS, alone=True)
def part(request: HttpRequest, desk: Desk, pk: UUID, table: str, place: int) -> HttpResponse:
    """One question, scale, section or example; the place after the last one is a new one."""
    row = _draft(desk, pk)
    if table not in PARTS or place > len(rows_of(row.tables, table)):
        raise Http404
    return _edit(request, desk, row, PARTS[table], table=table, place=place)


def _edit(
    request: HttpRequest, desk: Desk, row: InstrumentDraft, kind: type[Part], *, table: str, place: int | None
) -> HttpResponse:
    held = held_at(row.tables, table, place)
    was_kept = bool(held) if table else any(held.get(key) for key in OWN_HEAD)
    asks = request.POST.get("act", "") if request.method == "POST" else ""
    form, status, is_older = _form(request, kind, row, held, place), 200, False
    try:
        if asks.startswith("keep") and form.is_valid():
            done = settle(request, form, lambda: _keep(desk, row, form, table, place, asks))
            if done:
                return done
    except StaleEdit as refusal:
        is_older = True
        form = kind(newer(request.POST, row.version), tables=row.tables, row=place)
        form.refuse_with(refusal, {})
        status = form.status
    if asks and not is_older and form.errors:
        status = form.answer
    tables = _with(row.tables, table, place, form) if form.is_valid() else row.tables
    looks_over = was_kept if request.method == "GET" else asks != "change"
    problems = _beside(form, row, tables, table, place) if looks_over else []
    return show(
        request,
        "draft_part",
        desk,
        status=status,
        draft=row,
        form=form,
        table=table,
        name=PART_NAMES.get(table, _("What it is")),
        place=place,
        number=(place or 0) + 1,
        is_new=place is not None and place >= len(rows_of(row.tables, table)),
        is_older=is_older,
        newest=held if is_older else None,
        problems=problems,
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
    return render(
        request,
        "portal/counsellor/parts/draft_preview.html",
        {
            "shown": _shown(tables, table, place),
            "problems": [each.says for each in _of_part(row, tables, table, place)],
        },
    )


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
        return reverse("portal:desk-draft", args=[row.pk]) + f"#{table}"

    return _act(request, desk, row, form, work)


@page("POST", roles=drafting.WRITERS, alone=True)
def publish(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """The draft becomes a version that never changes."""
    row, form = _draft(desk, pk), Act(request.POST)

    def work() -> str:
        made = drafting.publish(row, by=desk.viewer, version=form.cleaned_data["version"])
        return reverse("portal:desk-instrument", args=[made.slug]) + "?done=published"

    return _act(request, desk, row, form, work)


@page("POST", roles=drafting.WRITERS, alone=True)
def discard(request: HttpRequest, desk: Desk, pk: UUID) -> HttpResponse:
    """Throw the draft away. What was published stays."""
    row, form = _draft(desk, pk), Act(request.POST)

    def work() -> str:
        drafting.discard(row, by=desk.viewer, version=form.cleaned_data["version"])
        return reverse("portal:desk-library") + "?done=discarded"

    return _act(request, desk, row, form, work)


def _act(request: HttpRequest, desk: Desk, row: InstrumentDraft, form: Act, work: Any) -> HttpResponse:
    """Do it once; when somebody was quicker, or something is missing, the draft is shown with the sentence on top."""
    try:
        if form.is_valid() and (done := settle(request, form, work)):
            return done
    except StaleEdit as refusal:
        form.refuse_with(refusal, {})
    return _overview(request, desk, row, form)


def _draft(desk: Desk, pk: UUID) -> InstrumentDraft:
    rows = InstrumentDraft.objects.visible_to(desk.viewer).filter(pk=pk, published=None)
    found: InstrumentDraft | None = rows.select_related("based_on").first()
    if found is None:
        raise Http404
    return found


def _form(
    request: HttpRequest, kind: type[Part], row: InstrumentDraft, held: Table, place: int | None
) -> Part:
    """What was typed; else what is kept, bound, so that a problem stands beside its field."""
    if request.method == "POST":
        return kind(request.POST, tables=row.tables, row=place)
    begun = kind.begun(row.tables) if place is not None and not held else {}
    data = {**kind.from_table(held), **begun, "version": row.version}
    return kind(data, tables=row.tables, row=place)


def _with(tables: Table, table: str, place: int | None, form: Part) -> Table:
    """The draft as it would be with this part as typed."""
    if place is None:
        return form.to_table(tables)
    rows = list(rows_of(tables, table))
    rows[place : place + 1] = [form.to_table(held_at(tables, table, place))]
    return {**form.beside(tables), table: rows}


def _keep(desk: Desk, row: InstrumentDraft, form: Part, table: str, place: int | None, asks: str) -> str:
    tables = _with(row.tables, table, place, form)
    drafting.keep(row, tables, by=desk.viewer, version=form.cleaned_data["version"])
    if asks == "keep-next" and place is not None:
        return reverse("portal:desk-draft-part", args=[row.pk, table, len(rows_of(tables, table))])
    return reverse("portal:desk-draft", args=[row.pk]) + (f"#{table}" if table else "")


def _beside(form: Part, row: InstrumentDraft, tables: Table, table: str, place: int | None) -> list[str]:
    """The gate's sentences beside the fields they are about; what has no field is handed back."""
    loose: list[str] = []
    found = _of_part(row, tables, table, place)
    for name in {each.field for each in found}:
        form.errors.pop(name, None)  # the gate's sentence says more
    for each in found:
        if each.field in form.fields and not form.fields[each.field].widget.is_hidden:
            form.add_error(each.field, each.says)
        else:
            loose.append(each.says)
    return loose


def _of_part(row: InstrumentDraft, tables: Table, table: str, place: int | None) -> list[Told]:
    """What stands in the way in this part, in the words of the page."""
    found = draft_problems.told(drafting.read(row, tables)[1], tables)
    return [
        each
        for each in found
        if each.table == table and (each.row == place if place is not None else bool(each.field))
    ]


def _shown(tables: Table, table: str, place: int | None) -> list[Any]:
    """The question at this place as partners meet it; for all other parts nothing is shown."""
    if table != "question" or place is None:
        return []
    rows = rows_of(tables, table)
    alone = {**tables, "question": rows[place : place + 1]}
    return [blank_field(question) for question in drafting.sketch(alone)]
