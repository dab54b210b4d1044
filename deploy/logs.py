"""What may stand in a log: levels, names and codes; never a person's words, an address or a secret path."""

from __future__ import annotations

import logging
import re

SECRET_PATHS = re.compile(r"/(welcome/reset|welcome|first-run|calendar)/[^/\s?]+")
QUERY = re.compile(r"\?[^\s\"']*")


class NoWords(logging.Filter):
    """Masks secret path parts and queries, and keeps an exception's type and place but not its text."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = QUERY.sub("", SECRET_PATHS.sub(r"/\1/…", record.getMessage()))
        record.args = None
        if record.exc_info and record.exc_info[0]:
            kind, _, trace = record.exc_info
            places = []
            while trace is not None:
                code = trace.tb_frame.f_code
                places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
                trace = trace.tb_next
            record.msg += f" [{kind.__name__}] " + " > ".join(places[-6:])
            record.exc_info = None
            record.exc_text = None
        return True
