"""What happens for everybody to see, the same in every world: Ana's acts for both, and Cy's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from assessments.models import Administration
from practice import scheduling
from practice.access import viewer_for
from reports import issuing
from tests.access.world import World
from tests.factories import reports as sets

Knock = Callable[..., tuple[int, bytes, Any]]

LOOKS_AFTERWARDS = (
    "/today/",
    "/together/",
    "/only-me/",
    "/sessions/",
    "/reports/",
    "/api/v1/entries/",
    "/api/v1/entry-parts/",
    "/api/v1/questionnaires/",
    "/api/v1/private-questions/",
    "/api/v1/assignments/",
    "/api/v1/sessions/",
    "/api/v1/today/",
    "/api/v1/together/",
    "/api/v1/only-me/",
)


def goes_on(world: World) -> None:
    """A session for both, and a report for both, after whatever Bo did alone."""
    ana = viewer_for(world.rows["ana"].user, second_factor=True)
    couple, both = world.rows["couple"], [world.rows["bo"], world.rows["cy"]]
    scheduling.book(couple, starts=datetime(2026, 12, 14, 11), minutes=50, by=ana, attendees=both)
    report = sets.issued(couple, "couple", by=ana, next_step="Go on.")
    for partner in both:
        issuing.share(report, partner, by=ana)
    world.rows["openly issued"] = report


def acts_of_cy(world: World, knock: Knock) -> Iterator[tuple[str, Any]]:
    """Cy writes, shares, answers and sends; then looks again at every page of their own."""
    for number, (method, at, data) in enumerate(_acts(world)):
        answer = knock(world, "cy", method, at, data)
        if answer[0] >= 400:
            raise LookupError(f"{method} {at} was meant to be let in, and gives {answer}")
        yield f"{number}. Cy: {method} {at}", answer
    for at in LOOKS_AFTERWARDS:
        yield f"afterwards: {at}", knock(world, "cy", "GET", at)


def _acts(world: World) -> Iterator[tuple[str, str, Any]]:
    ids = world.ids
    yield (
        "POST",
        "/api/v1/entries/",
        {"assignment": str(ids["assignment"]), "day": "2026-11-18", "parts": {"noticed": "Tea."}},
    )
    yield "POST", f"/api/v1/entries/{ids['entry of cy']}/share/", {}
    yield "GET", f"/api/v1/reports/{world.rows['openly issued'].pk}/pdf/", None
    form = f"/api/v1/questionnaires/{ids['draft of cy']}/"
    questions = Administration.unscoped.get(pk=ids["draft of cy"]).instrument.definition.questions
    yield "PATCH", form, {"answers": {one.id: {"declined": True} for one in questions}}
    yield "POST", f"{form}submit/", {"answers": {}}
    private = f"/api/v1/private-questions/{ids['open screen of cy']}/"
    yield "POST", f"{private}answer/", {"question": "afraid", "answer": "no"}
    yield "POST", f"{private}send/", {}
