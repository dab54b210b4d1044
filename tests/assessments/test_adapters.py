"""Every adapter proves its own rule: lowest, highest, in the middle, with items missing, with items turned round."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.format import adapter_wording, examples, toml_writing
from assessments.format.adapter import Adapter, by_key, parse, shipped
from assessments.format.definition import SHIPPED, DefinitionError
from assessments.format.definition import parse as parse_definition
from assessments.scores import adapter_scoring

ADAPTERS = list(shipped().values())
EVERY = [(each, vector) for each in ADAPTERS for vector in each.vectors]
PHQ = shipped()["phq-9"]


def points(adapter: Adapter, given: Any) -> dict[int, Any]:
    return adapter_scoring.read_points(adapter, dict(enumerate(given, 1)))


@pytest.mark.parametrize(
    ("adapter", "vector"), EVERY, ids=lambda x: getattr(x, "slug", getattr(x, "says", ""))
)
def test_every_vector_of_every_adapter_holds(adapter: Adapter, vector: Any) -> None:
    given = points(adapter, vector.given)
    found = adapter_scoring.score(adapter, given).scores
    assert {
        name: "none" if found[name].value is None else found[name].value for name in vector.expect
    } == vector.expect
    assert tuple(alert.item for alert in adapter_scoring.alerts(adapter, given)) == vector.alerts


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda each: each.slug)
def test_every_adapter_shows_both_ends_and_something_missing(adapter: Adapter) -> None:
    for score in adapter.scores:
        low, high = adapter.range_of(score)
        seen = {vector.expect[score.id] for vector in adapter.vectors if score.id in vector.expect}
        if score.id == "mean" or not adapter.reverse:
            assert {low, high} <= seen, "one vector for each end"
        assert len(seen - {low, high, "none"}) >= 1, "one in the middle"
    assert any("none" in vector.expect.values() for vector in adapter.vectors), "one with too much missing"


@pytest.mark.parametrize("adapter", [each for each in ADAPTERS if each.reverse], ids=lambda each: each.slug)
def test_each_item_that_is_turned_round_changes_its_score_the_other_way(adapter: Adapter) -> None:
    middle = dict.fromkeys(adapter.numbers, 3)
    for score in adapter.scores:
        before = adapter_scoring.score(adapter, middle).scores[score.id].value
        for number in score.numbers:
            after = adapter_scoring.score(adapter, {**middle, number: 4}).scores[score.id].value
            assert before is not None
            assert after is not None
            assert (after < before) == (number in adapter.reverse)
        for number in adapter.reverse:
            turned = adapter_scoring.keyed(adapter, number, adapter_scoring.keyed(adapter, number, 2))
            assert turned == 2


def test_the_facts_that_others_get_wrong_are_right_here() -> None:
    ranges = {(each.slug, score.id): each.range_of(score) for each in ADAPTERS for score in each.scores}
    assert ranges["rdas", "cohesion"] == (0, 19)
    assert ranges["rdas", "total"] == (0, 69)
    assert ranges["csi-32", "total"] == (0, 161)
    assert ranges["csi-16", "total"] == (0, 81)
    assert ranges["csi-4", "total"] == (0, 21)
    assert ranges["das", "total"] == (0, 151)
    assert ranges["qmi", "total"] == (6, 45)
    assert ranges["who-5", "total"] == (0, 100)
    assert ranges["ors", "total"] == (0, 40)
    assert shipped()["phq-2"].loinc == ""
    assert shipped()["hark"].loinc == "76499-3"
    assert shipped()["audit-c"].loinc == "72109-2"
    assert shipped()["gad-7"].loinc == "69737-5"
    assert shipped()["ecr"].reverse != shipped()["ecr-r"].reverse


def test_item_nine_of_phq_9_alerts_at_any_point_above_nought_and_a_total_says_it_is_not_known() -> None:
    for given in (1, 2, 3):
        assert [alert.item for alert in adapter_scoring.alerts(PHQ, {9: given})] == [9]
    assert adapter_scoring.alerts(PHQ, {9: 0, 1: 3}) == []
    assert adapter_scoring.score(PHQ, {9: 0}).unread == ()
    assert adapter_scoring.stated(PHQ, {"total": 12}).unread == (9,)


def test_phq_9_can_only_lose_its_ninth_item_by_a_setting() -> None:
    assert shipped()["phq-8"].by_setting
    assert not shipped()["phq-8"].alerts
    assert [each.slug for each in ADAPTERS if each.by_setting] == ["phq-8"]


def test_screens_for_harm_look_at_every_single_item() -> None:
    screens = [each for each in ADAPTERS if each.safety]
    assert {each.slug for each in screens} == {"hits", "e-hits", "hark", "wast"}
    for each in screens:
        assert {alert.item for alert in each.alerts} == set(each.numbers)


def test_bands_and_lines_follow_the_instruments_own_range() -> None:
    gad = shipped()["gad-7"]
    result = adapter_scoring.score(gad, points(gad, [1, 2, 1, 2, 1, 2, 1])).scores["total"]
    assert result.band == "10 to 14, called moderate"
    assert [line.at for line in adapter_scoring.cutoffs_of(gad, result)] == [10, 8]
    rdas = shipped()["rdas"]
    total = adapter_scoring.stated(rdas, {"total": 48}).scores["total"]
    assert adapter_scoring.cutoffs_of(rdas, total) == []
    total = adapter_scoring.stated(rdas, {"total": 47}).scores["total"]
    assert [line.at for line in adapter_scoring.cutoffs_of(rdas, total)] == [48, 47.31]


@pytest.mark.parametrize("wrong", [4, -1, 1.5, True, "2", float("nan"), float("inf"), [1]])
def test_points_outside_of_an_items_range_are_told(wrong: Any) -> None:
    with pytest.raises(adapter_scoring.PointsRefused) as refused:
        adapter_scoring.read_points(PHQ, {"1": 0, "2": wrong})
    assert refused.value.problems == {"2": "Item 2 takes whole points from 0 to 3."}


@pytest.mark.parametrize("wrong", ["0", "10", "x", "", "9999"])
def test_an_item_that_does_not_exist_is_told(wrong: str) -> None:
    with pytest.raises(adapter_scoring.PointsRefused, match="cannot be kept"):
        adapter_scoring.read_points(PHQ, {wrong: 1})


def test_totals_that_no_points_add_up_to_are_refused() -> None:
    who = shipped()["who-5"]
    assert adapter_scoring.read_totals(who, {"total": 52}) == {"total": 52}
    for wrong in (50, 104, -4, float("nan")):
        with pytest.raises(adapter_scoring.PointsRefused):
            adapter_scoring.read_totals(who, {"total": wrong})
    with pytest.raises(adapter_scoring.PointsRefused):
        adapter_scoring.read_totals(who, {"sum": 12})


def test_a_stated_total_is_held_against_the_items() -> None:
    given = points(PHQ, [1] * 9)
    assert adapter_scoring.disagreements(PHQ, given, {"total": 9}) == {}
    assert adapter_scoring.disagreements(PHQ, given, {"total": 10}) == {
        "total": "Total: 10 is stated, and the items give 9."
    }
    assert "too few" in adapter_scoring.disagreements(PHQ, {1: 1}, {"total": 1})["total"]


@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda each: each.slug)
def test_the_numbers_alone_make_a_definition_that_proves_itself(adapter: Adapter) -> None:
    definition = parse_definition(toml_writing.written(adapter_wording.on_paper(adapter)))
    assert len(definition.questions) == len(adapter.numbers)
    assert [m for example in definition.examples for m in examples.mismatches(definition, example)] == []
    for rule, alert in zip(definition.alerts, adapter.alerts, strict=True):
        assert (rule.question, rule.values) == (f"item_{alert.item}", alert.values)
    assert all(question.text == f"Item {n}" for n, question in enumerate(definition.questions, 1))


def test_no_adapter_takes_the_name_of_a_shipped_instrument_and_each_is_found_by_its_version() -> None:
    slugs = {file.name.split(".")[0] for file in SHIPPED.glob("*.toml")}
    assert not slugs & shipped().keys()
    assert not slugs & {f"{slug}-on-paper" for slug in shipped()}
    assert by_key("phq-9.1") is PHQ
    assert by_key("phq-9.99") is None


def test_figures_say_how_they_are_known() -> None:
    assert {figure.known for each in ADAPTERS for figure in each.figures} == {"read", "quoted", "worked-out"}
    assert all(each.citation and each.licence_note for each in ADAPTERS)


GOOD = """
slug = "small"
version = 1
name = "Small"
title = "A small one"
purpose = "Shows something."
limits = "Not much."
citation = "Nobody 2020"
licence = "free"
licence_note = "Nobody minds."

