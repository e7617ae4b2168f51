"""Under which terms shops and centers take points."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import audit, clock
from backend.common import errors as common
from backend.notices import actions as notices
from points import enums, errors, models
from points.actions import _ledger, _requests
from points.actions._ledger import Actor
from points.queries import places
from points.queries import tills as reads


@dataclass(frozen=True, kw_only=True)
class ContractPlan:
    """A contract as it is agreed; see models.ShopContract. `place_kind` is shop or center."""

    place_kind: str
    place_code: str
    place_name: str
    document: str
    starts_on: date
    ends_on: date | None = None
    yen_per_point: Decimal = Decimal(1)
    most_per_payment: int = 500
    most_per_person_day: int = 1000
    most_per_day: int = 10_000
    refund_days: int = 7
    slip_days: int = 14
    mails_daily: bool = False


@transaction.atomic
def agree_contract(plan: ContractPlan, *, by: Actor | None, key: str, now: datetime) -> models.ShopContract:
    """This function will let a shop or center take points, once per key.

    Raises ContractOverlaps, ContractInvalid, KeyReused.
    """
    terms = dict(vars(plan))
    place = {name: terms.pop(name) for name in ("place_kind", "place_code")}
    till, _ = models.Till.objects.update_or_create(
        **place,
        scope=enums.HOME_SCOPE,
        defaults={"place_name": terms.pop("place_name")},
        create_defaults={"place_name": plan.place_name, "opened_at": now},
    )
    # Looked for now that the till is locked: of a page sent twice at once, the second finds what the first made.
    old = models.ShopContract.objects.filter(key=key).first()
    if old is not None:
        same = old.request_hash == _requests.hash_of(plan) if old.request_hash else _says(old, till, terms)
        if not same:
            raise errors.KeyReused(key=key)
        return old
    decided = {"decided_by_code": _ledger.actor_code(by), "decided_at": now, "request_hash": _requests.hash_of(plan)}
    with common.translated(), transaction.atomic():
        made = models.ShopContract.objects.create(till=till, key=key, **terms, **decided)
    _note(made, "points.shop_contract", by, now)
    return made


def _says(contract: models.ShopContract, till: models.Till, terms: dict[str, object]) -> bool:
    """What stands in a contract of before the hash was kept is all that can be compared."""
    return contract.till_id == till.pk and all(getattr(contract, name) == value for name, value in terms.items())


@transaction.atomic
def end_contract(contract: models.ShopContract, *, ends_on: date, by: Actor, now: datetime) -> models.ShopContract:
    """This function will set the last day of a contract. Raises ContractHasPayments, ContractInvalid."""
    contract.ends_on = ends_on
    with common.translated(), transaction.atomic():
        contract.save(update_fields=["ends_on"])
    _note(contract, "points.shop_contract_end", by, now)
    return contract


@transaction.atomic
def mail_days(contract: models.ShopContract, *, wanted: bool, by: Actor, now: datetime) -> models.ShopContract:
    """This function will write down whether a shop gets each day's payments by mail, and tell it; once is enough."""
    if models.ShopContract.objects.filter(pk=contract.pk).exclude(mails_daily=wanted).update(mails_daily=wanted):
        contract.mails_daily = wanted
        _note(contract, "points.shop_contract_mail", by, now)
    return contract


@dataclass(frozen=True, slots=True)
class _Day:
    till: models.Till
    day: date
    found: reads.Statement


def send_daily_sheets(*, now: datetime) -> int:
    """This function will send the shops that wish it what they took and gave back yesterday, each once.

    Nobody is named in it. A day on which nothing happened is not told of. Two workers at once send one: the notice of
    a till's day has one key.
    """
    day = clock.date_of(now) - timedelta(days=1)
    days = [_Day(till, day, reads.day_statement(till, day)) for till in reads.mailed_tills(day)]
    told = [one for one in days if one.found.lines]
    for one in told:
        with transaction.atomic():
            tell_shop(
                one.till,
                template="points/daily_sheet",
                key=f"daily-sheet:{one.till.code}:{day.isoformat()}",
                context={"till": one.till, "day": day, "statement": one.found},
                url=f"/shops/{one.till.code}/statement/?month={day:%Y-%m}",
                now=now,
            )
    return len(told)


def _note(contract: models.ShopContract, what: str, by: Actor | None, now: datetime) -> None:
    till = contract.till
    audit.record(what, by=by, subject=contract.code, center_code=till.center_code, now=now, document=contract.document)
    ends = contract.ends_on.isoformat() if contract.ends_on else ""
    if what == "points.shop_contract_mail":
        # Said and unsaid on the same day, too: each is told.
        ends = f"mail:{now.isoformat()}"
    tell_shop(
        till,
        template="points/shop_contract",
        key=f"{contract.code}:{ends}",
        context={"contract": contract, "till": till},
        url=f"/shops/{till.code}/",
        now=now,
    )


def tell_shop(
    till: models.Till, *, template: str, key: str, context: dict[str, object], url: str, now: datetime
) -> None:
    """This function will tell those who run a shop something; a center's desk sees it on its pages."""
    for person in shop_managers(till):
        notices.send(to=person, template=template, key=key, context=context, url=url, now=now)


def shop_managers(till: models.Till) -> list[accounts.User]:
    """This function will give who hears of a shop's affairs."""
    if till.place_kind != enums.AccountKind.SHOP:
        return []
    return list(places.managers_of(till.place_code))
