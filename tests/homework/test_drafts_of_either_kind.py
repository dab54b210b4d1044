"""An instrument and an exercise of one's own are drafted under the same rules, and refused in the same words."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

import assessments.drafting
import homework.drafting
from assessments import own_drafts
from practice.models import AuditEntry
from practice.refusals import BadInput, NotFound, StaleEdit
from tests.conftest import looking
from tests.factories import practice as people

EITHER = pytest.mark.parametrize(
    "kind", [assessments.drafting, homework.drafting], ids=["instrument", "exercise"]
)


@EITHER
def test_counsellors_write_and_partners_do_not(kind: ModuleType, ana: Any, bo: Any) -> None:
    draft = kind.begin(by=looking(ana))
    assert draft.slug.startswith("own-")
    with pytest.raises(NotFound):
        kind.begin(by=looking(bo))
    for act in (
        lambda: kind.keep(draft, {}, by=looking(bo), version=1),
        lambda: kind.discard(draft, by=looking(bo), version=1),
        lambda: kind.publish(draft, by=looking(bo), version=1),
    ):
        with pytest.raises(NotFound):
            act()


@EITHER
def test_another_practice_finds_no_draft(kind: ModuleType, ana: Any, fay: Any) -> None:
    draft = kind.begin(by=looking(ana))
    stranger = people.StaffFactory(is_counsellor=True, practice=people.PracticeFactory())
    with pytest.raises(NotFound):
        kind.keep(draft, {"title": "Theirs"}, by=looking(stranger), version=1)
    assert kind.keep(draft, {"title": "Ours"}, by=looking(fay), version=1).version == 2


@EITHER
def test_the_quicker_one_is_kept(kind: ModuleType, ana: Any) -> None:
    by = looking(ana)
    draft = kind.begin(by=by)
    assert kind.keep(draft, {"title": "One"}, by=by, version=1).version == 2
    with pytest.raises(StaleEdit):
        kind.keep(draft, {"title": "Two"}, by=by, version=1)
    with pytest.raises(StaleEdit):
        kind.discard(draft, by=by, version=1)
    draft.refresh_from_db()
    assert draft.tables == {"title": "One"}
    kind.discard(draft, by=by, version=2)
    assert not type(draft).unscoped.exists()
    acts = AuditEntry.unscoped.order_by("pk").values_list("act", flat=True)
    assert [act.partition(".")[2] for act in acts if "draft" in act] == [
        "drafted", "draft_kept", "draft_discarded",
    ]  # fmt: skip


@EITHER
def test_what_cannot_be_kept_is_refused_beside_the_tables(kind: ModuleType, ana: Any) -> None:
    by = looking(ana)
    draft = kind.begin(by=by)
    for tables in ({"title": "x" * own_drafts.MOST_LETTERS}, {"title": float("nan")}, {"title": object()}):
        with pytest.raises(BadInput) as refusal:
            kind.keep(draft, tables, by=by, version=1)
        assert list(refusal.value.fields) == ["tables"]


@EITHER
def test_what_is_not_ready_says_so_by_its_own_name(kind: ModuleType, ana: Any) -> None:
    with pytest.raises(own_drafts.NotYet) as refusal:
        kind.publish(kind.begin(by=looking(ana)), by=looking(ana), version=1)
    assert refusal.value.code == f"not_an_{'exercise' if kind is homework.drafting else 'instrument'}_yet"
    assert "problem_1" in refusal.value.fields
