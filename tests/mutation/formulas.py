"""python -m tests.mutation.formulas: change the formulas line by line, and print how many changes the tests noticed.

mutmut makes the changes, in a copy of the tree; [tool.mutmut] in pyproject.toml says which files and which tests.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
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
GOAL = 0.90
NOTICED = {"killed", "timeout", "segfault", "caught by type check"}
LINE = re.compile(r"^\s+(?P<name>assessments\.\S+): (?P<outcome>.+)$")


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="evenlight-formulas-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=LEFT_BEHIND, symlinks=True)
        _mutmut(tree, "run", "--max-children", str(os.cpu_count() or 2))
        outcomes = dict(_outcomes(_mutmut(tree, "results", "--all", "true", kept=True)))
        survivors = [name for name, outcome in outcomes.items() if outcome not in NOTICED]
        for name in survivors:
            print(f"{outcomes[name]}: {name}")
            print(*_changed_lines(_mutmut(tree, "show", name, kept=True)), sep="\n")
    return _print(outcomes)


def _mutmut(tree: Path, *words: str, kept: bool = False) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", *words],
        cwd=tree,
        stdout=subprocess.PIPE if kept else subprocess.DEVNULL,
        stderr=subprocess.STDOUT if kept else None,
        text=True,
        check=False,
    )
    return done.stdout or ""


def _outcomes(told: str) -> list[tuple[str, str]]:
    return [
        (found["name"], found["outcome"].strip()) for line in told.splitlines() if (found := LINE.match(line))
    ]


def _changed_lines(told: str) -> list[str]:
    return [f"    {line}" for line in told.splitlines() if re.match(r"[-+] ", line)]


def _print(outcomes: dict[str, str]) -> int:
    total = Counter(_module(name) for name in outcomes)
    killed = Counter(_module(name) for name, outcome in outcomes.items() if outcome in NOTICED)
    for module in sorted(total):
        print(f"{module:34} killed {killed[module]} / {total[module]}")
    share = killed.total() / total.total() if total else 0
    print(f"formulas: killed {killed.total()} / {total.total()}, {share:.1%} (goal {GOAL:.0%})")
    return 0 if share >= GOAL else 1


def _module(name: str) -> str:
    """ "assessments.statistics.change.x_gap__mutmut_2" is of assessments.statistics.change."""
    return re.split(r"\.x[_ǁ]", name)[0]


if __name__ == "__main__":
    sys.exit(main())
