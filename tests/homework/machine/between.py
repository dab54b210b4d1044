"""What passes, or may pass, between the two: sharing, taking back, the room, small answers, hours together."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from homework import debriefing, in_room, planning_time, replying, revealing, terms
from homework.models import AssignmentTerms, Entry, EntryPart, Reply, SharedTime
from tests.homework.machine.model import holds
from tests.homework.machine.noting import Noting, Text


class Between(Noting):
    def share(self, text: Text) -> None:
        part = EntryPart.unscoped.get(pk=text.pk)
        if self.attempt(revealing.share, part, by=self.by(self.author(text.entry))) is not None:
            self._shared(self.with_seal(text))

    def share_entry(self, entry: str) -> None:
        row = Entry.unscoped.get(pk=entry)
        if self.attempt(revealing.share_entry, row, by=self.by(self.author(entry))) is not None:
            self._shared(self.of_entry(entry))

    def _shared(self, texts: list[Text]) -> None:
        """Sharing twice is sharing once, so what was shared before keeps its moment."""
        for text in texts:
            if not holds(self.past, text.pk, "share", "take_back") and not self._is_open(text):
                self.note("share", text.pk)

    def _is_open(self, text: Text) -> bool:
        return holds(self.past, text.pk, "reveal", "take_back") is not None

    def take_back(self, text: Text) -> None:
        part = EntryPart.unscoped.get(pk=text.pk)
        if self.attempt(revealing.take_back, part, by=self.by(self.author(text.entry))) is not None:
            for each in self.with_seal(text):
                self.note("take_back", each.pk)

    def take_back_entry(self, entry: str) -> None:
        row = Entry.unscoped.get(pk=entry)
        if self.attempt(revealing.take_back_entry, row, by=self.by(self.author(entry))) is not None:
            for each in self.of_entry(entry):
                self.note("take_back", each.pk)

    def allow(self, entry: str) -> None:
        self._room(entry, in_room.allow, "allow")

    def keep(self, entry: str) -> None:
        self._room(entry, in_room.keep, "keep")

    def _room(self, entry: str, verb: Any, kind: str) -> None:
        row = Entry.unscoped.get(pk=entry)
        if self.attempt(verb, row, by=self.by(self.author(entry))) is not None:
            for each in [text for text in self.of_entry(entry) if text.sealed]:
                self.note(kind, each.pk)

    # ------------------------------------------------------------ small answers
    def reply(self, who: str, text: Text, kind: str) -> None:
        """Answer a text; saying the same again says it once."""
        part = EntryPart.unscoped.get(pk=text.pk)
        before = Reply.unscoped.filter(part=part, partner=self.cast.partners[who], kind=kind).exists()
        said = self.attempt(replying.reply, part, kind, by=self.by(who))
        if said is not None and not before:
            couple = next(act.couple for act in self.past if act.kind == "write" and act.what == text.pk)
            self.note("reply", said.pk, who, couple, text.pk)
            self.said = [*(pk for pk in self.said if pk != str(said.pk)), str(said.pk)]

    def unsay(self, reply: str) -> None:
        row = Reply.unscoped.filter(pk=reply).first()
        who = next(act.by for act in self.past if act.kind == "reply" and act.what == reply)
        if row is not None:
            self.attempt(replying.unsay, row, by=self.by(who))
            if not Reply.unscoped.filter(pk=reply).exists():
                self.note("unsay", reply, who)

    # ------------------------------------------------------------ hours together
    def propose(self, who: str, days: int) -> None:
        self.words += 1
        couple = self.now_in(who)
        row = self.attempt(
            planning_time.propose,
            self.cast.couples[couple],
            self.cast.partners[who],
            what=f"w{self.words}q",
            starts_at=timezone.now() + timedelta(days=days, hours=1),
            by=self.by(who),
        )
        if row is not None:
            self.note("propose", row.pk, who, couple)
            self.times.append(str(row.pk))

    def answer_time(self, who: str, time: str, verb: Any) -> None:
        """Yes, or another time: both are meant for the one who proposed it."""
        self.attempt(verb, SharedTime.unscoped.get(pk=time), by=self.by(who))

    def withdraw_time(self, time: str) -> None:
        who = next(act.by for act in self.past if act.kind == "propose" and act.what == time)
        row = SharedTime.unscoped.get(pk=time)
        if self.attempt(planning_time.withdraw, row, by=self.by(who)) is not None:
            self.note("withdraw", time, who)

    # ------------------------------------------------------------ for oneself
    def debrief(self, who: str, assignment: str) -> None:
        given = {}
        for field in debriefing.questions():
            if field.choices:
                given[field.id] = (
                    [field.choices[-1].value] if field.kind == "multi" else field.choices[-1].value
                )
        partner = self.cast.partners[who]
        self.attempt(debriefing.give, self.row(assignment), partner, given, by=self.by(who))

    def change_cue(self, who: str, assignment: str) -> None:
        self.words += 1
        row = AssignmentTerms.unscoped.filter(assignment=assignment, partner=self.cast.partners[who]).first()
        if row is not None:
            self.attempt(terms.change_cue, row, by=self.by(who), cue=f"w{self.words}q", reminds=False)
