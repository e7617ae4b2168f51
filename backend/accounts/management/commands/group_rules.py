from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.accounts import actions, models
from backend.common import clock, errors


class Command(BaseCommand):
    """Sets what a municipality decides about groups: classes of users, what they pay, the day of renewal."""

    help = "登録団体についての市のきまり（利用者区分、使用料の減免、更新を受け付ける日）を見て、変えます。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """This function will tell the options."""
        parser.add_argument("municipality", help="団体コード（6桁）")
        parser.add_argument("--renewal", metavar="月-日", help="次の年度の申し込みを受け付ける日。例：2-1")
        parser.add_argument("--class", dest="code", metavar="区分", help="変える利用者区分。例：registered-group")
        parser.add_argument("--name", help="利用者区分の名前。例：登録団体")
        parser.add_argument("--percent", type=int, default=100, help="使用料の何％を払うか（0は免除、100は全額）")
        parser.add_argument("--position", type=int, default=0, help="一覧での順番")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Django's
        """This function will change what was named, then print how things stand."""
        city = models.Municipality.objects.filter(code=options["municipality"]).first()
        if city is None:
            raise CommandError("この団体コードの市町村は登録されていません。")
        try:
            self._change(city, options)
        except errors.DomainError as refusal:
            raise CommandError(refusal.sentence) from refusal
        city.refresh_from_db()
        print(f"更新を受け付ける日：{city.renewal_month}月{city.renewal_day}日")
        for each in models.UserClass.objects.filter(municipality=city).order_by("position", "pk"):
            print(f"{each.code}\t{each.name}\t使用料 {each.fee_percent}％")

    def _change(self, city: models.Municipality, options: dict[str, Any]) -> None:
        if options["renewal"]:
            month, day = _month_and_day(options["renewal"])
            actions.set_renewal_day(city, month=month, day=day, by=None, now=clock.now())
        if options["code"]:
            if not options["name"]:
                raise CommandError("--name に区分の名前を入れてください。")
            told = {"name": options["name"], "position": options["position"], "fee_percent": options["percent"]}
            actions.set_user_class(city, code=options["code"], by=None, now=clock.now(), **told)


def _month_and_day(typed: str) -> tuple[int, int]:
    month, _, day = typed.partition("-")
    if not (month.isdecimal() and day.isdecimal()):
        raise CommandError("--renewal は「2-1」のように、月と日を入れてください。")
    return int(month), int(day)
