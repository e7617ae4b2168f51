from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import F, Q, QuerySet, Sum

from backend.common import clock
from points import enums, models, rules


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
    note: str
    expires_on: date | None
    source_code: str


@dataclass(frozen=True, slots=True)
class Coupon:
    """A room coupon that a person can use on a booking now."""

    code: str
    name: str
    yen_off: int | None
    percent_off: int | None
    valid_until: date

    def discount_yen(self, fee_yen: int) -> int:
        """This function will give the yen that the coupon takes off a fee, never more than the fee."""
        return rules.coupon_discount(fee_yen, yen_off=self.yen_off, percent_off=self.percent_off)


def account_of(person_code: str, *, scope: str = enums.HOME_SCOPE) -> models.Account | None:
    """This function will find a person's account; there is none before the first point."""
    kind = enums.AccountKind.PERSON
    return models.Account.objects.filter(owner_code=person_code, kind=kind, scope=scope).first()


def balance(person_code: str, *, now: datetime, scope: str = enums.HOME_SCOPE) -> Balance:
    """This function will give a person's points; what has expired and is not yet swept counts no more."""
    lots = _lots(person_code, scope).filter(Q(expires_on__gte=clock.date_of(now)) | Q(held__gt=0))
    sums = lots.aggregate(
        held=Sum("held", default=0),
        usable=Sum(F("remaining") - F("held"), filter=Q(expires_on__gte=clock.date_of(now)), default=0),
    )
    return Balance(sums["held"] + sums["usable"], sums["held"], sums["usable"])


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
    return models.Posting.objects.filter(sides).select_related("rule").prefetch_related("lots").order_by("-id")


def lines(account: models.Account | None, postings: Sequence[models.Posting]) -> list[Line]:
    """This function will shape postings as lines of the statement of an account, in two queries at most."""
    perks = _perk_names([one.source_code for one in postings if one.source_kind == "voucher"])
    return [_line(account, one, perks) for one in postings] if account else []


def _perk_names(voucher_codes: Sequence[str]) -> dict[str, str]:
    if not voucher_codes:
        return {}
    return dict(models.Voucher.objects.filter(code__in=voucher_codes).values_list("code", "perk__name"))


def _line(account: models.Account, posting: models.Posting, perks: dict[str, str]) -> Line:
    comes_in = posting.credit_id == account.pk
    balance_after = posting.credit_balance if comes_in else posting.debit_balance
    what = posting.rule.name if posting.rule else perks.get(posting.source_code, "")
    return Line(
        code=posting.code,
        at=posting.at,
        happened_on=posting.happened_on,
        kind=posting.kind,
        kind_label=enums.PostingKind(posting.kind).label,
        change=posting.amount if comes_in else -posting.amount,
        balance=balance_after or 0,
        what=what,
        note=posting.note,
        expires_on=max((lot.expires_on for lot in posting.lots.all() if lot.account_id == account.pk), default=None),
        source_code=posting.source_code,
    )


def preview(rule_code: str, *, quantity: Decimal, happened_on: date, scope: str = enums.HOME_SCOPE) -> int | None:
    """This function will tell what a rule gives for an activity before caps, None when no rule is in force that day.

    The arithmetic is that of the award itself.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT points_preview(%s, %s, %s, %s)", [scope, rule_code, quantity, happened_on])
        row = cursor.fetchone()
    return row[0] if row else None


def rules_in_force(day: date, *, scope: str = enums.HOME_SCOPE) -> QuerySet[models.Rule]:
    """This function will list the published rules of a day with their caps, for people to read."""
    in_force = Q(ends_on=None) | Q(ends_on__gte=day)
    published = models.Rule.objects.filter(in_force, scope=scope, starts_on__lte=day, published_at__isnull=False)
    return published.prefetch_related("caps").order_by("code")


def awarded_points(*, source_kind: str, source_code: str, scope: str = enums.HOME_SCOPE) -> int:
    """This function will tell how many points an activity has paid and not taken back, over all persons."""
    paid = models.Posting.objects.filter(
        scope=scope, kind=enums.PostingKind.AWARD, source_kind=source_kind, source_code=source_code
    )
    return int(paid.exclude(reversals__isnull=False).aggregate(total=Sum("amount", default=0))["total"])


def perks_on_sale(today: date, *, scope: str = enums.HOME_SCOPE) -> QuerySet[models.Perk]:
    """This function will list the perks that can be ordered on a day, in their order."""
    open_ended = Q(ends_on=None) | Q(ends_on__gte=today)
    return models.Perk.objects.filter(open_ended, scope=scope, starts_on__lte=today).order_by("position", "code")


def perk(code: str) -> models.Perk | None:
    """This function will find a perk by its code."""
    return models.Perk.objects.filter(code=code).first()


def taken_by(perk: models.Perk, person_code: str) -> int:
    """This function will tell how many of a perk a person has ordered."""
    quota = models.PerkQuota.objects.filter(perk=perk, person_code=person_code).first()
    return quota.taken if quota else 0


def vouchers_of(person_code: str) -> QuerySet[models.Voucher]:
    """This function will list a person's vouchers, those that can be used first, then the newest."""
    mine = models.Voucher.objects.filter(person_code=person_code).select_related("perk", "hold")
    return mine.order_by(F("ended_at").desc(nulls_first=True), "-ordered_at", "-pk")


def voucher(code: str) -> models.Voucher | None:
    """This function will find a voucher by its code, with its perk and hold."""
    return models.Voucher.objects.select_related("perk", "hold").filter(code=code).first()


def voucher_by_short_code(code: str) -> models.Voucher | None:
    """This function will find a voucher by the short code on it."""
    return models.Voucher.objects.select_related("perk", "hold").filter(short_code=code).first()


def usable_coupons(person_code: str, now: datetime) -> list[Coupon]:
    """This function will list the room coupons that a person can use on a booking now, first to lapse first."""
    usable = models.Voucher.objects.filter(
        person_code=person_code,
        kind=enums.PerkKind.ROOM_COUPON,
        state=enums.VoucherState.ISSUED,
        valid_until__gte=clock.date_of(now),
    )
    rows = usable.select_related("perk").order_by("valid_until", "pk")
    return [Coupon(row.code, row.perk.name, row.yen_off, row.percent_off, row.valid_until) for row in rows]
