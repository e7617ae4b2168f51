"""What makes a request one for people who take part in an event, in the words of the database."""

from django.db import models
from django.db.models import F, Q

EVENTS = [
    models.CheckConstraint(name="request_purpose_is_known", condition=Q(purpose__in=["activity", "event"])),
    models.CheckConstraint(name="request_event_has_set_times", condition=Q(purpose="activity") | Q(kind="fixed")),
    models.CheckConstraint(
        name="request_party_comes_to_an_event",
        condition=Q(purpose="activity", party_limit=1) | Q(purpose="event", party_limit__gte=1, party_limit__lte=20),
    ),
    models.CheckConstraint(name="request_fee_is_of_an_event", condition=Q(fee_note="") | Q(purpose="event")),
    models.CheckConstraint(
        name="request_closes_after_it_opens",
        condition=Q(opens_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
    ),
]
