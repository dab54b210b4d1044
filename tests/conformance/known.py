"""Where a reader itself is wrong: named, shown to be its own fault, and counted apart. Anything else is a disagreement."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from tests.conformance.comparing import Disagreement
from tests.conformance.peers import Peer
from tests.conformance.plans import Plan

ASK_NODE = """
const rows = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const parts = {};
console.log(JSON.stringify(rows.map(([zone, seconds]) => {
  parts[zone] ??= new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  return parts[zone].formatToParts(new Date(seconds * 1000)).find((each) => each.type === "timeZoneName").value;
})));
"""
OLD_ZONES = (
    "node-ical never looks at the zones of a file and asks node; this node still has another law for {zones} "
    "(its time zone data is {release})"
)


@dataclass(frozen=True, slots=True)
class Judged:
    """The disagreements of one reader: those that remain, those with a name, and the names."""

    remaining: list[Disagreement]
    known: list[Disagreement]
    names: list[str]


def judged(peer: Peer, found: Sequence[Disagreement], plans: Iterable[Plan]) -> Judged:
    """Only node-ical has a fault that our files cannot go round: its clocks are not those of the file."""
    if peer.name != "node-ical" or not found:
        return Judged(list(found), [], [])
    zones = {plan.uid: plan.zone for plan in plans}
    odd = set(_where_node_differs([(zones[one.session.uid], one.session.start) for one in found]))
    by_node = [one for one in found if (zones[one.session.uid], one.session.start) in odd]
    names = sorted({zone for zone, _start in odd})
    said = [OLD_ZONES.format(zones=", ".join(names), release=_release())] if names else []
    return Judged([one for one in found if one not in by_node], by_node, said)


def _where_node_differs(moments: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Those moments at which node's own clock of the zone shows another time than the pinned zone data."""
    asked = json.dumps(list(moments)).encode()
    ran = subprocess.run(["node", "-e", ASK_NODE], input=asked, capture_output=True, check=True)
    return [one for one, said in zip(moments, json.loads(ran.stdout), strict=True) if said != _offset(*one)]


def _offset(zone: str, seconds: int) -> str:
    said = f"{datetime.fromtimestamp(seconds, ZoneInfo(zone)):%z}"
    return "GMT" if said == "+0000" else f"GMT{said[:3]}:{said[3:5]}"


@lru_cache
def _release() -> str:
    ran = subprocess.run(["node", "-p", "process.versions.tz"], capture_output=True, text=True, check=True)
    return ran.stdout.strip()
