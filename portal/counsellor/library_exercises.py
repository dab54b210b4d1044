"""`/desk/library/x/`: every exercise with what it is for, how well it is tried, and its page as a partner meets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from homework import drafting
from homework.exercise import Exercise
from homework.models import Assignment, ExerciseDraft, ExerciseVersion
from portal.questions import Field, blank_field
from practice.access import COUNSELLOR, COVER, OWNER

from .fields import DeskForm, settle
from .here import Desk, page, show
from .set_suggestions import GRADES, fits

READERS = (COUNSELLOR, COVER, OWNER)
MOST_DRAFTS = 12


@dataclass(frozen=True)
class Asked:
    """One question as a partner meets it, and how far its answer can ever reach."""

    field: Field
    audience: str
    sealed: bool
    after_reveal: bool
    role: str


@page("GET", roles=READERS, alone=True)
def shelf(request: HttpRequest, desk: Desk) -> HttpResponse:
    """All exercises, found by words, by who does them and by how well they are tried."""
    rows: Any = ExerciseVersion.objects.visible_to(desk.viewer)
    wanted = {name: request.GET.get(name, "")[:80] for name in ("q", "grade", "who")}
    found = [(row, row.exercise) for row in rows.current()]
    return show(
        request,
        "library_exercises",
        desk,
        wanted=wanted,
        asked=any(wanted.values()),
        grades=GRADES,
        whos=ExerciseVersion.Who.choices,
        exercises=sorted(
            (
                (row, each)
                for row, each in found
                if fits(each, wanted["q"], wanted["grade"]) and wanted["who"] in ("", each.who)
            ),
            key=lambda pair: pair[1].title,
        ),
        drafts=_drafts(desk),
        may_write=_may_write(desk),
    )


def _may_write(desk: Desk) -> bool:
    return any(desk.viewer.has(role) for role in drafting.WRITERS)


def _drafts(desk: Desk) -> list[ExerciseDraft]:
    rows = ExerciseDraft.objects.visible_to(desk.viewer).filter(published=None)
    return list(rows.select_related("changed_by").order_by("-changed_at", "pk")[:MOST_DRAFTS])


@page("GET", roles=READERS, alone=True)
def exercise(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """Why it exists, its steps, what is known of it, what to watch for, and its page as a partner meets it."""
    return _wording(request, desk, slug, None)


@page("GET", roles=READERS, alone=True)
def wording(request: HttpRequest, desk: Desk, slug: str, number: int) -> HttpResponse:
    """An older wording. It stays readable for ever, because old entries were written for it."""
    return _wording(request, desk, slug, number)


def _wording(
    request: HttpRequest, desk: Desk, slug: str, number: int | None, form: DeskForm | None = None
) -> HttpResponse:
    rows: Any = ExerciseVersion.objects.visible_to(desk.viewer).filter(slug=slug)
    versions = list(rows.order_by("-number"))
    in_use = [row for row in versions if row.retired_at is None]
    row = next((each for each in versions if each.number == number), None)
    if number is None:
        row = next(iter(in_use or versions), None)
    if row is None:
        raise Http404
    return show(
        request,
        "library_exercise",
        desk,
        status=form.answer if form else 200,
        form=form,
        row=row,
        exercise=row.exercise,
        versions=versions,
        is_newest=row == versions[0],
        grades=GRADES,
        questions=_asked(row.exercise),
        themes=_themes(row.exercise),
        running=_running(desk, slug),
        may_write=_may_write(desk),
        may_set=desk.viewer.has(COUNSELLOR) and row.retired_at is None,
        is_own=row.practice_id is not None and row.practice_id == desk.viewer.practice_id,
    )


def _asked(found: Exercise) -> list[Asked]:
    roles = {"first": found.roles[0], "second": found.roles[1]} if len(found.roles) == 2 else {}
    return [
        Asked(blank_field(field), field.audience, field.sealed, field.after_reveal, roles.get(field.role, ""))
        for field in found.fields
    ]


def _themes(found: Exercise) -> list[tuple[str, list[str]]]:
    themes: dict[str, list[str]] = {}
    for card in found.cards:
        themes.setdefault(card.theme, []).append(card.text)
    return list(themes.items())


def _running(desk: Desk, slug: str) -> int:
    """With how many of one's own couples it runs now."""
    rows: Any = Assignment.objects.visible_to(desk.viewer)
    found: int = rows.running().filter(exercise__slug=slug).values("couple").distinct().count()
    return found


@page("POST", roles=drafting.WRITERS, alone=True)
def retire(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """Take one of the practice's own off the shelf. What is set goes on in its own words."""
    rows = ExerciseVersion.objects.visible_to(desk.viewer).filter(slug=slug, practice=desk.viewer.practice_id)
    row = rows.order_by("-number").first()
    if row is None:
        raise Http404
    form = DeskForm(request.POST)

    def work() -> str:
        drafting.retire(row, by=desk.viewer)
        return reverse("portal:desk-exercises") + "?done=retired"

    return settle(request, form, work) or _wording(request, desk, slug, None, form)
