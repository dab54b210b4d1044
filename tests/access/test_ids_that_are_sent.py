"""Every id that a body or a question mark may hold: somebody else's and one that never was get the same answer.

The fields are found in the API's own description, so a new one without a body here is red. Each body is accepted
from the one it is for as it stands; then one id after the other is swapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.access import places
from tests.access.knocking import Answer, knock
from tests.access.routes import address
from tests.access.world import World

WHO_TRIES = ("bo", "cy", "ana", "fay", "kim", "cover", "desk", "owner")

# Route: who may do it, and a body with the names of rows for ids.
BODIES: dict[str, tuple[str, dict[str, Any]]] = {
    "/api/v1/assignments/": (
        "ana",
        {
            "couple": "couple",
            "exercise": "self-care-plan",
            "reason": "You asked for it.",
            "opens": "after_own",
            "after": "assignment",
        },
    ),
    "/api/v1/bulk-assignments/": (
        "ana",
        {"couples": ["couple"], "exercise": "daily-self-check-in", "reason": "A calm start."},
    ),
    "/api/v1/courses/lay-out/": (
        "ana",
        {"couple": "couple", "course": "intake-week", "starts_on": "2026-11-18"},
    ),
    "/api/v1/debriefs/": ("cy", {"assignment": "assignment", "given": {"amount": 2}}),
    "/api/v1/entries/": (
        "bo",
        {"assignment": "assignment", "day": "2026-11-18", "parts": {"noticed": "Tea."}},
    ),
    "/api/v1/entries/skip/": ("bo", {"assignment": "assignment", "day": "2026-11-18", "reason": "no_time"}),
    "/api/v1/entered-forms/": (
        "ana",
        {
            "couple": "couple",
            "partner": "partner",
            "adapter": "gad-7",
            "taken_on": "2026-11-02",
            "totals": {"total": 7},
        },
    ),
    "/api/v1/entered-forms/response/": (
        "ana",
        {
            "couple": "couple",
            "partner": "partner",
            "instrument": "gad-7",
            "content": '{"resourceType": "QuestionnaireResponse", "status": "completed", "item": []}',
        },
    ),
    "/api/v1/exercise-drafts/": ("ana", {"based_on": "exercise"}),
    "/api/v1/grants/": (
        "ana",
        {
            "couple": "couple",
            "staff": "staff",
            "kind": "cover",
            "reason": "away",
            "ends_at": "2026-11-20T12:00:00Z",
        },
    ),
    "/api/v1/holds/": ("ana", {"couple": "couple", "alert": "alert", "reason": "Worried."}),
    "/api/v1/instrument-drafts/": ("ana", {"based_on": "instrument"}),
    "/api/v1/invitations/": ("ana", {"partner": "waiting partner", "email": "uma@example.org"}),
    "/api/v1/joint-work/open/": ("ana", {"couple": "couple"}),
    "/api/v1/joint-work/pause/": ("ana", {"couple": "couple"}),
    "/api/v1/notes/": (
        "ana",
        {
            "couple": "couple",
            "kind": "individual",
            "partner": "partner",
            "session": "session",
            "body": "Calm.",
        },
    ),
    "/api/v1/own-result-switches/": (
        "ana",
        {"couple": "couple", "instrument": "forgotten-four", "is_on": True},
    ),
    "/api/v1/plans/": (
        "ana",
        {"couple": "couple", "partner": "partner", "forms": [{"slug": "turning-toward"}]},
    ),
    "/api/v1/questionnaires/": (
        "ana",
        {
            "couple": "couple",
            "partner": "partner",
            "instrument": "turning-toward",
            "before_session": "session",
        },
    ),
    "/api/v1/ratings/": (
        "ana",
        {
            "couple": "couple",
            "partner": "partner",
            "session": "session",
            "answers": {"stage": 1, "step": 1},
        },
    ),
    "/api/v1/replies/": ("bo", {"part": "shared of cy", "kind": "kept"}),
    "/api/v1/reports/": (
        "ana",
        {
            "couple": "couple",
            "audience": "partner",
            "partner": "partner",
            "since": "2026-09-01",
            "until": "2026-11-17",
        },
    ),
    "/api/v1/reports/<uuid:pk>/share/": ("ana", {"partner": "partner"}),
    "/api/v1/series/": ("ana", {"couple": "couple", "starts": "2027-01-11T10:00", "count": 2}),
    "/api/v1/sessions/": (
        "ana",
        {"couple": "couple", "starts": "2027-01-18T14:00", "attendees": ["partner"]},
    ),
    "/api/v1/shared-times/": (
        "bo",
        {"couple": "couple", "what": "A walk", "starts": "2027-01-13T10:00", "minutes": 45},
    ),
    "/api/v1/signatures/": ("bo", {"text": "unsigned text"}),
    "/api/v1/suggestion-decisions/<uuid:pk>/was-set/": ("ana", {"assignment": "assignment"}),
}
FOREIGN = {
    "couple": ("other couple", "far couple", "ended couple"),
    "couples": ("other couple", "far couple", "ended couple"),
    "partner": ("dee", "gil", "far partner"),
    "attendees": ("dee", "far partner"),
    "session": ("other session", "far session"),
    "before_session": ("other session", "far session"),
    "assignment": ("other assignment", "far assignment"),
    "after": ("other assignment", "far assignment"),
    "part": ("other part",),
    "alert": ("other alert", "far alert"),
    "staff": ("kim",),
    "text": ("far text",),
    "based_on": ("far instrument",),
}
QUESTIONS = (
    "/api/v1/questionnaires/",
    "/api/v1/notes/",
    "/api/v1/grants/",
    "/api/v1/suggestion-decisions/",
)


def described() -> dict[str, set[str]]:
    """Route → the id fields that its body may hold, as the API describes itself."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    shapes = schema["components"]["schemas"]
    found: dict[str, set[str]] = {}
    for path, acts in schema["paths"].items():
        for method in {"post", "put", "patch"} & acts.keys():
            content = acts[method].get("requestBody", {}).get("content", {}).get("application/json", {})
            shape = shapes.get(content.get("schema", {}).get("$ref", "").rpartition("/")[2], {})
            if ids := {name for name, field in shape.get("properties", {}).items() if _is_id(field)}:
                found[re.sub(r"\{\w+\}", "<uuid:pk>", path)] = ids
    return found


