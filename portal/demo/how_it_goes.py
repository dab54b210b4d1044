"""How it is going: reports that are issued, and who agreed to what stands in them."""

from __future__ import annotations

from typing import Any

from reports import agreeing, issuing
from reports.models import ReportConsent

from .chapter import Chapter, Kinds
from .reading import Table


class HowItGoes(Chapter):
    def kinds(self) -> Kinds:
        return {"report": self._report}

    def _report(self, row: Table) -> None:
        told = self.told
        for key in row.get("agreed", []):
            agreeing.agree(told.partners[key], ReportConsent.Kind.values, by=told.them(key))
        report = issuing.issue(told.couple, self._order(row), by=told.me())
        readers: dict[str, list[Any]] = {
            "couple": list(told.partners),
            "partner": [row.get("partner")],
            "counsellor": [],
        }
        for key in readers[row["audience"]]:
            issuing.share(report, told.partners[key], by=told.me())

    def _order(self, row: Table) -> issuing.Order:
        return issuing.Order(
            audience=row["audience"],
            since=self.time.edge(row["since"]),
            until=min(self.time.edge(row["until"], last=True), self.time.day(row)),
            partner=self.told.partners[row["partner"]] if "partner" in row else None,
            next_step=row["next_step"],
        )
