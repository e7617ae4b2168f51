import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error

from backend.common import clock
from volunteers import actions

# What mail systems know as: try again later.
TEMPORARY_FAILURE = 75


class Command(BaseCommand):
    """Takes one mail from a mail system's pipe."""

    help = (
        "標準入力のメールを、やりとりに届けます。宛先は --recipient か、環境変数 ORIGINAL_RECIPIENT・RECIPIENT、"
        "差出人は --sender か SENDER から読みます。届けないときも 0 で終わるので、不達のメールは出ません。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will tell where recipient and sender come from."""
        env = os.environ
        given = env.get("ORIGINAL_RECIPIENT") or env.get("RECIPIENT") or ""
        parser.add_argument("--recipient", default=given, help="宛先（封筒の RCPT TO）")
        parser.add_argument("--sender", default=env.get("SENDER"), help="差出人（封筒の MAIL FROM）。空は不達の知らせ")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's
        """This function will deliver the mail, or end so that the mail system tries again when the database is away."""
        raw = sys.stdin.buffer.read(settings.RELAY_MAX_BYTES + 1)
        try:
            outcome = actions.relay.deliver_reply(
                raw, recipient=options["recipient"], envelope_sender=options["sender"], now=clock.now()
            )
        except Error as fault:
            self.stderr.write(f"データベースが使えません。あとでもう一度届けてください：{type(fault).__name__}")
            sys.exit(TEMPORARY_FAILURE)
        self.stdout.write(str(outcome.value))
