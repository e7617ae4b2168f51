"""Slips whose code nobody can read: one in every state that a shop, or either of two people of the city, may meet."""

from datetime import datetime, timedelta

from backend.accounts import models as accounts
from backend.portal.management.commands._demo import people
from points import enums
from points.actions import slip_returns, slips
from points.queries import tills

UNREAD = "ZZZZ9999"
PAID_BECAUSE = "番号が読み取れないため、お店の控えで確かめました"
ASKED_BECAUSE = "別のお店の伝票と取り違えて支払っていたため"


def load(keeper: accounts.User, now: datetime) -> None:
    """This function will leave a case, a refusal and a payment, and payments that were asked back, with each end."""
    first = accounts.User.objects.get(email=people.ADMINISTRATOR.email)
    second = accounts.User.objects.get(email=people.SECOND_ADMINISTRATOR.email)
    _case(15, keeper, now)
    _decided(25, slips.REFUSE, "書いた日時も番号も読み取れないため", keeper, first, now)
    _decided(35, slips.PAY, PAID_BECAUSE, keeper, first, now)
    _asked_back(45, keeper, first, now)
    kept = _asked_back(55, keeper, first, now)
    slip_returns.decide_return(kept, approve=False, reason="控えを確かめ、正しい支払いでした", by=second, now=now)
    taken = _asked_back(65, keeper, first, now)
    slip_returns.decide_return(taken, approve=True, reason="", by=second, now=now)


def _case(points: int, keeper: accounts.User, now: datetime) -> str:
    noted_at = now - timedelta(minutes=points)
    plan = slips.SlipPlan(written_code=UNREAD, amount=points, noted_at=noted_at)
    till = tills.tills_of(keeper)[0]
    return slips.send_slip(plan, till=till, source=enums.SlipSource.FORM, by=keeper, now=noted_at).code


def _decided(
    points: int, decision: str, note: str, keeper: accounts.User, official: accounts.User, now: datetime
) -> str:
    case = _case(points, keeper, now)
    return slips.decide_slip(case, decision=decision, note=note, by=official, now=now).code


def _asked_back(points: int, keeper: accounts.User, official: accounts.User, now: datetime) -> str:
    slip = _decided(points, slips.PAY, PAID_BECAUSE, keeper, official, now)
    return slip_returns.ask_back(slip, reason=ASKED_BECAUSE, key="demo", by=official, now=now).code
