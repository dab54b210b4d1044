"""What stands between a couple and joint work. Sentences for the counsellor; everyone else hears yes or no."""

from __future__ import annotations

from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.safety.hold_models import SafetyHold
from assessments.safety.models import Acknowledgement, SafetyAlert, SafetyScreen, ScreenReview
from practice.models import Couple, Membership

Sentence = str | Promise
Outcome = ScreenReview.Outcome


def obstacles(couple: Couple, *, tender: bool = False) -> list[Sentence]:
    """Every reason against joint work now; none means that nothing stands in the way.

    tender: for exercises that ask for openness; "with care" is not enough for these.
    """
    members = list(
        Membership.unscoped.select_related("partner").filter(couple=couple, left_at=None).order_by("mark")
    )
    found: list[Sentence] = []
    if couple.status == Couple.Status.ENDED:
        found.append(_("This course has ended. Re-open it first."))
    if len([member for member in members if member.joined_at]) < 2:
        found.append(_("Both partners need to have joined first."))
    if SafetyHold.unscoped.standing().filter(couple=couple).exists():
        found.append(_("You have put joint work on hold. Why stands on the page that you open alone."))
    screens, reviews, alerts = latest_screens(couple), latest_reviews(couple), alerts_of(couple)
    taken_on = set(Acknowledgement.unscoped.filter(alert__couple=couple).values_list("alert_id", flat=True))
    for member in members:
        name, screen = member.partner.called, screens.get(member.partner_id)
        review = reviews.get(screen.pk) if screen else None
        found += _on_screen(name, screen, review, tender=tender)
        found += _on_alerts(name, alerts.get(member.partner_id, []), taken_on, review)
    return found


def _on_screen(
    name: str, screen: SafetyScreen | None, review: ScreenReview | None, *, tender: bool
) -> list[Sentence]:
    if screen is None:
        return [_("%(name)s has not sent the private questions yet.") % {"name": name}]
    if review is None:
        return [_("The private questions of %(name)s wait for your review.") % {"name": name}]
    if review.outcome == Outcome.HOLD:
        return [_("Your review for %(name)s says: no joint work for now.") % {"name": name}]
    if tender and review.outcome == Outcome.CARE:
        return [_("Your review for %(name)s says: nothing tender yet.") % {"name": name}]
    return []


def _on_alerts(
    name: str, alerts: list[SafetyAlert], taken_on: set[UUID], review: ScreenReview | None
) -> list[Sentence]:
    found: list[Sentence] = []
    if any(alert.pk not in taken_on for alert in alerts):
        found.append(_("Something %(name)s answered waits for you to take it on.") % {"name": name})
    newer = [alert for alert in alerts if review is not None and alert.raised_at > review.at]
    if any(_is_red(alert) for alert in newer):
        found.append(
            _("%(name)s answered something since your last review. Review it again first.") % {"name": name}
        )
    return found


def _is_red(alert: SafetyAlert) -> bool:
    what = alert.what_if_readable()
    return what is None or what["level"] == "red"


def latest_screens(couple: Couple) -> dict[UUID, SafetyScreen]:
    """Per partner the newest screen that was sent."""
    rows = SafetyScreen.unscoped.filter(couple=couple, state=SafetyScreen.State.SENT)
    return {row.partner_id: row for row in rows.order_by("sent_at", "pk")}


def latest_reviews(couple: Couple) -> dict[UUID, ScreenReview]:
    """Per screen the newest review."""
    rows = ScreenReview.unscoped.select_related("couple__practice").filter(couple=couple)
    return {row.screen_id: row for row in rows.order_by("at", "pk")}


def alerts_of(couple: Couple) -> dict[UUID, list[SafetyAlert]]:
    """Per partner all that was ever raised, oldest first."""
    found: dict[UUID, list[SafetyAlert]] = {}
    for row in SafetyAlert.unscoped.select_related("partner").filter(couple=couple).order_by("raised_at"):
        found.setdefault(row.partner_id, []).append(row)
    return found
