"""Reads of shops and centers: who may do what where, what was paid, slips and settlements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum

from backend.accounts import models as accounts
from backend.common import clock, codes
from points import enums, models, rules
from points.queries import places

TOKEN = "points.payment_code"  # noqa: S105 - the purpose of the signature, no secret


def tills(*, scope: str = enums.HOME_SCOPE) -> QuerySet[models.Till]:
    """This function will list all tills by name."""
    return models.Till.objects.filter(scope=scope).order_by("place_name", "pk")


def till(code: str) -> models.Till | None:
    """This function will find a till by its code."""
    return models.Till.objects.filter(code=code).first()


def tills_of(person: accounts.User) -> QuerySet[models.Till]:
    """This function will list the tills at which a person takes points: their desks' and their approved shops'."""
    own = Q(pk=None)
    for place in places.places_of(person):
        own |= Q(place_kind=place.kind, place_code=place.code)
    return tills().filter(own)


def contract(till: models.Till, day: date) -> models.ShopContract | None:
    """This function will give the contract under which a till takes points on a Tokyo date."""
    open_ended = Q(ends_on=None) | Q(ends_on__gte=day)
    return models.ShopContract.objects.filter(open_ended, till=till, starts_on__lte=day).first()


def contract_by_code(code: str) -> models.ShopContract | None:
    """This function will find a contract with its till."""
    return models.ShopContract.objects.select_related("till").filter(code=code).first()


def contracts() -> QuerySet[models.ShopContract]:
    """This function will list all contracts, the latest first."""
    return models.ShopContract.objects.select_related("till").order_by("-starts_on", "-pk")


def token_of(code: models.PaymentCode) -> str:
    """This function will give the signed text in a payment code's QR."""
    return codes.sign(TOKEN, code.code)


def code_by_token(token: str) -> models.PaymentCode | None:
    """This function will find the payment code of a scanned QR, None when we have not drawn it."""
    return models.PaymentCode.objects.filter(code=codes.unsign(TOKEN, token) or "").first()


def payment_code(typed: str) -> models.PaymentCode | None:
    """This function will find a payment code by the eight characters that somebody typed or noted."""
    return models.PaymentCode.objects.filter(short_code=rules.short_code(typed)).first()


def payment(code: str) -> models.Payment | None:
    """This function will find a payment with its till and contract."""
    return models.Payment.objects.select_related("till", "contract").filter(code=code).first()


def payment_of_code(code: models.PaymentCode) -> models.Payment | None:
    """This function will give what a code has paid; what was taken by a mistyped slip and given back is not that."""
    return models.Payment.objects.select_related("till").filter(payment_code=code, freed_at=None).first()


def payments_of(person_code: str) -> QuerySet[models.Payment]:
    """This function will list what a person paid, the latest first."""
    mine = models.Payment.objects.filter(person_code=person_code)
    return mine.select_related("till", "contract").order_by("-at", "-pk")


def payments_at(till: models.Till, day: date) -> QuerySet[models.Payment]:
    """This function will list what was paid at a till on a Tokyo date, the latest first; slips are not among it."""
    paid = models.Payment.objects.filter(till=till, day=day, number__isnull=False)
    return paid.select_related("till").order_by("-number")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a till took on a day: by payments with a number, of which `back` was given back, and by slips of the day."""

    payments: int
    points: int
    back: int
    slips: int


def taken_on(till: models.Till, day: date) -> Taken:
    """This function will give what a till has taken on a Tokyo date."""
    live, slips = Q(number__isnull=False), Q(number=None)
    found = models.Payment.objects.filter(till=till, day=day).aggregate(
        payments=Count("pk", filter=live),
        points=Sum("amount", filter=live, default=0),
        back=Sum("refunded", filter=live, default=0),
        slips=Sum(F("amount") - F("refunded"), filter=slips, default=0),
    )
    return Taken(**found)


@dataclass(frozen=True, slots=True)
class Sign:
    """What a shop looks for on the resident's screen: the running number, its two words, and the colour of now."""

    number: int
    words: str
    colour: rules.tills.Colour


def sign_of(payment: models.Payment, now: datetime) -> Sign | None:
    """This function will give the sign of a payment while it is fresh; a later look, and a slip, has none."""
    if payment.number is None or not payment.is_fresh(now):
        return None
    secret = payment.till.secret
    words = rules.tills.words(secret, payment.day, payment.number)
    return Sign(payment.number, words, rules.tills.colour(secret, now.astimezone(clock.TOKYO)))


