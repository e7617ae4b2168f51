"""Equipment of two centers, marked as 仮データ: some is lent in these days, and one piece is out of use."""

from datetime import date, datetime, time, timedelta

from backend.accounts import models as accounts
from backend.common import clock
from backend.portal.management.commands._demo import people
from bookings import actions, enums, models, rules
from bookings.queries import calendars

CENTER, NEIGHBOUR = "omika", "suwa"
PROJECTOR, MOWER = "プロジェクター", "刈払機"
STOCK = (
    (CENTER, PROJECTOR, "ぷろじぇくたー", 2, enums.Lending.EITHER, 3, "ケーブルとスクリーンは別です。"),
    (CENTER, "タブレット", "たぶれっと", 10, enums.Lending.WITH_ROOM, 1, "スマートフォン教室などで使えます。"),
    (CENTER, MOWER, "かりはらいき", 3, enums.Lending.ALONE, 3, "防護めがねと燃料の缶が付きます。"),
    (NEIGHBOUR, "マイクとスピーカー", "まいくとすぴーかー", 2, enums.Lending.EITHER, 3, ""),
    (NEIGHBOUR, PROJECTOR, "ぷろじぇくたー", 1, enums.Lending.EITHER, 3, ""),
)
# The first open day from here on; near enough for everybody to see it.
LENT_FROM, SEEN = timedelta(days=4), 14


def load(now: datetime) -> None:
    """This function will write down equipment, let people borrow some, and take a piece out of use."""
    if models.Equipment.objects.exists():
        return
    for code, name, kana, pieces, lending, most_days, note in STOCK:
        plan = actions.EquipmentPlan(
            name=name, kana=kana, pieces=pieces, lending=lending, most_days=most_days, note=note, is_provisional=True
        )
        actions.add_equipment(models.Center.objects.get(code=code), plan=plan, by=None, now=now)
    _lend(now)
    staff = _user(people.ADMINISTRATOR)
    actions.withdraw_piece(_stock(MOWER).pieces.get(number=3), reason="刃の交換のため", by=staff, now=now)


def _lend(now: datetime) -> None:
    center = models.Center.objects.get(code=CENTER)
    day = _open_day(center, clock.date_of(now) + LENT_FROM)
    starts, ends = clock.at(day, time(10)), clock.at(day, time(16))
    borrowed = ((PROJECTOR, people.RESIDENT, "町内会の防災の勉強会"), (MOWER, people.LEADER, "公園の草刈り"))
    for name, person, purpose in borrowed:
        by = _user(person)
        plan = actions.LoanPlan(equipment=_stock(name), pieces=1, starts_at=starts, ends_at=ends, purpose=purpose)
        actions.reserve_equipment(plan, by=by, now=now)


def _open_day(center: models.Center, first: date) -> date:
    last = first + timedelta(days=SEEN)
    closures = calendars.calendar(center, first=first, last=last).closures
    days = (first + timedelta(days=step) for step in range(SEEN))
    return next(day for day in days if not rules.closed_on(closures, day, ""))


def _stock(name: str) -> models.Equipment:
    return models.Equipment.objects.select_related("center").get(center__code=CENTER, name=name)


def _user(person: people.Person) -> accounts.User:
    return accounts.User.objects.get(email=person.email)
