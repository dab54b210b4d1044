"""`/desk/couples/<id>/questionnaires/`: sending forms, and where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments import administering
from assessments.administering import AlreadyWaiting
from assessments.models import Administration, InstrumentVersion
from practice import audit
from practice.models import TherapySession
from practice.refusals import BadInput

from . import safety
from .fields import Day, DeskForm, OneOf, SomeOf, settle
from .here import Care, Someone, couple_page, show

PRIVATE = "private-questions"
INTAKE = ("intake-about-me", "intake-our-story")
STATES = {
    "open": _("Waiting"),
    "submitted": _("In"),
    "void": _("Taken back"),
}


@dataclass(frozen=True)
class Row:
    """One instrument as it went out, guesses apart: a cell for each partner, newest first."""

    title: str
    cells: tuple[tuple[Someone, tuple[Administration, ...]], ...]
    result: Administration | None


class Send(DeskForm):
    forms = SomeOf(label=_("What to send"))
    to = OneOf(label=_("To whom"), initial="ab")
    due_on = Day(label=_("By when, if it matters"), required=False)
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
        listed = [(row.slug, row.title) for row in shelf]
        self.fields["forms"].choices = [*listed, (PRIVATE, _("Private questions, always to both alike"))]  # type: ignore[attr-defined]
        one = [(person.mark, person.called) for person in care.here]
        both = [("ab", _("Each of them, separately"))] if len(one) == 2 else []
        self.fields["to"].choices = [*both, *one]  # type: ignore[attr-defined]
        if not both and one:
            self.fields["to"].initial = one[0][0]


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
    return show(request, "questionnaires", care, rows=rows, lines=safety.lines(care))


def _rows(care: Care) -> list[Row]:
    seen: Any = Administration.objects.visible_to(care.viewer).filter(couple=care.couple)
    held = seen.select_related("instrument").defer("instrument__body", "answers", "scores")
    alike: dict[tuple[str, str], list[Administration]] = {}
    for form in held.order_by("-opened_at", "pk"):
        alike.setdefault((form.instrument.slug, form.stance), []).append(form)
    return [_row(care, forms) for forms in alike.values()]


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
    if form.is_valid() and (done := settle(request, form, lambda: _send(care, form.cleaned_data))):
        return done
    return show(
        request, "questionnaire_send", care, status=form.answer, form=form, session=_next_session(care)
    )


def _send(care: Care, asked: dict[str, Any]) -> str:
    """Who has a form open already keeps it; when nothing at all was left to send, that is said."""
    sent = 0
    if PRIVATE in asked["forms"]:
        safety.offer_to_both(care)
        sent += 1
    due = _due(care, asked)
    waiting = _waiting(care)
    for mark in asked["to"]:
        person, told = care.by_mark(mark), False
        for slug in [slug for slug in asked["forms"] if slug != PRIVATE]:
            if (person.partner.pk, slug) in waiting:
                continue
            administering.send(care.couple, person.partner, slug, by=care.viewer, quietly=told, **due)
            told, sent = True, sent + 1
    if not sent:
        raise AlreadyWaiting
    return reverse("portal:desk-questionnaires", args=[care.couple.pk]) + "?done=sent"


def _waiting(care: Care) -> set[tuple[UUID, str]]:
    rows: Any = Administration.objects.visible_to(care.viewer)
    return set(
        rows.open().about_self().filter(couple=care.couple).values_list("partner_id", "instrument__slug")
    )


def _due(care: Care, asked: dict[str, Any]) -> dict[str, Any]:
    if not asked["before_next"]:
        return {"due_on": asked["due_on"]}
    session = _next_session(care)
    if session is None:
        raise BadInput(fields={"before_next": _("No session is booked yet. Pick a day instead.")})
    day = session.starts_at.astimezone(ZoneInfo(session.zone)).date()
    return {"due_on": day, "before_session": session}


def _next_session(care: Care) -> TherapySession | None:
    rows: Any = TherapySession.objects.visible_to(care.viewer).filter(couple=care.couple)
    found: TherapySession | None = rows.upcoming().first()
    return found


@couple_page("POST", alone=True, acts=True)
def take_back(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """An open form leaves its partner’s pages; what they wrote stays sealed in its row."""
    rows: Any = Administration.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk)
    found = rows.open().first()
    if found is None:
        raise Http404
    form = DeskForm(request.POST)

    def work() -> str:
        administering.void(found, by=care.viewer)
        return reverse("portal:desk-questionnaires", args=[care.couple.pk]) + "?done=taken-back"

    return settle(request, form, work) or show(request, "refused", care, status=form.answer, form=form)
