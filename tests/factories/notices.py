"""Notices for tests: `NoticeFactory.create(user=…)` for the list, `tell(person)` through the outbox.

Mails wait in the night of Tokyo, tests do not: whoever is told here is awake, unless they have chosen otherwise.
"""

from datetime import time

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


class PreferenceFactory(factory.django.DjangoModelFactory[models.Preference]):
    """How a person wants to be told; by mail at any hour unless a test says otherwise."""

    class Meta:
        model = models.Preference
        django_get_or_create = ("user",)

    user = factory.SubFactory(accounts.UserFactory)
    quiet_from = quiet_until = time(0)
    changed_at = factory.LazyFunction(clock.now)


def tell(person: people.User, key: str = "mihon:1", *, group: str = "見本&会", urgent: bool = False) -> models.Notice:
    """This function will tell a person, who is awake, that their group was approved."""
    PreferenceFactory.create(user=person)
    return actions.send(
        to=person,
        template="accounts/group_approved",
        key=key,
        now=clock.now(),
        context={"group": group, "until": "2027年3月31日"},
        url="/groups/g-1/",
        urgent=urgent,
    )
