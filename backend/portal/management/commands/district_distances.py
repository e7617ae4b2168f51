import csv
import itertools
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.accounts import models as accounts
from bookings.queries import centers
from volunteers import actions
from volunteers.rules import distances


class Command(BaseCommand):
    """Tells how far districts are from one another: by a list of neighbours, or by where their centers are."""

    help = "地区どうしの近さを入れます。となり合う地区の表（CSV）か、交流センターの緯度・経度から計算します。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will tell where the neighbours stand."""
        parser.add_argument("--neighbours", type=Path, help="1行に、となり合う2つの地区のコードを書いたCSV（UTF-8）")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's
        """This function will keep what the file or the centers tell, in place of what was known."""
        if options["neighbours"]:
            kept = actions.distances.keep_neighbours(_neighbours(options["neighbours"]))
        else:
            kept = actions.distances.keep_metres(_metres())
        self.stdout.write(f"{kept}組の近さを入れました。")


def _neighbours(path: Path) -> list[tuple[str, str]]:
    known = set(accounts.District.objects.values_list("code", flat=True))
    pairs = []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.reader(lines), start=1):
            codes = [cell.strip() for cell in row if cell.strip()]
            if not codes:
                continue
            if len(codes) != 2 or not set(codes) <= known or codes[0] == codes[1]:
                message = f"{number}行目：違う2つの地区のコードを書いてください（{'、'.join(row)}）。"
                raise CommandError(message)
            pairs.append((codes[0], codes[1]))
    return pairs


def _metres() -> dict[tuple[str, str], int]:
    """This function will measure between the centers of districts of which it is known where they are."""
    found = {
        one.district.code: distances.Place(float(one.latitude), float(one.longitude))
        for one in centers.centers()
        if one.district and one.latitude is not None and one.longitude is not None
    }
    if not found:
        raise CommandError(
            "緯度・経度の分かる交流センターがありません。--neighbours で、となり合う地区を入れてください。"
        )
    return {
        (one, other): distances.metres(found[one], found[other])
        for one, other in itertools.combinations(sorted(found), 2)
    }
