"""What stands in the variable parts of each route: a row of Bo's, or one that never was."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.access.routes import parts_of
from tests.access.world import World

NEVER = UUID("0b8f6f0e-1c2d-4e3f-8a9b-0c1d2e3f4a5b")
NOBODYS_LINK = "never-was"

# Nobody is left to invite in Bo and Cy's couple.
OF_THE_WAITING_COUPLE = (
    "/desk/couples/<uuid:couple>/invitations/",
    "/desk/couples/<uuid:couple>/partners/<uuid:pk>/invite/",
)
FIXED: dict[str, Any] = {
    "number": 1,
    "place": 0,
    "table": "question",
    "mark": "a",
    "day": "2026-11-18",
    "reader": "couple",
}

# The longest beginning that fits names the row; the row's id is in World.ids.
ROW_OF = {
    "/api/v1/alerts/": "alert",
    "/api/v1/assignments/": "assignment",
    "/api/v1/calendar-addresses/": "feed row",
    "/api/v1/consent-texts/": "consent-text",
    "/api/v1/couples/": "couple",
    "/api/v1/debriefs/": "debrief",
    "/api/v1/doses/": "terms",
    "/api/v1/entries/": "entry",
    "/api/v1/entries/<uuid:pk>/take-back/": "settling",
    "/api/v1/entry-forms/": "assignment",
    "/api/v1/entry-parts/": "part",
    "/api/v1/entry-parts/<uuid:pk>/share/": "shared",
    "/api/v1/entry-parts/<uuid:pk>/take-back/": "shared",
    "/api/v1/exercise-drafts/": "exercise draft",
    "/api/v1/exercises/": "exercise",
    "/api/v1/fhir-questionnaires/": "instrument",
    "/api/v1/fhir-responses/": "administration",
    "/api/v1/own-instruments/": "own instrument",
    "/api/v1/own-results/": "own result",
    "/api/v1/ratings/": "rating",
    "/api/v1/results/": "couple",
    "/api/v1/grants/": "grant",
    "/api/v1/holds/": "hold",
    "/api/v1/homework/": "couple",
    "/api/v1/knowing/": "couple",
    "/api/v1/library/": "exercise",
    "/api/v1/own-terms/": "terms",
    "/api/v1/instrument-drafts/": "written draft",
    "/api/v1/instruments/": "instrument",
    "/api/v1/invitations/": "invitation",
    "/api/v1/notes/": "note",
    "/api/v1/plans/": "plan",
    "/api/v1/plans/<uuid:pk>/confirm/": "suggestion",
    "/api/v1/plans/<uuid:pk>/dismiss/": "suggestion",
    "/api/v1/private-questions/": "open screen",
    "/api/v1/progress/": "couple",
    "/api/v1/questionnaires/": "administration",
    "/api/v1/questionnaires/<uuid:pk>/decline/": "draft",
    "/api/v1/questionnaires/<uuid:pk>/submit/": "draft",
    "/api/v1/questionnaires/<uuid:pk>/void/": "draft",
    "/api/v1/replies/": "reply",
    "/api/v1/reports/": "report",
    "/api/v1/screens/": "screen",
    "/api/v1/series/": "series",
    "/api/v1/sessions/": "session",
    "/api/v1/shared-times/": "hour",
    "/api/v1/signatures/": "signature",
    "/api/v1/staff/": "staff",
    "/api/v1/suggestion-decisions/": "decision",
    "/api/v1/suggestions/": "couple",
    "/api/v1/tokens/": "token",
    "/d/": "assignment",
    "/desk/calendar/": "session",
    "/desk/couples/": "couple",
    "/desk/couples/<uuid:couple>/from-paper/": "numbers",
    "/desk/couples/<uuid:couple>/homework/": "assignment",
    "/desk/couples/<uuid:couple>/invitations/": "invitation",
    "/desk/couples/<uuid:couple>/notes/": "note",
    "/desk/couples/<uuid:couple>/notes/<uuid:pk>/add/": "locked note",
    "/desk/couples/<uuid:couple>/sessions/<uuid:pk>/extend/": "session of cy",
    "/desk/couples/<uuid:couple>/open-alone/alerts/": "alert",
    "/desk/couples/<uuid:couple>/open-alone/holds/": "hold",
    "/desk/couples/<uuid:couple>/open-alone/screens/": "screen",
    "/desk/couples/<uuid:couple>/partners/": "partner",
    "/desk/couples/<uuid:couple>/partners/<uuid:pk>/invite/": "waiting partner",
    "/desk/couples/<uuid:couple>/questionnaires/": "administration",
    "/desk/couples/<uuid:couple>/questionnaires/<uuid:pk>/take-back/": "draft",
    "/desk/couples/<uuid:couple>/questionnaires/plans/": "plan",
    "/desk/couples/<uuid:couple>/questionnaires/plans/<uuid:pk>/not-now/": "suggestion",
    "/desk/couples/<uuid:couple>/questionnaires/<uuid:pk>/own-results/": "own result",
    "/desk/couples/<uuid:couple>/ratings/": "rating",
    "/desk/couples/<uuid:couple>/sessions/": "session",
    "/desk/library/drafts/": "written draft",
    "/desk/library/x-drafts/": "exercise draft",
    "/desk/couples/<uuid:couple>/sharing/grants/": "grant",
    "/desk/calendar/codes/": "couple",
    "/desk/calendar/fees/": "fee",
    "/desk/calendar/busy/": "busy source",
    "/desk/calendar/hours/<uuid:pk>/": "own closed days",
    "/desk/calendar/requests/": "wish",
    "/desk/couples/<uuid:couple>/sessions/brought/": "brought",
    "/desk/couples/<uuid:couple>/sessions/fees/": "fee",
    "/desk/couples/<uuid:couple>/sessions/follow-ups/": "follow-up",
    "/desk/couples/<uuid:couple>/sessions/requests/": "wish",
    "/desk/practice/hours/": "closed days",
    "/desk/practice/rooms/": "room",
    "/desk/practice/cover/": "grant",
    "/desk/practice/people/": "staff",
    "/desk/couples/<uuid:couple>/reports/<uuid:pk>": "report",
    "/only-me/": "entry",
    "/only-me/<uuid:pk>/take-back/": "settling",
    "/only-me/answers/": "administration",
    "/only-me/parts/": "part",
    "/only-me/answers/<uuid:pk>/result/": "own result",
    "/private/": "open screen",
    "/q/": "draft",
    "/reports/": "report",
    "/sessions/": "session",
    "/sessions/asked/": "wish",
    "/sessions/bring/": "brought",
    "/appointment/<str:token>/": "link",
    "/together/reply/": "shared",
    "/together/times/": "hour",
    "/welcome/<str:token>/": "link",
}


def row_of(pattern: str) -> str:
    """Which row an id in this route is of."""
    fitting = [start for start in ROW_OF if pattern.startswith(start)]
    if not fitting:
        raise LookupError(f"say in tests/access/places.py whose id stands in {pattern}")
    return ROW_OF[max(fitting, key=len)]


def values(pattern: str, world: World, who: str) -> dict[str, Any]:
    return {part: _value(part, pattern, world, who) for part in parts_of(pattern)}


def _value(part: str, pattern: str, world: World, who: str) -> Any:
    if part == "table" and "/x-drafts/" in pattern:
        return "field"
    if part in FIXED:
        return FIXED[part]
    if part == "couple" and pattern.startswith(OF_THE_WAITING_COUPLE):
        return world.ids["waiting couple"]
    if part in {"couple", "partner"}:
        return world.ids[part]
    if part == "slug" and "/sets/" in pattern:
        return "every-session"
    if part == "slug":
        if "/library/own/" in pattern:
            return "gad-7"
        return "intake-about-me" if "/q/" in pattern else "appreciation-exchange"
    if pattern.startswith("/calendar/"):
        return world.ids["feed"] if who == "feed" else NOBODYS_LINK
    if pattern.startswith(("/first-run/", "/welcome/reset/")):
        return NOBODYS_LINK
    if "<int:pk>" in pattern:
        return world.ids["passkey"]
    return world.ids[row_of(pattern)]


def absent(values: dict[str, Any]) -> dict[str, Any]:
    """The same address with ids that no row has; empty when the route names no row by a UUID."""
    never = {part: NEVER for part, value in values.items() if isinstance(value, UUID)}
    return {**values, **never} if never else {}
