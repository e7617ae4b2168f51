"""What will expire of whose points, and what a decree carries over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from backend.accounts import models as accounts
from backend.common import clock, errors
from points import enums, models

# So many districts are named one by one.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Reach:
    """How many accounts, lots and points a decree reaches."""

    accounts: int
    lots: int
    points: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a decree has been carried out: what is done, what is left, and the part of it in percent."""

    done: Reach
    left: Reach

    @property
    def percent(self) -> int:
        """This function will give the part of the points that have their new date; 100 where none are left."""
        whole = self.done.points + self.left.points
        return 100 * self.done.points // whole if whole else 100


def reach(
    *, first: date, last: date, since: date, owners: Sequence[str] | None, scope: str = enums.HOME_SCOPE
) -> Reach:
    """This function will count what a decree of a day reaches, by the selection that carries it out.

    `owners` are the codes of those whom it is for, None for everybody.
    """
    asked: list[str | date | list[str] | None] = [scope, first, last, since, None if owners is None else [*owners]]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(lots), 0), coalesce(sum(points), 0)"
            " FROM points_carry_over_reach(%s, %s, %s, %s, %s::text[])",
            asked,
        )
        return Reach(*(int(value) for value in cursor.fetchone() or (0, 0, 0)))


def progress(decree: models.CarryOver) -> Progress:
    """This function will tell how far a decree has been carried out."""
    left = reach(first=decree.first, last=decree.last, since=decree.since, owners=decree.owners, scope=decree.scope)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT l.account_id), count(*), coalesce(sum(e.amount), 0) FROM points_lotextension e"
            " JOIN points_lot l ON l.id = e.lot_id WHERE e.carry_over_id = %s",
            [decree.pk],
        )
        return Progress(Reach(*(int(value) for value in cursor.fetchone() or (0, 0, 0))), left)


def carry_overs(*, scope: str = enums.HOME_SCOPE) -> QuerySet[models.CarryOver]:
    """This function will list what was decreed, the latest first."""
    return models.CarryOver.objects.filter(scope=scope).select_related("decided_by").order_by("-decided_at", "-pk")


def carry_over(code: str) -> models.CarryOver:
    """This function will find a decree by its code. Raises NotFound."""
    found = carry_overs().filter(code=code).first()
    if found is None:
        raise errors.NotFound
    return found


@dataclass(frozen=True, slots=True)
class Carried:
    """Points of one person that can be used longer: until when before and since, and by which document."""

    document: str
    from_date: date
    to_date: date
    points: int


def carried_of(person_code: str, *, today: date, scope: str = enums.HOME_SCOPE) -> list[Carried]:
    """This function will tell a person what was carried over for them and can still be used, the latest first."""
    rows = models.LotExtension.objects.filter(
        lot__account__owner_code=person_code,
        lot__account__kind=enums.AccountKind.PERSON,
        lot__account__scope=scope,
        to_date__gte=today,
    )
    sums = rows.values("carry_over__document", "from_date", "to_date").annotate(points=Sum("amount"))
    return [
        Carried(row["carry_over__document"], row["from_date"], row["to_date"], row["points"])
        for row in sums.order_by("-to_date", "-from_date")
    ]


@dataclass(frozen=True, slots=True)
class Nearing:
    """Points of one account that expire on a date that is near."""

    expires_on: date
    points: int


def owners_to_warn(*, days: int, within: date, today: date, scope: str, limit: int) -> list[str]:
    """This function will list whose usable points expire by `within` and who was not told so, `days` before."""
    told = models.ExpiryWarning.objects.filter(
        owner_code=OuterRef("account__owner_code"), scope=scope, expires_on=OuterRef("expires_on"), days=days
    )
    near = models.Lot.objects.filter(
        ~Exists(told),
        account__scope=scope,
        account__kind__in=[enums.AccountKind.PERSON, enums.AccountKind.COMMUNITY],
        remaining__gt=F("held"),
        expires_on__gte=today,
        expires_on__lte=within,
    )
    owners = near.values_list("account__owner_code", flat=True).distinct().order_by("account__owner_code")
    return list(owners[:limit])


def nearing(
    owners: Sequence[str], *, until: date, today: date, scope: str = enums.HOME_SCOPE
) -> dict[str, list[Nearing]]:
    """This function will give, by owner, the usable points that expire by a date, the nearest first; one query."""
    lots = models.Lot.objects.filter(
        account__owner_code__in=owners,
        account__scope=scope,
        remaining__gt=F("held"),
        expires_on__gte=today,
        expires_on__lte=until,
    )
    sums = lots.values("account__owner_code", "expires_on").annotate(points=Sum(F("remaining") - F("held")))
    found: dict[str, list[Nearing]] = {owner: [] for owner in owners}
    for row in sums.order_by("account__owner_code", "expires_on"):
        found[row["account__owner_code"]].append(Nearing(row["expires_on"], row["points"]))
    return found


def listeners(owners: Sequence[str]) -> dict[str, list[accounts.User]]:
    """This function will give who hears of an account: its person, or the managers of its organisation."""
    found: dict[str, list[accounts.User]] = {owner: [] for owner in owners}
    for person in accounts.User.objects.filter(code__in=owners, is_active=True):
        found[person.code].append(person)
    managers = accounts.OrganisationMember.objects.filter(
        organisation__code__in=owners, role="manager", user__is_active=True
    )
    for member in managers.select_related("user", "organisation").order_by("pk"):
        found[member.organisation.code].append(member.user)
    return found


def owners_chosen(*, districts: Sequence[accounts.District], numbers: Sequence[str]) -> list[str]:
    """This function will give the codes of the people of some districts and of those whose numbers are named."""
    theirs = Q(district__in=districts) | Q(code__in=numbers)
    return list(accounts.User.objects.filter(theirs, is_active=True).order_by("code").values_list("code", flat=True))


def unknown_numbers(numbers: Sequence[str]) -> list[str]:
    """This function will list the numbers that no person has."""
    known = set(accounts.User.objects.filter(code__in=numbers).values_list("code", flat=True))
    return [number for number in numbers if number not in known]


def described(districts: Sequence[accounts.District], numbers: Sequence[str]) -> str:
    """This function will say in words whom a decree is for, so briefly that it fits on a page."""
    names = "・".join(district.name for district in districts[:NAMED])
    more = f"など{len(districts)}地区" if len(districts) > NAMED else ""
    parts = [f"{names}{more}にお住まいの方"] if districts else []
    return "、".join([*parts, *([f"会員番号で選んだ{len(numbers)}人"] if numbers else [])])


def decrees_due(*, now: datetime, scope: str = enums.HOME_SCOPE) -> QuerySet[models.CarryOver]:
    """This function will list the decrees under which points may still fall, the first decided first.

    Points that come back after their date (a hold that ends, a refund) may fall under one that is over, so a few days
    are allowed for; the nightly job looks at all.
    """
    some_days_ago = clock.date_of(now) - timedelta(days=2)
    return models.CarryOver.objects.filter(scope=scope, last__gte=some_days_ago).order_by("pk")
