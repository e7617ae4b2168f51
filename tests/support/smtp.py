"""A small mail system on a port of this machine, so that mails leave through a real connection.

    with smtp.listening() as system:
        settings.EMAIL_HOST, settings.EMAIL_PORT = system.address
        system.answer("RCPT", "451 4.3.0 try again later")
        …
        [mail] = system.mails

It speaks what smtplib speaks. `answer` sets what the next command of a name gets, `meet` calls a function before the
next command of a name is answered; the end of a message is the command ".". HANG_UP as the answer ends the connection.
"""

import contextlib
import email.policy
import socketserver
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage

HANG_UP = ""
END = "."
SERVICE = "220 mihon.test ESMTP"
USUAL = {
    "EHLO": "250 mihon.test",
    "HELO": "250 mihon.test",
    "MAIL": "250 2.1.0 fine",
    "RCPT": "250 2.1.5 fine",
    "DATA": "354 go on",
    END: "250 2.0.0 taken",
    "RSET": "250 2.0.0 forgotten",
    "NOOP": "250 2.0.0 fine",
    "QUIT": "221 2.0.0 goodbye",
}
UNKNOWN = "502 5.5.2 not known here"
# A mail that has not come by then never will: the test must fail, not hang.
PATIENCE_S = 30.0


@dataclass(frozen=True)
class Mail:
    """What arrived, with the envelope that it came in."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def subject(self) -> str:
        """This property gives the subject; one that was folded at its beginning has a space there."""
        return str(self.message["Subject"]).strip()


class MailSystem:
    """What the server does next, and what it took."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.address = address
        self.mails: list[Mail] = []
        self._arrival = threading.Condition()
        self._answers: dict[str, deque[str]] = defaultdict(deque)
        self._meetings: dict[str, deque[Callable[[], object]]] = defaultdict(deque)

    @property
    def url(self) -> str:
        """This property gives the EMAIL_URL of this system."""
        return "smtp://{}:{}".format(*self.address)

    def answer(self, command: str, *answers: str) -> None:
        """This function will set what the next commands of a name get, one each."""
        self._answers[command].extend(answers)

    def meet(self, command: str, function: Callable[[], object]) -> None:
        """This function will call a function when the next command of a name has come, before it is answered."""
        self._meetings[command].append(function)

    def wait_for(self, count: int) -> list[Mail]:
        """This function will wait until so many mails have arrived, and give them."""
        with self._arrival:
            assert self._arrival.wait_for(lambda: len(self.mails) >= count, PATIENCE_S), f"{len(self.mails)} mails"
        return self.mails

    def reply_to(self, command: str) -> str:
        """This function will give the answer to a command that has come."""
        if self._meetings[command]:
            self._meetings[command].popleft()()
        return self._answers[command].popleft() if self._answers[command] else USUAL.get(command, UNKNOWN)

    def take(self, mail: Mail) -> None:
        """This function will keep a mail that was accepted."""
        with self._arrival:
            self.mails.append(mail)
            self._arrival.notify_all()


class _Conversation(socketserver.StreamRequestHandler):
    """One client, from its connection to its QUIT."""

    @property
    def system(self) -> MailSystem:
        assert isinstance(self.server, _Server)
        return self.server.system

    def handle(self) -> None:
        self.sender, self.recipients = "", list[str]()
        # A client may be killed at any point; that is its affair.
        with contextlib.suppress(OSError):
            self._say(SERVICE)
            while line := self.rfile.readline():
                if not self._reply(line.decode().strip()):
                    break

    def _reply(self, line: str) -> bool:
        command, _, rest = line.partition(" ")
        answer = self.system.reply_to(command.upper())
        if answer == HANG_UP:
            return False
        if answer.startswith("250"):
            self._note(command.upper(), rest)
        self._say(answer)
        return self._read_message() if answer.startswith("354") else not answer.startswith("221")

    def _note(self, command: str, rest: str) -> None:
        address = rest.partition("<")[2].partition(">")[0]
        if command == "MAIL":
            self.sender, self.recipients = address, []
        elif command == "RCPT":
            self.recipients.append(address)

    def _read_message(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            lines.append(line.removeprefix(b"."))
        answer = self.system.reply_to(END) if line else HANG_UP
        if answer.startswith("250"):
            source = b"".join(lines).replace(b"\r\n", b"\n")
            message = email.message_from_bytes(source, policy=email.policy.default)
            self.system.take(Mail(self.sender, tuple(self.recipients), message))
        if answer != HANG_UP:
            self._say(answer)
        return answer != HANG_UP

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.system = MailSystem(("127.0.0.1", self.server_address[1]))


@contextlib.contextmanager
def listening() -> Iterator[MailSystem]:
    """This function will keep a mail system for the length of a block."""
    with _Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.system
        finally:
            server.shutdown()
            thread.join()
