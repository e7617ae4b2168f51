"""Threads, questions and mails for tests.

ThreadFactory.create()                     between a volunteer with a place and the manager of the organisation
manager(thread)                            who runs its request
MessageFactory.create(thread=…, side=…)
QuestionFactory.create(request=…)
reply(thread, side, by, text)              an answer by mail, as bytes; more headers as keywords
"""

from datetime import datetime
from email.message import EmailMessage
from typing import Any

import factory

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories import volunteers as factories
from volunteers import enums, models, queries

NOW = factories.NOW


class ThreadFactory(factory.django.DjangoModelFactory[models.Thread]):
    """A thread of somebody with a place three days ahead; the organisation has one manager."""

    class Meta:
        model = models.Thread
        skip_postgeneration_save = True

    class Params:
        days = 3

    request = factory.LazyFunction(lambda: factories.RequestFactory.create(organisation=_organisation()))
    person = factory.SubFactory(people.UserFactory, phone="090-1111-2222")
    opened_at = last_at = NOW

    @factory.post_generation  # type: ignore[untyped-decorator]
    def place(self: models.Thread, create: bool, days: int | None, **_: object) -> None:
        """This hook will give the person a place, so many days ahead."""
        shift = factories.ShiftFactory.create(request=self.request, days=3 if days is None else days)
        factories.confirmed(shift, self.person)


def _organisation() -> accounts.Organisation:
    return people.OrganisationFactory.create(manager=people.UserFactory.create(phone="0294-00-3333"))


class MessageFactory(factory.django.DjangoModelFactory[models.Message]):
    """What the volunteer wrote on the page."""

    class Meta:
        model = models.Message

    thread = factory.SubFactory(ThreadFactory)
    side = enums.Side.PERSON
    by = factory.LazyAttribute(lambda one: one.thread.person)
    text = "はじめまして。駐車場はありますか。"
    sent_at = NOW


class QuestionFactory(factory.django.DjangoModelFactory[models.Question]):
    """What somebody asked where everybody reads it."""

    class Meta:
        model = models.Question

    request = factory.SubFactory(factories.RequestFactory)
    person = factory.SubFactory(people.UserFactory)
    shown_name = "質問した方"
    text = factory.Sequence(lambda n: f"見本の質問{n}です。雨の日はどうなりますか。")
    asked_at = NOW


def manager(thread: models.Thread) -> accounts.User:
    """This function will give who runs the request of a thread."""
    return queries.people.managers(thread.request.organisation)[0]


def place_of(thread: models.Thread) -> models.Assignment:
    """This function will give the place of the person of a thread."""
    return models.Assignment.objects.detailed().get(person=thread.person, shift__request=thread.request)


def reply(
    thread: models.Thread, side: enums.Side, text: str = "はい、あります。", *, by: str | None = None, **headers: str
) -> bytes:
    """This function will write an answer by mail of one side; `Message_ID` and others as keywords."""
    message = EmailMessage()
    writer = thread.person if side == enums.Side.PERSON else manager(thread)
    message["From"] = by or f"見本 差出 <{writer.email}>"
    message["To"] = queries.relay.address(thread, side)
    message["Subject"] = "Re: メッセージ"
    message["Message-ID"] = headers.pop("Message_ID", "<mihon-1@example.test>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def delivered(raw: bytes, thread: models.Thread, side: enums.Side, *, now: datetime = NOW, **more: Any) -> str:  # noqa: ANN401
    """This function will hand a mail in at the address of one side, and tell what became of it."""
    from volunteers import actions

    return actions.relay.deliver_reply(raw, recipient=queries.relay.address(thread, side), now=now, **more)
