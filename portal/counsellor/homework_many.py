"""`/desk/library/x/<slug>/couples/`: one exercise for several couples, each a deed of its own with its own answer."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from homework import assigning
from homework.assigning_many import MOST_COUPLES, Outcome, assign_to_many
from homework.days import today
from homework.models import Assignment, ExerciseVersion
from practice.access import COUNSELLOR
from practice.models import Couple, Membership

from .fields import Day, DeskForm, OneOf, SomeOf, Words, settle
from .here import Desk, names_of, page, people_of, show


class Many(DeskForm):
    couples = SomeOf(label=_("Couples"))
    cadence = OneOf(label=_("How it counts"), choices=Assignment.Cadence.choices, initial="daily")
    starts_on = Day(label=_("First day"))
    ends_on = Day(label=_("Last day"), required=False, help_text=_("Empty: it runs until you end it."))
    reason = Words(
        label=_("Why this one"),
        most=assigning.LONGEST_REASON,
        rows=3,
        help_text=_(
            "Each couple reads it as if it were theirs alone. For words of their own, set it one by one."
        ),
    )


@page("GET", "POST", roles=(COUNSELLOR,), alone=True)
def many(request: HttpRequest, desk: Desk, slug: str) -> HttpResponse:
    """Pick couples of one's own; nobody learns of the others. One that is held back stops no other."""
    rows: Any = ExerciseVersion.objects.visible_to(desk.viewer)
    row = rows.current().filter(slug=slug).first()
    if row is None:
        raise Http404
    mine = _mine(desk)
    sent = request.POST if request.method == "POST" else None
    form = Many(sent, initial={"starts_on": today(desk.practice)})
    form.fields["couples"].choices = [(str(couple.pk), names) for couple, names in mine]  # type: ignore[attr-defined]
    outcomes: list[Outcome] = []

    def work() -> str:
        given = dict(form.cleaned_data)
        wanted = set(given.pop("couples"))
        chosen = [couple for couple, _names in mine if str(couple.pk) in wanted]
        outcomes.extend(assign_to_many(chosen, slug, by=desk.viewer, **given))
        return reverse("portal:desk-exercise", args=[slug]) + "?done=many"

    if sent is not None and form.is_valid():
        answer = settle(request, form, work)
        if answer and not outcomes:
            return answer
    names = {couple.pk: said for couple, said in mine}
    return show(
        request,
        "homework_many",
        desk,
        status=form.answer if sent is not None else 200,
        form=form,
        row=row,
        exercise=row.exercise,
        outcomes=[(names.get(each.couple_id, ""), each) for each in outcomes],
    )


def _mine(desk: Desk) -> list[tuple[Couple, str]]:
    """One's own couples that are under way, by name. Two queries."""
    held = Couple.objects.visible_to(desk.viewer).filter(counsellor=desk.viewer.staff_id)
    held = held.exclude(status__in=(Couple.Status.ENDED, Couple.Status.PAUSED))
    couples = {row.pk: row for row in held.select_related("practice", "counsellor")[:MOST_COUPLES]}
    members: dict[Any, list[Membership]] = {}
    here = Membership.objects.visible_to(desk.viewer).filter(couple__in=couples)
    for member in here.select_related("partner__practice").order_by("mark"):
        members.setdefault(member.couple_id, []).append(member)
    found = [(couple, names_of(people_of(members.get(pk, [])))) for pk, couple in couples.items()]
    return sorted(found, key=lambda each: each[1].casefold())
