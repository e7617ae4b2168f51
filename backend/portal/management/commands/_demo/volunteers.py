from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock
from backend.portal.management.commands._demo import people
from volunteers import actions, enums, models

FIELDS = {
    "cleanup": "環境美化・清掃",
    "safety": "見守り・防犯防災",
    "children": "子ども・子育て",
    "elders": "高齢者の支え合い",
    "events": "行事・お祭り",
    "greenery": "花と緑",
    "culture": "文化・スポーツ",
}
SATURDAY, SUNDAY = 6, 7


@dataclass(frozen=True)
class Slot:
    """A time of a demo request: the `weeks`-th such weekday after today."""

    weekday: int
    weeks: int
    starts: time
    ends: time
    place: str
    capacity: int
    minimum: int = 1
    center_code: str = ""


@dataclass(frozen=True)
class Asked:
    """A demo request."""

    title: str
    field: str
    district: str
    tasks: str
    meeting_point: str
    belongings: str
    slots: Sequence[Slot]
    organisation: str = people.COMMUNITY
    audience: str = enums.Audience.EVERYONE
    minimum_age: int | None = None
    policy: str = enums.Policy.FIRST_COME


REQUESTS = (
    Asked(
        "海岸の清掃を手伝ってください",
        "cleanup",
        "kuji",
        "砂浜のごみを拾い、燃えるごみと燃えないごみに分けます。\nはじめての方には、担当者が横で説明します。休みながらできる作業です。",
        "久慈交流センターの駐車場",
        "軍手、飲み物、帽子",
        (
            Slot(SATURDAY, 1, time(9), time(11), "久慈の海岸", 20, 5),
            Slot(SATURDAY, 3, time(9), time(11), "久慈の海岸", 20, 5),
        ),
    ),
    Asked(
        "子ども食堂で、配膳と遊び相手をお願いします",
        "children",
        "kuji",
        "食事を運び、食べ終わった子どもたちと遊びます。料理の経験はいりません。",
        "久慈交流センターの玄関",
        "エプロン、上ばき",
        (Slot(SUNDAY, 1, time(10, 30), time(13, 30), "久慈交流センター", 6, 3, "kuji"),),
        minimum_age=15,
        policy=enums.Policy.ACCEPTANCE,
    ),
    Asked(
        "花いっぱい運動：花の苗を植えましょう",
        "greenery",
        "suwa",
        "通学路の花だんに、花の苗を植えます。スコップは用意します。",
        "諏訪交流センターの前",
        "軍手、汚れてもよい服",
        (Slot(SUNDAY, 2, time(9), time(11, 30), "諏訪地区の通学路", 12, 4),),
    ),
    Asked(
        "地区まつりの準備と受付",
        "events",
        "omika",
        "テントを立て、受付で来た人を案内します。重い物は、慣れた人と一緒に運びます。",
        "大みか地区の広場",
        "動きやすい服、飲み物",
        (
            Slot(SATURDAY, 2, time(8, 30), time(12), "大みか地区の広場", 10, 4),
            Slot(SATURDAY, 2, time(13), time(17), "大みか地区の広場", 10, 4),
        ),
    ),
    Asked(
        "市職員による、ひとり暮らしの方の庭の草取り",
        "elders",
        "sukegawa",
        "庭の草を取り、集めて運びます。市の職員が先に試す活動です。",
        "助川地区のバス停前",
        "軍手、飲み物",
        (Slot(SATURDAY, 4, time(9), time(11), "助川地区", 5, 2),),
        audience=enums.Audience.CITY_EMPLOYEES,
    ),
)
FIRST_OF_CHARITY = Asked(
    "スマートフォン教室で、となりに座ってお手伝い",
    "elders",
    "omika",
    "講師の話にそって、参加した方のとなりで操作を一緒に確かめます。",
    "大みか地区の集会所",
    "ご自分のスマートフォン",
    (Slot(SUNDAY, 3, time(13, 30), time(15, 30), "大みか地区の集会所", 5, 2),),
    organisation=people.CHARITY,
)