[[items]]
first = 1
last = 2
low = 0
high = 3

[[score]]
id = "total"
title = "Total"
items = ["1-2"]
rule = "sum"
higher_is = "better"
anchors = { low = "Low.", high = "High." }

[[vector]]
says = "lowest"
given = [0, 0]
expect = { total = 0 }
"""


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("first = 1", "first = 2", "the next item is number 1"),
        ("high = 3", "high = 0", "*low* is less than *high*"),
        ("high = 3", "high = 3\nstep = 0.3", "*step* is"),
        ('items = ["1-2"]', 'items = ["1-3"]', "*items* names items that exist"),
        ('items = ["1-2"]', 'items = ["1", "1"]', "each once"),
        ('rule = "sum"', 'rule = "median"', "cannot be read"),
        ('rule = "sum"', 'rule = "sum"\nmost_missing = 2', "leaves at least one item"),
        ('rule = "sum"', 'rule = "sum"\nbands = [{ from = 1, label = "x" }]', "*bands* start at 0"),
        ("given = [0, 0]", "given = [0]", "1 points for 2 items"),
        ("expect = { total = 0 }", "expect = { totl = 0 }", "Did you mean *total*?"),
        ('licence = "free"', 'licence = "fre"', "Did you mean *free*?"),
        ('name = "Small"', 'nmae = "Small"', "*nmae* is not known"),
        ('citation = "Nobody 2020"', 'citation = " "', "*citation* is empty"),
        ('licence = "free"', 'licence = "free"\nreverse = [3]', "there is no item 3"),
        ('licence = "free"', 'licence = "free"\nreverse = [1, 1]', "turned round once"),
        ('slug = "small"', 'slug = "Small One"', "*slug* is made of"),
    ],
)
def test_a_mistake_in_an_adapter_is_explained(was: str, now: str, says: str) -> None:
    assert parse(GOOD).range_of(parse(GOOD).score("total")) == (0, 6)
    with pytest.raises(DefinitionError) as refused:
        parse(GOOD.replace(was, now, 1))
    assert says in str(refused.value)
