"""The pages of usage rules."""

from datetime import date, timedelta

from bookings import actions, models
from tests.architecture import tables
from tests.factories import bookings as make
from tests.factories.accounts import UserFactory

Role = tables.Role
FROM = date(2026, 5, 10)


def _center(cast: tables.Cast) -> models.Center:
    return make.CenterFactory.create(code=cast.center_code)


def _draft_of(cast: tables.Cast, note: str = "") -> models.UsageRules:
    center = _center(cast)
    return actions.draft_usage_rules(
        {"headcount": {"maximum": 3}},
        municipality=center.municipality,
        center=center,
        valid_from=FROM,
        note=note,
        by=cast.staff,
        now=tables.NOW,
    )


def _drafts(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(shows=tuple(_draft_of(cast, f"見本の案{number}").note for number in range(n)))


def _scopes(cast: tables.Cast, n: int) -> tables.Target:
    center = _center(cast)
    rooms = [make.RoomFactory.create(center=center, name=f"見本室{number}") for number in range(n)]
    return tables.Target(shows=tuple(room.name for room in rooms))


def _draft(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": _draft_of(cast).code})


def _clause(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": _draft_of(cast).code, "kind": "windows"})


def _people(cast: tables.Cast, n: int) -> list[str]:
    room = make.RoomFactory.create(center=_center(cast))
    names = []
    for number in range(n):
        person = UserFactory.create(name=f"見本 来客{number}")
        make.BookingFactory.create(room=room, by=person, date=make.DAY + timedelta(days=number))
        names.append(person.name)
    return names


def _concerned(cast: tables.Cast, n: int) -> tables.Target:
    names = _people(cast, n)
    return tables.Target(kwargs={"code": _draft_of(cast).code}, shows=tuple(names))


def _publication(cast: tables.Cast, n: int) -> tables.Target:
    _people(cast, n)
    return tables.Target(kwargs={"code": _draft_of(cast).code}, shows=tuple([f"{n}件"] * n))


def _replay_of(cast: tables.Cast, n: int) -> tuple[models.RulesReplay, list[str]]:
    names = _people(cast, n)
    last = make.DAY + timedelta(days=n)
    made = actions.request_replay(_draft_of(cast), first=make.DAY, last=last, by=cast.staff, now=tables.NOW)
    actions.replay_rules(made.pk, now=tables.NOW)
    return made, names


def _replay(cast: tables.Cast, n: int) -> tables.Target:
    made, _ = _replay_of(cast, n)
    return tables.Target(kwargs={"code": made.code}, shows=tuple([f"{n}件"] * n))


def _replay_bookings(cast: tables.Cast, n: int) -> tables.Target:
    made, names = _replay_of(cast, n)
    return tables.Target(kwargs={"code": made.code}, shows=tuple(names))


def _columns(cast: tables.Cast, n: int) -> tables.Target:
    made = [make.CenterFactory.create() for _ in range(n)]
    for center in made:
        make.publish(center, {"headcount": {"minimum": 6}})
    return tables.Target(
        query={"center": [center.code for center in made]}, shows=tuple(center.name for center in made)
    )


def _to_approve(cast: tables.Cast, n: int) -> tables.Target:
    make.publish(_center(cast), {"approval": {"by": "city"}})
    return tables.Target(shows=tuple(_people(cast, n)))


def _to_approve_by_api(cast: tables.Cast, n: int) -> tables.Target:
    _to_approve(cast, n)
    days = tuple((make.DAY + timedelta(days=number)).isoformat() for number in range(n))
    return tables.Target(shows=days)


def _read(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(kwargs={"code": _center(cast).code})


def _draft_codes(cast: tables.Cast, n: int) -> tables.Target:
    return tables.Target(shows=tuple(_draft_of(cast).code for _ in range(n)))


def _replays_of_draft(cast: tables.Cast, n: int) -> tables.Target:
    _people(cast, 1)
    draft = _draft_of(cast)
    made = [
        actions.request_replay(draft, first=make.DAY, last=make.DAY, by=cast.staff, now=tables.NOW) for _ in range(n)
    ]
    return tables.Target(kwargs={"code": draft.code}, shows=tuple(replay.code for replay in made))


def _replay_code(cast: tables.Cast, n: int) -> tables.Target:
    made, _ = _replay_of(cast, n)
    return tables.Target(kwargs={"code": made.code})


ROWS = [
    tables.Budget("bookings:usage-rules", Role.STAFF, _drafts, queries=5),
    tables.Budget("bookings:usage-rules-new", Role.STAFF, _scopes, queries=6),
    tables.Budget("bookings:usage-rules-comparison", Role.STAFF, _columns, queries=11),
    tables.Budget("bookings:usage-rules-comparison-file", Role.STAFF, _columns, queries=10),
    tables.Budget("bookings:usage-rules-version", Role.STAFF, _draft, queries=9, flat=True),
    tables.Budget("bookings:usage-rules-clause", Role.STAFF, _clause, queries=8, flat=True),
    tables.Budget("bookings:usage-rules-concerned", Role.STAFF, _concerned, queries=10),
    tables.Budget("bookings:usage-rules-file", Role.STAFF, _draft, queries=3, flat=True),
    tables.Budget("bookings:usage-rules-plan", Role.STAFF, _draft, queries=4, flat=True),
    tables.Budget("bookings:usage-rules-publication", Role.STAFF, _publication, queries=9),
    tables.Budget("bookings:usage-rules-removal", Role.STAFF, _draft, queries=4, flat=True),
    tables.Budget("bookings:rules-replay", Role.STAFF, _replay, queries=10),
    tables.Budget("bookings:rules-replay-bookings", Role.STAFF, _replay_bookings, queries=8),
    tables.Budget("bookings:city-approvals", Role.ADMINISTRATOR, _to_approve, queries=5),
    tables.Budget("api-bookings:center-rules", Role.ANONYMOUS, _read, queries=8, flat=True),
    tables.Budget("api-bookings:usage-rules-comparison", Role.STAFF, _columns, queries=9),
    tables.Budget("api-bookings:usage-rules-drafts", Role.STAFF, _draft_codes, queries=3),
    tables.Budget("api-bookings:usage-rules-draft", Role.STAFF, _draft, queries=3, flat=True),
    tables.Budget("api-bookings:usage-rules-replays", Role.STAFF, _replays_of_draft, queries=4),
    tables.Budget("api-bookings:rules-replay", Role.STAFF, _replay_code, queries=9, flat=True),
    tables.Budget("api-bookings:city-approvals", Role.CITY_OFFICIAL, _to_approve_by_api, queries=4),
]
