from dataclasses import dataclass

from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.accounts import permissions
from points import enums

CITY = "city"


@dataclass(frozen=True, slots=True)
class Place:
    """Where vouchers are handed in: the desk of a center, the city's own desk, or a shop."""

    kind: str
    code: str
    name: str

    @property
    def value(self) -> str:
        """This function will give the place as one word, for a form."""
        return f"{self.kind}:{self.code}"


def places_of(person: accounts.User) -> list[Place]:
    """This function will list the places at which a person takes vouchers: their desks, then their approved shops."""
    return [*_desks(person), *_shops(person)]


def _desks(person: accounts.User) -> list[Place]:
    codes = sorted(permissions.center_codes(person))
    served = accounts.District.objects.filter(center_code__in=codes)
    names = dict(served.values_list("center_code", "name")) if codes else {}
    desks = [Place(enums.AccountKind.CENTER, code, f"{names.get(code, code)}交流センター") for code in codes]
    if permissions.is_administrator(person):
        desks.append(Place(enums.AccountKind.CENTER, CITY, "市の窓口"))
    return desks


def _shops(person: accounts.User) -> list[Place]:
    shops = accounts.Organisation.objects.filter(
        kind=account_enums.OrganisationKind.SHOP,
        status=account_enums.ReviewStatus.APPROVED,
        members__user=person,
        members__role=account_enums.OrganisationRole.MANAGER,
    )
    rows = shops.order_by("name", "pk").values_list("code", "name")
    return [Place(enums.AccountKind.SHOP, code, name) for code, name in rows]
