"""How a score came about, from the trace that was stored with it: which answers, which rule, counted again by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments.format.definition import Definition


@dataclass(frozen=True)
class Step:
    """One question's part: what was picked, and what it counts, from the low to the high end of its range."""

    text: str
    picked: str
    counts: str
    is_turned: bool


@dataclass(frozen=True)
class Counted:
    """One scale of one form. says: the rule in a sentence, with the numbers in it."""

    steps: tuple[Step, ...]
    says: str


def counted(definition: Definition, trace: Mapping[str, Any] | None, scale_id: str) -> Counted | None:
    """The counting of one scale; None when no form came in, or it was scored before this scale existed."""
    held = (trace or {}).get("scales", {}).get(scale_id)
    if held is None:
        return None
    return Counted(tuple(_step(definition, step) for step in held["questions"]), _says(held))


def _step(definition: Definition, step: Mapping[str, Any]) -> Step:
    question = definition.question(step["question"])
    line = next((row.label for row in question.rows if row.id == step.get("row")), "")
    low, high = step["range"]
    picked, keyed = step["picked"], step["keyed"]
    return Step(
        text=f"{question.text} {line}".strip(),
        picked=_silence(step["state"]) if picked is None else question.labels.get(picked, str(picked)),
        counts="–" if keyed is None else _("%(n)d of %(of)d") % {"n": keyed - low, "of": high - low},
        is_turned=bool(step["reverse"]),
    )


def _silence(state: str) -> str:
    return {"declined": _("Rather not answer"), "hidden": _("Not asked")}.get(state, _("Left open"))


def _says(held: Mapping[str, Any]) -> str:
    result = held["result"]
    facts = {"answered": result["answered"], "of": result["of"], "needed": held["needed"]}
    if result["value"] is None:
        return _("%(answered)d of %(of)d answered; %(needed)d are needed, so there is no score.") % facts
    reached = room = 0
    for step in held["questions"]:
        if step["keyed"] is not None:
            reached += step["keyed"] - step["range"][0]
            room += step["range"][1] - step["range"][0]
    facts |= {"reached": reached, "room": room, "value": f"{result['value']:.1f}".removesuffix(".0")}
    return (
        _(
            "%(reached)d of %(room)d steps over %(answered)d of %(of)d questions: 100 × %(reached)d ÷ %(room)d = %(value)s."
        )
        % facts
    )
