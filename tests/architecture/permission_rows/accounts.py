from backend.accounts import enums, models
from backend.common import audit, clock
from tests.architecture import tables
from tests.factories import accounts, bookings

PHONE = "0294-00-7777"
SIGN_IN = tables.SIGN_IN
PROFILE = {
    "name": "見本 花子",
    "furigana": "ミホン ハナコ",
    "date_of_birth_year": "1980",
    "date_of_birth_month": "4",
    "date_of_birth_day": "2",
    "connections": ["lives"],
    "language": "ja",
}


def _changes(cast: tables.Cast) -> tables.Target:
    return tables.Target(data=PROFILE)


def _own_person(cast: tables.Cast) -> tables.Target:
    """Somebody who had to do with the center, and with no other."""
    made = accounts.UserFactory.create(phone=PHONE)
    models.CenterContact.objects.create(
        user=made, center_code=cast.center_code, origin=enums.ContactOrigin.BOOKED, since=clock.now()
    )
    data = {"proof": "licence", "center_code": cast.center_code}
    return tables.Target(kwargs={"code": made.code}, secret=PHONE, data=data)


def _confirmation(cast: tables.Cast) -> tables.Target:
    bookings.CenterFactory.create(code=cast.center_code)
    found = _own_person(cast)
    return tables.Target(kwargs=found.kwargs, data=found.data)


def _search(cast: tables.Cast) -> tables.Target:
    _own_person(cast)
    models.User.objects.filter(phone=PHONE).update(name="見本 さがされる")
    return tables.Target(query={"q": PHONE})


def _presentation(cast: tables.Cast) -> tables.Target:
    bookings.CenterFactory.create(code=cast.center_code)
    return tables.Target(data={"code": cast.resident.code, "center_code": cast.center_code})


def _desk_person(cast: tables.Cast) -> tables.Target:
    bookings.CenterFactory.create(code=cast.center_code)
    return tables.Target(data=PROFILE | {"center_code": cast.center_code})


def _new_organisation(cast: tables.Cast) -> tables.Target:
    return tables.Target(data={"name": "", "purpose": "", "center_code": ""})


def _organisation(cast: tables.Cast) -> tables.Target:
    made = accounts.OrganisationFactory.create(manager=cast.resident, about="秘密の紹介")
    return tables.Target(kwargs={"code": made.code}, secret="秘密の紹介")


def _new_organisation_member(cast: tables.Cast) -> tables.Target:
    data = {"code": accounts.UserFactory.create().code, "role": "member"}
    return tables.Target(kwargs=_organisation(cast).kwargs, data=data)


def _leaving(cast: tables.Cast) -> tables.Target:
    found = accounts.OrganisationFactory.create(manager=cast.resident)
    member = accounts.OrganisationMemberFactory.create(organisation=found, role=enums.OrganisationRole.MEMBER)
    return tables.Target(kwargs={"code": found.code}, data={"member": member.pk})


def _pending_organisation(cast: tables.Cast) -> tables.Target:
    made = accounts.OrganisationFactory.create(manager=cast.resident, pending=True)
    return tables.Target(kwargs={"code": made.code}, data={"reason": "規約を添えてください。"})


def _token(cast: tables.Cast) -> tables.Target:
    return tables.Target(kwargs={"code": accounts.ApiTokenFactory.create(user=cast.resident).code})


def _role(cast: tables.Cast) -> tables.Target:
    role = accounts.StaffRoleFactory.create()
    new = {"code": cast.resident.code, "kind": enums.StaffKind.CITY_EMPLOYEE.value, "center_code": ""}
    return tables.Target(data={"role": role.pk} | new)


def _looked_at(cast: tables.Cast) -> tables.Target:
    audit.look("accounts.person", by=cast.staff, about=cast.resident, center_code="見本の窓口")
    return tables.Target()


def _desk(name: str, build: tables.Builder = tables.nothing, *, method: str = "GET", answer: int = 200) -> tables.Row:
    return tables.Row(name, build, SIGN_IN, 403, 403, answer, answer, answer, method=method)


def _own_desk(name: str, build: tables.Builder, *, method: str = "GET", answer: int = 200) -> tables.Row:
    return tables.Row(name, build, SIGN_IN, 404, 404, answer, 404, answer, method=method)


def _manager(name: str, build: tables.Builder) -> tables.Row:
    return tables.Row(f"accounts:{name}", build, SIGN_IN, 302, 404, 404, 404, 403, "POST", city_official=403)


def _city(name: str) -> tables.Row:
    return tables.Row(
        f"accounts:{name}", _pending_organisation, SIGN_IN, 403, 404, 404, 404, 302, "POST", city_official=302
    )


def _administrator(
    name: str, build: tables.Builder = tables.nothing, *, method: str = "GET", answer: int = 200
) -> tables.Row:
    return tables.Row(f"accounts:{name}", build, SIGN_IN, 403, 403, 403, 403, answer, method=method)


ROWS = [
    tables.private("accounts:profile"),
    tables.private("accounts:profile-changes"),
    tables.private("accounts:profile-changes", _changes, method="POST", answer=302),
    _desk("accounts:people", _search),
    tables.Row("accounts:people-presentations", _presentation, SIGN_IN, 403, 403, 302, 400, 302, method="POST"),
    _desk("accounts:person-new"),
    tables.Row("accounts:person-new", _desk_person, SIGN_IN, 403, 403, 302, 200, 302, method="POST"),
    _own_desk("accounts:person", _own_person),
    _own_desk("accounts:identity-confirmation", _confirmation, method="POST", answer=302),
    tables.private("accounts:organisations"),
    tables.private("accounts:organisation-new"),
    tables.private("accounts:organisation-new", _new_organisation, method="POST"),
    tables.Row("accounts:organisation", _organisation, SIGN_IN, 200, 404, 404, 404, 200, city_official=200),
    _manager("organisation-members", _new_organisation_member),
    _manager("organisation-member-removals", _leaving),
    tables.Row("accounts:organisation-reviews", tables.nothing, SIGN_IN, 403, 403, 403, 403, 200, city_official=200),
    _city("organisation-approval"),
    _city("organisation-refusal"),
    tables.private("accounts:api-tokens"),
    tables.private("accounts:api-tokens", method="POST"),
    tables.Row("accounts:api-token-revocation", _token, SIGN_IN, 302, 404, 404, 404, 404, method="POST"),
    _administrator("staff-roles"),
    _administrator("staff-roles", _role, method="POST", answer=302),
    _administrator("staff-role-revocations", _role, method="POST", answer=302),
    tables.private("accounts:audit-trail", _looked_at),
    _administrator("audit-log", _looked_at),
    tables.api("api-accounts:me"),
]
