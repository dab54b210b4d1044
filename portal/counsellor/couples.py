"""`/desk/couples/`: the caseload, and adding a couple."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.forms import Line
from practice import audit, caring, inviting
from practice.access import COUNSELLOR
from practice.models import Couple, Membership
from practice.refusals import BadInput
from practice.words import problem_with
from reports.caseload import PAGE, Caseload, caseload

from . import today
from .fields import DeskForm, settle
from .here import Desk, page, show

LONGEST_NAME = 80


@page("GET", "POST", alone=True)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The table of couples. A name that is looked for travels in the body, so that no address holds one."""
    find = request.POST.get("q", "").strip()
    problem = problem_with(find, most=LONGEST_NAME)
    asked = request.POST if request.method == "POST" else request.GET
    found = caseload(
        desk.viewer,
        show=asked.get("show", "all"),
        find="" if problem else find,
        page=_whole(asked.get("page", "1")),
        size=PAGE,
    )
    audit.record(desk.viewer, "caseload.read", couples=len(found.rows))
    appointments = today.appointments(desk, {row.couple_id: row for row in found.rows}, set())
    return show(
        request,
        "caseload",
        desk,
        status=400 if problem else 200,
        found=found,
        rows=[(row, _initials(row.people)) for row in found.rows],
        find=find,
        problem=problem or "",
        lede=_lede(found),
        appointments=[one for one in appointments if one.row],
        may_add=desk.viewer.has(COUNSELLOR),
        more=found.page < found.pages,
    )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _initials(people: Any) -> list[tuple[str, str]]:
    alike = len(people) == 2 and people[0].name[:1].casefold() == people[1].name[:1].casefold()
    return [(person.mark, person.name[: 2 if alike else 1]) for person in people]


def _lede(found: Caseload) -> str:
    count = today.counts(found)["look"]
    if not count:
        return ""
    return ngettext(
        "%(n)d couple changed in a way worth a look before you meet.",
        "%(n)d couples changed in ways worth a look before you meet.",
        count,
    ) % {"n": count}


class NewCouple(DeskForm):
    name_1 = Line(label=_("One partner’s name"), most=LONGEST_NAME)
    email_1 = Line(label=_("Their e-mail address"), most=254, autocomplete="off", required=False)
    name_2 = Line(label=_("The other partner’s name"), most=LONGEST_NAME, required=False)
    email_2 = Line(label=_("Their e-mail address"), most=254, autocomplete="off", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("email_2") and not cleaned.get("name_2") and "name_2" not in self.errors:
            self.add_error("name_2", _("Write the name that goes with this address."))
        return cleaned


@page("GET", "POST", roles=(COUNSELLOR,), alone=True)
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One partner, or both; each is invited separately, now or later."""
    form = NewCouple(request.POST or None)
    if form.is_valid() and (done := settle(request, form, lambda: _add(desk, form.cleaned_data))):
        return done
    return show(request, "couple_new", desk, status=form.answer, form=form)


def _add(desk: Desk, asked: dict[str, Any]) -> str:
    me = desk.me
    couple = caring.add_couple([asked["name_1"], asked["name_2"]], counsellor=me, by=desk.viewer)
    members = _as_typed(Membership.objects.visible_to(desk.viewer), couple)
    for place, member in enumerate(members, start=1):
        if email := asked[f"email_{place}"]:
            _invite(desk, member, email, f"email_{place}")
    return reverse("portal:desk-course", args=[couple.pk]) + "?done=added"


def _as_typed(rows: QuerySet[Membership], couple: Couple) -> list[Membership]:
    """Both in the order in which they were typed; their marks tell nothing of it."""
    return list(rows.select_related("partner__practice").filter(couple=couple).order_by("created_at", "pk"))


def _invite(desk: Desk, member: Membership, email: str, field: str) -> None:
    try:
        inviting.invite_partner(member.partner, email=email, by=desk.viewer)
    except BadInput as refusal:
        raise BadInput(fields={field: next(iter(refusal.fields.values()))}) from None
