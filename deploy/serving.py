"""What the web server writes down of each visit: when, what kind of page, how it went. Not who, not which.

A path can hold a feed's secret or a couple's id, a query can hold anything, and an address can place a partner.
"""

from __future__ import annotations

import logging
import re
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from gunicorn.glogging import Logger

from deploy.logs import NoWords

# A page's own words: short, lower case, joined by hyphens. Whatever else stands in a path is an id or a secret.
PLAIN = re.compile(r"[a-z]{1,14}(-[a-z]{1,14}){0,4}|v[0-9]{1,2}|")
ADDRESSED = re.compile(r"(Error handling request (?:[A-Z]+ )?)([^\s?]*)\S*")
MASK = "…"
ACCESS_FORMAT = "%(t)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"


def masked(path: str) -> str:
    """The path with everything masked that is not a page's own word; static files keep theirs."""
    if path.startswith("/static/"):
        return path
    return "/".join(part if PLAIN.fullmatch(part) else MASK for part in path.split("/"))


class QuietFilter(NoWords):
    """NoWords, but a wrong setting keeps its sentence: it speaks of the set-up, never of people."""

    def filter(self, record: logging.LogRecord) -> bool:
        problem = record.exc_info[1] if record.exc_info else None
        said = record.getMessage()
        if said.startswith("Invalid request"):
            said = "Invalid request"  # the rest quotes the request and where it came from
        record.msg, record.args = ADDRESSED.sub(lambda found: found[1] + masked(found[2]), said), None
        passes = super().filter(record)
        if isinstance(problem, ImproperlyConfigured):
            record.msg += f": {problem}"
        return passes


class QuietLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's logger without visitors, queries, referers and secrets."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            handler.addFilter(QuietFilter())

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> dict[str, Any]:
        """Only these can appear, whatever format somebody sets."""
        known = super().atoms(resp, req, environ, request_time)
        kept = {name: known[name] for name in ("t", "s", "m", "H", "b", "B", "T", "D", "M", "L", "p")}
        return kept | {"U": masked(str(environ.get("PATH_INFO", "")))}
