"""Going round the viewer is written down, file by file, with the reason.

Models declare `unscoped`, verbs and commands make and keep rows with it; at the doors, in what only reads, and in
what hands rows on, each use is one of these.
"""

from __future__ import annotations

import ast

from tests.access.test_back_doors import MADE_UP, OWN, sources

WITH_REASON = {
    "practice/access.py": "finds the viewer's own roles, before there is a viewer",
    "practice/who.py": "finds the signed-in person's own row",
    "practice/access_lost.py": "a link stands for the person, before there is a viewer",
    "practice/sealing.py": "keys of rows that somebody already holds",
    "practice/idempotency.py": "records bound to viewer and route by their HMAC",
    "practice/showcase.py": "the demo's own people, on this computer alone",
    "api/authentication.py": "a token is looked up before there is a viewer",
    "api/tokens.py": "a token is made for the viewer's own user",
    "api/base.py": "an empty queryset for the description of the API",
    "assessments/results/reading.py": "marks of a couple and one's own forms, after rights were insisted on",
    "assessments/exchange/own_export.py": "a partner's own forms, for that partner's own export",
    "assessments/safety/standing.py": "yes or no for the gate, which answers the counsellor alone",
    "assessments/safety/queueing.py": "who was told of alerts that were asked for by the viewer; for the owner, who works here",
    "assessments/treating.py": "whether a grant is open is the right itself",
    "homework/reading/own.py": "one's own entries, after insist_on_self",
    "homework/reading/own_beside.py": "a partner's own words beside entries, for that partner's own export",
    "homework/reading/over.py": "for_partner is the rule; after insist_on_self",
    "homework/reading/shared.py": "for_partner is the rule; after insist_on_self",
    "homework/reading/today.py": "for_partner is the rule; after insist_on_self",
    "homework/reading/totals.py": "counts that a report's audience agreed to",
    "practice/scheduling/own_around.py": "a partner's own rows around sessions, for that partner's own export",
    "reports/caseload.py": "names and hours beside couples that were asked for by the viewer",
    "reports/titles.py": "titles of instruments, which tell of nobody",
    "homework/reading/counsellor.py": "marks of a couple, after insist_on_reading",
}
# Rows are made, changed and cleared up here; each verb checks who asks.
VERBS = {
    "practice": {
        "audit",
        "caring",
        "consenting",
        "calendar/agenda",
        "calendar/busy",
        "calendar/choosing",
        "calendar/feeds",
        "calendar/invitations",
        "calendar/reminding",
        "calendar/replying",
        "calendar/stored",
        "inviting",
        "jobs",
        "noting",
        "outbox",
        "reaching",
        "rotating",
        "running",
        "scheduling/attending",
        "scheduling/booking",
        "scheduling/bringing",
        "scheduling/changing",
        "scheduling/extending",
        "scheduling/following_up",
        "scheduling/holding",
        "scheduling/keeping",
        "scheduling/limits",
        "scheduling/offering",
        "scheduling/opening",
        "scheduling/seats",
        "scheduling/taken",
        "scheduling/undoing",
        "scheduling/whose",
        "scheduling/wishing",
        "staffing",
    },
    "assessments": {
        "administering",
        "bringing_words",
        "carrying_out",
        "closing",
        "drafting",
        "gate",
        "hearing",
        "licensing",
        "locking",
        "measuring",
        "offering",
        "own_drafts",
        "results/own_result",
        "planning",
        "publishing",
        "rating",
        "recording",
        "reminding",
        "sending",
        "suggesting_plans",
        "results/summarising",
        "safety/asking",
        "safety/holding",
        "safety/raising",
        "safety/clearing",
        "safety/reviewing",
        "safety/telling",
    },
    "homework": {
        "asking",
        "assigning",
        "courses",
        "debriefing",
        "drafting",
        "entering",
        "in_room",
        "keeping_free",
        "parting",
        "planning_time",
        "publishing",
        "reminding",
        "replying",
        "revealing",
        "terms",
        "unsafe",
        "waiting",
    },
    "reports": {"agreeing", "gathering", "issuing", "ledger", "measures", "practising"},
}
ALLOWED = WITH_REASON.keys() | {f"{package}/{verb}.py" for package, verbs in VERBS.items() for verb in verbs}


def is_declared_there(path: str) -> bool:
    """Models declare it, commands and made-up people work for nobody in particular."""
    return "models" in path or "management/commands" in path or path.startswith(MADE_UP)


def using_it() -> set[str]:
    return {
        path
        for path, tree in sources(OWN)
        if not is_declared_there(path)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "unscoped"
    }


def test_going_round_the_viewer_is_rare():
    assert sorted(using_it() - ALLOWED) == [], "ask through .objects.visible_to(viewer), or say why not"


def test_the_list_names_no_file_that_does_without():
    assert sorted(ALLOWED - using_it()) == []
