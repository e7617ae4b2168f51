"""Minors, the places held for them, and what guardians said, for tests.

minor()                                    somebody of 15 at NOW of the volunteers' factories
held(shift, person)                        a place held until its consent is due, counted in the shift
ConsentFactory.create(minor=…, shift=…)    a guardian is asked by a paper; the link is queries.consents.token_of(it)
given(minor, field=…) or given(minor, shift=…)   a consent that stands, seen at a desk
"""

from datetime import date, datetime, timedelta
from typing import Any

import factory
from django.db import transaction

from backend.accounts import models as accounts
from tests.factories import accounts as people
from tests.factories.volunteers import NOW, TODAY, AssignmentFactory
from volunteers import enums, models, queries, rules

FIFTEEN = date(2011, 4, 2)
YEAR_END = date(2027, 3, 31)


def minor(**fields: Any) -> accounts.User:  # noqa: ANN401
    """This function will make somebody of 15."""
    return people.UserFactory.create(date_of_birth=FIFTEEN, **fields)


def held(shift: models.Shift, person: accounts.User | None = None, **fields: Any) -> models.Assignment:  # noqa: ANN401
    """This function will hold a place for somebody under 18, counted in the shift."""
    due = rules.consents.due(starts_at=shift.starts_at, now=NOW)
    with transaction.atomic():
        shift.taken += 1
        shift.save(update_fields=["taken"])
        return AssignmentFactory.create(
            shift=shift,
            person=person or minor(),
            **{"state": enums.AssignmentState.HELD, "answer_due_at": due, **fields},
        )


def _time_of(shift: models.Shift | None) -> tuple[datetime, datetime] | None:
    return (shift.starts_at, shift.ends_at) if shift else None


class ConsentFactory(factory.django.DjangoModelFactory[models.Consent]):
    """A guardian is asked about one shift by a paper, until its place lapses."""

    class Meta:
        model = models.Consent

    minor = factory.LazyFunction(minor)
    channel = enums.ConsentChannel.PAPER
    state = enums.ConsentState.ASKED
    shift_during = factory.LazyAttribute(lambda one: _time_of(getattr(one, "shift", None)))
    valid_from = factory.LazyAttribute(lambda one: one.shift.day if getattr(one, "shift", None) else TODAY)
    valid_until = factory.LazyAttribute(lambda one: one.shift.day if getattr(one, "shift", None) else YEAR_END)
    asked_at = NOW - timedelta(hours=1)
    expires_at = NOW + timedelta(days=1)

    @classmethod
    def _create(cls, model_class: type[models.Consent], *_: Any, **fields: Any) -> models.Consent:  # noqa: ANN401
        made = model_class(**fields)
        if made.channel != enums.ConsentChannel.DESK:
            made.token_digest = queries.consents.digest_of(queries.consents.token_of(made))
            made.short_digest = queries.consents.short_digest_of(queries.consents.short_of(made))
        made.save()
        return made


def given(person: accounts.User, **scope: Any) -> models.Consent:  # noqa: ANN401
    """This function will write that a guardian consented to a `field` or a `shift`, as a desk saw it."""
    return ConsentFactory.create(
        minor=person,
        channel=enums.ConsentChannel.DESK,
        state=enums.ConsentState.GIVEN,
        guardian_name="見本 保護者",
        relation=enums.Relation.PARENT,
        answered_at=NOW - timedelta(hours=1),
        recorded_by=people.UserFactory.create(),
        **scope,
    )
