"""The rules that come with the product are whole, and name only what exists."""

from __future__ import annotations

import re
from typing import Any

import pytest

from assessments.format.definition import SHIPPED as INSTRUMENTS
from assessments.format.definition import Definition
from assessments.format.definition import parse as parse_instrument
from homework.suggesting import rules
from homework.suggesting.facts import FACTS, doing, forms, safety
from homework.suggesting.rules import Ask, Rule

BROUGHT_IN = {"phq-9/total", "gad-7/total", "who-5/total", "audit-c/total"}


@pytest.fixture(scope="module")
def instruments() -> dict[str, Definition]:
    texts = [path.read_text(encoding="utf-8") for path in INSTRUMENTS.glob("*.1.toml")]
    return {made.slug: made for made in map(parse_instrument, texts)}


def _asks(rule: Rule) -> list[Ask]:
    until = [held.until for held in rule.not_yet + rule.blocks if held.until]
    return [*rule.facts, *until]


def test_every_guard_and_every_match_has_its_file() -> None:
    expected = [f"K{number}" for number in range(1, 11)] + [f"M{number}" for number in range(1, 32)]
    assert [rule.id for rule in rules.shipped()] == expected


@pytest.mark.parametrize("rule", rules.shipped(), ids=lambda rule: rule.id)
def test_a_file_is_called_after_its_rule(rule: Rule) -> None:
    path = rules.SHIPPED / f"{rule.id[0].lower()}{int(rule.id[1:]):02d}.toml"
    assert rules.parse(path.read_text(encoding="utf-8")) == rule


@pytest.mark.parametrize("rule", rules.shipped(), ids=lambda rule: rule.id)
def test_every_scale_item_and_facet_that_a_rule_names_exists(
    rule: Rule, instruments: dict[str, Definition]
) -> None:
    for ask in _asks(rule):
        for name in _named(ask.args):
            if name in BROUGHT_IN:
                continue
            form, _, part = name.partition("/")
            known = {scale.id for scale in instruments[form].scales}
            known |= {question.id for question in instruments[form].questions}
            assert part in known, name


def _named(args: dict[str, Any]) -> list[str]:
    found = [args[key] for key in ("scale", "item") if key in args]
    found += args.get("scales", []) + args.get("lists", [])
    return found + ([f"drivers-of-distance/{args['facet']}"] if "facet" in args else [])


def test_the_names_that_facts_know_by_heart_exist(instruments: dict[str, Definition]) -> None:
    for name in (doing.WELCOME, safety.ALCOHOL, forms.STAGE):
        form, _, question = name.partition("/")
        assert question in {each.id for each in instruments[form].questions}
    assert {each.id for each in instruments[forms.LOOP].composites} == {"position_self", "position_partner"}
    assert forms.DRIVERS in instruments


def test_every_fact_is_used_or_there_for_a_rule_of_ones_own() -> None:
    used = {ask.fact for rule in rules.shipped() for ask in _asks(rule)}
    assert set(FACTS) - used == set()


@pytest.mark.parametrize("rule", rules.shipped(), ids=lambda rule: rule.id)
def test_reasons_judge_nobody(rule: Rule) -> None:
    words = " ".join((rule.title, rule.says, rule.in_session, rule.avoid)).lower()
    forbidden = r"\b(client|patient|husband|wife|guilty|fault|divorce|diagnos\w+|validated|failure)\b"
    assert not re.search(forbidden, words)


@pytest.mark.parametrize("rule", rules.shipped(), ids=lambda rule: rule.id)
def test_evidence_is_one_line(rule: Rule) -> None:
    assert "\n" not in rule.evidence
    assert re.search(r"\d{4}|[Pp]ractice|[Pp]ractitioners", rule.evidence)
