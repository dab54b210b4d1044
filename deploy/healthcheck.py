"""Ask the running web server whether all is well; the exit says so. For a container or a timer.

Needs nothing but Python: it speaks as the proxy would, with the first allowed host's name.
"""

from __future__ import annotations

import http.client
import os
import sys


def is_well(address: str, host: str) -> bool:
    connection = http.client.HTTPConnection(address, timeout=5)
    try:
        connection.request("GET", "/health/", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    bind = os.environ.get("BIND", "127.0.0.1:8000").replace("0.0.0.0", "127.0.0.1")  # noqa: S104
    sys.exit(0 if is_well(bind, os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()) else 1)
