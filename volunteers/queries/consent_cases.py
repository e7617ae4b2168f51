"""What a desk and the city reach of guardians' consents: by the number that somebody brings."""

from django.db.models import QuerySet

from backend.accounts import permissions as roles
from backend.accounts.permissions import Visitor
from backend.common import codes, errors
from volunteers import models, permissions
from volunteers.queries import consents


def refuse_off_duty(user: Visitor) -> None:
    """This function will say to everybody but desks and the city that there is no such page."""
    if not roles.is_on_duty(user):
        raise errors.NotFound


def brought(typed: str) -> models.Assignment | None:
    """This function will find the assignment of somebody under 18 by the number that they brought, or nobody."""
    found = models.Assignment.objects.detailed().filter(code=codes.normal(typed)).first()
    return found if found is not None and consents.is_needed(found) else None


def at_desk(user: Visitor, code: str) -> models.Assignment:
    """This function will give a desk the assignment of somebody under 18."""
    if not permissions.may_record_consent(user):
        raise errors.NotFound
    return _of_a_minor(code)


def of_the_city(user: Visitor, code: str) -> models.Assignment:
    """This function will give the city the assignment of somebody under 18."""
    if not permissions.may_read_consents(user):
        raise errors.NotFound
    return _of_a_minor(code)


def consent_at_desk(user: Visitor, code: str) -> models.Consent:
    """This function will give a desk a consent that stands."""
    found = _detailed().filter(code=code).first()
    if found is None or not found.is_given or not permissions.may_record_consent(user):
        raise errors.NotFound
    return found


def _of_a_minor(code: str) -> models.Assignment:
    found = models.Assignment.objects.detailed().filter(code=code).first()
    if found is None or not consents.is_needed(found):
        raise errors.NotFound
    return found


def _detailed() -> QuerySet[models.Consent]:
    return models.Consent.objects.select_related("minor", "field", "shift__request__organisation")
