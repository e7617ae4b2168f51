from dataclasses import dataclass

from django.db.models import QuerySet

from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.accounts import permissions
from points import enums, models

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


def fitting(perk: models.Perk, places: list[Place]) -> list[Place]:
    """This function will keep the places at which a perk is handed over: one alone where it names one, else desks."""
    return [one for one in places if perk.is_taken_at(one.kind, one.code)]


def organisers_of(person: accounts.User) -> list[Place]:
    """This function will list for whom a person enters clean-ups: their desks, then their approved organisations."""
    managed = accounts.Organisation.objects.filter(
        status=account_enums.ReviewStatus.APPROVED,
        members__user=person,
        members__role=account_enums.OrganisationRole.MANAGER,
    ).exclude(kind=account_enums.OrganisationKind.SHOP)
    rows = managed.order_by("name", "pk").values_list("code", "name")
    return [*_desks(person), *(Place(enums.AccountKind.COMMUNITY, code, name) for code, name in rows)]


def managers_of(organisation_code: str) -> QuerySet[accounts.User]:
    """This function will list who acts for a shop or a community, and so hears of its affairs."""
    acting = accounts.OrganisationMember.objects.filter(
        organisation__code=organisation_code, role=account_enums.OrganisationRole.MANAGER
    )
    return accounts.User.objects.filter(pk__in=acting.values("user"), is_active=True).order_by("pk")


def acts_for(organisation_code: str, person_code: str) -> bool:
    """This function will tell whether somebody belongs to an organisation, in whatever role."""
    members = accounts.OrganisationMember.objects.filter(organisation__code=organisation_code)
    return members.filter(user__code=person_code).exists()


def center_names() -> dict[str, str]:
    """This function will give the names of the centers by their codes, in the order of their districts."""
    served = accounts.District.objects.exclude(center_code="").order_by("position", "code")
    return {code: f"{name}交流センター" for code, name in served.values_list("center_code", "name")}


def _desks(person: accounts.User) -> list[Place]:
    codes = sorted(permissions.center_codes(person))
    served = accounts.District.objects.filter(center_code__in=codes)
    names = dict(served.values_list("center_code", "name")) if codes else {}
    desks = [Place(enums.AccountKind.CENTER, code, f"{names.get(code, code)}交流センター") for code in codes]
    if permissions.is_administrator(person):
        desks.append(Place(enums.AccountKind.CENTER, CITY, "市の窓口"))
    return desks


def _shops(person: accounts.User) -> list[Place]:
    acting = {"members__user": person, "members__role": account_enums.OrganisationRole.MANAGER}
    return _named(_approved_shops().filter(**acting))


def handover_places() -> list[Place]:
    """This function will list where things can be handed over: every center's desk, the city's, every approved shop."""
    return [*_every_desk(), Place(enums.AccountKind.CENTER, CITY, "市の窓口"), *_every_shop()]


def contract_places() -> list[Place]:
    """This function will list with whom the city can agree a contract: every approved shop, every center."""
    return [*_every_shop(), *_every_desk()]


def _every_desk() -> list[Place]:
    return [Place(enums.AccountKind.CENTER, code, name) for code, name in center_names().items()]


def _every_shop() -> list[Place]:
    return _named(_approved_shops())


def _approved_shops() -> QuerySet[accounts.Organisation]:
    return accounts.Organisation.objects.filter(
        kind=account_enums.OrganisationKind.SHOP, status=account_enums.ReviewStatus.APPROVED
    )


def _named(shops: QuerySet[accounts.Organisation]) -> list[Place]:
    rows = shops.order_by("name", "pk").values_list("code", "name")
    return [Place(enums.AccountKind.SHOP, code, name) for code, name in rows]
