"""Notices for tests: `NoticeFactory.create(user=…)` for the list, `tell(person)` through the outbox."""

import factory

from backend.accounts import models as people
from backend.common import clock
from backend.notices import actions, models
from tests.factories import accounts


class NoticeFactory(factory.django.DjangoModelFactory[models.Notice]):
    """Something a person was told and has not read."""

    class Meta:
        model = models.Notice

    user = factory.SubFactory(accounts.UserFactory)
    key = factory.Sequence(lambda n: f"mihon:{n}")
    template = "mihon/mihon"
    subject = factory.Sequence(lambda n: f"見本のお知らせ{n}番")
    body = "見本の本文です。"
    created_at = factory.LazyFunction(clock.now)


def tell(person: people.User, key: str = "mihon:1", *, group: str = "見本&会") -> models.Notice:
    """This function will tell a person that their group was approved."""
    return actions.send(
        to=person,
        template="accounts/group_approved",
        key=key,
        now=clock.now(),
        context={"group": group, "until": "2027年3月31日"},
        url="/groups/g-1/",
    )
