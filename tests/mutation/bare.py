"""mutmut passes over whatever is decorated: so the copied tree decorates below a function what it decorates above.

`@transaction.atomic` over `def send` becomes `send = transaction.atomic(send)` under it, which does the same.
"""

from __future__ import annotations

import ast
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef
LEFT_ALONE = {"staticmethod", "classmethod", "overload"}


def bare(source: str) -> str:
    """The same module with its decorators under the functions that they belong to."""
    lines = source.split("\n")
    functions = [each for each in ast.walk(ast.parse(source)) if isinstance(each, Function)]
    for function in sorted(functions, key=lambda each: -each.lineno):
        if function.decorator_list and not _names(function) & LEFT_ALONE:
            _move(lines, function)
    return "\n".join(lines)


def _names(function: Function) -> set[str]:
    return {ast.unparse(each).split(".")[-1] for each in function.decorator_list}


def _move(lines: list[str], function: Function) -> None:
    first = function.decorator_list[0].lineno
    wrapped = function.name
    for each in reversed(function.decorator_list):
        wrapped = f"{ast.unparse(each)}({wrapped})"
    under = f"{' ' * function.col_offset}{function.name} = {wrapped}"
    lines.insert(function.end_lineno or function.lineno, under)
    del lines[first - 1 : function.lineno - 1]


def lay_bare(file: Path) -> None:
    file.write_text(bare(file.read_text(encoding="utf-8")), encoding="utf-8")