def signs(till: models.Till, day: date, *, lines: int = rules.tills.LINES_OF_A_SHEET) -> list[tuple[int, str]]:
    """This function will list the words of a till's day by running number, to be crossed out one by one."""
    return [(number, rules.tills.words(till.secret, day, number)) for number in range(1, lines + 1)]


def colours(till: models.Till, day: date) -> list[tuple[str, rules.tills.Colour]]:
    """This function will list the colours of a till's day, each with the time from which it is shown."""
    step = rules.tills.COLOUR_LIVES_MINUTES
    found = []
    for minute in range(rules.tills.OPENS * 60, rules.tills.CLOSES * 60, step):
        at = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=clock.TOKYO)
        found.append((f"{at.hour}:{at.minute:02d}", rules.tills.colour(till.secret, at)))
    return found


def booklets_of(person_code: str) -> QuerySet[models.Booklet]:
    """This function will list a person's booklets, the latest first."""
    return models.Booklet.objects.filter(person_code=person_code).order_by("-issued_at", "-pk")


def booklets_with_use(person_code: str) -> QuerySet[models.Booklet]:
    """This function will list a person's booklets, the latest first, each with `used`: how many codes have paid."""
    return booklets_of(person_code).annotate(used=Count("codes__payments", filter=Q(codes__payments__freed_at=None)))


def booklet(code: str) -> models.Booklet | None:
    """This function will find a booklet."""
    return models.Booklet.objects.filter(code=code).first()


def booklet_lines(booklet: models.Booklet) -> list[tuple[models.PaymentCode, models.Payment | None]]:
    """This function will list the codes of a booklet in their order, each with what it paid."""
    paid = Prefetch("payments", queryset=models.Payment.objects.filter(freed_at=None).select_related("till"))
    lines = booklet.codes.order_by("position").prefetch_related(paid)
    return [(line, next(iter(line.payments.all()), None)) for line in lines]


def slips_at(till: models.Till) -> QuerySet[models.Slip]:
    """This function will list a till's slips, the latest sent first."""
    corrections = Prefetch("corrections", queryset=models.SlipCorrection.objects.order_by("pk"))
    returned = models.SlipReturn.objects.filter(state=enums.SlipReturnState.RETURNED)
    found = _slips().filter(till=till).prefetch_related(corrections, Prefetch("returns", queryset=returned))
    return found.order_by("-sent_at", "-pk")


def _slips() -> QuerySet[models.Slip]:
    """Slips with payment and the one before, and `taken_back`: whether the city took back what it paid for one."""
    returned = models.SlipReturn.objects.filter(slip=OuterRef("pk"), state=enums.SlipReturnState.RETURNED)
    return models.Slip.objects.select_related("payment", "again_of").annotate(taken_back=Exists(returned))


def slip(code: str) -> models.Slip | None:
    """This function will find a slip with its till."""
    return _slips().select_related("till").filter(code=code).first()


def slip_cases() -> QuerySet[models.Slip]:
    """This function will list the slips that wait for the city, those that wait longest first."""
    cases = _slips().filter(state=enums.SlipState.CASE)
    return cases.select_related("till").order_by("sent_at", "pk")


def slips_decided() -> QuerySet[models.Slip]:
    """This function will list the cases that the city decided, the latest first."""
    decided = _slips().filter(decided_at__isnull=False)
    return decided.select_related("till").order_by("-decided_at", "-pk")


@dataclass(frozen=True, slots=True)
class Line:
    """A posting on a shop's statement; `points` is signed, seen by the shop."""

    at: datetime
    kind: str
    what: str
    points: int
    number: int | None
    code: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A month of a till as the ledger has it."""

    lines: Sequence[Line]
    taken: int
    given_back: int
    total: int


# The postings of the till's own account and nothing else, so that the sum is the ledger's.
_STATEMENT = """
    SELECT p.at, p.kind, CASE WHEN p.credit_id = a.id THEN p.amount ELSE -p.amount END, y.number,
           CASE WHEN p.source_kind IN ('payment', 'slip') THEN p.source_code ELSE p.code END, p.source_kind
    FROM points_account a JOIN points_posting p ON a.id IN (p.credit_id, p.debit_id)
    LEFT JOIN points_payment y ON p.source_kind = 'payment' AND y.code = p.source_code
    WHERE a.owner_code = %s AND a.kind = %s AND a.scope = %s AND NOT a.computed AND p.at >= %s AND p.at < %s
    ORDER BY p.at, p.id
