"""A request with a waiting list: somebody stepped back, the first in line is asked, the next is in reserve."""

from datetime import datetime, time, timedelta

from django.db import transaction

from backend.accounts import models as accounts
from backend.common import clock
from backend.portal.management.commands._demo import people
from volunteers import actions, enums, models, queries

TITLE = "夕市の案内係：ひとりずつ交代で"


@transaction.atomic
def load(now: datetime) -> None:
    """This function will make it for the community's organisation, whose first post has been reviewed."""
    if models.Request.objects.filter(title=TITLE).exists():
        return
    shift = _post(now).shifts.get()
    leaving = _apply(shift, people.SHOP, now)
    _apply(shift, people.RESIDENT, now)
    _apply(shift, people.NEIGHBOUR, now, short_notice=True)
    actions.withdraw(leaving, by=leaving.person, now=now)


def _post(now: datetime) -> models.Request:
    organisation = accounts.Organisation.objects.get(name=people.COMMUNITY)
    plan = actions.RequestPlan(
        title=TITLE,
        field=models.Field.objects.get(code="events"),
        tasks="夕市の入口で、来た人に会場の地図を渡して案内します。立ったりすわったりしながらできます。",
        district=accounts.District.objects.get(code="kuji"),
        meeting_point="久慈交流センターの玄関",
        contact="推進 世話人（デモ） 000-0000-0000",
        line_order=enums.LineOrder.FEWER,
        answer_hours=72,
    )
    starts = clock.at(clock.date_of(now) + timedelta(days=12), time(17))
    shift = actions.ShiftPlan(starts, starts + timedelta(minutes=90), "久慈交流センターの前", capacity=1, reserve=1)
    by = organisation.members.order_by("pk")[0].user
    return actions.post_request(organisation, plan=plan, shifts=[shift], by=by, now=now)


def _apply(
    shift: models.Shift, person: people.Person, now: datetime, *, short_notice: bool = False
) -> models.Assignment:
    found = queries.requests.detailed_shifts().get(pk=shift.pk)
    user = accounts.User.objects.get(email=person.email)
    return actions.apply_for_shift(found, person=user, by=user, now=now, short_notice=short_notice)
