"""Reads of what the city takes back from shops."""

from django.db.models import QuerySet

from points import enums, models


def returns(slip: models.Slip) -> QuerySet[models.SlipReturn]:
    """This function will list what was asked back of a slip, the first one first."""
    return models.SlipReturn.objects.filter(slip=slip).select_related("slip__till").order_by("pk")


def waiting() -> QuerySet[models.SlipReturn]:
    """This function will list what waits for a second person, the longest waiting first."""
    found = models.SlipReturn.objects.filter(state=enums.SlipReturnState.WAITING)
    return found.select_related("slip__till").order_by("asked_at", "pk")
