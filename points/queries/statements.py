from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import F, Q, QuerySet, Sum

from backend.common import clock
from points import enums, models
from points.queries import giving
from points.rules import movements


@dataclass(frozen=True, slots=True)
class Balance:
    """A person's points: `usable` is what can be spent now, `held` is set aside for orders."""

    total: int
    held: int
    usable: int


@dataclass(frozen=True, slots=True)
class Expiry:
    """Points that can be used up to and including a date."""

    expires_on: date
    points: int
    share: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a person's statement; `change` is signed."""

    code: str
    at: datetime
    happened_on: date
    kind: str
    kind_label: str
    change: int
    balance: int
    what: str
    words: str
    note: str
    expires_on: date | None
    source_code: str


def account_of(person_code: str, *, scope: str = enums.HOME_SCOPE) -> models.Account | None:
    """This function will find a person's account; there is none before the first point."""
    kind = enums.AccountKind.PERSON
    return models.Account.objects.filter(owner_code=person_code, kind=kind, scope=scope).first()


def balance(person_code: str, *, now: datetime, scope: str = enums.HOME_SCOPE) -> Balance:
    """This function will give a person's points; what has expired and is not yet swept counts no more."""
    lots = _lots(person_code, scope).filter(Q(expires_on__gte=clock.date_of(now)) | Q(held__gt=0))
    sums = lots.aggregate(
        set_aside=Sum("held", default=0),
        usable=Sum(F("remaining") - F("held"), filter=Q(expires_on__gte=clock.date_of(now)), default=0),
    )
    return Balance(sums["set_aside"] + sums["usable"], sums["set_aside"], sums["usable"])


def _lots(person_code: str, scope: str) -> QuerySet[models.Lot]:
    kind = enums.AccountKind.PERSON
    return models.Lot.objects.filter(
        account__owner_code=person_code, account__kind=kind, account__scope=scope, remaining__gt=0
    )


def expiries(person_code: str, *, now: datetime, scope: str = enums.HOME_SCOPE) -> list[Expiry]:
    """This function will tell how many usable points a person loses after which date, the nearest first.

    `share` is the part of the largest, in percent, for the drawing.
    """
    lots = _lots(person_code, scope).filter(expires_on__gte=clock.date_of(now), remaining__gt=F("held"))
    sums = lots.values("expires_on").annotate(points=Sum(F("remaining") - F("held"))).order_by("expires_on")
    found = [(row["expires_on"], row["points"]) for row in sums]
    most = max((points for _, points in found), default=1)
    return [Expiry(day, points, -(-100 * points // most)) for day, points in found]


def postings_of(account: models.Account | None) -> QuerySet[models.Posting]:
    """This function will give the postings of an account, the newest first."""
    if account is None:
        return models.Posting.objects.none()
    sides = Q(debit=account, debit_version__isnull=False) | Q(credit=account, credit_version__isnull=False)
    return (
        models.Posting.objects.filter(sides)
        .select_related("rule", "reverses__rule")
        .prefetch_related("lots")
        .order_by("-id")
    )


def statement_page(
    account: models.Account | None, *, before: str = "", size: int = 20
) -> tuple[list[models.Posting], str]:
    """This function will give postings of an account before one of them, and the code to go on from."""
    found = postings_of(account)
    if before:
        found = found.filter(id__lt=models.Posting.objects.filter(code=before).values("id"))
    rows = list(found[: size + 1])
    return rows[:size], rows[size - 1].code if len(rows) > size else ""


def lines(account: models.Account | None, postings: Sequence[models.Posting]) -> list[Line]:
    """This function will shape postings as lines of the statement of an account, in two queries at most."""
    perks = _perk_names([one.source_code for one in postings if one.source_kind == "voucher"])
    if account is None:
        return []
    given = [one.source_code for one in postings if one.source_kind == "gift"]
    named = perks | giving.gift_words(given, to=account.owner_code)
    return [_line(account, one, named) for one in postings]


def _perk_names(voucher_codes: Sequence[str]) -> dict[str, str]:
    if not voucher_codes:
        return {}
    return dict(models.Voucher.objects.filter(code__in=voucher_codes).values_list("code", "perk__name"))


def _line(account: models.Account, posting: models.Posting, perks: dict[str, str]) -> Line:
    comes_in = posting.credit_id == account.pk
    balance_after = posting.credit_balance if comes_in else posting.debit_balance
    undone = posting.reverses
    rule = posting.rule or (undone.rule if undone else None)
    what = rule.name if rule else perks.get(posting.source_code, "")
    return Line(
        code=posting.code,
        at=posting.at,
        happened_on=posting.happened_on,
        kind=posting.kind,
        kind_label=enums.PostingKind(posting.kind).label,
        change=posting.amount if comes_in else -posting.amount,
        balance=balance_after or 0,
        what=what,
        words=movements.in_words(
            posting.kind,
            comes_in=comes_in,
            source_kind=posting.source_kind,
            what=what,
            undone=undone.kind if undone else "",
        ),
        note=posting.note,
        expires_on=max((lot.expires_on for lot in posting.lots.all() if lot.account_id == account.pk), default=None),
        source_code=posting.source_code,
    )


@dataclass(frozen=True, slots=True)
class Month:
    """What came and went in a month of Tokyo, and the balance at its end; `share` of the largest, in percent."""

    starts_on: date
    came: int
    went: int
    balance: int
    share: int


def months(account: models.Account | None, *, today: date, count: int = 6) -> list[Month]:
    """This function will tell how a balance developed over the last months, the oldest first, by one query.

    A month without postings keeps the balance before it; there is none before the first posting of all.
    """
    if account is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, {"account": account.pk, "today": today, "count": count - 1, "tokyo": str(clock.TOKYO)})
        rows = [row for row in cursor.fetchall() if row[3] is not None]
    most = max((row[3] for row in rows), default=0) or 1
    return [Month(first, came, went, balance, -(-100 * balance // most)) for first, came, went, balance in rows]


# The balance that the last posting up to the end of each month led to: what is drawn is what the ledger says.
_MONTHS = """
    WITH moves AS (
        SELECT id, (at AT TIME ZONE %(tokyo)s)::date AS day, amount AS came, 0 AS went, credit_balance AS balance
        FROM points_posting WHERE credit_id = %(account)s AND credit_version IS NOT NULL
        UNION ALL
        SELECT id, (at AT TIME ZONE %(tokyo)s)::date, 0, amount, debit_balance
        FROM points_posting WHERE debit_id = %(account)s AND debit_version IS NOT NULL
    ), months AS (
        SELECT first::date AS first, (first + interval '1 month')::date AS next FROM generate_series(
            date_trunc('month', %(today)s::timestamp) - make_interval(months => %(count)s),
            date_trunc('month', %(today)s::timestamp), interval '1 month') first
    )
    SELECT m.first,
        coalesce(sum(v.came) FILTER (WHERE v.day >= m.first), 0)::bigint,
        coalesce(sum(v.went) FILTER (WHERE v.day >= m.first), 0)::bigint,
        (array_agg(v.balance ORDER BY v.id DESC) FILTER (WHERE v.id IS NOT NULL))[1]
    FROM months m LEFT JOIN moves v ON v.day < m.next GROUP BY m.first ORDER BY m.first
"""
