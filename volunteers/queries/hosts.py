"""Centers and the city as those who post: their own staff act for them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from backend.accounts import enums as accounts_enums
from backend.accounts import models as accounts
from backend.accounts import permissions
from backend.accounts.permissions import Visitor
from backend.common import directory, errors
from volunteers import models
from volunteers.queries import requests

CITY = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """A center, or the city with an empty code, for which somebody may post; `organisation` once it has posted."""

    center_code: str
    name: str
    organisation: accounts.Organisation | None


def seats_of(person: accounts.User) -> list[Seat]:
    """This function will list the centers and the city for which a person may post, by name."""
    names = {code: name for code, name in directory.center_names().items() if permissions.is_staff_of(person, code)}
    if permissions.is_city_official(person):
        names = {CITY: city_name(), **names}
    known = {host.center_code: host.organisation for host in _hosts(names)}
    return [Seat(code, name, known.get(code)) for code, name in names.items()]


def seat_of(person: accounts.User, center_code: str) -> Seat:
    """This function will give one center or the city for which a person may post; for others there is none."""
    found = next((one for one in seats_of(person) if one.center_code == center_code), None)
    if found is None:
        raise errors.NotFound
    return found


def city_name() -> str:
    """This function will name the city."""
    found = accounts.Municipality.objects.order_by("pk").first()
    return found.name if found else ""


def shift_at_desk(user: Visitor, code: str) -> models.Shift:
    """This function will give a desk a shift for which it can apply for people; for others there is none."""
    found = requests.detailed_shifts().filter(code=code).first()
    if found is None or not permissions.is_any_staff(user) or not found.request.is_published:
        raise errors.NotFound
    return found


def is_host(organisation: accounts.Organisation) -> bool:
    """This function will tell whether an organisation is a center or the city."""
    return models.Host.objects.filter(organisation=organisation).exists()


def _hosts(center_codes: Iterable[str]) -> QuerySet[models.Host]:
    return models.Host.objects.select_related("organisation").filter(center_code__in=list(center_codes))


def acts_for(person: Visitor) -> Q:
    """This function will give the hosts for which a person acts, as a filter on organisations; empty for none."""
    if permissions.is_administrator(person):
        return Q(host__isnull=False)
    acted_for = [*permissions.center_codes(person), *([CITY] if permissions.is_city_official(person) else [])]
    return Q(host__center_code__in=acted_for) if acted_for else Q()


def staff_of(organisation: accounts.Organisation) -> Q:
    """This function will give those who act for an organisation as a host, as a filter on people; empty for others."""
    host = models.Host.objects.filter(organisation=organisation).first()
    if host is None:
        return Q()
    if host.center_code:
        return Q(staff_roles__kind=accounts_enums.StaffKind.CENTER_STAFF, staff_roles__center_code=host.center_code)
    return Q(staff_roles__kind=accounts_enums.StaffKind.CITY_OFFICIAL)
