"""Asks the web server whether it answers, over the port that people will use."""

import contextlib
import http.client
import os
import urllib.parse

from backend.runtime import ports


def check() -> int:
    """Return the exit code by which a container engine knows whether the web server is alive."""
    address = urllib.parse.urlsplit(os.environ.get("SITE_URL", "http://localhost"))
    port = ports.wanted(os.environ.get("PORT", "8000"))
    return 0 if answers(ports.LOOPBACK, port, address.hostname or "localhost") else 1


def answers(host: str, port: int, name: str) -> bool:
    """Say whether /healthz answers; `name` is the host's name in the question, which Django looks at."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/healthz", headers={"Host": name})
        return connection.getresponse().status == http.client.OK
    return False
