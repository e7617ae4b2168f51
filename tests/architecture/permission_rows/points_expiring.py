from datetime import date, timedelta

from points import models
from tests.architecture import tables
from tests.factories import points as factories

SIGN_IN = tables.SIGN_IN
FIRST = date(2027, 3, 31)
SENT = {
    "document": "見本告示第100号",
    "reason": "見本の理由",
    "first": FIRST.isoformat(),
    "last": FIRST.isoformat(),
    "until": "2028-03-31",
}


def decreed(n: int = 0) -> models.CarryOver:
    """This function will decide one decree more."""
    day = FIRST + timedelta(days=n)
    return factories.decree(first=day, last=day, until=date(2029, 3, 31), now=tables.NOW)


def _list(cast: tables.Cast) -> tables.Target:
    return tables.Target(secret=decreed().document)


def _one(cast: tables.Cast) -> tables.Target:
    made = decreed()
    return tables.Target(kwargs={"code": made.code}, secret=made.document)


def _new(cast: tables.Cast) -> tables.Target:
    return tables.Target(data={**SENT, "key": "K1", "whom": "all", "decided": "1"})


def _sent(cast: tables.Cast) -> tables.Target:
    return tables.Target(data=SENT)


ROWS = [
    tables.Row("points:carry-overs", _list, SIGN_IN, 403, 403, 403, 403, 200, city_official=200),
    tables.Row("points:carry-over", _one, SIGN_IN, 403, 403, 403, 403, 200, city_official=200),
    tables.Row("points:carry-over-new", tables.nothing, SIGN_IN, 403, 403, 403, 403, 200, city_official=200),
    tables.Row("points:carry-over-new", _new, SIGN_IN, 403, 403, 403, 403, 302, method="POST", city_official=302),
    tables.Row("api-points:carry-overs", _list, 401, 403, 403, 403, 403, 200, city_official=200),
    tables.Row("api-points:carry-overs", _sent, 401, 403, 403, 403, 403, 201, method="POST", city_official=201),
    tables.Row("api-points:carry-over-preview", _sent, 401, 403, 403, 403, 403, 200, method="POST", city_official=200),
    tables.Row("api-points:carry-over", _one, 401, 403, 403, 403, 403, 200, city_official=200),
]