"""
_PAPER = "支払い（紙の伝票）"
_BACK: dict[str, str] = {enums.PostingKind.REFUND: "返金", enums.PostingKind.REVERSE: "取消"}
_WHAT = {"payment": "支払い", "voucher": "引換券", "slip": "市の調整（伝票）"}


def statement(till: models.Till, month: date) -> Statement:
    """This function will give a month of a till; `month` is its first day."""
    return _between(till, month, rules.tills.next_month(month))


def day_statement(till: models.Till, day: date) -> Statement:
    """This function will give a Tokyo date of a till."""
    return _between(till, day, day + timedelta(days=1))


def mailed_tills(day: date) -> list[models.Till]:
    """This function will list the shops whose contract of a Tokyo date says that they get the day by mail."""
    in_force = Q(contracts__ends_on=None) | Q(contracts__ends_on__gte=day)
    found = tills().filter(in_force, contracts__starts_on__lte=day, contracts__mails_daily=True)
    return list(found.filter(place_kind=enums.AccountKind.SHOP).distinct())


def _between(till: models.Till, start: date, stop: date) -> Statement:
    first, end = (clock.at(day, datetime.min.time()) for day in (start, stop))
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, [till.place_code, till.place_kind, till.scope, first, end])
        lines = [_line(*row) for row in cursor.fetchall()]
    taken = sum(line.points for line in lines if line.points > 0)
    total = sum(line.points for line in lines)
    return Statement(lines, taken, taken - total, total)


def _line(at: datetime, kind: str, points: int, number: int | None, code: str, source: str) -> Line:
    on_paper = source == "payment" and number is None
    return Line(at, kind, _PAPER if on_paper and points > 0 else what(kind, source, points), points, number, code)


def what(kind: str, source: str, points: int) -> str:
    """This function will name a posting for a shop, which sees its `points` signed."""
    if kind in _BACK:
        return _BACK[kind]
    if source == "slip" and points < 0:
        return "市の調整の取り戻し（伝票）"
    return _WHAT.get(source, "調整")


def settlements(*, month: date | None = None, till: models.Till | None = None) -> QuerySet[models.Settlement]:
    """This function will list settlements, of a month or of a till, the latest first."""
    found = models.Settlement.objects.select_related("till").order_by("-month", "serial", "pk")
    found = found.filter(month=month) if month else found
    return found.filter(till=till) if till else found


def still_open(month: date) -> int:
    """This function will count the shops and centers that have something of a month, or of before, to be settled."""
    end = clock.at(rules.tills.next_month(month), datetime.min.time())
    with connection.cursor() as cursor:
        cursor.execute(_STILL_OPEN, [enums.HOME_SCOPE, month, end])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


# Once a month of a till is closed, what came too late stands in the next one.
_STILL_OPEN = """
    SELECT count(*) FROM points_till t WHERE t.scope = %s
    AND NOT EXISTS (SELECT FROM points_settlement s WHERE s.till_id = t.id AND s.month >= %s)
    AND EXISTS (SELECT FROM points_unsettled(t.id) u WHERE u.at < %s)
"""


def settlement(code: str) -> models.Settlement | None:
    """This function will find a settlement with its till."""
    return models.Settlement.objects.select_related("till").filter(code=code).first()


def settlement_lines(settlement: models.Settlement) -> QuerySet[models.SettlementLine]:
    """This function will list what a settlement is made of, in the order of the ledger."""
    return settlement.lines.select_related("posting").order_by("posting__at", "posting_id")


def waiting(till: models.Till) -> int:
    """This function will give the points of a till that no settlement has yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(points), 0) FROM points_unsettled(%s)", [till.pk])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def points_left_alive(payment: models.Payment, today: date) -> int:
    """This function will tell how many of the points that can be refunded would come back usable; the rest expired."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(l.amount), 0) FROM points_payment y CROSS JOIN LATERAL points_left_to_refund(y) l"
            " WHERE y.id = %s AND l.expires_on >= %s",
            [payment.pk, today],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0
