from backend.common import audit
from tests.architecture import tables
from tests.architecture.permission_rows import accounts as rows
from tests.factories import accounts

RESIDENT, STAFF, ADMINISTRATOR = tables.Role.RESIDENT, tables.Role.STAFF, tables.Role.ADMINISTRATOR


def _people(cast: tables.Cast, n: int) -> tables.Target:
    home = accounts.DistrictFactory.create(center_code=cast.center_code)
    found = accounts.UserFactory.create_batch(n, district=home, phone=rows.PHONE)
    return tables.Target(query={"q": rows.PHONE}, shows=tuple(person.name for person in found))


def _person(cast: tables.Cast, n: int) -> tables.Target:
    home = accounts.DistrictFactory.create(center_code=cast.center_code)
    person = accounts.UserFactory.create(district=home)
    groups = [accounts.GroupFactory.create(representative=person) for _ in range(n)]
    return tables.Target(kwargs={"code": person.code}, shows=tuple(group.name for group in groups))


def _organisations(cast: tables.Cast, n: int) -> tables.Target:
    made = [accounts.OrganisationFactory.create(manager=cast.resident) for _ in range(n)]
    return tables.Target(shows=tuple(organisation.name for organisation in made))


def _organisation(cast: tables.Cast, n: int) -> tables.Target:
    organisation = accounts.OrganisationFactory.create(manager=cast.resident)
    members = [accounts.OrganisationMemberFactory.create(organisation=organisation) for _ in range(n)]
    return tables.Target(kwargs={"code": organisation.code}, shows=tuple(m.user.name for m in members))


def _waiting_organisations(cast: tables.Cast, n: int) -> tables.Target:
    made = accounts.OrganisationFactory.create_batch(n, pending=True)
    return tables.Target(shows=tuple(organisation.name for organisation in made))


def _tokens(cast: tables.Cast, n: int) -> tables.Target:
    made = accounts.ApiTokenFactory.create_batch(n, user=cast.resident)
    return tables.Target(shows=tuple(token.name for token in made))


def _roles(cast: tables.Cast, n: int) -> tables.Target:
    made = accounts.StaffRoleFactory.create_batch(n)
    return tables.Target(shows=tuple(role.user.name for role in made))


def _looks(cast: tables.Cast, n: int) -> tables.Target:
    staff = [accounts.staff_of(cast.center_code) for _ in range(n)]
    for each in staff:
        audit.look("accounts.person", by=each, about=cast.resident)
    return tables.Target(shows=tuple(each.name for each in staff))


ROWS = [
    tables.Budget("accounts:profile", RESIDENT, tables.flat, queries=5, flat=True),
    tables.Budget("accounts:profile-changes", RESIDENT, tables.flat, queries=5, flat=True),
    tables.Budget("accounts:people", STAFF, _people, queries=6),
    tables.Budget("accounts:person-new", STAFF, tables.flat, queries=5, flat=True),
    tables.Budget("accounts:person", STAFF, _person, queries=7),
    tables.Budget("accounts:organisations", RESIDENT, _organisations, queries=4),
    tables.Budget("accounts:organisation-new", RESIDENT, tables.flat, queries=4, flat=True),
    tables.Budget("accounts:organisation", ADMINISTRATOR, _organisation, queries=6),
    tables.Budget("accounts:organisation-reviews", ADMINISTRATOR, _waiting_organisations, queries=4),
    tables.Budget("accounts:api-tokens", RESIDENT, _tokens, queries=4),
    tables.Budget("accounts:staff-roles", ADMINISTRATOR, _roles, queries=6),
    tables.Budget("accounts:audit-trail", RESIDENT, _looks, queries=8),
    tables.Budget("accounts:audit-log", ADMINISTRATOR, _looks, queries=8),
    tables.Budget("api-accounts:me", RESIDENT, tables.flat, queries=2, flat=True),
]
