"""JSON as people send it, with depth kept in bounds."""

from __future__ import annotations

from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser as PlainParser


class JSONParser(PlainParser):
    """DRF's parser; text nested deeper than Python can follow is unreadable, not an error of ours."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError from None
