from datetime import datetime

from django.db.models import QuerySet

from backend.accounts import models as accounts
from backend.notices import enums, models


def notices_of(person: accounts.User) -> QuerySet[models.Notice]:
    """This function will list a person's notices, the newest first."""
    return models.Notice.objects.filter(user=person).order_by("-created_at", "-pk")


def unread_count(person: accounts.User) -> int:
    """This function will count the notices that a person has not opened."""
    return models.Notice.objects.filter(user=person, read_at__isnull=True).count()


def due_deliveries(now: datetime) -> list[int]:
    """This function will list the ids of deliveries that should have gone out by now, the oldest first."""
    due = models.Delivery.objects.filter(state=enums.DeliveryState.WAITING, due_at__lte=now)
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True)[:500])
