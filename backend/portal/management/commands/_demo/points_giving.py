"""Gifts of the demo: limits that no city has decided, receiving codes, a gift with an answer, a community's points."""

from datetime import datetime

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock
from backend.portal.management.commands._demo import people
from points import enums
from points.actions import gift_terms, giving
from points.queries import giving as queries


@transaction.atomic
def load(now: datetime) -> None:
    """This function will publish terms of giving and let the demo's people give each other points."""
    today = clock.date_of(now)
    if queries.terms_on(today) is not None:
        return
    plan = gift_terms.GiftTermsPlan(
        starts_on=today,
        per_gift=100,
        minor_per_gift=20,
        return_days=7,
        giver_day=200,
        giver_month=500,
        giver_fiscal_year=3000,
        person_month=500,
        person_fiscal_year=3000,
        community_fiscal_year=50_000,
        pair_month=200,
        reason="見本のきまりです。市はまだ決めていません。",
        provisional=True,
    )
    gift_terms.publish_gift_terms(plan, key="demo", by=None, now=now)
    resident, neighbour, manager = (_user(one) for one in (people.RESIDENT, people.NEIGHBOUR, people.ORGANISER))
    words = {one.code: giving.open_address(person=one, name_form=enums.GiftName.FAMILY, now=now).word
             for one in (resident, neighbour)}  # fmt: skip
    made = _give(words[resident.code], 20, "花壇の手入れ、いつもありがとうございます。", neighbour, now)
    giving.answer_gift(made.gift, "こちらこそ、いつも声をかけてくださりありがとうございます。", by=resident, now=now)
    community = accounts.Organisation.objects.get(name=people.COMMUNITY)
    word = giving.open_community_address(community, by=manager, now=now).word
    _give(word, 30, "夏まつりの準備に使ってください。", resident, now)


def _user(person: people.Person) -> accounts.User:
    return accounts.User.objects.get(email=person.email)


def _give(word: str, amount: int, note: str, by: accounts.User, now: datetime) -> giving.Given:
    plan = giving.GiftPlan(word=word, amount=amount, note=note, key=f"demo-{amount}")
    return giving.give_gift(plan, by=by, now=now)
