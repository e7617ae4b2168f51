from datetime import date, datetime

from django.db.models import QuerySet

from points import models


def membership_of(person_code: str, day: date) -> models.HouseholdMember | None:
    """This function will find in which household a person counts on a day."""
    found = models.HouseholdMember.objects.select_related("household")
    return found.filter(person_code=person_code, during__contains=day).first()


def household_of(person_code: str, day: date) -> models.Household | None:
    """This function will find the household of a person on a day."""
    found = membership_of(person_code, day)
    return found.household if found else None


def members_of(household: models.Household, day: date) -> QuerySet[models.HouseholdMember]:
    """This function will list who counts in a household on a day."""
    return household.members.filter(during__contains=day).order_by("pk")


def invitations_of(person_code: str, now: datetime) -> QuerySet[models.HouseholdInvitation]:
    """This function will list the words that a person gave out and that are still open, the newest first."""
    found = models.HouseholdInvitation.objects.filter(made_by_code=person_code, ended_at=None, expires_at__gt=now)
    return found.order_by("-pk")


def entered_word_of(person_code: str, now: datetime) -> models.HouseholdInvitation | None:
    """This function will find the word that a person has entered and whose maker can still answer."""
    found = models.HouseholdInvitation.objects.filter(entered_by_code=person_code, ended_at=None, expires_at__gt=now)
    return found.first()
