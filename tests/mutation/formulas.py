"""python -m tests.mutation.formulas: change the code line by line, and print how many changes the tests noticed.

mutmut makes the changes, in a copy of the tree; [tool.mutmut] in pyproject.toml says which files and which tests.
What nobody can notice stands in survivors.py with its reason; it counts as not noticed all the same.

NAME …           only these, such as "assessments.safety.*"
--processes N    how many changes are tried at once
"""

from __future__ import annotations

import argparse
import fnmatch
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from pathlib import Path

from tests.mutation.bare import lay_bare
from tests.mutation.survivors import why

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
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="evenlight-formulas-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=LEFT_BEHIND, symlinks=True)
        for file in _changed_files(tree):
            lay_bare(file)
        _mutmut(tree, "run", "--max-children", str(asked.processes), *asked.names)
        outcomes = dict(_outcomes(_mutmut(tree, "results", "--all", "true", kept=True), asked.names))
        survivors = [name for name, outcome in outcomes.items() if outcome not in NOTICED]
        unexplained = [name for name in survivors if not _tell(tree, name, outcomes[name])]
    return _print(outcomes, len(survivors) - len(unexplained), len(unexplained))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.formulas", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 2)
    return parser.parse_args()


def _changed_files(tree: Path) -> list[Path]:
    settings = tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))
    return sorted({file for line in settings["tool"]["mutmut"]["only_mutate"] for file in tree.glob(line)})


def _tell(tree: Path, name: str, outcome: str) -> str:
    """Print what was changed and stayed unnoticed. Returns the reason why nobody can notice it, if there is one."""
    lines = _changed_lines(_mutmut(tree, "show", name, kept=True))
    reason = why(name, lines)
    print(f"{outcome}: {name}", *[f"    {line}" for line in lines], sep="\n")
    print(f"    explained: {reason}" if reason else "    NOT EXPLAINED", flush=True)
    return reason


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


def _outcomes(told: str, names: list[str]) -> list[tuple[str, str]]:
    found = [line for each in told.splitlines() if (line := LINE.match(each))]
    return [
        (line["name"], line["outcome"].strip())
        for line in found
        if not names or any(fnmatch.fnmatch(line["name"], name) for name in names)
    ]


def _changed_lines(told: str) -> list[str]:
    """Without the two lines that name the function anew."""
    return [line for line in told.splitlines() if re.match(r"[-+] ", line)]


def _print(outcomes: dict[str, str], explained: int, unexplained: int) -> int:
    total = Counter(_module(name) for name in outcomes)
    killed = Counter(_module(name) for name, outcome in outcomes.items() if outcome in NOTICED)
    for module in sorted(total):
        share = killed[module] / total[module]
        print(f"{module:38} killed {killed[module]:4} / {total[module]:4}  {share:.1%}")
    share = killed.total() / total.total() if total else 0
    print(f"not noticed: {explained} explained, {unexplained} not explained")
    print(f"formulas: killed {killed.total()} / {total.total()}, {share:.1%} (goal {GOAL:.0%})")
    return 0 if share >= GOAL else 1


def _module(name: str) -> str:
    """ "assessments.statistics.change.x_gap__mutmut_2" is of assessments.statistics.change."""
    return re.split(r"\.x[_ǁ]", name)[0]


if __name__ == "__main__":
    sys.exit(main())
