"""Where each partner stands with the private questions: four answers, yes or no, for what weighs exercises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from assessments.models import InstrumentVersion
from assessments.safety import clearing
from assessments.safety.hold_models import SafetyHold
from assessments.safety.models import Acknowledgement, SafetyAlert, ScreenReview
from practice.models import Couple, Membership

Outcome = ScreenReview.Outcome


@dataclass(frozen=True)
class Standing:
    """reviewed: asked and reviewed. red, amber: a review, a hold or an answer since says so. in_crisis: not taken on yet."""

    reviewed: bool
    red: bool
    amber: bool
    in_crisis: bool


def standings(couple: Couple) -> dict[UUID, Standing]:
    """By partner. A hold is the counsellor's word about the couple, so it counts for both. Seven queries."""
    held = SafetyHold.unscoped.standing().filter(couple=couple).exists()
    screens, reviews = clearing.latest_screens(couple), clearing.latest_reviews(couple)
    taken_on = set(Acknowledgement.unscoped.filter(alert__couple=couple).values_list("alert_id", flat=True))
    alerts = clearing.alerts_of(couple)
    crises = _crisis_questions(alert for rows in alerts.values() for alert in rows)
    found = {}
    for partner in Membership.unscoped.filter(couple=couple, left_at=None).values_list("partner", flat=True):
        screen = screens.get(partner)
        review = reviews.get(screen.pk) if screen else None
        mine = alerts.get(partner, [])
        open_now = [each for each in mine if _stands_open(each, taken_on, review)]
        found[partner] = Standing(
            reviewed=review is not None,
            red=held
            or (review is not None and review.outcome == Outcome.HOLD)
            or any(_level(each) == "red" for each in open_now),
            amber=(review is not None and review.outcome == Outcome.CARE)
            or any(_level(each) != "red" for each in open_now),
            in_crisis=any(each.pk not in taken_on and _question(each) in crises for each in mine),
        )
    return found


def _stands_open(alert: SafetyAlert, taken_on: set[UUID], review: ScreenReview | None) -> bool:
    """Not taken on yet, or come since the last review."""
    return alert.pk not in taken_on or (review is not None and alert.raised_at > review.at)


def _level(alert: SafetyAlert) -> str:
    """What can't be read any more counts as the graver."""
    what = alert.what_if_readable()
    return "red" if what is None else what["level"]


def _question(alert: SafetyAlert) -> tuple[str, str] | None:
    what = alert.what_if_readable()
    return (what["instrument"][0], what["question"]) if what else None


def _crisis_questions(alerts: Iterable[SafetyAlert]) -> set[tuple[str, str]]:
    """Questions that show the crisis lines, of the instruments that these alerts come from. One query."""
    slugs = {asked[0] for each in alerts if (asked := _question(each))}
    found = set()
    for version in InstrumentVersion.unscoped.filter(slug__in=slugs):
        found |= {(version.slug, each.id) for each in version.definition.questions if each.crisis}
    return found
