"""Plays the demo story through the product's own verbs, each at its own time, oldest first."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django_tasks_db.models import DBTaskResult

from assessments import administering, gate, publishing, rating
from assessments.results import own_result
from assessments.safety import asking, reviewing
from assessments.safety.models import SafetyAlert, SafetyScreen
from homework import assigning, entering, revealing
from homework import publishing as exercises
from practice import caring, consenting, inviting, noting, reaching, scheduling, sealing
from practice.access import Viewer, viewer_for
from practice.models import (
    ContactCard,
    Couple,
    Invitation,
    Membership,
    Message,
    Partner,
    Practice,
    Staff,
    TherapySession,
    User,
)
from reports import agreeing, issuing
from reports.models import ReportConsent

from .clock import StoryTime, standing_at

HERE = Path(__file__).parent
PASSPHRASE = "two lights at dusk"  # noqa: S105  (made-up people only)
Table = dict[str, Any]


@dataclass(order=True)
class Act:
    """One thing that happens in the story."""

    at: datetime
    place: int
    do: Callable[[], None] = field(compare=False)


class Story:
    def __init__(self) -> None:
        self.data = tomllib.loads((HERE / "practice.toml").read_text())
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
            CoupleStory(self, tomllib.loads((HERE / f"{slug}.toml").read_text())).tell()
        for act in sorted(self.acts):
            with standing_at(act.at):
                act.do()
        self._put_away_old_mail()
        return len(self.acts)

    def later(self, moment: Table, do: Callable[[], None], *, keep_if_ahead: bool = False) -> None:
        at = self.time.at(moment)
        if at < self.time.now or keep_if_ahead:
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


class CoupleStory:
    """One couple's file."""

    def __init__(self, story: Story, data: Table) -> None:
        self.story, self.data = story, data
        self.counsellor = story.staff[data["counsellor"]]
        self.partners: dict[str, Partner] = {}
        self.sessions: dict[str, TherapySession] = {}
        self.series: dict[str, list[TherapySession]] = {}
        self.assignments: dict[str, Any] = {}
        self.couple: Couple

    def tell(self) -> None:
        later, data = self.story.later, self.data
        first, *steps = data["event"]
        later(first, self._begin)
        for step in steps:
            later(step, lambda step=step: self._status(step))
        for row in data["partner"]:
            later(row["invited"], lambda row=row: self._invite(row))
            if "joined" in row:
                later(row["joined"], lambda row=row: self._join(row))
                later(row["signed"], lambda row=row: self._sign(row))
        for row in data.get("series", []):
            later(self._a_week_before(row["first"]), lambda row=row: self._book_series(row))
        for row in data.get("session", []):
            later(self._a_week_before(row.get("moved_from", row)), lambda row=row: self._book(row))
        for kind, tell in self._kinds().items():
            for row in data.get(kind, []):
                later(row, lambda row=row, tell=tell: tell(row))
        for row in data.get("screen", []):
            if "reviewed" in row:
                later(row["reviewed"], lambda row=row: self._review(row))
        if "joint_work" in data:
            later(data["joint_work"], lambda: gate.open_joint_work(self.couple, by=self._me()))
        for row in data.get("assignment", []):
            if "reviewed" in row:
                later(row["reviewed"], lambda row=row: self._assignment_reviewed(row))
            if "ended" in row:
                later(
                    row["ended"], lambda row=row: assigning.end(self.assignments[row["key"]], by=self._me())
                )

    def _kinds(self) -> dict[str, Callable[[Table], None]]:
        return {
            "note": self._note,
            "screen": self._screen,
            "hold": self._hold,
            "administration": self._administration,
            "pulse": self._pulse,
            "rating": self._rating,
            "own_result": self._own_result,
            "assignment": self._assign,
            "entry": self._entry,
            "skip": self._skip,
            "report": self._report,
        }

    def _a_week_before(self, moment: Table) -> Table:
        """Sessions are booked a week ahead, but never before the couple came."""
        first = self.data["event"][0]
        booked = {**moment, "week": moment["week"] - 1}
        after = {"week": first["week"], "day": first["day"], "time": "23:58"}
        return max(booked, after, key=self.story.time.at)

    # -- people -----------------------------------------------------------------------------------

    def _me(self) -> Viewer:
        return viewer_for(self.counsellor.user, second_factor=True)

    def _them(self, key: str) -> Viewer:
        return viewer_for(self.partners[key].user)

    def _begin(self) -> None:
        rows = self.data["partner"]
        self.couple = caring.add_couple(
            [row["called"] for row in rows], counsellor=self.counsellor, by=self._me()
        )
        members = Membership.unscoped.select_related("partner").filter(couple=self.couple)
        by_name = {one.partner.called: one.partner for one in members}
        self.partners = {row["key"]: by_name[row["called"]] for row in rows}

    def _status(self, step: Table) -> None:
        self.couple = caring.change_status(self.couple, step["status"], by=self._me())

    def _invite(self, row: Table) -> None:
        inviting.invite_partner(self.partners[row["key"]], email=row["email"], by=self._me())

    def _join(self, row: Table) -> None:
        partner = self.partners[row["key"]]
        invitation = Invitation.unscoped.open().get(partner=partner)
        inviting.use(invitation, self.story.user(row["login_name"], row["email"]))
        partner.refresh_from_db()
        reaching.rename(
            partner, called=row["called"], pronouns=row.get("pronouns", ""), by=self._them(row["key"])
        )
        wishes = dict(row.get("contact", {}))
        wishes["words"] = wishes.pop("words", "")
        reaching.change(ContactCard.unscoped.get(partner=partner), by=self._them(row["key"]), **wishes)

    def _sign(self, row: Table) -> None:
        partner = self.partners[row["key"]]
        for text in consenting.texts_for(self.couple.practice):
            consenting.sign(text, partner=partner, couple=self.couple, by=self._them(row["key"]))

    # -- hours ------------------------------------------------------------------------------------

    def _who(self, row: Table) -> list[Partner]:
        return [self.partners[key] for key in row["who"]]

    def _book_series(self, row: Table) -> None:
        series = scheduling.book_series(
            self.couple,
            starts=self.story.time.local(row["first"]),
            minutes=row["minutes"],
            every_weeks=row["every_weeks"],
            count=row["count"],
            place=row.get("place", ""),
            attendees=self._who(row),
            by=self._me(),
        )
        self.series[row["key"]] = list(TherapySession.unscoped.filter(series=series).order_by("starts_at"))

    def _book(self, row: Table) -> None:
        moved = row.get("moved_from")
        if "series" in row:
            session = self.series[row["series"]][row["number"] - 1]
        else:
            starts = self.story.time.local(moved or row)
            session = scheduling.book(
                self.couple,
                starts=starts,
                minutes=row["minutes"],
                place=row.get("place", ""),
                attendees=self._who(row),
                by=self._me(),
            )
        if moved:
            session = scheduling.move(
                session, starts=self.story.time.local(row), place=row.get("place"), by=self._me()
            )
        if row.get("state") == "cancelled":
            session = scheduling.cancel(session, by=self._me())
        self.sessions[row["key"]] = session

    def _note(self, row: Table) -> None:
        partner = self.partners[row["partner"]] if row["kind"] == "individual" else None
        session = self.sessions.get(row.get("session", ""))
        noting.write(
            self.couple, kind=row["kind"], body=row["body"], partner=partner, session=session, by=self._me()
        )

    # -- how they are -----------------------------------------------------------------------------

    def _screen(self, row: Table) -> None:
        waiting = SafetyScreen.unscoped.filter(
            partner=self.partners[row["partner"]], state=SafetyScreen.State.OPEN
        )
        screen = waiting.get()  # everybody is asked as they join
        answers = {**row["answers"], **{name: {"declined": True} for name in row.get("declined", [])}}
        for question, value in answers.items():
            asking.answer(screen, question, value, by=self._them(row["partner"]))
        asking.send(screen, by=self._them(row["partner"]))

    def _review(self, row: Table) -> None:
        partner = self.partners[row["partner"]]
        screen = (
            SafetyScreen.unscoped.filter(couple=self.couple, partner=partner).order_by("-sent_at").first()
        )
        assert screen is not None
        on_hold = "hold" in self.data
        for alert in SafetyAlert.unscoped.filter(couple=self.couple, partner=partner):
            if not on_hold:
                reviewing.acknowledge(
                    alert, "Gone through together, alone and in person. Nothing to add.", by=self._me()
                )
        reviewing.record_review(screen, "hold" if on_hold else "joint", by=self._me())

    def _hold(self, row: Table) -> None:
        for alert in SafetyAlert.unscoped.filter(couple=self.couple):
            reviewing.acknowledge(alert, row["reason"], by=self._me())

    def _take(
        self, key: str, slug: str, answers: Table, declined: list[str], *, send: bool, stance: str = "self"
    ) -> None:
        form = administering.send(
            self.couple, self.partners[key], slug, by=self._me(), quietly=True, stance=stance
        )
        changes = {**answers, **{name: {"declined": True} for name in declined}}
        administering.save_answer(form, changes, by=self._them(key))
        if send:
            administering.submit(form, by=self._them(key))

    def _administration(self, row: Table) -> None:
        self._take(
            row["partner"],
            row["instrument"],
            row.get("answers", {}),
            row.get("declined", []),
            send=row.get("state", "submitted") == "submitted",
            stance=row.get("stance", "self"),
        )

    def _rating(self, row: Table) -> None:
        rating.rate(self.couple, self.partners[row["partner"]], row["answers"], by=self._me())

    def _own_result(self, row: Table) -> None:
        own_result.allow(self.couple, row["instrument"], is_on=True, by=self._me())

    def _pulse(self, row: Table) -> None:
        items = ["felt_close", "felt_i_matter", "felt_tense", "felt_hopeful"]
        for key in self.partners:
            if key in row:
                given = dict(zip(items, row[key], strict=True))
                answers = {name: value for name, value in given.items() if value != "-"}
                declined = [name for name, value in given.items() if value == "-"]
                self._take(key, "weekly-pulse", answers, declined, send=True)

    # -- what they try ----------------------------------------------------------------------------

    def _mark(self, key: str) -> str:
        return str(Membership.unscoped.get(couple=self.couple, partner=self.partners[key]).mark)

    def _assign(self, row: Table) -> None:
        starts = self.story.time.day(row)
        self.assignments[row["key"]] = assigning.assign(
            self.couple,
            row["exercise"],
            reason=row["reason"],
            for_marks=self._mark(row["partner"]) if "partner" in row else "ab",
            cadence=row.get("cadence", "daily"),
            starts_on=starts,
            ends_on=starts + timedelta(weeks=row["weeks"]) if "weeks" in row else None,
            by=self._me(),
        )

    def _assignment_reviewed(self, row: Table) -> None:
        assigning.mark_reviewed(self.assignments[row["key"]], by=self._me())

    def _entry(self, row: Table) -> None:
        entry = entering.write(
            self.assignments[row["assignment"]],
            self.partners[row["by"]],
            self.story.time.day(row),
            row["values"],
            audience=row.get("shared", "author"),
            by=self._them(row["by"]),
        )
        if row.get("taken_back"):
            revealing.take_back_entry(entry, by=self._them(row["by"]))

    def _skip(self, row: Table) -> None:
        entering.skip(
            self.assignments[row["assignment"]],
            self.partners[row["by"]],
            self.story.time.day(row),
            row["reason"],
            by=self._them(row["by"]),
        )

    # -- how it is going --------------------------------------------------------------------------

    def _report(self, row: Table) -> None:
        for key in row.get("agreed", []):
            agreeing.agree(self.partners[key], ReportConsent.Kind.values, by=self._them(key))
        partner = self.partners[row["partner"]] if "partner" in row else None
        order = issuing.Order(
            audience=row["audience"],
            since=self.story.time.edge(row["since"]),
            until=min(self.story.time.edge(row["until"], last=True), self.story.time.day(row)),
            partner=partner,
            next_step=row["next_step"],
        )
        report = issuing.issue(self.couple, order, by=self._me())
        readers = {"couple": list(self.partners.values()), "partner": [partner]}.get(row["audience"], [])
        for reader in readers:
            assert reader is not None
            issuing.share(report, reader, by=self._me())
