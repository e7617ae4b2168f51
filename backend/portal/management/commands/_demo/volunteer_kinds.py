"""A flexible and an open-ended request, one with conditions and a widening audience, a template and an edit."""

from datetime import datetime, time, timedelta

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock
from backend.portal.management.commands._demo import people
from volunteers import actions, enums, models

FRIDAY = 5
WATERING = "花だんの水やり：都合のよい時間に"
READING = "絵本の読み聞かせの本をみがく"
DRIVING = "お祝い弁当の配達（車で）"


@transaction.atomic
def load(now: datetime) -> None:
    """This function will make them for the community's organisation, whose first post has been reviewed."""
    if models.Window.objects.exists():
        return
    organisation = accounts.Organisation.objects.get(name=people.COMMUNITY)
    by = organisation.members.order_by("pk")[0].user
    watering = _flexible(organisation, by, now)
    _open_ended(organisation, by, now)
    driving = _with_conditions(organisation, by, now)
    _pick(watering, now)
    actions.save_template(driving, name="お祝い弁当の配達（毎年）", by=by, now=now)


def _plan(title: str, field: str, tasks: str, **more: object) -> actions.RequestPlan:
    return actions.RequestPlan(
        title=title,
        field=models.Field.objects.get(code=field),
        tasks=tasks,
        district=accounts.District.objects.get(code="kuji"),
        meeting_point="久慈交流センターの玄関",
        contact="推進 世話人（デモ） 000-0000-0000",
        **more,  # type: ignore[arg-type]  # the conditions of one of them
    )


def _flexible(organisation: accounts.Organisation, by: accounts.User, now: datetime) -> models.Request:
    today = clock.date_of(now)
    plan = _plan(
        WATERING,
        "greenery",
        "じょうろで花に水をやります。1回30分ほどです。",
        kind=enums.RequestKind.FLEXIBLE,
        weather_rule="雨の日はお休みです。",
    )
    window = actions.WindowPlan(
        first=today,
        last=today + timedelta(days=42),
        weekdays=[1, 3, 6, 7],
        opens_at=time(8),
        closes_at=time(11),
        capacity=2,
        place="久慈地区の花だん",
        minutes_needed=20 * 60,
    )
    return actions.post_request(organisation, plan=plan, shifts=[], windows=[window], by=by, now=now)


def _open_ended(organisation: accounts.Organisation, by: accounts.User, now: datetime) -> models.Request:
    plan = _plan(
        READING, "children", "読み聞かせで使う本をふき、破れたところを直します。", kind=enums.RequestKind.OPEN_ENDED
    )
    window = actions.WindowPlan(
        first=clock.date_of(now),
        last=None,
        weekdays=[2, 4],
        opens_at=time(13),
        closes_at=time(16),
        capacity=3,
        place="久慈交流センター",
        center_code="kuji",
    )
    return actions.post_request(organisation, plan=plan, shifts=[], windows=[window], by=by, now=now)


def _with_conditions(organisation: accounts.Organisation, by: accounts.User, now: datetime) -> models.Request:
    today = clock.date_of(now)
    plan = _plan(
        DRIVING,
        "elders",
        "お弁当を車に積み、ひとり暮らしの方のお宅に届けます。",
        audience=enums.Audience.DISTRICT,
        widens_at=clock.start_of(today + timedelta(days=10)),
        widens_to=enums.Audience.EVERYONE,
        minimum_age=20,
        age_reason="車で配達するため",
        certificate="普通自動車免許",
        certificate_reason="車で配達するため",
        insurance=enums.Insurance.OWN,
        insurance_reason="道路での活動のため",
    )
    starts = clock.at(today + timedelta(days=30), time(10))
    shift = actions.ShiftPlan(starts, starts + timedelta(hours=2), "久慈地区", capacity=4, minimum=2, reserve=2)
    return actions.post_request(organisation, plan=plan, shifts=[shift], by=by, now=now)


def _pick(request: models.Request, now: datetime) -> None:
    window = request.windows.get()
    day = clock.date_of(now) + timedelta(days=1)
    # A weekday of the window: what else the demo's people do is at weekends.
    while day.isoweekday() not in window.weekdays or day.isoweekday() > FRIDAY:
        day += timedelta(days=1)
    person = accounts.User.objects.get(email=people.NEIGHBOUR.email)
    starts = clock.at(day, time(9))
    ends = starts + timedelta(minutes=45)
    actions.pick_time(window, starts_at=starts, ends_at=ends, person=person, by=person, now=now)
