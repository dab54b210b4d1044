"""People for the journeys, made by the product's own verbs: a practice, its counsellor, and couples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assessments import administering, gate, publishing
from assessments.safety import asking, reviewing
from assessments.safety.models import SafetyScreen
from homework import assigning
from homework import publishing as exercises
from practice import caring, consenting, inviting
from practice.access import Viewer
from practice.models import Couple, Invitation, Membership, Partner, Staff, User
from tests.conftest import looking
from tests.factories import practice as people

PASSPHRASE = "nine slow herons by the weir"


def a_practice() -> Staff:
    """A practice with its papers and forms, and Ana, who has never signed in."""
    publishing.publish_all()
    exercises.publish_shipped()
    practice = people.PracticeFactory(name="Weir House", time_zone="Europe/London")
    consenting.publish_papers(practice)
    return people.StaffFactory(
        practice=practice,
        called="Ana",
        is_counsellor=True,
        user__login_name="ana",
        user__email="ana@example.org",
        user__passphrase=PASSPHRASE,
    )


@dataclass
class Pair:
    """A couple whose partners have joined and signed."""

    ana: Staff
    couple: Couple
    bo: Partner
    cy: Partner

    @property
    def me(self) -> Viewer:
        return looking(self.ana)

    def send(self, slug: str, partner: Partner) -> Any:
        return administering.send(self.couple, partner, slug, by=self.me, quietly=True)

    def begin_appreciation(self) -> Any:
        """Joint work is open for both, and the daily exercise is set."""
        for partner in (self.bo, self.cy):
            screen = SafetyScreen.unscoped.get(partner=partner, state="open")
            asking.send(screen, by=looking(partner))
            screen.refresh_from_db()
            reviewing.record_review(screen, "joint", by=self.me)
        gate.open_joint_work(self.couple, by=self.me)
        return assigning.assign(
            self.couple,
            "appreciation-exchange",
            reason="Small things go unseen. Let’s catch a few.",
            by=self.me,
        )


def a_pair(ana: Staff) -> Pair:
    couple = caring.add_couple(["Bo", "Cy"], counsellor=ana, by=looking(ana))
    bo, cy = (_joined(couple, ana, name) for name in ("Bo", "Cy"))
    return Pair(ana, Couple.unscoped.get(pk=couple.pk), bo, cy)


def _joined(couple: Couple, ana: Staff, name: str) -> Partner:
    members = Membership.unscoped.select_related("partner").filter(couple=couple)
    partner = next(each.partner for each in members if each.partner.called == name)
    inviting.invite_partner(partner, email=f"{name.lower()}@example.org", by=looking(ana))
    user = User(login_name=f"{name.lower()}-here", email=f"{name.lower()}@example.org")
    user.set_password(PASSPHRASE)
    user.save(force_insert=True)
    inviting.use(Invitation.unscoped.open().get(partner=partner), user)
    partner.refresh_from_db()
    for text in consenting.texts_for(couple.practice):
        consenting.sign(text, partner=partner, couple=couple, by=looking(partner))
    return partner
