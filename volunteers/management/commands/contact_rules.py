from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.accounts import models as accounts
from backend.common import clock
from volunteers import actions

YEAR = 365


class Command(BaseCommand):
    """Sets how long contact about an activity stays open."""

    help = "活動が終わってから何日のあいだ、メッセージを送れるかを、市ごとに決めます（決めなければ14日）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will ask for the city and the days."""
        parser.add_argument("municipality", help="全国地方公共団体コード（6けた）")
        parser.add_argument("--closes-after", type=int, required=True, help="日数（0から365）")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's
        """This function will keep the days, and say them."""
        city = accounts.Municipality.objects.filter(code=options["municipality"]).first()
        if city is None:
            raise CommandError(f"市町村コード {options['municipality']} は登録されていません。")
        days = options["closes_after"]
        if not 0 <= days <= YEAR:
            raise CommandError("日数は、0から365までで指定してください。")
        actions.threads.set_contact_rules(city, closes_after_days=days, by=None, now=clock.now())
        self.stdout.write(f"{city.name}：活動が終わってから{days}日たつと、メッセージの受付を終わります。")
