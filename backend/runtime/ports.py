import os
import socket
import time

from backend.runtime import errors

LOOPBACK = "127.0.0.1"
_PATIENCE_SECONDS = 2.0


def free() -> int:
    """Return a TCP port of the loopback address that nobody listens on."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        return int(listener.getsockname()[1])


def wanted(text: str) -> int:
    """Return the port that the text names, or refuse in a sentence."""
    if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise errors.Refused(f"PORT is “{text}”, which is not a port. Give a whole number from 1 to 65535.")


def await_free(host: str, port: int) -> None:
    """Give the port a moment, since what was killed just now may still hold it; then refuse in a sentence."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline and _is_listened_on(host, port):
        time.sleep(0.1)
    try:
        socket.create_server((host, port), family=_family(host)).close()
    except PermissionError as error:
        raise errors.Refused(f"This account may not listen on port {port}. Take one above 1023.") from error
    except OSError as error:
        raise errors.Refused(
            f"Port {port} of {host} cannot be used ({os.strerror(error.errno or 0)}). "
            "End the program that has it, or take another: PORT=8123 make serve"
        ) from error


def _is_listened_on(host: str, port: int) -> bool:
    with socket.socket(_family(host)) as attempt:
        return attempt.connect_ex((host, port)) == 0


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def answers(port: int, question: bytes, answer: bytes) -> bool:
    """Say whether what listens on the loopback port answers the question so."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1) as connection:
            connection.sendall(question)
            return answer in connection.recv(1024)
    except OSError:
        return False
