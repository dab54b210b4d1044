"""A text that is no TOML: what a clinician's editor did to it, line by line, and the text with that put right. Pure.

Putting right only serves to find more mistakes at once. What is kept is what the person wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assessments.format.problems import Problem

CURLY = "“”„‟«»"
OPENS_CURLY = re.compile(rf"(=|\[|,|\{{)\s*[{CURLY}‘’‚]")
TRUTH = re.compile(
    r"^(\s*[\w-]+\s*=\s*)(True|TRUE|Yes|YES|yes|On|on|False|FALSE|No|NO|no|Off|off)(?=\s*(#.*)?$)"
)
BARE_WORDS = re.compile(r"^\s*([\w-]+)\s*=\s*([^\W\d_][^\"'\[\]{}=#]*?)\s*(#.*)?$")
KEYLESS = re.compile(r"^\s*[^\s#\[\]{}\"'=,][^=]*$")
LINE_IN_MESSAGE = re.compile(r"\(at line (\d+), column \d+\)")
YES = ("true", "yes", "on")
MOST_TOLD, LONGEST_LINE = 30, 2_000
GENERAL = (
    'Texts stand in "double quotes", lists in [square brackets], and each name = value has a line of its own.'
)
HINTS = (
    ("Unclosed array", "A comma is missing between two items of a list, or the list has no ] at its end."),
    ("Unclosed inline table", "A comma is missing between two names in { }, or the } is missing."),
    ("Illegal character '\\n'", 'The closing " is missing on this line.'),
    ("Cannot overwrite", "This name stands twice in the same part. Keep one of them."),
    ("Cannot declare", "This part stands twice, or with single brackets once and double ones once."),
    ("Cannot mutate", "This part stands twice, or with single brackets once and double ones once."),
    ("Expected '=' after a key", "Each line is name = value."),
    ("Unterminated string", 'The closing " is missing.'),
    ("Unescaped '\\'", "Write \\\\ for one \\."),
)


def problems(text: str, message: str) -> list[Problem]:
    """Every line that cannot be read, as far as they can be told apart; the parser's own message stays as a detail."""
    told = list(_by_line(text))[:MOST_TOLD]
    found = LINE_IN_MESSAGE.search(message)
    line = int(found.group(1)) if found else None
    if told and (line is None or any(each.line in (line, line - 1) for each in told)):
        return told
    detail = LINE_IN_MESSAGE.sub("", message).strip()
    hint = next((says for word, says in HINTS if word in detail), GENERAL)
    hint = hint if hint == GENERAL else f"{hint} {GENERAL}"
    own = Problem(line, "", f"this line cannot be read ({detail}).", hint)
    return sorted([*told, own], key=lambda each: each.line or 0)


def mended(text: str) -> str:
    """The text with straight quotes, true and false, and quotes round bare words: line for line the same."""
    looked_at = dict(_lines(text))
    lines = enumerate(text.split("\n"), start=1)
    return "\n".join(_mended(line) if number in looked_at else line for number, line in lines)


def _mended(line: str) -> str:
    if OPENS_CURLY.search(line):
        line = re.sub(rf"[{CURLY}]", '"', line)
        line = re.sub(r"(?<=[=\[,{\s])[‘‚]([^‘’‚\"]*)’", r'"\1"', line)
    if found := TRUTH.match(line):
        return f"{found[1]}{_truth(found[2])}{line[found.end(2) :]}"
    if (found := BARE_WORDS.match(line)) and found[2] not in ("true", "false", "inf", "nan"):
        return f'{line[: found.start(2)]}"{found[2]}"{line[found.end(2) :]}'
    return line


def _by_line(text: str) -> Iterator[Problem]:
    for number, line in _lines(text):
        if OPENS_CURLY.search(line):
            says = "curly quotes stand here, and only straight ones are read."
            hint = 'Type " anew, and turn “smart quotes” off in your editor.'
            yield Problem(number, "", says, hint)
        elif found := TRUTH.match(line):
            says = f"*{found[2]}* is not known here."
            yield Problem(number, "", says, f"Write {_truth(found[2])}, in small letters and without quotes.")
        elif (found := BARE_WORDS.match(line)) and found[2] not in ("true", "false", "inf", "nan"):
            says = f"the words behind *{found[1]}* need quotes."
            yield Problem(number, "", says, f'Write {found[1]} = "{found[2][:60]}". {GENERAL}')


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines outside of texts that run over several of them; endless ones are left to the parser."""
    inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        turns = (line.count('"""') + line.count("'''")) % 2
        if not inside and not turns and len(line) <= LONGEST_LINE:
            yield number, line
        inside = inside != bool(turns)


def _truth(word: str) -> str:
    return "true" if word.lower() in YES else "false"
