import asyncio
import logging
import signal
from argparse import ArgumentParser
from functools import partial
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections

from backend.common import clock
from volunteers import actions, queries

logger = logging.getLogger(__name__)

# Above this nobody reads what comes: a mail that is only too large for us gets a kind word from the action.
HARDEST_LIMIT = 20
GONE = "550 5.1.1 There is no such address"
LATER = "451 4.3.0 Try again later"
TAKEN = "250 2.0.0 Taken"


class Door:
    """What a mail system reaches: it names an address of ours and hands a mail over.

    The database is asked in threads, so that one slow mail does not hold up the others.
    """

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """This function will refuse an address that is none of ours while the sender is on the line: no bounce."""
        try:
            known = await asyncio.to_thread(_asked, partial(queries.relay.addressed, address))
        except Error:
            return LATER
        if known is None:
            return GONE
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Fine"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """This function will deliver a mail to each of its recipients; LMTP wants an answer for each (RFC 2033)."""
        answers = [await asyncio.to_thread(_delivered, envelope, recipient) for recipient in envelope.rcpt_tos]
        if isinstance(server, LMTP):
            return "\r\n".join(answers)
        return LATER if LATER in answers else TAKEN

    async def handle_exception(self, error: Exception) -> str:
        """This function will log a fault of ours and let the mail system try again, without a word of what it was."""
        logger.error("A mail could not be taken", exc_info=error)
        return LATER


def _delivered(envelope: Envelope, recipient: str) -> str:
    raw = envelope.content if isinstance(envelope.content, bytes) else b""
    deliver = partial(
        actions.relay.deliver_reply,
        raw,
        recipient=recipient,
        envelope_sender=envelope.mail_from or "",
        now=clock.now(),
    )
    try:
        outcome = _asked(deliver)
    except Error as fault:
        logger.warning("The database is away; the mail system will try again: %s", type(fault).__name__)
        return LATER
    logger.info("A mail came in: %s", outcome.value)
    return TAKEN


def _asked(question: partial[Any]) -> Any:  # noqa: ANN401 - what the question gives
    """This function will ask the database something in this thread, by a connection that stands."""
    close_old_connections()
    try:
        return question()
    finally:
        close_old_connections()


class Command(BaseCommand):
    """Listens for the answers that people write by mail."""

    help = "返信メールの受け口です。市のメールサーバから SMTP か LMTP で受け取ります。止めるまで動き続けます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will ask where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=settings.RELAY_PORT)
        parser.add_argument("--lmtp", action="store_true", help="SMTP ではなく LMTP で話します")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's
        """This function will listen until somebody asks to stop."""
        # The library logs each address; ours logs what became of the mail.
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        asyncio.run(_listen(options["host"], options["port"], LMTP if options["lmtp"] else SMTP))


async def _listen(host: str, port: int, protocol: type[SMTP]) -> None:
    loop, wish = asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, wish.set)
    door = partial(
        protocol,
        Door(),
        hostname=settings.RELAY_DOMAIN,
        ident="tsunagaru",
        data_size_limit=settings.RELAY_MAX_BYTES * HARDEST_LIMIT,
        enable_SMTPUTF8=True,
    )
    server = await loop.create_server(door, host=host, port=port)
    async with server:
        logger.info("Answers by mail are taken at port %s", server.sockets[0].getsockname()[1])
        await wish.wait()
