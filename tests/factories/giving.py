"""Giving for tests: the city's limits, receiving codes, gifts made by the actions themselves.

terms(giver_day=50)                    limits from 1 April 2026 on
word_of(person)                        a receiving code
give(giver, taker, 30, note="…")       a gift with its posting
"""

import itertools
from datetime import datetime
from typing import Any

from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from points import enums, models
from points.actions import gift_terms, giving
from points.queries import giving as queries
from tests.factories import accounts as people
from tests.factories import points as factories

NOW = factories.NOW
_numbers = itertools.count(1)
RETURN_DAYS = 7


def terms(*, now: datetime = NOW, **fields: Any) -> models.GiftTerms:  # noqa: ANN401 - as the plan has them
    """This function will publish terms of giving that begin today; nothing is limited but what is named."""
    plan: dict[str, Any] = {
        "starts_on": now.date(),
        "per_gift": 1000,
        "minor_per_gift": 100,
        "return_days": RETURN_DAYS,
        "reason": "見本のきまり",
    } | fields
    return gift_terms.publish_gift_terms(
        gift_terms.GiftTermsPlan(**plan), key=f"terms-{next(_numbers)}", by=None, now=now
    )


def adult(points: int = 0, **fields: Any) -> accounts.User:  # noqa: ANN401 - as the model has them
    """This function will make a person who told their birthday, with points."""
    person = people.UserFactory.create(**({"date_of_birth": "1970-01-01", "name": "見本 花子"} | fields))
    if points:
        if not models.Rule.objects.filter(code="attendance").exists():
            factories.rule()
        factories.earn(person, points)
    return person


def word_of(person: accounts.User, *, now: datetime = NOW) -> str:
    """This function will give the receiving code of a person, made at the first call."""
    found = queries.open_address(person.code, now=now)
    made = found or giving.open_address(person=person, name_form=enums.GiftName.FAMILY, now=now)
    return made.word


def community(manager: accounts.User | None = None, **fields: Any) -> accounts.Organisation:  # noqa: ANN401
    """This function will make an approved neighbourhood association, with who acts for it."""
    made = people.OrganisationFactory.create(
        kind=account_enums.OrganisationKind.NEIGHBOURHOOD, status=account_enums.ReviewStatus.APPROVED, **fields
    )
    if manager is not None:
        made.members.create(user=manager, role=account_enums.OrganisationRole.MANAGER)
    return made


def give(
    giver: accounts.User, taker: accounts.User, amount: int, *, note: str = "", key: str = "", now: datetime = NOW
) -> models.Gift:
    """This function will let one person give another points, by their receiving code."""
    plan = giving.GiftPlan(word=word_of(taker, now=now), amount=amount, note=note, key=key or f"gift-{next(_numbers)}")
    return giving.give_gift(plan, by=giver, now=now).gift
