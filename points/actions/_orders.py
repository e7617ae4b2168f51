"""What an order of a perk costs, gives and takes: the parts of points.actions.perks that look at the perk."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q

from backend.accounts import enums as account_enums
from backend.accounts import models as accounts
from backend.common import clock
from backend.common import errors as common
from points import enums, errors, models
from points.queries import perk_words
from points.rules import seasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody chooses with an order: how many points they bring, the day of pick-up, the community to support."""

    brought: int | None = None
    pickup_on: date | None = None
    community: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an order costs and gives, and when it can be used."""

    price: int
    usable_from: date
    valid_until: date
    pickup_on: date | None = None
    brought: int | None = None
    step: models.PerkStep | None = None
    worth_yen: int | None = None
    yen_off: int | None = None
    percent_off: int | None = None
    sheets: int | None = None
    place: tuple[str, str, str] = ("", "", "")


def check_on_sale(perk: models.Perk, today: date) -> None:
    """This function will raise PerkWithdrawn, or PerkNotOnSale with the day on which orders are taken again."""
    if perk.withdrawn_at is not None:
        raise errors.PerkWithdrawn(perk=perk.name, reason=perk.withdrawn_for)
    window = perk_words.sale_window(perk)
    opens = window.opens(today)
    if opens != today:
        said = f"次は{seasons.day_words(opens)}から申し込めます。" if opens else ""
        raise errors.PerkNotOnSale(perk=perk.name, window=seasons.window_words(window), opens=said)


def terms(perk: models.Perk, wish: Wish, today: date) -> Terms:
    """This function will work out an order; raises NoStepForPoints, TooFewForPerk, PickupDayNotOffered, PerkUseOver…"""
    pickup_on = _pickup_on(perk, wish, today)
    window = perk_words.use_window(perk)
    days = seasons.days_of_use(window, ordered_on=today, valid_days=perk.valid_days, pickup_on=pickup_on)
    if days is None:
        raise errors.PerkUseOver(perk=perk.name, window=seasons.window_words(window))
    when = {"usable_from": days[0], "valid_until": days[1], "pickup_on": pickup_on}
    if perk.is_support:
        return Terms(price=_given(perk, wish), place=_community(wish.community), **when)  # type: ignore[arg-type]
    if perk.stepped:
        return _stepped(perk, wish.brought, when)
    worth = {"yen_off": perk.yen_off, "percent_off": perk.percent_off}
    sheets = perk.sheets if perk.kind == enums.PerkKind.COPIES else None
    return Terms(price=perk.price, sheets=sheets, **worth, **when)  # type: ignore[arg-type]


def _pickup_on(perk: models.Perk, wish: Wish, today: date) -> date | None:
    if not perk.pickup_weekdays:
        return None
    days = pickup_days(perk, today)
    if wish.pickup_on not in days:
        raise errors.PickupDayNotOffered(days="、".join(f"{day:%-m月%-d日}" for day in days) or "今はありません")
    return wish.pickup_on


def pickup_days(perk: models.Perk, today: date) -> list[date]:
    """This function will give the days of pick-up that can be chosen today."""
    window = perk_words.use_window(perk)
    return seasons.pickup_days(window, weekdays=perk.pickup_weekdays, lead_days=perk.lead_days, today=today)


def _given(perk: models.Perk, wish: Wish) -> int:
    given = perk.price if wish.brought is None else wish.brought
    if given < perk.price:
        raise errors.TooFewForPerk(perk=perk.name, price=perk.price)
    return given


def _community(code: str) -> tuple[str, str, str]:
    approved = accounts.Organisation.objects.filter(code=code, status=account_enums.ReviewStatus.APPROVED)
    accepting = models.SupportCommunity.objects.filter(organisation_code=code, accepts=True)
    name = approved.values_list("name", flat=True).first()
    if name is None or not accepting.exists():
        raise errors.CommunityNotAccepting
    return enums.AccountKind.COMMUNITY, code, name


def _stepped(perk: models.Perk, brought: int | None, when: dict[str, date | None]) -> Terms:
    table = perk.tables.filter(sealed_at__isnull=False).order_by("-version").first()
    steps = list(table.steps.order_by("from_points")) if table else []
    holds = (one for one in steps if one.from_points <= (brought or 0) <= (one.to_points or brought or 0))
    step = next(holds, None)
    if step is None or table is None:
        said = "、".join(perk_words.step_words(perk.kind, one) for one in steps)
        raise errors.NoStepForPoints(perk=perk.name, brought=brought or 0, table=said)
    named = {enums.PerkKind.ROOM_COUPON: "yen_off", enums.PerkKind.COPIES: "sheets"}
    worth = {named.get(enums.PerkKind(perk.kind), "worth_yen"): step.worth}
    price = step.from_points if table.keeps_rest else brought
    return Terms(price=price, brought=brought, step=step, **worth, **when)  # type: ignore[arg-type]


def take_stock(perk: models.Perk) -> None:
    """This function will take one of a perk's stock, or raise SoldOut."""
    left = models.Perk.objects.filter(Q(stock=None) | Q(taken__lt=F("stock")), pk=perk.pk)
    if not left.update(taken=F("taken") + 1):
        raise errors.SoldOut(perk=perk.name)


