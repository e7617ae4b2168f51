from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Prefetch, Q, QuerySet

from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.common import clock, codes
from points import enums, errors, models, rules
from points.queries import perk_words
from points.rules import seasons

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


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many more of a perk a person (`left`) and everybody (`all_left`) can order now, None without a limit.

    `anew_on` is the first day on which a person's limit counts from nothing again; `counter` the word they are
    counted by.
    """

    left: int | None
    most: int | None
    anew_on: date | None
    all_left: int | None
    all_anew_on: date | None
    counter: str


def perks_on_sale(
    today: date, *, scope: str = enums.HOME_SCOPE, kind: str = "", place: str = ""
) -> QuerySet[models.Perk]:
    """This function will list the perks that can be ordered on a day, in their order."""
    month_day = today.month * 100 + today.day
    within = Q(sale_from__lte=month_day, sale_to__gte=month_day)
    around = Q(sale_from__gt=F("sale_to")) & (Q(sale_from__lte=month_day) | Q(sale_to__gte=month_day))
    in_season = Q(sale_from=None) | within | around
    return perks_to_come(today, scope=scope, kind=kind, place=place).filter(in_season, starts_on__lte=today)


def perks_to_come(
    today: date, *, scope: str = enums.HOME_SCOPE, kind: str = "", place: str = ""
) -> QuerySet[models.Perk]:
    """This function will list the perks that can be ordered on a day or later, in their order."""
    found = models.Perk.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), scope=scope, withdrawn_at=None)
    if kind:
        found = found.filter(kind=kind)
    if place:
        # A voucher without a place of its own is taken at the desk of every center.
        found = found.filter(
            Q(place_kind="center", place_code=place) | Q(place_code="", kind__in=("copies", "counter_voucher"))
        )
    sealed = models.PerkStepTable.objects.filter(sealed_at__isnull=False).order_by("-version")
    tables = Prefetch(
        "tables", sealed.prefetch_related(Prefetch("steps", models.PerkStep.objects.order_by("from_points")))
    )
    return found.prefetch_related(tables).order_by("position", "code")


def all_perks() -> QuerySet[models.Perk]:
    """This function will list every perk with the orders that wait, those that can be ordered first."""
    waiting = Count("vouchers", filter=Q(vouchers__state=enums.VoucherState.ISSUED))
    return models.Perk.objects.annotate(waiting=waiting).order_by(
        F("withdrawn_at").asc(nulls_first=True), "position", "code"
    )


def perk(code: str) -> models.Perk:
    """This function will find a perk by its code; raises PerkNotFound."""
    found = models.Perk.objects.filter(code=code).first()
    if found is None:
        raise errors.PerkNotFound
    return found


def steps_of(perk: models.Perk) -> list[models.PerkStep]:
    """This function will give the lines of a perk's newest table; read together with the perks where they are many."""
    tables = sorted(perk.tables.all(), key=lambda table: -table.version) if perk.stepped else []
    sealed = next((table for table in tables if table.sealed_at), None)
    return sorted(sealed.steps.all(), key=lambda step: step.from_points) if sealed else []


def opens_on(perk: models.Perk, today: date) -> date | None:
    """This function will give the first day from today on which a perk can be ordered, None when there is none."""
    return None if perk.withdrawn_at else perk_words.sale_window(perk).opens(today)


def allowance(perk: models.Perk, person_code: str, today: date) -> Allowance:
    """This function will tell how many more a person and everybody can order, before and after an order alike."""
    mine = _left(perk, person_code, perk.person_span, perk.most_per_person, today)
    everybody = _left(perk, "", perk.total_span, perk.most_in_span, today)
    return Allowance(
        mine,
        perk.most_per_person,
        _anew(perk.person_span, today),
        everybody,
        _anew(perk.total_span, today),
        perk_words.counter(perk),
    )


def _left(perk: models.Perk, person_code: str, span: str, most: int | None, today: date) -> int | None:
    if most is None:
        return None
    orders = models.Voucher.objects.filter(perk=perk, counted=True)
    if person_code:
        orders = orders.filter(person_code=person_code)
    if span:
        orders = orders.filter(ordered_at__gte=clock.start_of(seasons.window_start(span, today)))
    return max(0, most - orders.count())


