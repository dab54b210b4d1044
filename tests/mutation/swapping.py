"""A cut made in a running process, which is a fork of one in which all is well: nothing on disk is touched."""

from __future__ import annotations

import ast
import gc
import importlib
import inspect
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.urls import URLPattern, URLResolver, get_resolver

from tests.mutation.cuts import Cut

Code = types.CodeType
# What runs a piece of code: a file, its first line, and its name.
Place = tuple[str, int, str]


def place(code: Code) -> Place:
    return code.co_filename, code.co_firstlineno, code.co_qualname


def module_of(cut: Cut) -> Any:
    return importlib.import_module(cut.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))


def make(cut: Cut, root: Path) -> bool:
    """Make the cut here and now. False when it only shows in a process that reads the files anew."""
    if cut.kind == "rule":
        return _open_rule(cut, root)
    if cut.kind in {"roles", "scope"}:
        owner, name = cut.what.split(":")[0], cut.kind
        setattr(
            getattr(module_of(cut), owner),
            name,
            ast.literal_eval(cut.instead) if name == "scope" else frozenset(),
        )
        return True
    old, new = _compiled(cut, root)
    changed = [(was, now) for was, now in _changed(old, new) if was.co_name != "<listcomp>"]
    if all(_is_function(was) for was, _now in changed):
        return bool(changed) and all(_swap(was, now) for was, now in changed)
    return cut.path.startswith("portal/") and _dress_anew(cut, new)


def places_of(cut: Cut, root: Path) -> set[Place]:
    """The functions that the cut changes; empty when it changes a module's or a class's body."""
    old, new = _compiled(cut, root)
    changed = [was for was, _now in _changed(old, new)]
    return {place(was) for was in changed} if all(_is_function(was) for was in changed) else set()


def _compiled(cut: Cut, root: Path) -> tuple[Code, Code]:
    file = root / cut.path
    text = file.read_text(encoding="utf-8")
    return compile(text, str(file), "exec"), compile(cut.made_in(text), str(file), "exec")


def _changed(old: Code, new: Code) -> Iterator[tuple[Code, Code]]:
    """The innermost pieces of code that differ."""
    inner = list(zip(_parts(old), _parts(new), strict=False))
    same_shape = len(_parts(old)) == len(_parts(new))
    if same_shape and _plain(old) == _plain(new):
        for was, now in inner:
            yield from _changed(was, now)
    else:
        yield old, new


def _parts(code: Code) -> list[Code]:
    return [each for each in code.co_consts if isinstance(each, Code)]


def _plain(code: Code) -> tuple[Any, ...]:
    """A piece of code without the pieces in it and without its line numbers."""
    constants = tuple("code" if isinstance(each, Code) else repr(each) for each in code.co_consts)
    return code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars


def _is_function(code: Code) -> bool:
    return bool(code.co_flags & inspect.CO_OPTIMIZED)


def _swap(was: Code, now: Code) -> bool:
    """Every living function of this code runs the other from now on."""
    # By type(), because isinstance() would wake whatever is lazy.
    found: list[types.FunctionType] = [
        each
        for each in gc.get_objects()
        if type(each) is types.FunctionType and place(each.__code__) == place(was)
    ]
    for function in found:
        if len(function.__code__.co_freevars) != len(now.co_freevars):
            return False
        function.__code__ = now
    return bool(found)


def _open_rule(cut: Cut, root: Path) -> bool:
    rules = _rules(cut, root)
    for name in _roles(cut, rules):
        rules[name] = lambda viewer: Q(pk__isnull=False)
    return True


def rule_of(cut: Cut, root: Path) -> Any:
    rules = _rules(cut, root)
    return rules[_roles(cut, rules)[0]]


def _rules(cut: Cut, root: Path) -> dict[str, Any]:
    tree = ast.parse((root / cut.path).read_text(encoding="utf-8"))
    owner = next(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.lineno <= cut.line <= (node.end_lineno or 0)
    )
    found: dict[str, Any] = getattr(module_of(cut), owner).objects.rules
    return found


def _roles(cut: Cut, rules: dict[str, Any]) -> list[str]:
    role = cut.what.split(":")[0]
    return [role] if role in rules else list(rules)


def _dress_anew(cut: Cut, code: Code) -> bool:
    """Run the module's text again beside the old one, and let the addresses lead to its views."""
    held = module_of(cut)
    if any(
        isinstance(each, type) and hasattr(each, "_meta") for each in vars(held).values() if _own(each, held)
    ):
        return False
    anew = types.ModuleType(held.__name__)
    vars(anew).update(
        {name: vars(held)[name] for name in ("__file__", "__package__", "__spec__", "__loader__")}
    )
    exec(code, vars(anew))
    names = {id(value): name for name, value in vars(held).items()}
    found = False
    for pattern in _patterns(get_resolver().url_patterns):
        if (name := names.get(id(pattern.callback))) is not None:
            pattern.callback = vars(anew)[name]
            found = True
    return found


def _own(value: Any, module: Any) -> bool:
    return getattr(value, "__module__", "") == module.__name__


def _patterns(entries: Any) -> Iterator[URLPattern]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns)
        else:
            yield entry