def take_quotas(perk: models.Perk, person_code: str, today: date) -> None:
    """This function will count an order against what one person, and all together, may take in the window of today."""
    if perk.most_per_person is not None:
        window = f"{enums.Span(perk.person_span).label}に" if perk.person_span else ""
        full = errors.PerkLimitReached(
            perk=perk.name, most=perk.most_per_person, window=window, counter=perk_words.counter(perk)
        )
        _take(perk, person_code, perk.person_span, perk.most_per_person, today, full)
    if perk.most_in_span is not None:
        span = enums.Span(perk.total_span).label if perk.total_span else "全部で"
        full_now = errors.SoldOutForNow(perk=perk.name, most=perk.most_in_span, span=span)
        _take(perk, "", perk.total_span, perk.most_in_span, today, full_now)


def _take(perk: models.Perk, person: str, span: str, most: int, today: date, full: common.DomainError) -> None:
    starts_on = window_start(span, today)
    counted = _ordered_in(perk, person, span, starts_on)
    quota, _ = models.PerkQuota.objects.get_or_create(
        perk=perk,
        person_code=person,
        span=span,
        starts_on=starts_on,
        defaults={"most": max(most, counted), "taken": counted},
    )
    free = models.PerkQuota.objects.filter(pk=quota.pk, taken__lt=most)
    if not free.update(taken=F("taken") + 1, most=most):
        raise full


def _ordered_in(perk: models.Perk, person: str, span: str, starts_on: date) -> int:
    # A limit that is set later counts what was ordered before it.
    orders = models.Voucher.objects.filter(perk=perk, counted=True)
    if person:
        orders = orders.filter(person_code=person)
    return orders.filter(ordered_at__gte=clock.start_of(starts_on)).count() if span else orders.count()


def window_start(span: str, day: date) -> date:
    """This function will give the first day of the window of a limit that holds a day."""
    return seasons.window_start(span, day) if span else models.perks.ALTOGETHER


def give_back(voucher: models.Voucher) -> None:
    """This function will count an order no more: its perk first, as an order does, then the limits of its windows."""
    ready = F("readied") - 1 if voucher.perk.by_delivery and voucher.ready_at else F("readied")
    models.Perk.objects.filter(pk=voucher.perk_id).update(taken=F("taken") - 1, readied=ready)
    day = clock.date_of(voucher.ordered_at)
    windows = Q(span="")
    for span in enums.Span.values:
        windows |= Q(span=span, starts_on=seasons.window_start(span, day))
    models.PerkQuota.objects.filter(windows, perk_id=voucher.perk_id, person_code__in=[voucher.person_code, ""]).update(
        taken=F("taken") - 1
    )


def ready_at(perk: models.Perk, now: datetime) -> datetime | None:
    """This function will take a piece that is there for a new order; None when it waits for a delivery."""
    if not perk.by_delivery:
        return now
    there = models.Perk.objects.filter(pk=perk.pk, readied__lt=F("arrived"))
    return now if there.update(readied=F("readied") + 1) else None
