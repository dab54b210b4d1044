"""Setting up what a couple is to be asked and when: made by the counsellor, or suggested by a step of the course."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments import carrying_out, treating
from assessments.days import local_day, months_later, morning_of, today_in
from assessments.format.batteries import Battery, Part
from assessments.models import AssessmentPlan, Occasion
from assessments.sending import AlreadyWaiting, allows, newest_for
from practice import audit
from practice.access import Viewer
from practice.models import CareEvent, Couple, Membership, Partner
from practice.refusals import BadInput, NotFound, NotNow, StaleEdit

Kind, State = AssessmentPlan.Kind, AssessmentPlan.State
Status = Couple.Status
MOST_FORMS = 24
FIELDS: dict[str, tuple[int, int]] = {
    "every_weeks": (1, 26),
    "months": (1, 24),
    "lead_days": (0, 14),
    "due_days": (0, 60),
    "open_days": (0, 90),
}
"""What can be chosen in whole numbers, with the least and the most."""
CHANGEABLE = {*FIELDS, "reminds", "ends_on"}
OCCASION_OF: dict[str, str] = {"every-4-weeks": Occasion.REGULAR, "every-session": Occasion.SESSION}


def kind_of(battery: Battery) -> str:
    """How this battery usually comes round."""
    if battery.every_weeks:
        return Kind.WEEKS
    if battery.months_after_ending:
        return Kind.AFTER_END
    return Kind.SESSION if battery.when == "every-session" else Kind.ONCE


def occasion_of(battery: Battery) -> str:
    """Why its forms are asked; batteries and occasions share their words but for two."""
    return OCCASION_OF.get(battery.when, battery.when)


@transaction.atomic
def set_up(
    couple: Couple,
    forms: Sequence[Part],
    *,
    by: Viewer,
    kind: str = Kind.ONCE,
    partner: Partner | None = None,
    battery: str = "",
    occasion: str = "",
    starts_on: date | None = None,
    **wishes: Any,
) -> AssessmentPlan:
    """Plan what one partner, or both alike, are asked. What is due now goes out now, in the same transaction.

    wishes: every_weeks, months, lead_days, due_days, open_days, reminds, ends_on. Raises AlreadyWaiting when it is for
    now and everything in it waits already.
    """
    treating.insist_on_acting(by, couple)
    _insist_on_forms(couple, forms)
    if partner is not None and not _belongs(couple, partner):
        raise NotFound
    plan = AssessmentPlan(
        couple=couple,
        partner=partner,
        kind=kind,
        battery=battery,
        occasion=occasion or _usual_occasion(kind),
        forms=[{"slug": part.slug, "stance": part.stance} for part in forms],
        starts_on=starts_on or today_in(couple.practice),
        set_by_id=by.staff_id,
    )
    _take(plan, wishes)
    _insist_on_kind(plan)
    return _begin(plan, by, verb="planned")


def _usual_occasion(kind: str) -> str:
    usual: dict[str, str] = {Kind.WEEKS: Occasion.REGULAR, Kind.SESSION: Occasion.SESSION}
    return usual.get(kind, Occasion.ONCE)


def _begin(plan: AssessmentPlan, by: Viewer, *, verb: str) -> AssessmentPlan:
    """Let a plan run from now on, and carry out what is due at once."""
    plan.state, plan.next_at = State.ACTIVE, first_time(plan)
    plan.save()
    audit.record(by, f"questionnaires.{verb}", plan, couple=plan.couple, kind=plan.kind)
    if plan.next_at is not None and plan.next_at <= timezone.now():
        sent = carrying_out.carry_out(plan, by=by)
        if not sent and plan.kind == Kind.ONCE:
            raise AlreadyWaiting
    elif plan.kind == Kind.SESSION:
        carrying_out.before_sessions_of(plan, by=by)
    return AssessmentPlan.unscoped.select_related("couple__practice", "partner").get(pk=plan.pk)


def first_time(plan: AssessmentPlan) -> datetime | None:
    """When it is carried out first; None when that hangs on a session, or on the end of the course."""
    practice = plan.couple.practice
    match plan.kind:
        case Kind.SESSION:
            return None
        case Kind.AFTER_END:
            ended = _ended_on(plan.couple)
            return morning_of(months_later(ended, plan.months or 0), practice) if ended else None
    day = plan.starts_on or today_in(practice)
    return timezone.now() if day <= today_in(practice) else morning_of(day, practice)


def _ended_on(couple: Couple) -> date | None:
    if couple.status != Status.ENDED:
        return None
    ends = CareEvent.unscoped.filter(couple=couple, status=Status.ENDED).order_by("-at")
    newest = ends.first()
    return local_day(newest.at if newest else timezone.now(), couple.practice)


@transaction.atomic
def confirm(plan: AssessmentPlan, *, by: Viewer, version: int | None = None, **wishes: Any) -> AssessmentPlan:
    """The counsellor says yes to a suggestion, perhaps with changes. Saying yes twice is saying it once."""
    held = _held(plan, by, version)
    if held.state == State.ACTIVE:
        return held
    if held.state != State.SUGGESTED:
        raise NotNow(_("This suggestion is settled already."), code="plan_settled")
    held.set_by_id, held.starts_on = by.staff_id, today_in(held.couple.practice)
    _take(held, wishes)
    _insist_on_kind(held)
    held.version += 1
    return _begin(held, by, verb="planned")


@transaction.atomic
def dismiss(plan: AssessmentPlan, *, by: Viewer) -> AssessmentPlan:
    """The counsellor says no to a suggestion; it is not made again for this step."""
    held = _held(plan, by, None)
    if held.state == State.DISMISSED:
        return held
    if held.state != State.SUGGESTED:
        raise NotNow(_("This suggestion is settled already."), code="plan_settled")
    return _settle(held, State.DISMISSED, by)


@transaction.atomic
def end(plan: AssessmentPlan, *, by: Viewer) -> AssessmentPlan:
    """Nothing more goes out. What is out already stays until it is in, or taken back."""
    held = _held(plan, by, None)
    if held.state == State.SUGGESTED:
        raise NotNow(_("This is only a suggestion. Say yes or no to it."), code="plan_not_running")
    return held if held.state != State.ACTIVE else _settle(held, State.ENDED, by)


@transaction.atomic
def change(plan: AssessmentPlan, *, by: Viewer, version: int | None = None, **wishes: Any) -> AssessmentPlan:
    """Change how often, for how long or with which days; it holds from the next time on."""
    held = _held(plan, by, version)
    if held.state not in (State.ACTIVE, State.SUGGESTED):
        raise NotNow(_("This plan has ended. Make a new one."), code="plan_ended")
    rhythm = (held.every_weeks, held.months)
    _take(held, wishes)
    _insist_on_kind(held)
    if held.state == State.ACTIVE and (held.every_weeks, held.months) != rhythm:
        held.next_at = carrying_out.next_time(held) if held.kind == Kind.WEEKS else first_time(held)
    if held.ends_on and held.next_at and local_day(held.next_at, held.couple.practice) > held.ends_on:
        held.state, held.next_at = State.ENDED, None
    held.version += 1
    held.save()
    audit.record(by, "questionnaires.plan_changed", held, couple=held.couple, fields=sorted(wishes))
    return held


def _settle(held: AssessmentPlan, state: str, by: Viewer) -> AssessmentPlan:
    held.state, held.next_at, held.version = state, None, held.version + 1
    held.save(update_fields=["state", "next_at", "version"])
    audit.record(by, f"questionnaires.plan_{state}", held, couple=held.couple)
    return held


def _held(plan: AssessmentPlan, by: Viewer, version: int | None) -> AssessmentPlan:
    rows = AssessmentPlan.unscoped.select_for_update(of=("self",))
    held = rows.select_related("couple__practice", "couple__counsellor", "partner").get(pk=plan.pk)
    treating.insist_on_acting(by, held.couple)
    if version is not None and held.version != version:
        raise StaleEdit
    return held


def _belongs(couple: Couple, partner: Partner) -> bool:
    return Membership.unscoped.filter(couple=couple, partner=partner, left_at=None).exists()


def _insist_on_forms(couple: Couple, forms: Sequence[Part]) -> None:
    if not 1 <= len(forms) <= MOST_FORMS or len(set(forms)) != len(forms):
        raise BadInput(fields={"forms": _("Pick one form at least, and each only once.")})
    for part in forms:
        version = newest_for(couple, part.slug)
        if version is None or not carrying_out.can_be_planned(version.definition):
            raise BadInput(fields={"forms": _("Pick one of the forms in the list.")})
        if not allows(version.definition, part.stance):
            raise BadInput(fields={"forms": _("One of these can only be about the person who answers.")})


def _take(plan: AssessmentPlan, wishes: dict[str, Any]) -> None:
    """Set what was wished for. Raises BadInput beside each field that cannot be so."""
    wrong: dict[str, str | Promise] = {}
    for name, value in wishes.items():
        if name not in CHANGEABLE:
            wrong[name] = _("There’s no such field here.")
        elif name in FIELDS and value is not None and not _is_within(value, *FIELDS[name]):
            least, most = FIELDS[name]
            wrong[name] = _("Write a number from %(least)d to %(most)d.") % {"least": least, "most": most}
        else:
            setattr(plan, name, value)
    if wrong:
        raise BadInput(fields=wrong)


def _is_within(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _insist_on_kind(plan: AssessmentPlan) -> None:
    """Each kind of plan needs its own numbers, and days in their order."""
    if plan.kind not in Kind.values:
        raise BadInput(fields={"kind": _("Pick one of the ways in the list.")})
    if plan.occasion not in Occasion.values:
        raise BadInput(fields={"occasion": _("Pick one of the occasions in the list.")})
    if plan.kind == Kind.WEEKS and plan.every_weeks is None:
        raise BadInput(fields={"every_weeks": _("Say after how many weeks it comes back.")})
    if plan.kind == Kind.AFTER_END and plan.months is None:
        raise BadInput(fields={"months": _("Say how many months after the end.")})
    if plan.lead_days is None:
        raise BadInput(fields={"lead_days": _("Say how many days before the session.")})
    if plan.open_days is not None and plan.due_days is not None and plan.open_days < plan.due_days:
        raise BadInput(fields={"open_days": _("It would close before the day it is wished for.")})
    if plan.ends_on is not None and plan.starts_on is not None and plan.ends_on < plan.starts_on:
        raise BadInput(fields={"ends_on": _("It would end before it begins.")})
