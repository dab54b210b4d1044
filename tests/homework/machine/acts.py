"""What is noted of each thing somebody does; the model reads these and nothing else."""

from datetime import datetime
from typing import Any, NamedTuple


class Act(NamedTuple):
    """A skip, a debrief, terms and notes never pass to the other, so they are no acts.

    what: an assignment, entry, text, reply or time; "person@couple" who joins or leaves; the couple whose work opens.
    of: the assignment of an entry or text; the one whose end opens an assignment; the text of a reply.
    """

    kind: str
    at: datetime
    what: str
    by: str = ""
    couple: str = ""
    of: str = ""
    facts: dict[str, Any] = {}