def _is_id(field: dict[str, Any]) -> bool:
    return "uuid" in (field.get("format"), field.get("items", {}).get("format"))


def test_every_id_field_of_the_api_is_swapped_here() -> None:
    assert described() == {route: set(FOREIGN) & body.keys() for route, (_who, body) in BODIES.items()}


@pytest.mark.parametrize("route", sorted(BODIES))
def test_a_foreign_id_in_a_body_is_like_no_id(route: str, world: World, request: Any) -> None:
    request.node.user_properties.append(("access: ids swapped in bodies", swap_in_bodies(route, world)))


def swap_in_bodies(route: str, world: World) -> int:
    who_may, names = BODIES[route]
    body = {name: filled(world, name, value) for name, value in names.items()}
    assert _send(world, who_may, route, body).cell in {"200", "201"}, "the body as it stands is not accepted"
    swaps = 0
    for who in WHO_TRIES:
        for name, foreign in _swaps(world, who, body):
            one = _send(world, who, route, {**body, name: _like(body[name], foreign)})
            other = _send(world, who, route, {**body, name: _like(body[name], places.NEVER)})
            assert _plain(one, foreign) == _plain(other, places.NEVER), f"{who}: {name} tells"
            assert one.cell not in {"200", "201"}, f"{who} may send somebody else’s {name}"
            swaps += 1
    return swaps


def filled(world: World, name: str, value: Any) -> Any:
    if name not in FOREIGN:
        return value
    return [str(world.ids[each]) for each in value] if isinstance(value, list) else str(world.ids[value])


def _swaps(world: World, who: str, body: dict[str, Any]) -> Iterator[tuple[str, UUID]]:
    for name in sorted(FOREIGN.keys() & body.keys()):
        for row in FOREIGN[name]:
            if row not in NEAR.get(who, ()):
                yield name, world.rows[row].pk


# What would be theirs to name: no foreign id for them.
NEAR = {
    "ana": {"ended couple", "gil"},
    "fay": {"other couple", "dee", "other session", "other alert", "other assignment"},
    "kim": {
        "far couple",
        "far partner",
        "far session",
        "kim",
        "far alert",
        "far instrument",
        "far assignment",
    },
    "desk": {"other couple", "ended couple", "dee", "gil", "other session"},
    "owner": {"other couple", "ended couple", "dee", "gil"},
}


def _like(held: Any, value: UUID) -> Any:
    return [str(value)] if isinstance(held, list) else str(value)


def _send(world: World, who: str, route: str, body: dict[str, Any]) -> Answer:
    return knock(world, who, "POST", address(route, places.values(route, world, who)), body)


def _plain(answer: Answer, sent: UUID) -> tuple[str, bytes]:
    return answer.cell, answer.body.replace(str(sent).encode(), b"<id>")


@pytest.mark.parametrize("route", QUESTIONS)
def test_a_foreign_id_behind_a_question_mark_is_like_no_id(route: str, world: World, request: Any) -> None:
    request.node.user_properties.append(
        ("access: ids behind a question mark", swap_in_questions(route, world))
    )


def swap_in_questions(route: str, world: World) -> int:
    asked = 0
    for who in WHO_TRIES:
        for row in sorted(set(FOREIGN["couple"]) - NEAR.get(who, set())):
            foreign = world.rows[row].pk
            one = knock(world, who, "GET", f"{route}?couple={foreign}")
            other = knock(world, who, "GET", f"{route}?couple={places.NEVER}")
            assert _plain(one, foreign) == _plain(other, places.NEVER), f"{who} can tell {row}"
            asked += 1
    return asked
