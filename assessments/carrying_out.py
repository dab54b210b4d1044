"""What the plans say, done: by the worker's tick, or at once by whoever planned it. Each time exactly once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from assessments import sending
from assessments.days import day_of, morning_of, today_in
from assessments.format.definition import Definition
from assessments.models import AFTER_THE_END, AssessmentPlan, InstrumentVersion, PlanRun
from assessments.safety import asking
from assessments.sending import Wish
from practice.access import NOBODY, Viewer
from practice.models import Attendee, Couple, Membership, Partner, TherapySession

Kind, State = AssessmentPlan.Kind, AssessmentPlan.State
AT_ONCE = 200
FURTHEST = timedelta(days=16)
"""No form is sent longer before its session, zones and all."""
AWAKE = ~Q(couple__status__in=[Couple.Status.PAUSED, Couple.Status.ENDED]) | Q(occasion__in=AFTER_THE_END)
"""While a course rests or is over nothing goes out but what belongs to its end."""


def carry_out_what_is_due() -> int:
    """One round over all plans. Idempotent; called by the worker's tick. Returns how many forms went out."""
    due = AssessmentPlan.unscoped.due_by(timezone.now()).filter(AWAKE)
    ids = list(due.order_by("next_at", "pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_by_the_clock(AssessmentPlan(pk=pk)) for pk in ids) + _before_sessions()


@transaction.atomic
def _by_the_clock(plan: AssessmentPlan) -> int:
    held = _held(plan)
    if held.state != State.ACTIVE or held.next_at is None or held.next_at > timezone.now():
        return 0
    return carry_out(held)


def carry_out(plan: AssessmentPlan, *, by: Viewer = NOBODY) -> int:
    """Send now what a locked plan holds, and lay down its next time. Whoever has a form open keeps that one.

    Returns how many forms went out.
    """
    today = today_in(plan.couple.practice)
    run = PlanRun.unscoped.filter(plan=plan, on=today, session=None).first()
    sent = 0
    if run is None:
        run = PlanRun.unscoped.create(plan=plan, on=today)
        sent = _send(plan, run, _readers(plan), _wish(plan, run, today), by)
    plan.next_at = next_time(plan)
    if plan.next_at is None:
        plan.state = State.ENDED
    plan.save(update_fields=["next_at", "state"])
    return sent


def next_time(plan: AssessmentPlan) -> datetime | None:
    """The first day of its rhythm after the last time; None when that was the last. What was missed is not made up."""
    if plan.kind != Kind.WEEKS or plan.every_weeks is None:
        return None
    practice = plan.couple.practice
    today = today_in(practice)
    newest = PlanRun.unscoped.filter(plan=plan).order_by("-on").values_list("on", flat=True).first()
    if newest is None:
        return plan.next_at
    day, step = _rhythm_day(plan, newest), timedelta(weeks=plan.every_weeks)
    while day <= today:
        day += step
    if plan.ends_on is not None and day > plan.ends_on:
        return None
    return morning_of(day, practice)


def _rhythm_day(plan: AssessmentPlan, newest: date) -> date:
    """The day of the plan's own weekday on or before the last time it was carried out."""
    start = plan.starts_on or newest
    return newest - timedelta(days=(newest - start).days % 7)


def _before_sessions() -> int:
    plans = AssessmentPlan.unscoped.active().filter(AWAKE, kind=Kind.SESSION)
    held = list(plans.select_related("couple__practice").order_by("pk"))
    return sum(_before(plan, session, NOBODY) for plan, session in _waiting(held))


def before_sessions_of(plan: AssessmentPlan, *, by: Viewer) -> int:
    """The same for one plan that has just begun."""
    return sum(_before(each, session, by) for each, session in _waiting([plan]))


def _waiting(plans: list[AssessmentPlan]) -> Iterable[tuple[AssessmentPlan, TherapySession]]:
    """Plans with the sessions whose time has come and for which nothing went out. Two queries, or none."""
    if not plans:
        return
    now = timezone.now()
    sessions = TherapySession.unscoped.booked().filter(
        couple__in={plan.couple_id for plan in plans}, starts_at__gt=now, starts_at__lte=now + FURTHEST
    )
    by_couple: dict[object, list[TherapySession]] = {}
    for session in sessions.order_by("starts_at", "pk"):
        by_couple.setdefault(session.couple_id, []).append(session)
    runs = PlanRun.unscoped.filter(plan__in=plans, session__in=[s for row in by_couple.values() for s in row])
    done = set(runs.values_list("plan_id", "session_id"))
    for plan in plans:
        for session in by_couple.get(plan.couple_id, []):
            if (plan.pk, session.pk) not in done and now >= _sent_from(plan, session):
                yield plan, session


def _sent_from(plan: AssessmentPlan, session: TherapySession) -> datetime:
    return morning_of(day_of(session) - timedelta(days=plan.lead_days), plan.couple.practice)


def _before(plan: AssessmentPlan, session: TherapySession, by: Viewer) -> int:
    """Send what one plan holds before one session, to those of the couple who are expected there."""
    try:
        with transaction.atomic():
            held = _held(plan)
            meets = TherapySession.unscoped.select_for_update().get(pk=session.pk)
            if held.state != State.ACTIVE or meets.state != TherapySession.State.BOOKED:
                return 0
            run = PlanRun.unscoped.create(plan=held, session=meets, on=today_in(held.couple.practice))
            day = day_of(meets)
            wish = replace(_wish(held, run, day), due_on=day, closes_on=day, before_session=meets)
            return _send(held, run, _readers(held, meets), wish, by)
    except IntegrityError:
        if PlanRun.unscoped.filter(plan=plan.pk, session=session.pk).exists():
            return 0
        raise


def _send(plan: AssessmentPlan, run: PlanRun, readers: list[Partner], wish: Wish, by: Viewer) -> int:
    """Every form to every reader, with one mail each. What is no longer in use is left out.

    Returns how many went out; the private questions, which go to both alike, count as one.
    """
    in_use = parts_in_use(plan)
    forms = [(version, stance) for version, stance in in_use if version.definition.is_for_partners]
    count = 0
    if len(forms) < len(in_use):
        count += asking.offer_as_planned(plan.couple, by=by)
    for partner in readers:
        put = [
            sending.put(plan.couple, partner, version, stance, replace(wish, by=by))
            for version, stance in forms
        ]
        if any(put):
            sending.tell(partner)
        count += sum(form is not None for form in put)
    return count


def parts_in_use(plan: AssessmentPlan) -> list[tuple[InstrumentVersion, str]]:
    """What the plan would send today, each in its newest wording."""
    found = [(sending.newest_for(plan.couple, form["slug"]), form["stance"]) for form in plan.forms]
    return [
        (version, stance)
        for version, stance in found
        if version is not None
        and can_be_planned(version.definition)
        and sending.allows(version.definition, stance)
    ]


def can_be_planned(definition: Definition) -> bool:
    """Forms for partners, and the private questions, which have a way of their own."""
    return definition.is_for_partners or definition.seen_by == "safety"


def _readers(plan: AssessmentPlan, session: TherapySession | None = None) -> list[Partner]:
    """Who is asked: the one it is for, or both; before a session only who is expected there, so that nobody learns
    of an hour that is not theirs."""
    rows = Membership.unscoped.filter(couple=plan.couple, left_at=None).select_related("partner__user")
    if plan.partner_id is not None:
        rows = rows.filter(partner=plan.partner_id)
    if session is not None:
        rows = rows.filter(partner__in=Attendee.unscoped.filter(session=session).values("partner"))
    return [row.partner for row in rows.order_by("mark")]


def _wish(plan: AssessmentPlan, run: PlanRun, day: date) -> Wish:
    def after(days: int | None) -> date | None:
        return None if days is None else day + timedelta(days=days)

    return Wish(
        due_on=after(plan.due_days),
        closes_on=after(plan.open_days),
        reminds=plan.reminds,
        occasion=plan.occasion,
        battery=plan.battery,
        run=run,
        sent_by_id=plan.set_by_id,
    )


def _held(plan: AssessmentPlan) -> AssessmentPlan:
    rows = AssessmentPlan.unscoped.select_for_update(of=("self",))
    return rows.select_related("couple__practice").get(pk=plan.pk)
