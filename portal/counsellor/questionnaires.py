"""`/desk/couples/<id>/questionnaires/`: sending forms, and where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import administering, closing, planning, sending
from assessments.administering import AlreadyWaiting
from assessments.format.batteries import Part
from assessments.models import Administration, AssessmentPlan, InstrumentVersion, Occasion
from practice import audit
from practice.models import TherapySession
from practice.refusals import BadInput

from . import plans, safety
from .fields import Day, DeskForm, Number, OneOf, SomeOf, Words, settle
from .here import Care, Someone, couple_page, show
from .rhythm import KINDS

PRIVATE = "private-questions"
GUESS = "~guess"
Kind = AssessmentPlan.Kind
INTAKE = ("intake-about-me", "intake-our-story")


@dataclass(frozen=True)
class Row:
    """One instrument as it went out, guesses apart: a cell for each partner, newest first."""

    title: str
    cells: tuple[tuple[Someone, tuple[Administration, ...]], ...]
    result: Administration | None


class Send(DeskForm):
    forms = SomeOf(label=_("What to send"))
    to = OneOf(label=_("To whom"), initial="ab")
    how = OneOf(
        label=_("How often"),
        required=False,
        initial=Kind.ONCE,
        choices=list(KINDS.items()),
    )
    every_weeks = Number(
        label=_("Weeks between two times, if it comes back"), least=1, most=26, required=False
    )
    due_on = Day(label=_("By when, if it matters"), required=False)
    closes_on = Day(label=_("Last day it is open"), required=False)
    before_next = OneOf(
        label=_("Before the next session"),
        required=False,
        initial="",
        choices=[
            ("", _("No, on the day above or whenever")),
            ("1", _("Yes, and it moves along with that session")),
        ],
    )

    def __init__(self, *args: Any, care: Care, shelf: list[InstrumentVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [pair for row in shelf for pair in _ways(row)]
        self.fields["forms"].choices = [*listed, (PRIVATE, _("Private questions, always to both alike"))]  # type: ignore[attr-defined]
        one = [(person.mark, person.called) for person in care.here]
        both = [("ab", _("Each of them, separately"))] if len(one) == 2 else []
        self.fields["to"].choices = [*both, *one]  # type: ignore[attr-defined]
        if not both and one:
            self.fields["to"].initial = one[0][0]


def _ways(row: InstrumentVersion) -> list[tuple[str, str]]:
    """About themselves, and where the instrument allows it also as they think the other would answer."""
    ways = [(row.slug, row.title)]
    if row.definition.guess:
        words = _("%(title)s: as they think the other would answer") % {"title": row.title}
        ways.append((row.slug + GUESS, str(words)))
    return ways


def shelf_of(care: Care) -> list[InstrumentVersion]:
    """The newest wording of each instrument in use, but for the private questions and the counsellor’s own. One query."""
    return [row for row in newest(care.viewer) if row.definition.is_for_partners]


def newest(viewer: Any) -> list[InstrumentVersion]:
    rows: Any = InstrumentVersion.objects.visible_to(viewer)
    held = {row.slug: row for row in rows.in_use().order_by("slug", "number")}
    return sorted(held.values(), key=lambda row: (row.slug not in INTAKE, row.title))


@couple_page("GET", alone=True)
def listing(request: HttpRequest, care: Care) -> HttpResponse:
    """Each instrument with both partners’ forms. Answers and scores are not opened here."""
    rows = _rows(care)
    audit.record(care.viewer, "questionnaires.listed", care.couple, couple=care.couple, count=len(rows))
    suggested, running = plans.lines(care)
    return show(
        request,
        "questionnaires",
        care,
        rows=rows,
        lines=safety.lines(care),
        suggested=suggested,
        running=running,
        sets=plans.shelf(),
    )


def _rows(care: Care) -> list[Row]:
    seen: Any = Administration.objects.visible_to(care.viewer).filter(couple=care.couple)
    held = seen.select_related("instrument").defer("instrument__body", "answers", "scores")
    alike: dict[tuple[str, str], list[Administration]] = {}
    for form in _with_reasons(care, list(held.order_by("-opened_at", "pk"))):
        alike.setdefault((form.instrument.slug, form.stance), []).append(form)
    return [_row(care, forms) for forms in alike.values()]


def _with_reasons(care: Care, forms: list[Administration]) -> list[Administration]:
    """Why a partner would rather not stands beside the form; gone with the key of a person who was erased."""
    left = [form.pk for form in forms if form.state == Administration.State.DECLINED]
    if not left:
        return forms
    rows: Any = Administration.objects.visible_to(care.viewer).filter(pk__in=left).readable()
    why = {row.pk: (row.declined or {}).get("reason", "") for row in rows.select_related("partner")}
    for form in forms:
        form.why = why.get(form.pk, "")  # type: ignore[attr-defined]
    return forms


def _row(care: Care, forms: list[Administration]) -> Row:
    cells = tuple(
        (person, tuple(form for form in forms if form.partner_id == person.partner.pk))
        for person in care.people
    )
    sent = (form for form in forms if form.state == Administration.State.SUBMITTED and not form.is_guess)
    return Row(_title(forms[0]), cells, next(sent, None))


def _title(form: Administration) -> str:
    if not form.is_guess:
        return form.instrument.title
    return str(_("%(title)s, as each thinks the other would answer") % {"title": form.instrument.title})


@couple_page("GET", "POST", alone=True, acts=True)
def send(request: HttpRequest, care: Care) -> HttpResponse:
    """Forms go to each partner separately, at the same time. Nobody is told what the other was sent."""
    initial = {"forms": [*INTAKE, PRIVATE]} if request.GET.get("set") == "intake" else {}
    form = Send(request.POST or None, care=care, shelf=shelf_of(care), initial=initial)
    if form.is_valid() and (
        done := settle(
            request,
            form,
            lambda: _send(care, form.cleaned_data),
            names={"due_days": "due_on", "open_days": "closes_on"},
        )
    ):
        return done
    return show(
        request, "questionnaire_send", care, status=form.answer, form=form, session=_next_session(care)
    )


def _send(care: Care, asked: dict[str, Any]) -> str:
    """Who has a form open already keeps it; when nothing at all was left to send, that is said."""
    parts = [_part(word) for word in asked["forms"] if word != PRIVATE]
    people = [care.by_mark(mark) for mark in asked["to"]]
    if PRIVATE in asked["forms"]:
        safety.offer_to_both(care)
    if parts and asked["before_next"]:
        _before_next(care, parts, people, is_enough=PRIVATE in asked["forms"])
    elif parts:
        _plan(care, parts, people, asked)
    done = "sent" if asked["how"] in ("", Kind.ONCE) else "planned"
    return _back(care, done)


def _part(word: str) -> Part:
    slug, mark, _nothing = word.partition(GUESS)
    return Part(slug, guess=bool(mark))


def _plan(care: Care, parts: list[Part], people: list[Someone], asked: dict[str, Any]) -> None:
    """Now or again and again, to one or to both alike."""
    today = care.now.date()
    days = {
        name: (asked[day] - today).days if asked[day] else None
        for name, day in (("due_days", "due_on"), ("open_days", "closes_on"))
    }
    try:
        planning.set_up(
            care.couple,
            parts,
            by=care.viewer,
            kind=asked["how"] or Kind.ONCE,
            partner=people[0].partner if len(people) == 1 else None,
            every_weeks=asked["every_weeks"],
            **days,
        )
    except AlreadyWaiting:
        if PRIVATE not in asked["forms"]:
            raise


def _before_next(care: Care, parts: list[Part], people: list[Someone], *, is_enough: bool) -> None:
    """Once, before the session that comes next, and moving along with it."""
    session = _next_session(care)
    if session is None:
        raise BadInput(fields={"before_next": _("No session is booked yet. Pick a day instead.")})
    day = session.starts_at.astimezone(ZoneInfo(session.zone)).date()
    waiting, sent = _waiting(care), 0
    for person in people:
        told = False
        for part in parts:
            if (person.partner.pk, part.slug, part.stance) in waiting:
                continue
            administering.send(
                care.couple,
                person.partner,
                part.slug,
                by=care.viewer,
                quietly=told,
                stance=part.stance,
                due_on=day,
                occasion=Occasion.SESSION,
                before_session=session,
            )
            told, sent = True, sent + 1
    if not sent and not is_enough:
        raise AlreadyWaiting


def _waiting(care: Care) -> set[tuple[UUID, str, str]]:
    rows: Any = Administration.objects.visible_to(care.viewer)
    return set(rows.open().filter(couple=care.couple).values_list("partner_id", "instrument__slug", "stance"))


def _next_session(care: Care) -> TherapySession | None:
    rows: Any = TherapySession.objects.visible_to(care.viewer).filter(couple=care.couple)
    found: TherapySession | None = rows.upcoming().first()
    return found


class WhyBack(DeskForm):
    reason = Words(label=_("Why, for your own record"), most=600, rows=3, required=False)


@couple_page("GET", "POST", alone=True, acts=True)
def take_back(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """An open form leaves its partner’s pages; what they wrote stays sealed in its row. Why is the desk’s alone."""
    rows: Any = Administration.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk)
    found = rows.open().select_related("instrument").defer("answers", "scores").first()
    if found is None:
        raise Http404
    form = WhyBack(request.POST if request.method == "POST" else None)

    def work() -> str:
        closing.void(found, by=care.viewer, reason=form.cleaned_data["reason"])
        return _back(care, "taken-back")

    done = settle(request, form, work) if form.is_valid() else None
    person = next(one for one in care.people if one.partner.pk == found.partner_id)
    return done or show(
        request, "take_back", care, status=form.answer, form=form, title=_title(found), person=person
    )


@couple_page("POST", alone=True, acts=True)
def again(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """Once more, in today’s wording, for a form that closed or was left."""
    rows: Any = Administration.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk)
    found = rows.exclude(state=Administration.State.OPEN).defer("answers", "scores").first()
    if found is None:
        raise Http404
    form = DeskForm(request.POST)

    def work() -> str:
        sending.send_again(found, by=care.viewer)
        return _back(care, "sent")

    return settle(request, form, work) or show(request, "refused", care, status=form.answer, form=form)


def _back(care: Care, done: str) -> str:
    return reverse("portal:desk-questionnaires", args=[care.couple.pk]) + f"?done={done}"