@transaction.atomic
def load(now: datetime) -> None:
    """This function will make fields, requests with their shifts, offers, and a few people who take part."""
    if models.Field.objects.exists():
        return
    for position, (code, name) in enumerate(FIELDS.items()):
        models.Field.objects.create(code=code, name=name, position=position)
    first, *others = [_published(_post(asked, now), now) for asked in REQUESTS]
    _post(FIRST_OF_CHARITY, now)
    _offers(now)
    _take_part(first, others, now)


def _post(asked: Asked, now: datetime) -> models.Request:
    organisation = accounts.Organisation.objects.get(name=asked.organisation)
    return actions.post_request(
        organisation,
        plan=actions.RequestPlan(
            title=asked.title,
            field=models.Field.objects.get(code=asked.field),
            tasks=asked.tasks,
            district=accounts.District.objects.get(code=asked.district),
            meeting_point=asked.meeting_point,
            belongings=asked.belongings,
            contact="推進 世話人（デモ） 000-0000-0000",
            audience=asked.audience,
            minimum_age=asked.minimum_age,
            age_reason="配膳で熱い物を運ぶため" if asked.minimum_age else "",
            policy=asked.policy,
        ),
        shifts=[_shift(slot, now) for slot in asked.slots],
        by=organisation.members.order_by("pk")[0].user,
        now=now,
    )


def _shift(slot: Slot, now: datetime) -> actions.ShiftPlan:
    day = _weekday_after(clock.date_of(now), slot.weekday, slot.weeks)
    return actions.ShiftPlan(
        starts_at=clock.at(day, slot.starts),
        ends_at=clock.at(day, slot.ends),
        place=slot.place,
        capacity=slot.capacity,
        minimum=slot.minimum,
        center_code=slot.center_code,
    )


def _weekday_after(today: date, weekday: int, weeks: int) -> date:
    ahead = (weekday - today.isoweekday() - 1) % 7 + 1
    return today + timedelta(days=ahead + 7 * (weeks - 1))


def _published(request: models.Request, now: datetime) -> models.Request:
    if request.is_in_review:
        actions.review_request(request, verdict=enums.Verdict.APPROVE, by=_user(people.ADMINISTRATOR), now=now)
    return request


def _user(person: people.Person) -> accounts.User:
    return accounts.User.objects.get(email=person.email)


def _offers(now: datetime) -> None:
    weekend = [(SATURDAY, time(9), time(12)), (SUNDAY, time(9), time(12)), (SUNDAY, time(13), time(17))]
    _offer(people.RESIDENT, ["cleanup", "children", "greenery"], ["kuji", "suwa", "omika"], weekend, "", now)
    _offer(people.NEIGHBOUR, ["events", "greenery"], ["suwa"], weekend[1:], "草刈り機が使えます。", now)
    _offer(people.LEADER, ["culture", "children"], ["kuji"], weekend[:2], "書道を教えられます。", now)
    _offer(people.EMPLOYEE, ["elders", "cleanup"], ["sukegawa", "kuji"], weekend[:1], "", now)


def _offer(
    person: people.Person,
    fields: list[str],
    districts: list[str],
    times: list[tuple[int, time, time]],
    words: str,
    now: datetime,
) -> None:
    user = _user(person)
    plan = actions.OfferPlan(
        fields=list(models.Field.objects.filter(code__in=fields)),
        districts=list(accounts.District.objects.filter(code__in=districts)),
        times=[actions.OfferTimePlan(*one) for one in times],
        words=words,
    )
    actions.save_offer(user, plan=plan, by=user, now=now)


def _take_part(cleanup: models.Request, others: list[models.Request], now: datetime) -> None:
    _apply(cleanup, people.NEIGHBOUR, now)
    _apply(cleanup, people.LEADER, now)
    _apply(others[0], people.LEADER, now)


def _apply(request: models.Request, person: people.Person, now: datetime) -> None:
    shift = models.Shift.objects.select_related("request__organisation", "request__district").filter(request=request)
    user = _user(person)
    actions.apply_for_shift(shift.order_by("starts_at")[0], person=user, by=user, now=now)
