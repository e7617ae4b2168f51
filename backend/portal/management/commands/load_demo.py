from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.common import clock
from backend.portal.management.commands._demo import (
    accounts,
    bookings,
    bookings_desk,
    bookings_papers,
    groups,
    points,
    points_giving,
    points_history,
    tills,
    volunteer_attendance,
    volunteer_contact,
    volunteer_events,
    volunteer_kinds,
    volunteer_lines,
    volunteer_offers,
    volunteer_parties,
    volunteer_stories,
    volunteers,
)


class Command(BaseCommand):
    """Fills an empty database with the demo."""

    help = "デモのデータを入れます。2回目からは何も変えません。誰でも知っているパスワードの人が入ります。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will tell the option that lets the demo into another mode than the embedded one."""
        parser.add_argument("--i-know", action="store_true", help="本番の設定でも入れます（試験環境のため）")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's
        """This function will load each app's part in the order in which one needs the other."""
        if not settings.EMBEDDED and not options["i_know"]:
            raise CommandError(
                "本番の設定です。デモの人は誰でも知っているパスワードで入れるため、読み込みません。"
                "試験環境であれば --i-know を付けてください。"
            )
        now = clock.now()
        for part in (
            accounts,
            groups,
            bookings,
            bookings_desk,
            bookings_papers,
            volunteers,
            volunteer_kinds,
            volunteer_events,
            volunteer_offers,
            volunteer_lines,
            volunteer_contact,
            volunteer_attendance,
            volunteer_stories,
            points,
            points_history,
            points_giving,
            volunteer_parties,
            tills,
        ):
            part.load(now)
