"""What a CalDAV client is given by Radicale. --server: Radicale lays the series out; otherwise caldav does."""

from __future__ import annotations

import sys

from caldav.davclient import DAVClient
from told import SINCE, UNTIL, Told, of_file, tell


def sessions(address: str, by_server: bool) -> list[Told]:
    with DAVClient(url=address, username="somebody", password="", timeout=600) as client:
        calendar = client.calendar(url=address)
        found = calendar.search(event=True, start=SINCE, end=UNTIL, expand=True, server_expand=by_server)
        return [session for part in found for session in of_file(part.data)]


if __name__ == "__main__":
    tell(sessions(sys.argv[1], by_server="--server" in sys.argv))