def _anew(span: str, today: date) -> date | None:
    return seasons.window_end(span, today) if span else None


def accepting_communities() -> list[models.SupportCommunity]:
    """This function will list the approved communities that take points from who supports them."""
    approved = accounts.Organisation.objects.filter(status=account_enums.ReviewStatus.APPROVED)
    said = models.SupportCommunity.objects.filter(accepts=True, organisation_code__in=approved.values("code"))
    return list(said.order_by("name", "pk"))


def support_words(organisation_codes: Sequence[str]) -> dict[str, models.SupportCommunity]:
    """This function will give what organisations have said about support, by their codes."""
    said = models.SupportCommunity.objects.filter(organisation_code__in=organisation_codes)
    return {one.organisation_code: one for one in said}


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
    today = clock.date_of(now)
    usable = models.Voucher.objects.filter(
        person_code=person_code,
        kind=enums.PerkKind.ROOM_COUPON,
        state=enums.VoucherState.ISSUED,
        usable_from__lte=today,
        valid_until__gte=today,
    )
    rows = usable.select_related("perk").order_by("valid_until", "pk")
    return [Coupon(row.code, row.perk.name, row.yen_off, row.percent_off, row.valid_until) for row in rows]


def to_hand_over(places: Sequence[tuple[str, str]]) -> QuerySet[models.Voucher]:
    """This function will list the orders that wait to be handed over at places: what is ready first, by pick-up day."""
    here = Q(pk__in=[])
    for kind, code in places:
        here |= Q(perk__place_kind=kind, perk__place_code=code)
    waiting = models.Voucher.objects.filter(here, state=enums.VoucherState.ISSUED).select_related("perk", "hold")
    return waiting.order_by(F("ready_at").asc(nulls_last=True), "usable_from", "valid_until", "pk")


def perks_at(places: Sequence[tuple[str, str]]) -> list[models.Perk]:
    """This function will list the perks handed over at places with what waits, is ready and has been handed over."""
    here = Q(pk__in=[])
    for kind, code in places:
        here |= Q(place_kind=kind, place_code=code)
    issued = Q(vouchers__state=enums.VoucherState.ISSUED)
    found = models.Perk.objects.filter(here).annotate(
        ready_count=Count("vouchers", filter=issued & Q(vouchers__ready_at__isnull=False)),
        waiting_count=Count("vouchers", filter=issued & Q(vouchers__ready_at=None)),
        done_count=Count("vouchers", filter=Q(vouchers__state=enums.VoucherState.USED)),
    )
    return list(found.order_by("position", "code"))


@dataclass(frozen=True, slots=True)
class Counts:
    """The orders of a perk by how far they have come."""

    waiting: int
    ready: int
    used: int
    cancelled: int
    lapsed: int


def counts_of(perk: models.Perk) -> Counts:
    """This function will count the orders of a perk."""
    issued = Q(state=enums.VoucherState.ISSUED)
    found = models.Voucher.objects.filter(perk=perk).aggregate(
        waiting=Count("pk", filter=issued & Q(ready_at=None)),
        ready=Count("pk", filter=issued & Q(ready_at__isnull=False)),
        used=Count("pk", filter=Q(state=enums.VoucherState.USED)),
        cancelled=Count("pk", filter=Q(state=enums.VoucherState.CANCELLED)),
        lapsed=Count("pk", filter=Q(state=enums.VoucherState.LAPSED)),
    )
    return Counts(**found)


def communities_of(person: accounts.User) -> QuerySet[accounts.Organisation]:
    """This function will list the approved organisations, shops apart, for which a person acts."""
    return (
        accounts.Organisation.objects.filter(
            status=account_enums.ReviewStatus.APPROVED,
            members__user=person,
            members__role=account_enums.OrganisationRole.MANAGER,
        )
        .exclude(kind=account_enums.OrganisationKind.SHOP)
        .order_by("name", "pk")
    )
