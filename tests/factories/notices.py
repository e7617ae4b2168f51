"""Notices for tests."""

import factory

from backend.common import clock
from backend.notices import models
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
