"""A shop and a center of the demo take points, and somebody has paid at the shop."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock, fiscal_year
from backend.portal.management.commands._demo import people, slip_returns
from points import enums, queries
from points.actions import payments, slip_corrections, slips, tills
from points.queries import tills as reads

DOCUMENT = "見本契約第1号"


@transaction.atomic
def load(now: datetime) -> None:
    """This function will agree the demo's contracts, and let the resident pay and have codes on paper."""
    if reads.contracts().exists():
        return
    store = accounts.Organisation.objects.get(name=people.STORE)
    begins = fiscal_year.starts_on(fiscal_year.of(clock.date_of(now)))
    shop = tills.ContractPlan(
        place_kind="shop",
        place_code=store.code,
        place_name=store.name,
        document=DOCUMENT,
        starts_on=begins,
        yen_per_point=Decimal(1),
        mails_daily=True,
    )
    till = tills.agree_contract(shop, by=None, key="demo-shop", now=now).till
    for number, (code, name) in enumerate(list(queries.center_names().items())[:3], start=2):
        center = tills.ContractPlan(
            place_kind="center",
            place_code=code,
            place_name=name,
            document=f"見本契約第{number}号",
            starts_on=begins,
            yen_per_point=Decimal(0),
        )
        tills.agree_contract(center, by=None, key=f"demo-{code}", now=now)
    resident = accounts.User.objects.get(email=people.RESIDENT.email)
    keeper = accounts.User.objects.get(email=people.SHOP.email)
    paid = payments.pay_at_till(till, person=resident, amount=30, key="demo", now=now)
    payments.refund(paid, amount=10, reason="品切れのため", by_city=False, key="demo", by=keeper, now=now)
    booklet = payments.issue_booklet(resident, by=resident, key="demo", now=now)
    _slip(booklet.codes.order_by("position")[0].short_code, keeper, now)
    slip_returns.load(keeper, now)


def _slip(code: str, keeper: accounts.User, now: datetime) -> None:
    """A slip on which the shop typed too much, put right by the desk."""
    till = reads.tills_of(keeper)[0]
    noted = slips.SlipPlan(written_code=code, amount=20, noted_at=now)
    slip = slips.send_slip(noted, till=till, source=enums.SlipSource.FORM, by=keeper, now=now)
    right = slip_corrections.CorrectionPlan(
        written_code=code, amount=12, noted_at=now, reason="12を20と入力していたため", key="demo"
    )
    desk = accounts.User.objects.get(email=people.DESK.email)
    slip_corrections.correct_slip(slip.code, right, by=desk, now=now)
