"""What counts as a guard: rules of rows, roles and scopes of the API, guards of pages, filters and insistence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.mutation.cuts import OPEN, Cut, Source, name_of, sources

PAGE_GUARDS = {
    "partners",
    "partners_with_any_session",
    "staff",
    "signed_in",
    "private_page",
    "fresh_proof",
    "seen_by",
}
PAGE_CONDITIONS = {"private", "alone", "proof", "acts"}
REFUSALS = {"NotFound", "Http404", "NotAuthenticated", "AuthenticationFailed", "LinkClosed"}
INSISTING = {"insist_on_reading", "insist_on_acting", "insist_on_self"}
WHOSE = ("partner", "couple", "user", "viewer", "staff", "practice", "counsellor", "attendee")
# Who looks is asked in these: what they filter by a person or a couple is a rule of its own.
READING = (
    "homework/reading/",
    "assessments/reading",
    "assessments/treating",
    "reports/",
    "practice/who",
    "practice/feeds",
)
DOORS = ("api/", "portal/")


def all_cuts(root: Path) -> list[Cut]:
    found = [cut for source in sources(root) for cut in cuts_of(source)]
    return sorted(set(found), key=lambda cut: (cut.path, cut.start, cut.end, cut.instead))


def cuts_of(source: Source) -> Iterator[Cut]:
    if _holds_rules(source.path):
        yield from _rules(source)
        yield from _conditions(source)
    if source.path.startswith("api/"):
        yield from _of_the_api(source)
    if source.path.startswith("portal/"):
        yield from _page_guards(source)
    if source.path.startswith((*DOORS, *READING)):
        yield from _row_filters(source)
    if not _holds_rules(source.path):
        yield from _insistence(source)


def _holds_rules(path: str) -> bool:
    return "models" in path


def _rules(source: Source) -> Iterator[Cut]:
    """Each role's rule says yes to every row."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and name_of(node) == "VisibleTo":
            for keyword in node.keywords:
                role = keyword.arg or "several roles"
                rule = _dict_rule(keyword.value) if keyword.arg is None else keyword.value
                if rule is not None and OPEN not in source.words(rule) and name_of(rule) != "anyone":
                    yield source.cut("rule", rule, f"lambda v: {OPEN}", f"{role}: {source.words(rule)}")


def _dict_rule(value: ast.expr) -> ast.expr | None:
    """The rule in `**dict.fromkeys((...), rule)`."""
    return value.args[1] if isinstance(value, ast.Call) and len(value.args) == 2 else None


def _conditions(source: Source) -> Iterator[Cut]:
    """Each condition of a rule, or of what rules are made of, is left out."""
    skipped = {id(child) for meta in _metas(source.tree) for child in ast.walk(meta)}
    for node in ast.walk(source.tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
            yield source.cut("condition", node, source.words(node.left))
            yield source.cut("condition", node, source.words(node.right))
        if isinstance(node, ast.Call) and name_of(node) in {"Q", "filter", "exclude"}:
            parts = [*node.args, *node.keywords]
            if len(parts) > 1:
                yield from (source.without("condition", node, part) for part in parts)


def _metas(tree: ast.Module) -> Iterator[ast.ClassDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == "Meta")


def _of_the_api(source: Source) -> Iterator[Cut]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            for item in node.body:
                if isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
                    yield from _declared(source, node, item.targets[0].id, item.value)
        if isinstance(node, ast.keyword) and node.arg == "permission_classes":
            yield source.cut("permission", node, "permission_classes=[]")


def _declared(source: Source, owner: ast.ClassDef, name: str, value: ast.expr) -> Iterator[Cut]:
    if name == "roles" and isinstance(value, ast.Call) and value.args:
        yield source.cut("roles", value, "frozenset()", f"{owner.name}: {source.words(value)}")
    if name == "scope" and isinstance(value, ast.Constant) and value.value not in {"me", "none"}:
        yield source.cut("scope", value, '"me"', f"{owner.name}: {value.value} → me")


def _page_guards(source: Source) -> Iterator[Cut]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef):
            for guard in node.decorator_list:
                if name_of(guard) in PAGE_GUARDS:
                    yield source.cut(
                        "page guard", guard, "(lambda view: view)", f"@{source.words(guard)} {node.name}"
                    )
                if isinstance(guard, ast.Call):
                    for condition in guard.keywords:
                        if condition.arg in PAGE_CONDITIONS:
                            cut = source.without("page guard", guard, condition)
                            yield source.cut("page guard", guard, cut.instead, f"{node.name}: {cut.what}")
        is_guard = isinstance(node, ast.Call) and name_of(node) in PAGE_GUARDS and len(node.args) == 1
        if is_guard and not isinstance(node.args[0], ast.Name | ast.Constant):
            yield source.cut("page guard", node, source.words(node.args[0]))


def _row_filters(source: Source) -> Iterator[Cut]:
    """Rows are no longer asked for by who looks, or by whose they are."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr == "visible_to" and isinstance(node.func.value, ast.Attribute):
            model = source.words(node.func.value.value)
            yield source.cut("scope of rows", node, f"{model}._default_manager.all()")
        if node.func.attr in {"filter", "exclude"}:
            for part in node.keywords:
                if part.arg and any(word in part.arg for word in WHOSE):
                    yield source.without("filter", node, part)
        if node.func.attr in {"for_partner", "of_couple", "delivered", "submitted"}:
            yield source.cut("filter", node, source.words(node.func.value))


def _insistence(source: Source) -> Iterator[Cut]:
    """What raises "there is nothing here" no longer does."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.If) and _refuses(node):
            yield source.cut(
                "insistence",
                node.test,
                "False",
                f"if {source.words(node.test)}: {source.words(node.body[0])}",
            )
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and name_of(node.value) in INSISTING
        ):
            yield source.cut("insistence", node, "pass")
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and name_of(node.value) == "insist_on_acting"
        ):
            who = node.value.args[0]
            yield source.cut("insistence", node.value, f"{source.words(who)}.staff_id")


def _refuses(node: ast.If) -> bool:
    """`if …: raise NotFound` about rights: a row that was not found (`is None`) is no right."""
    raised = node.body[0]
    if not isinstance(raised, ast.Raise) or raised.exc is None or name_of(raised.exc) not in REFUSALS:
        return False
    return not (isinstance(node.test, ast.Compare) and isinstance(node.test.ops[0], ast.Is))
