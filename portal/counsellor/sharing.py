"""`/desk/couples/<id>/sharing/`: who sees what, in words; what each has signed; who else looks in for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practice import audit, caring
from practice.models import Couple, Grant, Practice, Signature, Staff

from .fields import CHOOSE, Day, DeskForm, OneOf, Words, settle
from .here import Care, Someone, couple_page, show

YES, NO = _("yes"), _("no")


@dataclass(frozen=True)
class Kept:
    """One kind of thing: who reads it. Always the same for both partners."""

    what: str | Promise
    author: str | Promise
    other: str | Promise
    counsellor: str | Promise


WHO_SEES_WHAT = (
    Kept(_("Answers to questionnaires"), YES, NO, _("once they are sent")),
    Kept(_("Private questions"), _("while they answer; never again after"), NO, _("yes, opened alone")),
    Kept(_("An exercise’s words, “only me”"), YES, NO, _("a tick for the day, no words")),
    Kept(_("An exercise’s words, for the counsellor"), YES, NO, YES),
    Kept(_("An exercise’s words, shared"), YES, _("ten minutes later, unless taken back"), YES),
    Kept(_("Scores and charts"), _("in a report they were given"), _("in a report both agreed to"), YES),
    Kept(_("How to reach somebody"), YES, NO, YES),
    Kept(_("Notes"), NO, NO, _("the one who wrote them, and who covers; own thinking: the writer alone")),
)


class Give(DeskForm):
    staff = OneOf(label=_("Who"), drop=True)
    kind = OneOf(
        label=_("As what"),
        choices=[
            ("supervision", _("Supervision: looks, and changes nothing")),
            ("cover", _("Cover: looks after them in your place")),
        ],
    )
    ends_on = Day(label=_("Until the end of"))
    reason = Words(label=_("Why"), most=600, rows=2)

    def __init__(self, *args: Any, colleagues: list[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = [("", CHOOSE), *((str(one.pk), one.called) for one in colleagues)]  # type: ignore[attr-defined]

    def until(self, practice: Practice) -> datetime:
        """The last moment of that day at the practice."""
        return datetime.combine(
            self.cleaned_data["ends_on"], time(23, 59, 59), tzinfo=ZoneInfo(practice.time_zone)
        )


@couple_page("GET", alone=True)
def sharing(request: HttpRequest, care: Care) -> HttpResponse:
    return _page(request, care)


def _page(request: HttpRequest, care: Care, form: DeskForm | None = None) -> HttpResponse:
    grants = list(
        Grant.objects.visible_to(care.viewer)
        .filter(couple=care.couple)
        .select_related("staff", "couple__practice")
        .order_by("-starts_at", "pk")
    )
    audit.record(care.viewer, "couple.sharing", care.couple, couple=care.couple)
    return show(
        request,
        "sharing",
        care,
        status=form.answer if form else 200,
        kinds=WHO_SEES_WHAT,
        policy=care.practice.get_confidences_policy_display(),  # type: ignore[attr-defined]
        signed=_signed(care),
        grants=[(grant, is_open(grant)) for grant in grants],
        form=(form or Give(colleagues=colleagues(care.viewer, care.couple))) if care.is_mine else None,
    )


def is_open(grant: Grant) -> bool:
    return grant.revoked_at is None and grant.starts_at <= timezone.now() < grant.ends_at


def colleagues(viewer: Any, couple: Couple | None = None) -> list[Staff]:
    """Who works here now, but for the couple's own counsellor."""
    rows = Staff.objects.visible_to(viewer).filter(practice=viewer.practice_id, departed_at=None)
    return [one for one in rows.order_by("called", "pk") if couple is None or one.pk != couple.counsellor_id]


def _signed(care: Care) -> list[tuple[Someone, list[Signature]]]:
    """What each has signed and not withdrawn. One query; the frozen copies stay closed."""
    rows = Signature.objects.visible_to(care.viewer).filter(couple=care.couple, withdrawn_at=None)
    held = list(rows.select_related("text").defer("copy").order_by("signed_at", "pk"))
    return [(one, [row for row in held if row.partner_id == one.partner.pk]) for one in care.people]


@couple_page("POST", alone=True, acts=True)
def give(request: HttpRequest, care: Care) -> HttpResponse:
    """Open this couple to a colleague for a while, with a reason and an end."""
    if not care.is_mine:
        raise Http404
    form = Give(request.POST, colleagues=colleagues(care.viewer, care.couple))

    def work() -> str:
        give_to(care.couple, form, by=care.viewer)
        return _back(care, "given")

    done = settle(request, form, work, names={"ends_at": "ends_on"}) if form.is_valid() else None
    return done or _page(request, care, form)


def give_to(couple: Couple, form: Give, *, by: Any) -> None:
    asked = form.cleaned_data
    staff = next(one for one in colleagues(by, couple) if str(one.pk) == asked["staff"])
    ends_at = form.until(couple.practice)
    caring.give_grant(couple, staff, kind=asked["kind"], reason=asked["reason"], ends_at=ends_at, by=by)


@couple_page("POST", alone=True, acts=True)
def end(request: HttpRequest, care: Care, pk: UUID) -> HttpResponse:
    """End it now; it counts from the very next request."""
    rows = Grant.objects.visible_to(care.viewer).filter(couple=care.couple, pk=pk)
    grant = rows.select_related("couple").first()
    if grant is None or not care.is_mine:
        raise Http404
    form = DeskForm(request.POST)

    def work() -> str:
        caring.end_grant(grant, by=care.viewer)
        return _back(care, "ended")

    return settle(request, form, work) or show(request, "refused", care, status=form.answer, form=form)


def _back(care: Care, done: str) -> str:
    return reverse("portal:desk-sharing", args=[care.couple.pk]) + f"?done={done}"
