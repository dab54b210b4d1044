"""JSON from a stranger: bounded in length and depth, no key twice, no number that is none. Every refusal says why."""

import json
import re
from typing import Any

from assessments.format.source_text import DefinitionError, Problem

MOST_BYTES = 1_000_000
DEEPEST = 40
MOST_DIGITS = 30
SIGNS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)


class _Refused(ValueError):
    """A sentence about what cannot be read."""


def load(text: str, *, most_bytes: int = MOST_BYTES) -> Any:
    """The value that a JSON text holds. Raises DefinitionError with one sentence when it cannot be read."""
    if len(text) > most_bytes or len(text.encode("utf-8", "surrogatepass")) > most_bytes:
        raise _problem(f"the file is larger than {most_bytes // 1000} kilobytes.")
    insist_on_depth(text)
    try:
        return json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_once,
            parse_constant=_no_number,
            parse_int=_whole,
            parse_float=_decimal,
        )
    except _Refused as refusal:
        raise _problem(str(refusal)) from None
    except json.JSONDecodeError as error:
        raise DefinitionError(
            [Problem(error.lineno, "", f"this is not JSON here ({error.msg.lower()}).")]
        ) from None
    except (ValueError, RecursionError):
        raise _problem("this cannot be read as JSON.") from None


def insist_on_depth(text: str) -> None:
    """Count brackets outside of texts, so that a deep file is refused before anything walks into it."""
    depth = 0
    for found in SIGNS.finditer(text):
        if found[0] in ("[", "{"):
            depth += 1
            if depth > DEEPEST:
                raise _problem(f"brackets are nested more than {DEEPEST} deep.")
        elif found[0] in ("]", "}"):
            depth -= 1


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Refused(
                f"the key *{key[:60]}* stands twice in one place; it is not clear which one counts."
            )
        found[key] = value
    return found


def _no_number(word: str) -> Any:
    raise _Refused(f"*{word}* is no number.")


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise _Refused("a number in it has too many digits.")
    return int(digits)


def _decimal(digits: str) -> float:
    value = float(digits)
    if len(digits) > 4 * MOST_DIGITS or value in (float("inf"), float("-inf")):
        raise _Refused("a number in it is too large.")
    return value


def _problem(says: str) -> DefinitionError:
    return DefinitionError([Problem(None, "", says)])
