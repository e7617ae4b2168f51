from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from backend.common import clock, codes
from points import enums, models, rules

TOKEN = "points.voucher"  # noqa: S105 - the purpose of the signature, no secret


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


def token_of(voucher: models.Voucher) -> str:
    """This function will give the signed text in a voucher's QR; only this voucher, as it was issued, has it."""
    return codes.sign(TOKEN, f"{voucher.code}:{voucher.secret}")


def voucher_by_token(token: str) -> models.Voucher | None:
    """This function will find the voucher of a scanned QR, None when we have not drawn it."""
    code, _, secret = (codes.unsign(TOKEN, token) or "").partition(":")
    return models.Voucher.objects.select_related("perk", "hold").filter(code=code, secret=secret).first()


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
