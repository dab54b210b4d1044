"""The people of the canaries' practice: Ana treats Bo and Cy; Fay treats Dee; Lou covers for Ana. Kim works elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from assessments import publishing
from homework import publishing as exercises
from practice import caring, consenting, inviting, reaching, sealing
from practice.access import Viewer, viewer_for
from practice.models import ContactCard, Couple, Invitation, Membership, Partner, Practice, Staff, User

Word = Callable[[str], str]
STAFF = ("ana", "fay", "cover", "desk", "owner", "kim")
PARTNERS = ("bo", "cy", "dee")


@dataclass
class Cast:
    """word: the planted word of a name. calendars: the secret addresses by person. older: pages that no page links."""

    word: Word
    practice: Practice
    people: dict[str, Any] = field(default_factory=dict)
    couples: dict[str, Couple] = field(default_factory=dict)
    calendars: dict[str, str] = field(default_factory=dict)
    older: list[str] = field(default_factory=list)

    def by(self, who: str) -> Viewer:
        return viewer_for(self.people[who].user, second_factor=who in STAFF)


def gather(word: Word) -> Cast:
    publishing.publish_all()
    exercises.publish_shipped()
    practice = Practice.unscoped.create(name="A made-up practice", key=sealing.new_key())
    consenting.publish_papers(practice)
    cast = Cast(word, practice)
    roles = {
        "ana": {"is_counsellor": True},
        "fay": {"is_counsellor": True},
        "cover": {},
        "desk": {"is_scheduler": True},
        "owner": {"is_owner": True},
    }
    for who, has in roles.items():
        _staff(cast, who, practice, has)
    elsewhere = Practice.unscoped.create(name="Another made-up practice", key=sealing.new_key())
    _staff(cast, "kim", elsewhere, {"is_counsellor": True})
    _couple(cast, "ours", "ana", {"bo": word("called-bo"), "cy": "Cy"})
    _couple(cast, "theirs", "fay", {"dee": word("called-dee"), "eli": "Eli"})
    # Long ago, so that what was shared since then reaches them.
    Membership.unscoped.update(joined_at=timezone.now() - timedelta(days=60))
    _papers(cast)
    return cast


def _staff(cast: Cast, who: str, practice: Practice, has: dict[str, bool]) -> None:
    user = _user(f"at-work-{who}", f"{who}@example.org")
    cast.people[who] = Staff.unscoped.create(practice=practice, user=user, called=who.title(), **has)


def _user(login_name: str, email: str) -> User:
    user = User(login_name=login_name, email=email)
    user.set_unusable_password()
    user.save(force_insert=True)
    return user


def _couple(cast: Cast, name: str, counsellor: str, called: dict[str, str]) -> None:
    by = cast.by(counsellor)
    couple = caring.add_couple(list(called.values()), counsellor=cast.people[counsellor], by=by)
    for membership in Membership.unscoped.select_related("partner").filter(couple=couple):
        who = next(each for each, name in called.items() if name == membership.partner.called)
        cast.people[who] = _arrives(cast, who, membership.partner, by)
    for status in ("intake", "active"):
        couple = caring.change_status(couple, status, by=by)
    cast.couples[name] = couple


def _arrives(cast: Cast, who: str, partner: Partner, by: Viewer) -> Partner:
    """Bo came by an invitation to one address, and has another one now."""
    is_bo = who == "bo"
    to = f"{cast.word('mailbox') if is_bo else who}@example.org"
    invitation = inviting.invite_partner(partner, email=to, by=by)
    user = _user(
        cast.word("login-bo") if is_bo else who, f"{cast.word('address-bo') if is_bo else who}@example.org"
    )
    inviting.use(Invitation.unscoped.get(pk=invitation.pk), user)
    partner.refresh_from_db()
    if is_bo:
        pronouns = cast.word("pronouns-bo")
        reaching.rename(partner, called=partner.called, pronouns=pronouns, by=viewer_for(user))
        card: Any = ContactCard.unscoped.get(partner=partner)
        wishes = {"phone": cast.word("phone-bo"), "words": cast.word("wishes-bo")}
        reaching.change(card, by=viewer_for(user), **wishes)
    return Partner.unscoped.select_related("user", "practice", "key").get(pk=partner.pk)


def _papers(cast: Cast) -> None:
    for who in PARTNERS:
        couple = cast.couples["theirs" if who == "dee" else "ours"]
        signed_as = cast.word("paper-bo") if who == "bo" else ""
        for text in consenting.texts_for(cast.practice):
            consenting.sign(
                text, partner=cast.people[who], couple=couple, by=cast.by(who), signed_as=signed_as
            )
    caring.give_grant(
        cast.couples["ours"],
        cast.people["cover"],
        kind="cover",
        reason=cast.word("grant"),
        ends_at=timezone.now() + timedelta(days=2),
        by=cast.by("ana"),
    )
