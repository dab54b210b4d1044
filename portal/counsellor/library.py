"""`/desk/library/`: every instrument with what it is for, and how it reads for a partner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import drafting, measuring
from assessments.format.definition import Composite, Definition, Question, Scale
from assessments.models import Administration, InstrumentDraft, InstrumentVersion, ScaleFigures
from portal.questions import blank_field
from practice.access import COUNSELLOR, COVER, OWNER

from .draft_forms import TRADITIONS
from .fields import DeskForm, settle
from .here import Desk, page, show
from .questionnaires import newest

READERS = (COUNSELLOR, COVER, OWNER)
FILTERS = ("q", "tradition", "whose", "short")
PER_PAGE, MOST_OUT = 12, 30
SHORT_MINUTES = 5


@dataclass(frozen=True)
class HowScored:
    """One scale, or scales read together, in plain words."""

    scale: Scale | Composite
    says: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """One instrument in the list: what it is, how long, and whether the practice wrote it."""

    row: InstrumentVersion
    form: Definition
    measures: tuple[str, ...]


@page("GET", roles=READERS, alone=True)
def shelf(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All instruments; found by what they measure, by tradition, by length."""
    wanted = {name: request.GET.get(name, "")[:80] for name in FILTERS}
    found = [each for each in map(_listed, newest(desk.viewer)) if _fits(each, wanted)]
    pages = Paginator(found, PER_PAGE)
    return show(
        request,
        "library",
        desk,
        leaf=pages.get_page(request.GET.get("page")),
        wanted=wanted,
        asked=urlencode({name: value for name, value in wanted.items() if value}),
        traditions=TRADITIONS,
        drafts=_drafts(desk),
        may_write=_may_write(desk),
    )


def _listed(row: InstrumentVersion) -> Shown:
    form = row.definition
    return Shown(row, form, tuple(scale.title for scale in (*form.scales, *form.composites)))


def _fits(each: Shown, wanted: dict[str, str]) -> bool:
    """Every word that was asked for stands in its names, purpose or scales; and each filter holds."""
    form = each.form
    says = " ".join([form.title, form.neutral_title, form.purpose, form.slug, *each.measures]).casefold()
    return (
        all(word in says for word in wanted["q"].casefold().split())
        and wanted["tradition"] in ("", form.tradition)
        and (wanted["whose"] != "own" or each.row.practice_id is not None)
        and (wanted["whose"] != "shipped" or each.row.practice_id is None)
        and (wanted["short"] != "1" or form.minutes <= SHORT_MINUTES)
    )


def _may_write(desk: Desk) -> bool:
    return any(desk.viewer.has(role) for role in drafting.WRITERS)


def _drafts(desk: Desk) -> list[InstrumentDraft]:
    rows = InstrumentDraft.objects.visible_to(desk.viewer).filter(published=None)
    return list(rows.select_related("changed_by").order_by("-changed_at", "pk")[:PER_PAGE])


