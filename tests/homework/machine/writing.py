"""What a partner does with their own pages: writes, changes, throws away, leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from homework import asking, entering
from homework.days import monday_of, today
from homework.exercise import Exercise, Field
from homework.models import Assignment, Entry, EntryPart
from tests.homework.machine.noting import Noting, Text

CIRCLES = ("partner", "author", "counsellor", "partner")


class Writing(Noting):
    def write(self, who: str, assignment: str, back: int, circle: str, fill: int) -> None:
        """Fill a day in; `fill` picks which questions are answered. circle: one for all, or "each" its own."""
        held = self.row(assignment)
        day = today(held.couple.practice) - timedelta(days=back)
        exercise = asking.asked(held, self.cast.partners[who], day)
        parts = self._answers(exercise, fill)
        chosen = self._each(parts, fill) if circle == "each" else circle
        entry = self.attempt(
            entering.write, held, self.cast.partners[who], day, parts, by=self.by(who), audience=chosen
        )
        if entry is not None:
            self.entries.append(str(entry.pk))
            self.note("enter", entry.pk, who, self.couple(assignment), assignment)
            self._written(who, held, entry, exercise, chosen)

    def rewrite(self, entry: str, circle: str, fill: int) -> None:
        row, held, who = self._own(entry)
        exercise = asking.asked(held, row.partner, row.day)
        parts = self._answers(exercise, fill)
        if self.attempt(entering.rewrite, row, parts, by=self.by(who), audience=circle) is not None:
            self._forget(self.of_entry(entry))
            self._written(who, held, row, exercise, circle)

    def discard(self, entry: str) -> None:
        """Throw a page away. One whose writing opened something else stays, for that is not undone by it."""
        row, held, who = self._own(entry)
        if any(act.kind == "assign" and act.of == str(held.pk) for act in self.past):
            return
        self.attempt(entering.discard, row, by=self.by(who))
        if not Entry.unscoped.filter(pk=entry).exists():
            self._forget(self.of_entry(entry))
            self.entries.remove(entry)

    def answer_after(self, entry: str) -> None:
        """What is asked once a round stands open."""
        row, held, who = self._own(entry)
        exercise = asking.asked(held, row.partner, row.day)
        given = {each.id: each.choices[-1].value for each in exercise.fields if each.after_reveal}
        old = [text for text in self.of_entry(entry) if text.field in given]
        if self.attempt(entering.answer_after, row, given, by=self.by(who), audience="partner") is not None:
            self._forget(old)
            self._written(who, held, row, exercise, "partner", only=set(given))

    def skip(self, who: str, assignment: str, back: int, reason: str) -> None:
        held = self.row(assignment)
        day = today(held.couple.practice) - timedelta(days=back)
        self.attempt(entering.skip, held, self.cast.partners[who], day, reason, by=self.by(who))

    def _own(self, entry: str) -> tuple[Entry, Assignment, str]:
        row = Entry.unscoped.select_related("partner").get(pk=entry)
        return row, self.row(str(row.assignment_id)), self.author(entry)

    def _answers(self, exercise: Exercise, fill: int) -> dict[str, Any]:
        """Every question that must be answered, and of the others those whose bit is set in `fill`."""
        asked = [each for each in exercise.fields if not each.show_if and not each.after_reveal]
        chosen = [each for place, each in enumerate(asked) if each.required or fill >> (place % 4) & 1]
        return {each.id: self._answer(each) for each in chosen}

    def _answer(self, field: Field) -> Any:
        if field.kind in ("text", "long"):
            self.words += 1
            return f"w{self.words}q"
        if field.kind == "number":
            return int(field.max) if field.max is not None else 9
        if field.kind == "date":
            return date(2026, 3, 10).isoformat()
        return [field.choices[-1].value] if field.kind == "multi" else field.choices[-1].value

    def _each(self, parts: Mapping[str, Any], fill: int) -> dict[str, str]:
        return {name: CIRCLES[(place + fill) % 4] for place, name in enumerate(parts)}

    def _written(
        self,
        who: str,
        held: Assignment,
        entry: Entry,
        exercise: Exercise,
        circle: str | Mapping[str, str],
        only: set[str] | None = None,
    ) -> None:
        """Note each text as its exercise describes it, and what was shared with it."""
        number = (monday_of(entry.day) - monday_of(held.starts_on)).days // 7
        fields = {each.id: each for each in exercise.fields if only is None or each.id in only}
        parts = EntryPart.unscoped.filter(entry=entry, field__in=list(fields))
        for pk, asked in [(pk, fields[name]) for pk, name in parts.values_list("pk", "field")]:
            seal = f"{held.pk} {number}" if asked.sealed else str(pk)
            facts = {"widest": asked.audience, "seal": seal, "hands": 2 if asked.sealed else 1}
            self.note("write", pk, who, self.couple(str(held.pk)), held.pk, **facts)
            self.texts.append(Text(str(pk), str(entry.pk), asked.id, asked.sealed))
            chosen = circle if isinstance(circle, str) else circle.get(asked.id, "author")
            if chosen == asked.audience == "partner":
                self.note("share", pk, who)

    def _forget(self, texts: list[Text]) -> None:
        for text in texts:
            self.note("unwrite", text.pk)
            self.texts.remove(text)
