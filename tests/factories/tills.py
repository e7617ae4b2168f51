"""Shops and centers that take points, and people with something to pay.

shop = tills.shop()                 a shop with a contract: 500 a payment, 1,000 a person and day, 1 yen a point
payer = tills.payer(300)            somebody with 300 points
tills.pay(shop, payer, 50)          a payment by a code on the screen, taken by the shop's manager
"""

import itertools
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.common import clock
from backend.common import errors as common
from points import models
from points.actions import payments
from points.actions import tills as actions
from tests.factories import accounts as people
from tests.factories import points as factories

NOW = factories.NOW
STARTS = date(2026, 4, 1)
_numbers = itertools.count(1)


def contract(till: models.Till | None = None, **terms: Any) -> models.ShopContract:  # noqa: ANN401 - as the plan has them
    """This function will agree a contract: for a new shop, or for one that has a till; terms as in ContractPlan."""
    manager = terms.pop("manager", None)
    place = {} if "place_kind" in terms else _place(till) if till else _new_shop(manager)
    plan: dict[str, Any] = {"document": f"見本契約第{next(_numbers)}号", "starts_on": STARTS} | place | terms
    return actions.agree_contract(actions.ContractPlan(**plan), by=None, key=f"contract-{next(_numbers)}", now=NOW)


def _place(till: models.Till) -> dict[str, str]:
    return {"place_kind": till.place_kind, "place_code": till.place_code, "place_name": till.place_name}


def _new_shop(manager: accounts.User | None) -> dict[str, str]:
    made = people.OrganisationFactory.create(
        kind=account_enums.OrganisationKind.SHOP, manager=manager or people.UserFactory.create()
    )
    return {"place_kind": "shop", "place_code": made.code, "place_name": made.name}


def shop(**terms: Any) -> models.Till:  # noqa: ANN401 - as the plan has them
    """This function will make a shop that takes points; `manager` runs it."""
    return contract(**terms).till


def center(code: str = "kuji", **terms: Any) -> models.Till:  # noqa: ANN401 - as the plan has them
    """This function will make a center's desk that takes points."""
    return contract(place_kind="center", place_code=code, place_name="見本交流センター", **terms).till


def manager(till: models.Till) -> accounts.User:
    """This function will give who runs a shop."""
    return actions.shop_managers(till)[0]


def payer(points: int = 300, *, now: datetime = NOW) -> accounts.User:
    """This function will make somebody with points that expire on 31 March 2028."""
    made = people.UserFactory.create()
    points_for(made, points, now=now)
    return made


def points_for(person: accounts.User, points: int, *, now: datetime = NOW) -> None:
    """This function will give somebody points that expire on 31 March 2028."""
    if not models.Rule.objects.filter(code="attendance").exists():
        factories.rule()
    factories.earn(person, points, now=now, happened_on=clock.date_of(now))


def shown(person: accounts.User, *, now: datetime = NOW) -> models.PaymentCode:
    """This function will have somebody open their payment code."""
    return payments.issue_payment_code(person, now=now)


def pay(till: models.Till, person: accounts.User, amount: int, *, now: datetime = NOW, key: str = "") -> models.Payment:
    """This function will take points for a code on somebody's screen."""
    return payments.pay_by_code(
        shown(person, now=now),
        till=till,
        amount=amount,
        key=key or f"k-{next(_numbers)}",
        by=by_of(till),
        now=now,
    )


def by_of(till: models.Till) -> accounts.User:
    """This function will give somebody who works at a till."""
    return manager(till) if till.place_kind == "shop" else people.staff_of(till.place_code)


def booklet(person: accounts.User, *, now: datetime = NOW) -> list[models.PaymentCode]:
    """This function will give the codes of a new booklet of a person, in their order."""
    made = payments.issue_booklet(person, by=person, key=f"b-{next(_numbers)}", now=now)
    return list(made.codes.order_by("position"))


def refused_by_hand(statement: str) -> str:
    """This function will run SQL written by hand, and give the name of the constraint that refuses it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as refusal:
        return common.constraint_of(refusal)
    return ""
