"""Back doors stay shut: the source is read, so that a habit cannot slip in."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN = ("practice", "assessments", "homework", "reports", "portal", "api")
DOORS = ("portal", "api")
# The demo's story, and the practice in which made-up secrets are planted; neither ever meets real rows.
MADE_UP = ("portal/demo/", "portal/canaries/")
GENERIC_VIEWS = {"ListView", "DetailView", "CreateView", "UpdateView", "DeleteView", "ModelViewSet"}

# Doors may go round `objects` here, each for its reason.
UNSCOPED_AT_A_DOOR = {
    "api/authentication.py": "a token is looked up before there is a viewer",
    "api/tokens.py": "a token is made for the viewer's own user",
    "api/models.py": "declares the manager",
    "api/base.py": "an empty queryset for the schema",
}


def sources(packages: tuple[str, ...]) -> Iterator[tuple[str, ast.Module]]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_no_shortcut_fetches_a_row_without_a_viewer():
    found = [
        f"{path}:{call.lineno}"
        for path, tree in sources(OWN)
        for call in calls(tree)
        if name_of(call) in {"get_object_or_404", "get_list_or_404", "aget_object_or_404"}
    ]
    assert found == []


def test_no_generic_class_based_view_is_used():
    found = [
        f"{path}:{node.lineno}"
        for path, tree in sources(DOORS)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        for base in node.bases
        if getattr(base, "attr", getattr(base, "id", "")) in GENERIC_VIEWS
    ]
    assert found == []


def test_going_round_the_viewer_is_rare_at_the_doors():
    found = {
        path
        for path, tree in sources(DOORS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "unscoped"
        if "management/commands" not in path and not path.startswith(MADE_UP)
    }
    assert found <= UNSCOPED_AT_A_DOOR.keys(), (
        "ask through .objects.visible_to(viewer), or move this into a verb"
    )


def test_no_serializer_writes_rows_itself():
    found = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in sources(("api",))
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        if any(getattr(base, "id", "") in {"Serializer", "Shape", "ModelSerializer"} for base in node.bases)
        for item in node.body
        if isinstance(item, ast.FunctionDef) and item.name in {"create", "update", "save"}
    ]
    assert found == []


def test_no_log_call_is_given_words():
    """Only ids, counts and type names are logged: attribute names that hold words never stand in a log call."""
    wordy = {"answers", "words", "body", "letter", "email", "called", "reason", "login_name", "copy"}
    found = [
        f"{path}:{call.lineno}"
        for path, tree in sources((*OWN, "deploy"))
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute)
        and getattr(call.func.value, "id", "") in {"log", "logger", "logging"}
        for node in ast.walk(call)
        if isinstance(node, ast.Attribute) and node.attr in wordy
    ]
    assert found == []


@pytest.mark.parametrize("package", OWN)
def test_the_admin_site_is_not_used(package):
    found = [
        path
        for path, tree in sources((package,))
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.contrib.admin")
    ]
    assert found == []