@page("GET", roles=READERS, alone=True)
def instrument(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """What it asks, how it is scored, where it comes from; and the form as a partner reads it."""
    return _wording(request, desk, slug, None)


@page("GET", roles=READERS, alone=True)
def wording(request: HttpRequest, desk: Desk, slug: str, number: int) -> HttpResponse:
    """An older wording. It stays readable for ever, because old answers were given to it."""
    return _wording(request, desk, slug, number)


def _wording(request: HttpRequest, desk: Desk, slug: str, number: int | None) -> HttpResponse:
    rows: Any = InstrumentVersion.objects.visible_to(desk.viewer).filter(slug=slug)
    versions = list(rows.order_by("-number"))
    in_use = [row for row in versions if row.retired_at is None]
    row = next((each for each in versions if each.number == number), None)
    if number is None:
        row = next(iter(in_use or versions), None)
    if row is None:
        raise Http404
    form = row.definition
    figures = measuring.figures_of([row.pk], desk.viewer)
    return show(
        request,
        "library_instrument",
        desk,
        row=row,
        form=form,
        versions=versions,
        is_newest=row == versions[0],
        scales=[
            *(_how_scored(form, scale) for scale in form.scales),
            *(_how_composed(form, composite) for composite in form.composites),
        ],
        figures=_figures(form, {name: each for (_pk, name), each in figures.items()}),
        questions=[(blank_field(question), _conditions(form, question)) for question in form.questions],
        out=_out(desk, slug),
        may_write=_may_write(desk) and form.seen_by != "safety" and form.answered_by == "partner",
        is_own=row.practice_id is not None and row.practice_id == desk.viewer.practice_id,
    )


def _figures(form: Definition, held: dict[str, ScaleFigures]) -> list[tuple[Scale, dict[str, Any], Any]]:
    """The practice's own numbers, where enough people stand behind them; nothing otherwise."""
    return [
        (scale, held[scale.id].figures, held[scale.id].measured_on)
        for scale in form.numbered
        if scale.id in held
    ]


def _out(desk: Desk, slug: str) -> list[Administration]:
    """Forms of one's own couples that wait for an answer. An owner as such sees none."""
    rows: Any = Administration.objects.visible_to(desk.viewer)
    held = rows.open().filter(instrument__slug=slug).select_related("partner", "instrument", "couple")
    return list(
        held.defer("answers", "scores", "declined", "instrument__body").order_by("opened_at", "pk")[:MOST_OUT]
    )


@page("POST", roles=drafting.WRITERS, alone=True)
def retire(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """Take one of the practice's own out of use."""
    rows: Any = InstrumentVersion.objects.visible_to(desk.viewer)
    row = rows.in_use().filter(slug=slug, practice=desk.viewer.practice_id).order_by("-number").first()
    if row is None:
        raise Http404
    form = DeskForm(request.POST)

    def work() -> str:
        drafting.retire(row, by=desk.viewer)
        return reverse("portal:desk-instrument", args=[slug]) + "?done=retired"

    return settle(request, form, work) or show(
        request, "library_refused", desk, status=form.answer, form=form
    )


def _how_scored(form: Definition, scale: Scale) -> HowScored:
    if scale.score == "rank":
        return HowScored(scale, _how_ranked(form, scale))
    if scale.score == "list":
        return HowScored(scale, _how_listed(form, scale))
    return HowScored(scale, _how_counted(form, scale))


def _how_counted(form: Definition, scale: Scale) -> tuple[str, ...]:
    items = form.items_of(scale.id)
    turned = sum(item.question.reverse for item in items)
    share = round(scale.min_answered * 100)
    says = [
        _(
            "%(n)d questions count. Each answer moves from the low end to the high end in even steps, from 0 to 100."
        )
        % {"n": len(items)}
    ]
    if turned:
        says.append(
            ngettext(
                "%(n)d of them is turned round first, because it asks for the opposite.",
                "%(n)d of them are turned round first, because they ask for the opposite.",
                turned,
            )
            % {"n": turned}
        )
    says.append(
        _(
            "The score is the mean of what was answered, as soon as %(share)d %% are. A skip never counts as zero."
        )
        % {"share": share}
    )
    bands = ", ".join(f"{band.label} ({band.from_}+)" for band in scale.bands)
    says.append(_("Parts of the scale: %(bands)s. They name the scale, not the person.") % {"bands": bands})
    return tuple(says)


def _how_ranked(form: Definition, scale: Scale) -> tuple[str, ...]:
    n, share = len(form.items_of(scale.id)), round(scale.min_answered * 100)
    return (
        _("%(n)d questions. It has no score: it is put in order with the others of this form.") % {"n": n},
        _("It takes part as soon as %(share)d %% are answered. What is level is told as level.")
        % {"share": share},
    )


def _how_listed(form: Definition, scale: Scale) -> tuple[str, ...]:
    n = len(form.items_of(scale.id))
    return (
        _("%(n)d questions, too few for a score. They are read one by one.") % {"n": n},
        _("It is called high when any of them has one of its two strongest answers."),
    )


def _how_composed(form: Definition, composite: Composite) -> HowScored:
    titles = [form.scale(part).title for part in composite.parts]
    if composite.mean_of:
        says = _("The mean of %(scales)s. There is none unless each of them has a score.")
        return HowScored(composite, (says % {"scales": ", ".join(titles)},))
    says = _("%(plus)s less %(minus)s, from -100 to 100. There is none unless both have a score.")
    return HowScored(composite, (says % {"plus": titles[0], "minus": titles[1]},))


def _conditions(form: Definition, question: Question) -> str:
    if question.show_if is None:
        return ""
    asked = form.question(question.show_if.question)
    picked = _(" or ").join(asked.labels.get(value, str(value)) for value in question.show_if.wanted)
    return _("Only asked after “%(answer)s” to “%(question)s”.") % {"answer": picked, "question": asked.text}
