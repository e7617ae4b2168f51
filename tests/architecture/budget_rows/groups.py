from backend.accounts import models
from tests.architecture import tables
from tests.factories import accounts, bookings

RESIDENT, STAFF = tables.Role.RESIDENT, tables.Role.STAFF


def _groups(cast: tables.Cast, n: int) -> tables.Target:
    groups = [accounts.GroupFactory.create(representative=cast.resident) for _ in range(n)]
    return tables.Target(shows=tuple(group.name for group in groups))


def _known_center(cast: tables.Cast) -> None:
    center = bookings.CenterFactory.create(code=cast.center_code)
    accounts.UserClassFactory.create(municipality=center.municipality)


def _group(cast: tables.Cast, n: int) -> tables.Target:
    _known_center(cast)
    group = accounts.GroupFactory.create(
        representative=cast.resident, center_code=cast.center_code, user_class="registered-group"
    )
    members = [accounts.GroupMemberFactory.create(group=group) for _ in range(n)]
    return tables.Target(kwargs={"code": group.code}, shows=tuple(member.name for member in members))


def _one_group(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs=_group(cast, n).kwargs)


def _membership(cast: tables.Cast, n: int) -> tables.Target:
    group = accounts.GroupFactory.create(representative=None)
    accounts.GroupMemberFactory.create(group=group, user=cast.resident)
    return tables.Target(kwargs={"code": group.code})


def _registrations(cast: tables.Cast, n: int) -> tables.Target:
    target = _group(cast, n)
    group = models.Group.objects.get(code=target.kwargs["code"])
    said = {"group": group, "status": "refused", "reviewed_by": cast.staff, "reviewed_at": tables.NOW}
    notes = [f"見送りのわけ{place}" for place in range(n)]
    for note in notes:
        accounts.GroupRegistrationFactory.create(review_note=note, **said)
    return tables.Target(kwargs=target.kwargs, shows=tuple(notes))


def _waiting(cast: tables.Cast, n: int) -> tables.Target:
    groups = accounts.GroupFactory.create_batch(n, pending=True, center_code=cast.center_code)
    return tables.Target(shows=tuple(group.name for group in groups))


def _overlapping(cast: tables.Cast, n: int, *, pending: bool) -> tables.Target:
    """This function will make a group that shares its people with n others, at two centers."""
    _known_center(cast)
    group = accounts.GroupFactory.create(representative=cast.resident, center_code=cast.center_code, pending=pending)
    people = accounts.UserFactory.create_batch(3)
    others = [
        accounts.GroupFactory.create(center_code=cast.other_center_code if place % 2 else cast.center_code)
        for place in range(n)
    ]
    for each in (group, *others):
        for person in people:
            accounts.GroupMemberFactory.create(group=each, user=person)
    return tables.Target(kwargs={"code": group.code}, shows=tuple(other.name for other in others))


def _to_approve(cast: tables.Cast, n: int) -> tables.Target:
    return _overlapping(cast, n, pending=True)


def _to_settle(cast: tables.Cast, n: int) -> tables.Target:
    return _overlapping(cast, n, pending=False)


def _bookings(cast: tables.Cast, n: int) -> tables.Target:
    group = accounts.GroupFactory.create(representative=cast.resident, center_code=cast.center_code)
    rooms = [bookings.RoomFactory.create(center__code=cast.center_code) for _ in range(n)]
    for room in rooms:
        bookings.BookingFactory.create(room=room, by=cast.resident, for_group=group)
    return tables.Target(kwargs={"code": group.code}, shows=tuple(room.name for room in rooms))


ROWS = [
    tables.Budget("accounts:groups", RESIDENT, _groups, queries=5),
    tables.Budget("accounts:group-new", RESIDENT, tables.flat, queries=4, flat=True),
    tables.Budget("accounts:group", STAFF, _group, queries=13),
    tables.Budget("accounts:group-renewal", RESIDENT, _group, queries=9),
    tables.Budget("accounts:group-leaving", RESIDENT, _membership, queries=6, flat=True),
    tables.Budget("accounts:group-ending", RESIDENT, _one_group, queries=5, flat=True),
    tables.Budget("accounts:group-reviews", STAFF, _waiting, queries=6),
    tables.Budget("accounts:group-approval", STAFF, _to_approve, queries=17),
    tables.Budget("accounts:group-overlaps", STAFF, _to_settle, queries=9),
    tables.Budget("api-accounts:groups", RESIDENT, _groups, queries=2),
    tables.Budget("api-accounts:group", RESIDENT, _one_group, queries=4, flat=True),
    tables.Budget("api-accounts:group-members", STAFF, _group, queries=5),
    tables.Budget("api-accounts:group-registrations", RESIDENT, _registrations, queries=5),
    tables.Budget("api-accounts:group-overlaps", STAFF, _to_settle, queries=8),
    tables.Budget("api-accounts:group-reviews", STAFF, _waiting, queries=3),
    tables.Budget("bookings:group-bookings", RESIDENT, _bookings, queries=9),
    tables.Budget("api-bookings:group-bookings", RESIDENT, _bookings, queries=6),
]
