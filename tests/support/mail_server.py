"""A real SMTP server on this machine, small, which keeps what it receives. A test may hold its answer to a message."""

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

GREETING = b"220 mail.example.test ESMTP\r\n"
OK = b"250 OK\r\n"
ANSWERS = {b"EHLO": b"250 mail.example.test\r\n", b"HELO": OK, b"MAIL": OK, b"RCPT": OK, b"RSET": OK, b"NOOP": OK}


class MailServer(socketserver.ThreadingTCPServer):
    """Listens on a free port; `messages` are those received, in order of arrival."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.messages: list[EmailMessage] = []
        self.arrived = threading.Condition()
        # While this is cleared a message is kept, but its sender waits for the answer.
        self.answers = threading.Event()
        self.answers.set()

    @property
    def url(self) -> str:
        """This property gives the EMAIL_URL of the server."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def keep(self, source: bytes) -> None:
        """This function will keep a message and wake who waits for one."""
        message = email.message_from_bytes(source, policy=email.policy.default)
        with self.arrived:
            self.messages.append(message)
            self.arrived.notify_all()

    def wait_for(self, count: int, seconds: float = 20) -> list[EmailMessage]:
        """This function will give the messages once there are `count`, or fail."""
        with self.arrived:
            enough = self.arrived.wait_for(lambda: len(self.messages) >= count, seconds)
        assert enough, f"{len(self.messages)} of {count} messages arrived."
        return list(self.messages)


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        """This function will speak SMTP with one client until it leaves."""
        self.wfile.write(GREETING)
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"QUIT":
                self.wfile.write(b"221 Bye\r\n")
                return
            self.wfile.write(self._data() if verb == b"DATA" else ANSWERS.get(verb, b"502 Unknown\r\n"))

    def _data(self) -> bytes:
        self.wfile.write(b"354 Go on\r\n")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        self.server.keep(b"".join(lines))
        self.server.answers.wait(30)
        return OK


@contextmanager
def running() -> Iterator[MailServer]:
    """This function will run a mail server for the block."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield server
        server.answers.set()
        server.shutdown()
        thread.join()
