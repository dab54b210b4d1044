"""Trying one cut: in a copy of the tree, with the tests that should notice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.mutation.cuts import Cut

Outcome = Literal["killed", "survived", "broken", "too slow"]
LEFT_BEHIND = shutil.ignore_patterns(
    ".git",
    ".venv",
    "var",
    "__pycache__",
    ".*_cache",
    ".hypothesis",
    "node_modules",
    "screenshots",
    "*.sqlite3",
)
LONGEST_SECONDS = 900
# The tests that prove who sees what, those of the cut's own package first.
PROOFS = ("access", "homework", "assessments", "reports", "practice", "api", "portal")
# Which doors stand in front of which file: tried first, because most cuts show there.
DOORS_OF = {
    "notes": "notes",
    "sessions": "session or series or calendar",
    "feeds": "calendar or address",
    "papers": "consent or signature or invitation or sharing or account",
    "people": "couples or staff or me or contact or account or people",
    "care": "couples or grants or sharing or cover",
    "trail": "audit",
    "administrations": "questionnaire or q-",
    "instruments": "instrument or questionnaire or library",
    "private_questions": "private",
    "safety": "alert or screen or joint or private or alone",
    "joint_work": "joint",
    "exercise": "exercise or assignment or library",
    "assignments": "assignment or homework or d-",
    "entries": "entr or together or only-me",
    "reports": "report or progress",
    "tokens": "token",
    "api/models": "token",
}


@dataclass
class Copy:
    """A copy of the tree that one process works in. Its tests use a database of the copy's own."""

    root: Path
    quick: bool = False

    @classmethod
    def of(cls, tree: Path, *, quick: bool = False) -> Copy:
        root = Path(tempfile.mkdtemp(prefix="evenlight-cuts-")) / "tree"
        shutil.copytree(tree, root, ignore=LEFT_BEHIND, symlinks=True)
        return cls(root, quick)

    def remove(self) -> None:
        shutil.rmtree(self.root.parent, ignore_errors=True)

    def tests_pass(self) -> bool:
        """Whether all is well before anything is taken away; otherwise nothing would be proved."""
        return self._run(*self._proofs_for("tests")) == 0

    def try_out(self, cut: Cut) -> Outcome:
        file = self.root / cut.path
        held = file.read_text(encoding="utf-8")
        file.write_text(cut.made_in(held), encoding="utf-8")
        try:
            return self._outcome(cut)
        finally:
            file.write_text(held, encoding="utf-8")

    def _outcome(self, cut: Cut) -> Outcome:
        try:
            further = [] if self.quick else self._proofs_for(cut.path)
            for tests in (self._nearest(cut), further):
                code = self._run(*tests) if tests else 0
                if code == 1:
                    return "killed"
                if code not in {0, 5}:
                    return "broken"
        except subprocess.TimeoutExpired:
            return "too slow"
        return "survived"

    @staticmethod
    def _nearest(cut: Cut) -> list[str]:
        words = [doors for place, doors in DOORS_OF.items() if place in cut.path]
        if not words:
            return []
        doors = ["tests/access/test_doors.py", "-k", f"rows_that_are_theirs or {' or '.join(words)}"]
        return ["tests/access/test_rows.py", *doors]

    def _proofs_for(self, path: str) -> list[str]:
        own = path.split("/")[0]
        ordered = sorted(PROOFS, key=lambda package: (package != own, PROOFS.index(package)))
        return [f"tests/{package}" for package in ordered if (self.root / "tests" / package).is_dir()]

    def _run(self, *tests: str) -> int:
        command = [
            sys.executable,
            "-B",
            "-m",
            "pytest",
            "-x",
            "-q",
            "--no-header",
            "-p",
            "no:randomly",
            "--reuse-db",
        ]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "EVENLIGHT_CUT": "1"}
        done = subprocess.run(
            [*command, *tests], cwd=self.root, env=environment, timeout=LONGEST_SECONDS, check=False, **quiet
        )
        return done.returncode
