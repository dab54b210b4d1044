"""Their hours: series and single sessions, moved and cancelled ones, and the counsellor's notes on them."""

from __future__ import annotations

from functools import partial

from practice import noting, scheduling
from practice.models import TherapySession

from .chapter import Chapter, Kinds
from .reading import Table


class Hours(Chapter):
    def plan(self) -> None:
        data = self.told.data
        for row in data.get("series", []):
            self.later(self._a_week_before(row["first"]), partial(self._book_series, row))
        for row in data.get("session", []):
            self.later(self._a_week_before(row.get("moved_from", row)), partial(self._book, row))
        super().plan()

    def kinds(self) -> Kinds:
        return {"note": self._note}

    def _a_week_before(self, moment: Table) -> Table:
        """Sessions are booked a week ahead, but never before the couple came."""
        first = self.told.data["event"][0]
        booked = {**moment, "week": moment["week"] - 1}
        after = {"week": first["week"], "day": first["day"], "time": "23:58"}
        return max(booked, after, key=self.time.at)

    def _book_series(self, row: Table) -> None:
        series = scheduling.book_series(
            self.told.couple,
            starts=self.time.local(row["first"]),
            minutes=row["minutes"],
            every=row["every_weeks"],
            count=row["count"],
            place=row.get("place", ""),
            attendees=self.told.who(row),
            by=self.told.me(),
        )
        held = TherapySession.unscoped.filter(series=series).order_by("starts_at")
        self.told.series[row["key"]] = list(held)

    def _book(self, row: Table) -> None:
        told, moved = self.told, row.get("moved_from")
        if "series" in row:
            session = told.series[row["series"]][row["number"] - 1]
        else:
            session = self._single(row, moved or row)
        if moved:
            session = scheduling.move(
                session, starts=self.time.local(row), place=row.get("place"), by=told.me()
            )
        if row.get("state") == "cancelled":
            session = scheduling.cancel(session, by=told.me())
        told.sessions[row["key"]] = session

    def _single(self, row: Table, moment: Table) -> TherapySession:
        return scheduling.book(
            self.told.couple,
            starts=self.time.local(moment),
            minutes=row["minutes"],
            place=row.get("place", ""),
            attendees=self.told.who(row),
            by=self.told.me(),
        )

    def _note(self, row: Table) -> None:
        told = self.told
        noting.write(
            told.couple,
            kind=row["kind"],
            body=row["body"],
            partner=told.partners[row["partner"]] if row["kind"] == "individual" else None,
            session=told.sessions.get(row.get("session", "")),
            by=told.me(),
        )
