"""Where something can be taken away: places in the source, found by reading its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OPEN = "Q(pk__isnull=False)"
PACKAGES = ("practice", "assessments", "homework", "reports", "portal", "api")


@dataclass(frozen=True)
class Cut:
    """One change to one file: these characters give way to others. kind: what sort of guard it takes away."""

    kind: str
    path: str
    line: int
    what: str
    start: int
    end: int
    instead: str

    def made_in(self, source: str) -> str:
        return source[: self.start] + self.instead + source[self.end :]

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.kind}: {self.what}"


class Source:
    """One file and the characters that its nodes stand for."""

    def __init__(self, root: Path, path: Path) -> None:
        self.path = str(path.relative_to(root))
        self.text = path.read_text(encoding="utf-8")
        self.tree = ast.parse(self.text)
        self.starts = [0]
        for line in self.text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.lines = self.text.splitlines()

    def _at(self, line: int, byte: int) -> int:
        text = self.lines[line - 1].encode()[:byte].decode() if line <= len(self.lines) else ""
        return self.starts[line - 1] + len(text)

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._at(node.lineno, node.col_offset), self._at(node.end_lineno, node.end_col_offset)

    def words(self, node: ast.expr | ast.stmt | ast.keyword) -> str:
        start, end = self.span(node)
        return self.text[start:end]

    def cut(self, kind: str, node: ast.expr | ast.stmt | ast.keyword, instead: str, what: str = "") -> Cut:
        start, end = self.span(node)
        said = " ".join((what or f"{self.words(node)} → {instead}").split())
        return Cut(kind, self.path, node.lineno, said, start, end, instead)

    def without(self, kind: str, call: ast.Call, gone: ast.expr | ast.keyword) -> Cut:
        """The call with one argument fewer."""
        left = [self.words(part) for part in (*call.args, *call.keywords) if part is not gone]
        instead = f"{self.words(call.func)}({', '.join(left)})"
        return self.cut(kind, call, instead, f"{self.words(call.func)[-60:]}(…) without {self.words(gone)}")


def sources(root: Path) -> Iterator[Source]:
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            if not {"migrations", "management", "demo"} & set(path.parts):
                yield Source(root, path)


def name_of(node: ast.AST) -> str:
    """The last name of what is called or written: `a.b.c(...)` and `c` are both "c"."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    return str(getattr(node, "attr", getattr(node, "id", "")))
