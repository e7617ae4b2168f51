from tests.architecture import tables
from tests.factories import accounts as people
from tests.factories import notices


def _notices(cast: tables.Cast, n: int) -> tables.Target:
    made = notices.NoticeFactory.create_batch(n, user=cast.resident)
    return tables.Target(shows=tuple(notice.subject for notice in made))


def _notice(cast: tables.Cast, n: int) -> tables.Target:
    made = notices.NoticeFactory.create_batch(n, user=cast.resident)
    return tables.Target(kwargs={"code": made[0].code})


def _desk_list(cast: tables.Cast, n: int) -> tables.Target:
    district = people.DistrictFactory.create(code="own", center_code=cast.center_code)
    told = people.UserFactory.create_batch(n, district=district)
    for number, person in enumerate(told):
        notices.PreferenceFactory.create(user=person, by_desk="letter")
        notices.tell(person, f"mihon:{number}")
    return tables.Target(shows=tuple(person.name for person in told))


def _person(cast: tables.Cast, n: int) -> tables.Target:
    person = people.UserFactory.create(district__center_code=cast.center_code)
    return tables.Target(kwargs={"code": person.code})


STAFF = tables.Role.STAFF
RESIDENT = tables.Role.RESIDENT
ROWS = [
    tables.Budget("notices:notices", RESIDENT, _notices, queries=5),
    tables.Budget("notices:notice", RESIDENT, _notice, queries=5, flat=True),
    tables.Budget("notices:notice-settings", RESIDENT, tables.flat, queries=4, flat=True),
    tables.Budget("notices:person-notice-settings", STAFF, _person, queries=6, flat=True),
    tables.Budget("notices:desk-notices", STAFF, _desk_list, queries=5),
    tables.Budget("api-notices:notice-settings", RESIDENT, tables.flat, queries=2, flat=True),
    tables.Budget("api-notices:desk-notices", STAFF, _desk_list, queries=4),
    tables.Budget("notices:mailbox", tables.Role.ANONYMOUS, tables.flat, queries=0, flat=True),
    tables.Budget("api-notices:notices", RESIDENT, _notices, queries=2),
]
