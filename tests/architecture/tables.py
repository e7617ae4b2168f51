"""The shapes of the two tables that every URL of the project stands in.

PERMISSIONS: `tests/architecture/permission_rows/<app>.py` gives `ROWS: list[tables.Row]`.

    def _booking(cast: tables.Cast) -> tables.Target:
        booking = BookingFactory.create(user=cast.resident, room__center__code=cast.center_code)
        return tables.Target(kwargs={"code": booking.code}, secret=booking.purpose)

    ROWS = [
        tables.Row("bookings:booking", _booking,
                   anonymous=tables.SIGN_IN, resident=200, other=404, staff=200, other_staff=404, administrator=200),
        tables.Row("bookings:booking-cancellation", _booking, method="POST",
                   anonymous=tables.SIGN_IN, resident=302, other=404, staff=302, other_staff=404, administrator=302),
        tables.Row("api-bookings:booking", _booking,
                   anonymous=401, resident=200, other=404, staff=200, other_staff=404, administrator=200),
    ]

Every (URL, method) of our own views needs a row, every URL of a package (admin, allauth) at least one; a row without a
URL fails. So a view states its methods by `@require_http_methods([...])`, outermost or not. Each role's request runs
in the same world, undone afterwards, at the instant tables.NOW. A refusal (sign-in, 401, 403, 404) counts only where
somebody else in the row, or `Target.owner`, is let in. `Target.secret` must be in the answer to all who get 200 and in
no refusal. `public(...)`, `private(...)` and `api(...)` write the common patterns. Besides, every write is sent once
more without its CSRF token and must be refused, and every API row with tokens that hold the wrong scope.

BUDGETS: `tests/architecture/budget_rows/<app>.py` gives `ROWS: list[tables.Budget]`.

    def _bookings(cast: tables.Cast, n: int) -> tables.Target:
        made = [BookingFactory.create(user=cast.resident, purpose=f"練習{i}") for i in range(n)]
        return tables.Target(shows=tuple(booking.purpose for booking in made))

    ROWS = [tables.Budget("bookings:bookings", tables.Role.RESIDENT, _bookings, queries=4)]

The page is fetched by the inspecting client with one row and with three, and takes exactly `queries` both times
(savepoints are not counted, the session and the user are). `shows` are n texts which the page must contain, so that
the measure is not of an empty page; a page that lists nothing says `flat=True` instead. Every GET of our own views
needs a budget.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from backend.accounts import models

NOW = datetime(2026, 5, 8, 3, 0, tzinfo=UTC)  # a Friday, noon in Tokyo
SIGN_IN = "sign-in"
CENTER = "kuji"
OTHER_CENTER = "suwa"
Answer = int | str


class Role(StrEnum):
    """The eight who try every URL."""

    ANONYMOUS = "anonymous"
    RESIDENT = "resident"
    OTHER = "other"
    STAFF = "staff"
    OTHER_STAFF = "other_staff"
    ADMINISTRATOR = "administrator"
    CITY_EMPLOYEE = "city_employee"
    CITY_OFFICIAL = "city_official"


@dataclass(frozen=True)
class Cast:
    """Who plays the roles: the resident is the one whom a row is about, `staff` works at `center_code`."""

    resident: models.User
    other: models.User
    staff: models.User
    other_staff: models.User
    administrator: models.User
    city_employee: models.User
    city_official: models.User
    center_code: str = CENTER
    other_center_code: str = OTHER_CENTER

    def playing(self, role: Role) -> models.User | None:
        """This function will give the person in a role, or None for the anonymous visitor."""
        return None if role == Role.ANONYMOUS else getattr(self, role.value)


@dataclass(frozen=True)
class Target:
    """What a builder gives: how to reach the thing it made, and how to know it; `path` for a URL without a name.

    `closed` says that not even the owner gets in.
    """

    kwargs: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    secret: str = ""
    shows: tuple[str, ...] = ()
    owner: models.User | None = None
    path: str = ""
    closed: bool = False


Builder = Callable[[Cast], Target]


@dataclass(frozen=True)
class Row:
    """What each role gets from one method of one URL; see the head of this module.

    A city employee, and the city's section in charge, get what any other resident gets unless the row says more.
    """

    name: str
    build: Builder
    anonymous: Answer
    resident: Answer
    other: Answer
    staff: Answer
    other_staff: Answer
    administrator: Answer
    method: str = "GET"
    city_employee: Answer = ""
    city_official: Answer = ""

    @property
    def expected(self) -> dict[Role, Answer]:
        """This function will give the answers by role."""
        return {role: getattr(self, role.value) or self.other for role in Role}

    @property
    def is_api(self) -> bool:
        """This function will tell whether the row is of the API."""
        return self.name.startswith("api-")


@dataclass(frozen=True)
class Budget:
    """How many queries one page takes; see the head of this module."""

    name: str
    role: Role
    build: Callable[[Cast, int], Target]
    queries: int
    flat: bool = False


def nothing(cast: Cast) -> Target:
    """This function will be the builder of a page that needs nothing."""
    return Target()


def flat(cast: Cast, n: int) -> Target:
    """This function will be the builder of the budget of a page that lists nothing and needs nothing."""
    return Target()


def public(name: str, build: Builder = nothing, *, method: str = "GET", answer: int = 200) -> Row:
    """This function will give the row of something open to everybody."""
    return _uniform(name, build, answer, answer, method)


def private(name: str, build: Builder = nothing, *, method: str = "GET", answer: int = 200) -> Row:
    """This function will give the row of a page of one's own that everybody who is signed in has."""
    return _uniform(name, build, SIGN_IN, answer, method)


def api(name: str, build: Builder = nothing, *, method: str = "GET", answer: int = 200) -> Row:
    """This function will give the row of an API resource of one's own that everybody who is signed in has."""
    return _uniform(name, build, HTTPStatus.UNAUTHORIZED, answer, method)


def _uniform(name: str, build: Builder, anonymous: Answer, signed_in: int, method: str) -> Row:
    return Row(name, build, anonymous, signed_in, signed_in, signed_in, signed_in, signed_in, method=method)
