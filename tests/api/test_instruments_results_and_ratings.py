"""The same over the API: drafts, ratings, results of both, one's own result and its switch."""

from __future__ import annotations

import json
from typing import Any

from assessments.models import InstrumentVersion
from tests.assessments.test_draft_an_instrument import FULL
from tests.assessments.test_own_result import FOUR, take
from tests.factories.assessments import shipped
from tests.portal.couples_pages import as_

API = "/api/v1/"


def call(person: Any, method: str, path: str, body: Any = None, *, etag: str = "", key: str = "") -> Any:
    headers = {"HTTP_IDEMPOTENCY_KEY": key or f"{method}{path}{etag}"}
    if etag:
        headers["HTTP_IF_MATCH"] = etag
    client = as_(person)
    return client.generic(
        method, API + path, json.dumps(body) if body is not None else "", "application/json", **headers
    )


def test_a_draft_is_kept_checked_and_published(ana: Any) -> None:
    made = call(ana, "POST", "instrument-drafts/", {})
    assert made.status_code == 201
    path, tag = f"instrument-drafts/{made.json()['id']}/", '"v1"'
    assert call(ana, "GET", f"{path}problems/").json()["problems"]
    assert call(ana, "PATCH", path, {"tables": FULL}).status_code == 428
    kept = call(ana, "PATCH", path, {"tables": FULL}, etag=tag)
    assert (kept.status_code, kept["ETag"]) == (200, '"v2"')
    assert call(ana, "PATCH", path, {"tables": FULL}, etag=tag).status_code == 412
    assert call(ana, "GET", f"{path}problems/").json() == {"problems": []}
    published = call(ana, "POST", f"{path}publish/", etag='"v2"')
    assert published.status_code == 201
    assert InstrumentVersion.unscoped.get().practice == ana.practice


def test_what_is_missing_stands_in_the_answer(ana: Any) -> None:
    made = call(ana, "POST", "instrument-drafts/", {}).json()
    answer = call(ana, "POST", f"instrument-drafts/{made['id']}/publish/", etag='"v1"')
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "not_an_instrument_yet"


def test_a_rating_is_written_and_changed_with_its_tag(ana: Any, couple: Any, bo: Any) -> None:
    shipped("eft-stage")
    body = {"couple": str(couple.pk), "partner": str(bo.pk), "answers": {"stage": 1, "step": 2}}
    made = call(ana, "POST", "ratings/", body)
    assert made.status_code == 201
    path = f"ratings/{made.json()['id']}/"
    changed = call(
        ana,
        "PATCH",
        path,
        {"answers": {"stage": 2, "step": 5}},
        etag=made["ETag"] if made.has_header("ETag") else '"v1"',
    )
    assert changed.json()["answers"]["step"] == {"v": 5}
    assert call(bo, "GET", path).status_code == 404


def test_the_whole_result_is_plain_json_with_its_traces(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    take(couple, bo, 3)
    take(couple, cy, 1)
    answer = call(ana, "GET", f"results/{couple.pk}/?instrument={FOUR}")
    assert answer.status_code == 200
    plain = answer.json()
    assert plain["side"]["scales"][0]["gap"] == 50
    assert plain["traces"]["a"]["scales"]["friendship"]["needed"] == 3
    assert call(ana, "GET", f"results/{couple.pk}/").status_code == 400
    assert call(ana, "GET", f"results/{couple.pk}/?instrument=weekly-pulse").status_code == 404
    assert call(bo, "GET", f"results/{couple.pk}/?instrument={FOUR}").status_code == 404


def test_ones_own_result_opens_and_closes_with_the_switch(ana: Any, couple: Any, bo: Any, cy: Any) -> None:
    form = take(couple, bo, 3)
    assert call(bo, "GET", f"own-results/{form.pk}/").status_code == 404
    body = {"couple": str(couple.pk), "instrument": FOUR, "is_on": True}
    assert call(ana, "POST", "own-result-switches/", body).status_code == 201
    shown = call(bo, "GET", f"own-results/{form.pk}/").json()
    assert shown["scales"][0]["nearest"] == "Often"
    assert "value" not in shown["scales"][0]
    assert call(cy, "GET", f"own-results/{form.pk}/").status_code == 404
    assert call(bo, "GET", "own-result-switches/").status_code == 404
    call(ana, "POST", "own-result-switches/", {**body, "is_on": False}, key="off")
    assert call(bo, "GET", f"own-results/{form.pk}/").status_code == 404
