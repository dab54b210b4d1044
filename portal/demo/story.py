"""Plays the demo story through the product's own verbs, each at its own time, oldest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django_tasks_db.models import DBTaskResult

from assessments import publishing
from homework import publishing as exercises
from practice import consenting, inviting, sealing
from practice.models import Invitation, Message, Practice, Staff, User

from . import reading
from .chapter import Chapter, Told
from .clock import StoryTime, standing_at
from .hours import Hours
from .how_it_goes import HowItGoes
from .how_they_are import HowTheyAre
from .people import People
from .reading import Table
from .what_they_try import WhatTheyTry
from .what_they_write import WhatTheyWrite

PASSPHRASE = "two lights at dusk"  # noqa: S105  (made-up people only)
CHAPTERS: tuple[type[Chapter], ...] = (People, Hours, HowTheyAre, WhatTheyTry, WhatTheyWrite, HowItGoes)


@dataclass(order=True)
class Act:
    """One thing that happens in the story."""

    at: datetime
    place: int
    do: Callable[[], object] = field(compare=False)


class Story:
    def __init__(self) -> None:
        self.data = reading.practice()
        self.time = StoryTime(self.data["practice"]["time_zone"])
        self.acts: list[Act] = []
        self.staff: dict[str, Staff] = {}

    def play(self) -> int:
        """Make the practice, tell all couples' stories in the order they happened, and leave only open mail waiting."""
        publishing.publish_all()
        exercises.publish_shipped()
        with standing_at(self.time.at({"week": -10, "day": "mon", "time": "09:00"})):
            self.practice = self._practice()
        for slug in self.data["couples"]:
            told = Told(self, reading.couple(slug))
            for chapter in CHAPTERS:
                chapter(told).plan()
        for act in sorted(self.acts):
            with standing_at(act.at):
                act.do()
        self._put_away_old_mail()
        return len(self.acts)

    def later(self, moment: Table, do: Callable[[], object]) -> None:
        """Do this at its moment; what still lies ahead is left out."""
        at = self.time.at(moment)
        if at < self.time.now:
            self.acts.append(Act(at, len(self.acts), do))

    def _practice(self) -> Practice:
        practice = Practice.unscoped.create(key=sealing.new_key(), **self.data["practice"])
        consenting.publish_papers(practice)
        for row in self.data["staff"]:
            person = dict(row)
            key = person.pop("key")
            user = self.user(person.pop("login_name"), person.pop("email"))
            self.staff[key] = Staff.unscoped.create(practice=practice, user=user, **person)
        return practice

    @staticmethod
    def user(login_name: str, email: str) -> User:
        user = User(login_name=login_name, email=email)
        user.set_password(PASSPHRASE)
        user.save(force_insert=True)
        return user

    @staticmethod
    def _put_away_old_mail() -> None:
        """What the story sent long ago was read long ago; a mail whose link is still open waits to be delivered."""
        DBTaskResult.objects.all().delete()
        for message in (
            Message.unscoped.filter(sent_at=None).select_related("practice").order_by("created_at")
        ):
            if not _is_open_invitation(message):
                Message.unscoped.filter(pk=message.pk).update(sent_at=message.created_at)


def _is_open_invitation(message: Message) -> bool:
    words = (message.letter or {}).get("body", "")
    token = words.partition("/welcome/")[2].partition("/")[0]
    return bool(token) and Invitation.unscoped.open().filter(token_hash=inviting.token_hash(token)).exists()
