"""Who they are: the couple begins, both are invited, join, say how they like to be reached, and sign."""

from __future__ import annotations

from functools import partial

from practice import caring, consenting, inviting, reaching
from practice.models import ContactCard, Invitation, Membership

from .chapter import Chapter
from .reading import Table


class People(Chapter):
    def plan(self) -> None:
        first, *steps = self.told.data["event"]
        self.later(first, self._begin)
        for step in steps:
            self.later(step, partial(self._status, step))
        for row in self.told.data["partner"]:
            self.later(row["invited"], partial(self._invite, row))
            if "joined" in row:
                self.later(row["joined"], partial(self._join, row))
                self.later(row["signed"], partial(self._sign, row))

    def _begin(self) -> None:
        told = self.told
        rows = told.data["partner"]
        told.couple = caring.add_couple(
            [row["called"] for row in rows], counsellor=told.counsellor, by=told.me()
        )
        members = Membership.unscoped.select_related("partner").filter(couple=told.couple)
        by_name = {one.partner.called: one.partner for one in members}
        told.partners = {row["key"]: by_name[row["called"]] for row in rows}

    def _status(self, step: Table) -> None:
        self.told.couple = caring.change_status(self.told.couple, step["status"], by=self.told.me())

    def _invite(self, row: Table) -> None:
        inviting.invite_partner(self.told.partners[row["key"]], email=row["email"], by=self.told.me())

    def _join(self, row: Table) -> None:
        partner = self.told.partners[row["key"]]
        invitation = Invitation.unscoped.open().get(partner=partner)
        inviting.use(invitation, self.told.story.user(row["login_name"], row["email"]))
        partner.refresh_from_db()
        by = self.told.them(row["key"])
        reaching.rename(partner, called=row["called"], pronouns=row.get("pronouns", ""), by=by)
        wishes = dict(row.get("contact", {}))
        wishes["words"] = wishes.pop("words", "")
        reaching.change(ContactCard.unscoped.get(partner=partner), by=by, **wishes)

    def _sign(self, row: Table) -> None:
        told = self.told
        for text in consenting.texts_for(told.couple.practice):
            consenting.sign(
                text, partner=told.partners[row["key"]], couple=told.couple, by=told.them(row["key"])
            )
