"""What forms that came in say, put into the shape that rules look at. For one partner, oldest form first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from assessments.format.definition import Definition, Item, Scale
from assessments.models import Administration
from assessments.results.reading import Bases
from assessments.scores import adapter_forms, manner
from assessments.scores.answers import Answers, read
from assessments.scores.keying import keyed, share_of
from assessments.statistics.change import points_needed
from homework.suggesting import given
from homework.suggesting.facts.forms import DRIVERS, LOOP

DayOf = Callable[[datetime], date]


@dataclass
class Told:
    """All that one partner's forms say."""

    scales: dict[str, given.Score] = field(default_factory=dict)
    items: dict[str, given.Item] = field(default_factory=dict)
    lists: dict[str, given.ItemList] = field(default_factory=dict)
    positions: dict[str, given.Score] = field(default_factory=dict)
    facets: given.Facets | None = None
    flat: dict[str, date] = field(default_factory=dict)


def told(rows: Sequence[Administration], day_of: DayOf, bases: Mapping[Any, Bases]) -> Told:
    """rows: this partner's own forms, oldest first. bases: what error bands rest on, by wording."""
    found = Told()
    by_slug: dict[str, list[Administration]] = {}
    for row in rows:
        by_slug.setdefault(row.instrument.slug, []).append(row)
    for slug, forms in sorted(by_slug.items()):
        newest = forms[-1]
        definition = newest.instrument.definition
        answers = read(definition, newest.answers or {})
        assert newest.submitted_at is not None
        on = day_of(newest.submitted_at)
        first = next(row for row in forms if row.instrument_id == newest.instrument_id)
        _add_scales(found, newest, first, day_of, bases.get(newest.instrument_id, {}))
        _add_items(found, slug, definition, answers, on)
        _add_lists(found, slug, newest, answers, on)
        _add_the_rest(found, slug, newest, on)
        if manner.is_flat(definition, answers):
            found.flat[slug] = on
    return found


def _add_scales(
    found: Told, newest: Administration, first: Administration, day_of: DayOf, bases: Bases
) -> None:
    slug, number = newest.instrument.slug, newest.instrument.number
    held, before = ((row.scores or {}).get("scales", {}) for row in (newest, first))
    assert newest.submitted_at is not None
    assert first.submitted_at is not None
    for scale in newest.instrument.definition.numbered:
        value = held.get(scale.id, {}).get("value")
        if value is None:
            continue
        earlier = before.get(scale.id, {}).get("value") if first.pk != newest.pk else None
        found.scales[f"{slug}/{scale.id}"] = given.Score(
            value,
            day_of(newest.submitted_at),
            scale.title,
            scale.higher_is,
            earlier,
            day_of(first.submitted_at) if earlier is not None else None,
            _points(scale, bases),
            number,
        )
    _add_brought_in(found, newest, day_of(newest.submitted_at))


def _points(scale: Scale, bases: Bases) -> float:
    basis = bases.get(scale.id)
    return (
        given.PROVISIONAL_POINTS if basis is None else math.ceil(points_needed(basis.sd, basis.reliability))
    )


def _add_brought_in(found: Told, newest: Administration, on: date) -> None:
    """Scores on their authors' own range, under the adapter's name whatever the practice calls its form."""
    scored = adapter_forms.of(newest.scores)
    if scored is None:
        return
    name = scored.adapter.partition(".")[0]
    for score_id, score in scored.scores.items():
        if score.value is not None:
            found.scales[f"{name}/{score_id}"] = given.Score(
                float(score.value), on, newest.instrument.title, score.higher_is
            )


def _add_items(found: Told, slug: str, definition: Definition, answers: Answers, on: date) -> None:
    """Single answers that are a number or one word; what was written, and questions about safety, stay out."""
    for item in _picked(definition):
        value = answers.of_item(item)
        question = item.question
        if value is None or not isinstance(value, int | str):
            continue
        numbers = [choice.value for choice in question.choices if isinstance(choice.value, int)]
        if isinstance(value, int) and question.scale is not None:
            value = keyed(question, value)
        name = f"{slug}/{question.id}" + (f"/{item.row}" if item.row else "")
        found.items[name] = given.Item(value, on, question.text, max(numbers, default=0))


def _picked(definition: Definition) -> Iterator[Item]:
    for question in definition.questions:
        if question.safety or question.alert or not question.choices:
            continue
        if question.kind == "grid":
            yield from (Item(question, row.id) for row in question.rows)
        else:
            yield Item(question)


def _add_lists(found: Told, slug: str, newest: Administration, answers: Answers, on: date) -> None:
    definition = newest.instrument.definition
    readings = (newest.scores or {}).get("lists", {})
    for scale in definition.scales:
        if scale.score == "list" and scale.id in readings:
            found.lists[f"{slug}/{scale.id}"] = given.ItemList(
                readings[scale.id].get("reading"),
                on,
                scale.title,
                _share(definition, scale, answers),
                newest.instrument.number,
            )


def _share(definition: Definition, scale: Scale, answers: Answers) -> float | None:
    """How far up their range the answers of a list lie, from 0 to 100; None when too few were given."""
    items = definition.items_of(scale.id)
    reached = []
    for item in items:
        picked = answers.of_item(item)
        if picked is not None:
            low, high = item.question.value_range
            reached.append(100 * (keyed(item.question, picked) - low) / (high - low))
    enough = reached and len(reached) >= share_of(scale.min_answered, len(items))
    return math.fsum(reached) / len(reached) if enough else None


def _add_the_rest(found: Told, slug: str, newest: Administration, on: date) -> None:
    """The order of the facets, and where this partner sees both in the loop."""
    scores = newest.scores or {}
    if slug == DRIVERS and "ranking" in scores:
        ranking = scores["ranking"]
        titles = {scale.id: scale.title for scale in newest.instrument.definition.scales}
        order = tuple(tuple(level) for level in ranking["order"])
        found.facets = given.Facets(order, on, tuple(ranking.get("too_few", ())), titles)
    if slug == LOOP:
        for about in ("self", "partner"):
            value = scores.get("composites", {}).get(f"position_{about}", {}).get("value")
            if value is not None:
                found.positions[about] = given.Score(value, on, wording=newest.instrument.number)
